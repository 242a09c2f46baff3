"""Names, mailboxes and firms of the normalised table taken apart into codes."""

from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hygiene.matching.codes import MISSING, Codes, Numbers, maybe_among
from hygiene.matching.derived import Coded, Known, Rows, places_among
from hygiene.matching.lexicon import Lexicon
from hygiene.matching.records import Records
from hygiene.matching.spelled import Spelled, spelled, spelled_at
from hygiene.matching.vocabulary import Column, Vocabulary

STEM: Final = 20
"""Characters of a company that its domain is known to keep: long firms shorten theirs."""


def people_columns(records: Records, lexicon: Lexicon) -> dict[str, Any]:
    """The columns of `People` for names and mailboxes."""
    names = _names_of(records, lexicon)
    return {**names, **_mail_of(records, names["first"], names["core"], lexicon)}


def _names_of(records: Records, lexicon: Lexicon) -> dict[str, Any]:
    first, canonical, last, core = lexicon.columns(records, "names")
    borne = _present(first, canonical, last, core)
    canonical = Column(np.where(canonical.codes < 0, first.codes, canonical.codes), canonical.vocabulary)
    core = Column(np.where(core.codes < 0, last.codes, core.codes), core.vocabulary)
    is_initial = (first.codes >= 0) & (np.append(first.vocabulary.lengths, 0)[first.codes] == 1)
    one, three, four = (_starts(first.vocabulary, letters, lexicon) for letters in (1, 3, 4))
    parts = lexicon.derived.of_texts("last_parts", _parts, last.vocabulary)
    return {
        "initial": one[first.codes], "last_initial": one[core.codes], "name_starts": three, "name_starts_4": four,
        "last_parts": tuple(np.where(borne[part], part, np.int32(MISSING))[last.codes] for part in parts),
        "first": first, "canonical": canonical, "last": last, "core": core, "is_initial": is_initial,
        "full": lexicon.derived.pair("full", records, first.codes, core.codes),
    }  # fmt: skip


def _present(*columns: Column) -> NDArray[np.bool_]:
    """For each code of a vocabulary, whether a record has it in one of the columns; False for a missing one."""
    present = np.zeros(len(columns[0].vocabulary) + 1, dtype=bool)
    for column in columns:
        present[column.codes] = True
    present[MISSING] = False
    return present


def _starts(names: Vocabulary, letters: int, lexicon: Lexicon) -> Codes:
    """For each name a code of its first letters; -1 behind them, for a missing one."""
    starts = lexicon.derived.encoded(
        f"first {letters}", lambda names: [pc.utf8_slice_codeunits(names.texts, 0, letters)], names
    )
    return np.append(starts[0].codes, np.int32(MISSING))


def _parts(last: Vocabulary) -> tuple[Codes, ...]:
    """For each name the first and the last part of a double one, where they are names; else -1, and one -1 more."""
    texts = last.texts
    double = pc.extract_regex(texts, r"^(?P<head>[^ \-]+)[ \-]+(?:.*[ \-])?(?P<tail>[^ \-]+)$")
    halves = [pc.index_in(pc.struct_field(double, name), value_set=texts) for name in ("head", "tail")]
    codes = (np.append(half.fill_null(MISSING).to_numpy(zero_copy_only=False), MISSING) for half in halves)
    return tuple(each.astype(np.int32) for each in codes)


def _mail_of(records: Records, first: Column, core: Column, lexicon: Lexicon) -> dict[str, Any]:
    """Mailboxes, and whether one is made from a name: `letters` against `patterns`."""
    mailbox, tagged = (lexicon.columns(records, name)[0] for name in ("mailbox", "local"))
    local = _spread(lexicon.derived.encoded("local", _untagged, tagged.vocabulary)[0], tagged)
    role = records.flags("email_is_role")

    def letters_of(rows: Rows) -> Known:
        written = spelled_at(local.vocabulary.texts, local.codes[rows])
        return written.prints, ~role[rows] & (written.sizes > 0)

    letters = lexicon.derived.coded("letters", records, letters_of)
    says_more = lexicon.derived.of_texts("says more", _says_more, local.vocabulary)[local.codes]
    return {
        "mailbox": mailbox, "local": local, "letters": letters.codes,
        "own_local": np.where(says_more & ~role, local.codes, np.int32(MISSING)),
        "patterns": _patterns(records, first, core, letters, lexicon),
        "local_digits": local.vocabulary.numbers[local.codes],
        "is_role": role,
    }  # fmt: skip


def _untagged(tagged: Vocabulary) -> list[pa.StringArray]:
    """Local parts without what stands behind a plus, which few have."""
    has_tag = pc.match_substring(tagged.texts, "+")
    bare = pc.replace_substring_regex(tagged.texts.filter(has_tag), r"(.)\+.*$", r"\1")
    return [pc.replace_with_mask(tagged.texts, has_tag, bare)]


