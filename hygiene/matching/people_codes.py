"""Names, mailboxes and firms of the normalised table taken apart into codes."""

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hygiene.matching.codes import MISSING, Codes, combine
from hygiene.matching.records import Records
from hygiene.matching.vocabulary import Column, Vocabulary, encode

STEM: Final = 20
"""Characters of a company that its domain is known to keep: long firms shorten theirs."""


def names_of(records: Records) -> dict[str, Any]:
    """The columns of `People` for names."""
    texts = [_name(records, part) for part in ("first", "first_canonical", "last", "last_core")]
    first, canonical, last, core = encode(texts)
    canonical = Column(np.where(canonical.codes < 0, first.codes, canonical.codes), canonical.vocabulary)
    core = Column(np.where(core.codes < 0, last.codes, core.codes), core.vocabulary)
    initial = encode([_name(records, "first_initial")])[0]
    is_initial = (first.codes >= 0) & (_lengths(texts[0]) == 1)
    full = combine(first.codes, core.codes).astype(np.int32)
    last_initial, start_3, start_4 = _starts(first.vocabulary, initial)
    return {
        "last_initial": last_initial[core.codes], "name_starts": start_3, "name_starts_4": start_4,
        "last_parts": _parts(last),
        "first": first, "canonical": canonical, "initial": initial, "last": last, "core": core,
        "is_initial": is_initial, "full": full,
    }  # fmt: skip


def _name(records: Records, part: str) -> pa.StringArray:
    """A part of the names; a filler is none."""
    return _without(records.text(part), _flags(records, "name_is_filler"))


def _starts(names: Vocabulary, initial: Column) -> tuple[Codes, Codes, Codes]:
    """For each name its first letter (in the codes of the initials), and codes of its first three and four."""
    letters = [pc.utf8_slice_codeunits(names.texts, 0, count) for count in (1, 3, 4)]
    of_initial = pc.index_in(letters[0], value_set=initial.vocabulary.texts)
    first = of_initial.fill_null(MISSING).to_numpy(zero_copy_only=False).astype(np.int32)
    three, four = (encode([text])[0].codes for text in letters[1:])
    return np.append(first, np.int32(MISSING)), three, four


def _parts(last: Column) -> tuple[Codes, ...]:
    """The first and the last part of each double surname, in the codes of the names; -1 for others."""
    texts = last.vocabulary.texts
    double = pc.extract_regex(texts, r"^(?P<head>[^ \-]+)[ \-]+(?:.*[ \-])?(?P<tail>[^ \-]+)$")
    halves = [pc.index_in(pc.struct_field(double, name), value_set=texts) for name in ("head", "tail")]
    codes = (half.fill_null(MISSING).to_numpy(zero_copy_only=False) for half in halves)
    return tuple(np.append(code.astype(np.int32), np.int32(MISSING))[last.codes] for code in codes)


def mail_of(records: Records) -> dict[str, Any]:
    """The columns of `People` for mailboxes, and whether one is made from a name: `letters` against `patterns`."""
    untagged = pc.replace_substring_regex(records.text("local"), r"(.)\+.*$", r"\1")
    mailbox, local = encode([records.text("mailbox")])[0], encode([untagged])[0]
    role = _flags(records, "email_is_role")
    letters = _empty_as_null(pc.replace_substring_regex(_without(untagged, role), "[^a-z]", ""))
    one, two = (
        pc.replace_substring_regex(text, "[^a-z]", "")
        for text in (_name(records, part) for part in ("first", "last_core"))
    )
    one_letter, other_letter = pc.utf8_slice_codeunits(one, 0, 1), pc.utf8_slice_codeunits(two, 0, 1)
    made = [(one, two), (one_letter, two), (two, one), (one, other_letter), (two, one_letter)]
    joined = [pc.binary_join_element_wise(left, right, "") for left, right in made]
    written = encode([letters])[0]
    patterns = _found([*joined, _empty_as_null(one), _empty_as_null(two)], written)
    domain = encode([records.text("company_domain")])[0]
    return {
        "mailbox": mailbox, "local": local, "letters": written, "patterns": patterns,
        "local_digits": local.vocabulary.numbers[local.codes], "domain": domain, "is_role": role,
    }  # fmt: skip


