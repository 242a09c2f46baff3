"""Names, mailboxes and firms of the normalised table taken apart into codes."""

from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hygiene.matching.codes import MISSING, Codes, combine
from hygiene.matching.lexicon import Lexicon
from hygiene.matching.records import Records
from hygiene.matching.spelled import Prints, Spelled, spelled
from hygiene.matching.vocabulary import Column, Vocabulary, encode

PRINT_BITS: Final = 22
STEM: Final = 20
"""Characters of a company that its domain is known to keep: long firms shorten theirs."""


def people_columns(records: Records, lexicon: Lexicon) -> dict[str, Any]:
    """The columns of `People` for names and mailboxes."""
    first, canonical, last, core = lexicon.columns(records, "names")
    initial = lexicon.columns(records, "initial")[0]
    return {**_names_of(first, canonical, last, core, initial), **_mail_of(records, first, core, lexicon)}


def _names_of(first: Column, canonical: Column, last: Column, core: Column, initial: Column) -> dict[str, Any]:
    borne = _present(first, canonical, last, core)
    canonical = Column(np.where(canonical.codes < 0, first.codes, canonical.codes), canonical.vocabulary)
    core = Column(np.where(core.codes < 0, last.codes, core.codes), core.vocabulary)
    is_initial = (first.codes >= 0) & (np.append(first.vocabulary.lengths, 0)[first.codes] == 1)
    last_initial, start_3, start_4 = _starts(first.vocabulary, initial)
    return {
        "last_initial": last_initial[core.codes], "name_starts": start_3, "name_starts_4": start_4,
        "last_parts": _parts(last, borne),
        "first": first, "canonical": canonical, "initial": initial, "last": last, "core": core,
        "is_initial": is_initial, "full": combine(first.codes, core.codes).astype(np.int32),
    }  # fmt: skip


def _present(*columns: Column) -> NDArray[np.bool_]:
    """For each code of a vocabulary, whether a record has it in one of the columns; False for a missing one."""
    present = np.zeros(len(columns[0].vocabulary) + 1, dtype=bool)
    for column in columns:
        present[column.codes] = True
    present[MISSING] = False
    return present


def _starts(names: Vocabulary, initial: Column) -> tuple[Codes, Codes, Codes]:
    """For each name its first letter (in the codes of the initials), and codes of its first three and four."""
    letters = [pc.utf8_slice_codeunits(names.texts, 0, count) for count in (1, 3, 4)]
    of_initial = pc.index_in(letters[0], value_set=initial.vocabulary.texts)
    places = of_initial.fill_null(MISSING).to_numpy(zero_copy_only=False).astype(np.int32)
    first = np.where(_present(initial)[places], places, np.int32(MISSING))
    three, four = (encode([text])[0].codes for text in letters[1:])
    return np.append(first, np.int32(MISSING)), three, four


def _parts(last: Column, borne: NDArray[np.bool_]) -> tuple[Codes, ...]:
    """The first and the last part of each double surname, in the codes of the names that are borne; -1 for others."""
    texts = last.vocabulary.texts
    double = pc.extract_regex(texts, r"^(?P<head>[^ \-]+)[ \-]+(?:.*[ \-])?(?P<tail>[^ \-]+)$")
    halves = [pc.index_in(pc.struct_field(double, name), value_set=texts) for name in ("head", "tail")]
    codes = (np.append(half.fill_null(MISSING).to_numpy(zero_copy_only=False), MISSING)[last.codes] for half in halves)
    return tuple(np.where(borne[code], code, MISSING).astype(np.int32) for code in codes)


def _mail_of(records: Records, first: Column, core: Column, lexicon: Lexicon) -> dict[str, Any]:
    """Mailboxes, and whether one is made from a name: `letters` against `patterns`."""
    mailbox, tagged = (lexicon.columns(records, name)[0] for name in ("mailbox", "local"))
    local = _spread(encode([_untagged(tagged.vocabulary.texts)])[0], tagged)
    role = records.flags("email_is_role")
    letters, prints = _letters_of(local, role)
    return {
        "mailbox": mailbox, "local": local, "letters": letters, "patterns": _patterns(first, core, prints),
        "local_digits": local.vocabulary.numbers[local.codes],
        "is_role": role,
    }  # fmt: skip


def _letters_of(local: Column, role: NDArray[np.bool_]) -> tuple[Codes, Prints]:
    """A code for the letters of each local part, -1 where it has none or is a role's; and the print of each code."""
    written = spelled(local.vocabulary.texts)
    each, has_some = written.prints[local.codes], ~role & (written.sizes[local.codes] > 0)
    at = np.flatnonzero(has_some)
    codes = np.full(len(each), MISSING, dtype=np.int32)
    codes[at], prints = pd.factorize(each[at])
    return codes, prints


def _untagged(local: pa.StringArray) -> pa.StringArray:
    """Without what stands behind a plus, which few have."""
    tagged = pc.match_substring(local, "+")
    return pc.replace_with_mask(local, tagged, pc.replace_substring_regex(local.filter(tagged), r"(.)\+.*$", r"\1"))


def _patterns(first: Column, core: Column, prints: Prints) -> tuple[Codes, ...]:
    """The codes of the letters that a mailbox of each record's name would have; -1 where nobody's has those."""
    names, starts = spelled(first.vocabulary.texts), spelled(_first_letters(first.vocabulary.texts))
    one, two = names.at(first.codes), names.at(core.codes)
    one_letter, other_letter = starts.at(first.codes), starts.at(core.codes)
    has_one, has_two = first.codes >= 0, core.codes >= 0
    made = [one.then(two), one_letter.then(two), two.then(one), one.then(other_letter), two.then(one_letter)]
    known = [(each, has_one & has_two) for each in made]
    return tuple(_found(each, has, prints) for each, has in [*known, (one, has_one), (two, has_two)])


def _first_letters(texts: pa.StringArray) -> pa.StringArray:
    return pc.utf8_slice_codeunits(pc.replace_substring_regex(texts, "[^a-z]", ""), 0, 1)


def _found(made: Spelled, known: NDArray[np.bool_], prints: Prints) -> Codes:
    """Where the known ones stand among the prints; -1 for those that do not, and for those without a letter."""
    begins = np.zeros(1 << PRINT_BITS, dtype=bool)  # most stand nowhere, and this small table tells so of nearly all
    begins[prints >> np.uint64(64 - PRINT_BITS)] = True
    at = np.flatnonzero(known & (made.sizes > 0) & begins[made.prints >> np.uint64(64 - PRINT_BITS)])
    found = pc.index_in(pa.array(made.prints[at]), value_set=pa.array(prints)).fill_null(MISSING)
    codes = np.full(len(known), MISSING, dtype=np.int32)
    codes[at] = found.to_numpy(zero_copy_only=False)
    return codes


def words_of_titles(column: Column) -> Codes:
    """A code for each set of words, whatever their order."""
    words = [
        " ".join(sorted(w.strip(",.&") for w in text.split() if w not in {"of", "and", "&", "the"}))
        for text in column.vocabulary.strings
    ]
    codes = encode([pa.array(words, pa.string())])[0].codes
    return np.append(codes, np.int32(MISSING))[column.codes]


def firms_of(records: Records, domain: Column, lexicon: Lexicon) -> dict[str, Any]:
    """Every spelling is taken apart once, whatever the number of its records."""
    company, acronym = (lexicon.columns(records, name)[0] for name in ("company", "acronym"))
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


def _empty_as_null(texts: pa.StringArray) -> pa.StringArray:
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)