def _says_more(local: Vocabulary) -> NDArray[np.bool_]:
    """For each local part, whether it holds more than letters as a name has them; False behind them."""
    plain = pc.match_substring_regex(local.texts, "^[a-z._-]*$").to_numpy(zero_copy_only=False)
    return np.append(~plain, False)


def _patterns(records: Records, first: Column, core: Column, letters: Coded, lexicon: Lexicon) -> tuple[Codes, ...]:
    """The codes of the letters that a mailbox of each record's name would have; -1 where nobody's has those."""
    names = lexicon.derived.of_texts("spelled", lambda names: spelled(names.texts), first.vocabulary)
    starts = lexicon.derived.of_texts("initials", lambda names: spelled(_first_letters(names.texts)), first.vocabulary)

    def places(rows: Rows) -> tuple[Codes, ...]:
        one, two = first.codes[rows], core.codes[rows]
        made = _made(names.at(one), names.at(two), starts.at(one), starts.at(two))
        has_one, has_two = one >= 0, two >= 0
        return _found(made, (*[has_one & has_two] * len(made[:-2]), has_one, has_two), letters.numbers)

    is_somebodys = np.zeros(len(letters.numbers) + 1, dtype=bool)
    is_somebodys[letters.codes[letters.codes >= 0]] = True
    found = lexicon.derived.looked_up("patterns", records, letters.numbers, places)
    return tuple(np.where(is_somebodys[codes], codes, np.int32(MISSING)) for codes in found)


def _made(one: Spelled, two: Spelled, one_letter: Spelled, other_letter: Spelled) -> tuple[Spelled, ...]:
    """The patterns of a mailbox; see `People.patterns`."""
    return (
        one.then(two), one_letter.then(two), two.then(one), one.then(other_letter), two.then(one_letter), one, two,
    )  # fmt: skip


def _first_letters(texts: pa.StringArray) -> pa.StringArray:
    return pc.utf8_slice_codeunits(pc.replace_substring_regex(texts, "[^a-z]", ""), 0, 1)


def _found(made: tuple[Spelled, ...], known: tuple[NDArray[np.bool_], ...], prints: Numbers) -> tuple[Codes, ...]:
    """Where the known ones stand among the prints; -1 for those that do not, and for those without a letter."""
    at = [
        np.flatnonzero(has & (each.sizes > 0) & maybe_among(each.prints, prints))
        for each, has in zip(made, known, strict=True)
    ]
    wanted, distinct = pd.factorize(np.concatenate([each.prints[rows] for each, rows in zip(made, at, strict=True)]))
    places = np.split(places_among(pa.array(prints), pa.array(distinct))[wanted], np.cumsum([len(r) for r in at])[:-1])
    answer = tuple(np.full(len(has), MISSING, dtype=np.int32) for has in known)
    for codes, rows, place in zip(answer, at, places, strict=True):
        codes[rows] = place
    return answer


def words_of_titles(column: Column, lexicon: Lexicon) -> Codes:
    """A code for each set of words, whatever their order."""
    return _spread(lexicon.derived.encoded("title words", _sorted_words, column.vocabulary)[0], column).codes


def _sorted_words(titles: Vocabulary) -> list[pa.StringArray]:
    words = [
        " ".join(sorted(w.strip(",.&") for w in text.split() if w not in {"of", "and", "&", "the"}))
        for text in titles.strings
    ]
    return [pa.array(words, pa.string())]


def firms_of(records: Records, domain: Column, lexicon: Lexicon) -> dict[str, Any]:
    """Every spelling is taken apart once, whatever the number of its records."""
    company, acronym = (lexicon.columns(records, name)[0] for name in ("company", "acronym"))
    coded = lexicon.derived.encoded("firms", _firms, company.vocabulary, acronym.vocabulary, domain.vocabulary)
    of_company = [_spread(part, company) for part in coded[:5]]
    return {
        "company": of_company[0], "compact": of_company[1], "heads": tuple(of_company[2:4]), "firm_stem": of_company[4],
        "acronym": _spread(coded[5], acronym), "stem": _spread(coded[6], domain),
    }  # fmt: skip


def _firms(company: Vocabulary, acronym: Vocabulary, domain: Vocabulary) -> list[pa.StringArray]:
    """Companies, the same without blanks, their first words and their cut form; acronyms; the stems of domains."""
    core = company.texts
    spaced = pc.replace_substring_regex(core, r"\band\b", " ")
    compact = _empty_as_null(pc.replace_substring_regex(spaced, "[^a-z0-9]", ""))
    cut = _empty_as_null(pc.utf8_slice_codeunits(compact, 0, STEM))
    parts = [core, compact, *(_tokens(core, count) for count in (1, 2)), cut]
    return [*parts, acronym.texts, _stem(domain.texts)]


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


def _empty_as_null(texts: pa.StringArray) -> pa.StringArray:
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)