def _found(texts: list[pa.StringArray], among: Column) -> tuple[Column, ...]:
    """The codes of the texts in the vocabulary of a column; -1 for those that it does not have."""
    codes = pc.index_in(pa.concat_arrays(texts), value_set=among.vocabulary.texts).fill_null(MISSING)
    ends = np.cumsum([len(text) for text in texts])[:-1]
    parts = np.split(codes.to_numpy(zero_copy_only=False).astype(np.int32), ends)
    return tuple(Column(part, among.vocabulary) for part in parts)


def words_of_titles(column: Column) -> Codes:
    """A code for each set of words, whatever their order."""
    words = [
        " ".join(sorted(w.strip(",.&") for w in text.split() if w not in {"of", "and", "&", "the"}))
        for text in column.vocabulary.strings
    ]
    codes = encode([pa.array(words, pa.string())])[0].codes
    return np.append(codes, np.int32(MISSING))[column.codes]


def firms_of(records: Records) -> dict[str, Any]:
    """Every spelling is taken apart once, whatever the number of its records."""
    filler = _flags(records, "company_is_filler")
    company, acronym = (
        encode([_without(records.text(name), filler)])[0] for name in ("company_core", "company_acronym")
    )
    domain = encode([records.text("company_domain")])[0]
    core = company.vocabulary.texts
    spaced = pc.replace_substring_regex(core, r"\band\b", " ")
    compact = _empty_as_null(pc.replace_substring_regex(spaced, "[^a-z0-9]", ""))
    cut = _empty_as_null(pc.utf8_slice_codeunits(compact, 0, STEM))
    parts = [core, compact, *(_tokens(core, count) for count in (1, 2)), cut]
    coded = encode([*parts, acronym.vocabulary.texts, _stem(domain.vocabulary.texts)])
    of_company = [_spread(part, company) for part in coded[:5]]
    return {
        "company": of_company[0], "compact": of_company[1], "heads": tuple(of_company[2:4]), "firm_stem": of_company[4],
        "acronym": _spread(coded[5], acronym), "stem": _spread(coded[6], domain),
    }  # fmt: skip


def _spread(distinct: Column, column: Column) -> Column:
    """Codes told for each value of a column's vocabulary, as codes of its records."""
    return Column(np.append(distinct.codes, np.int32(MISSING))[column.codes], distinct.vocabulary)


def _stem(domain: pa.StringArray) -> pa.StringArray:
    """The letters of a domain's first label, cut like a firm's name."""
    label = pc.replace_substring_regex(domain, r"\..*$", "")
    letters = pc.replace_substring_regex(label, "[^a-z0-9]", "")
    return _empty_as_null(pc.utf8_slice_codeunits(letters, 0, STEM))


def _tokens(core: pa.StringArray, count: int) -> pa.StringArray:
    """The first `count` words, where there are more."""
    pattern = r"^(?P<head>\S+" + r" \S+" * (count - 1) + r") \S.*$"
    return pc.struct_field(pc.extract_regex(core, pattern), "head")


def _flags(records: Records, name: str) -> NDArray[np.bool_]:
    if name not in records.frame.columns:
        return np.zeros(len(records), dtype=bool)
    return records.frame[name].fillna(False).to_numpy(dtype=bool)


def _without(texts: pa.StringArray, drop: NDArray[np.bool_]) -> pa.StringArray:
    return pc.if_else(pa.array(drop), pa.scalar(None, pa.string()), texts) if drop.any() else texts


def _empty_as_null(texts: pa.StringArray) -> pa.StringArray:
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _lengths(texts: pa.StringArray) -> NDArray[np.int64]:
    answer: NDArray[np.int64] = pc.fill_null(pc.utf8_length(texts), 0).to_numpy(zero_copy_only=False).astype(np.int64)
    return answer
