"""Company names: folded, and their core without legal forms."""

from collections.abc import Sequence
from functools import cache

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.normalize import company_words, fillers, tokens
from hygiene.normalize.distinct import LARGE, ArrowColumns, per_distinct
from hygiene.normalize.recode import squeeze
from hygiene.normalize.text import ascii_lower, fold_umlauts, null_where, words_only
from hygiene.normalize.tokens import Tokens

_EASTERN_FORMS = "株式会社|有限会社|合同会社|股份有限公司|有限责任公司|有限公司|주식회사|유한회사|㈜|㈱"
_PUNCTUATION = (
    (r"\b([a-z]{1,2})&([a-z]{1,2})\b", r"\1\2"),
    (r"[&+]", " and "),
    (r"\b([a-z])\.", r"\1"),
    (r"\b([a-z])/([a-z])\b", r"\1\2"),
    (r"\.(?:com|net|org|io|ai|co)\b", " "),
)
_SPACED_FORMS = (
    (r"\bs (?:de )?r ?l\b", "srl"),
    (r"\bs p a\b", "spa"),
    (r"\bs a\b", "sa"),
    (r"\bsp z o ?o\b", "spzoo"),
    (r"\bs r o\b", "sro"),
    (r"\bd o o\b", "doo"),
)
_SILENT = frozenset({"and", "of", "the", "for", "de", "des", "du", "la", "und", "et", "y", "e", "di"})


def parts(values: pd.Series) -> pd.DataFrame:
    """Read company names.

    Args:
        values: names as people wrote them.

    Returns:
        Aligned with `values`, `TEXT`: `company` (folded words), `company_core` (without legal forms and a leading
        `the`, abbreviations in one form: `The Intl. Tech Co., Inc.` -> `international technology`), `acronym` (first
        letters of a core of two or more words); `boolean`: `is_filler`. A filler has NA in the text columns. A name
        that is all legal form keeps it.
    """
    return per_distinct(values, _columns)


def _columns(texts: pa.Array) -> ArrowColumns:
    words = tokens.split(_prepared(texts)).mapped(fold_umlauts)
    company = words.joined()
    filler = fillers.is_filler(pc.fill_null(words_only(company), ""), fillers.COMPANY_FILLERS)
    core = _without_forms(words).mapped(_expanded)
    loud = core.keep(~core.is_in(_SILENT))
    initials = loud.mapped(lambda word: word[:1]).joined("")
    columns = {
        "company": company,
        "company_core": core.joined(),
        "acronym": null_where(initials, pa.array(loud.counts < 2)),
    }
    return {name: null_where(array, filler) for name, array in columns.items()} | {"is_filler": filler}


def _prepared(texts: pa.Array) -> pa.Array:
    """Folded; `&` spelled out, dotted letters closed up (`L.L.C.` -> `llc`), domain endings and punctuation gone."""
    folded = ascii_lower(pc.replace_substring_regex(texts, _EASTERN_FORMS, " "))
    joined = words_only(_where(folded, "[.&+/]", _PUNCTUATION))
    return squeeze(_where(joined, r"\b[a-z] ", _SPACED_FORMS))


def _where(texts: pa.Array, pattern: str, changes: Sequence[tuple[str, str]]) -> pa.Array:
    """The changes (pattern, replacement) in order, tried only on the texts that match `pattern`."""
    chosen = pc.match_substring_regex(texts, pattern)
    changed = texts.filter(chosen)
    for old, new in changes:
        changed = pc.replace_substring_regex(changed, old, new)
    return pc.replace_with_mask(texts, chosen, changed)


def _without_forms(words: Tokens) -> Tokens:
    legal = words.is_in(_legal_forms())
    behind = words.trailing(legal | words.is_in(company_words.LEGAL_CONNECTORS))
    # Connectors go only with a legal form behind or before them: `Johnson & Co`, but not `Marks and`.
    behind &= words.any_in_text(behind & legal)[words.text]
    before = words.leading(words.is_in(company_words.LEADING_FORMS | {"the"}))
    return words.drop_unless_all(behind | before)


def _expanded(word: str) -> str:
    return company_words.ABBREVIATIONS.get(word, word)


@cache
def _legal_forms() -> frozenset[str]:
    """Single folded words of two letters or more; forms of several words are dropped word by word."""
    from cleanco.termdata import terms_by_country, terms_by_type

    terms = {term for table in (terms_by_type, terms_by_country) for found in table.values() for term in found}
    folded = {ascii_word.replace(".", "") for ascii_word in ascii_lower(pa.array(sorted(terms), LARGE)).to_pylist()}
    single = {word for word in folded if word.isalnum() and len(word) > 1}
    return frozenset(map(fold_umlauts, single)) | company_words.MORE_LEGAL_FORMS
