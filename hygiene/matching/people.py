"""What is compared of people: codes for each record, made once from the normalised table."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hygiene.matching.records import MISSING, Codes, Column, Records, Vocabulary, combine, encode
from hygiene.matching.windowed import windowed
from hygiene.normalize.nicknames import related_pairs

PHONES: Final = ("phone", "mobile", "other_phone")
SMOOTHING: Final = 4
"""Records added to each count: a value seen once is not much rarer than one seen twice."""
SMALLEST: Final = 1000
"""A smaller table tells too little of how common a value is: it is taken as part of one of this size."""
FULL_PATTERNS: Final = (0, 2, 3, 5)
"""Positions in `People.patterns` that hold the whole first name."""
STEM: Final = 20
"""Characters of a company that its domain is known to keep: long firms shorten theirs."""


@dataclass(frozen=True)
class People:
    """Codes of each record by meaning; columns of one family share their vocabulary.

    names: first, canonical, last, core. patterns: what a mailbox of the name would be,
    where anybody has such a local part.
    firms: company, its parts and domain stems. phones: one column a slot.
    """

    records: Records
    first: Column
    canonical: Column
    initial: Column
    last: Column
    core: Column
    full: Codes
    mailbox: Column
    local: Column
    letters: Column
    patterns: tuple[Column, ...]
    local_digits: Codes
    domain: Column
    company: Column
    compact: Column
    acronym: Column
    heads: tuple[Column, ...]
    stem: Column
    firm_stem: Column
    phones: tuple[Column, ...]
    extension: Column
    suffix: Column
    title: Column
    country: Column
    place: tuple[Column, ...]
    is_role: NDArray[np.bool_]
    is_initial: NDArray[np.bool_]
    last_initial: Codes
    name_starts: Codes
    name_starts_4: Codes
    last_parts: tuple[Codes, ...]
    title_words: Codes

    def __len__(self) -> int:
        return len(self.records)

    @cached_property
    def made_of_name(self) -> NDArray[np.bool_]:
        """For each record, whether its mailbox is made of its own first name, or of both names."""
        made = [self.patterns[at].codes for at in FULL_PATTERNS]
        answer: NDArray[np.bool_] = np.any([(codes == self.letters.codes) & (codes >= 0) for codes in made], axis=0)
        return answer

    @cached_property
    def own_local(self) -> Codes:
        """Codes of the local parts that hold more than a name would give; -1 for the others."""
        plain = pc.match_substring_regex(self.local.vocabulary.texts, "^[a-z._-]*$")
        says_more = np.append(~plain.to_numpy(zero_copy_only=False), False)
        codes = self.local.codes
        return np.where(says_more[codes] & ~self.is_role, codes, MISSING).astype(np.int32)

    @cached_property
    def _nicknames(self) -> NDArray[np.int64]:
        """Packed pairs of name codes (lower << 32 | higher) that share a full name, sorted."""
        used = np.unique(self.first.codes[self.first.codes >= 0])
        strings = self.first.vocabulary.texts.take(pa.array(used)).to_pylist()
        related = used[related_pairs(strings)].astype(np.int64)
        return np.sort(related[:, 0] << 32 | related[:, 1])

    def are_nicknames(self, one: Codes, other: Codes) -> NDArray[np.bool_]:
        """Whether two different names share a full name, for each pair of codes."""
        known = (one >= 0) & (other >= 0) & (one != other)
        packed = np.minimum(one, other).astype(np.int64) << 32 | np.maximum(one, other)
        related: NDArray[np.bool_] = known & np.isin(packed, self._nicknames)
        return related

    @cached_property
    def is_some_name(self) -> NDArray[np.bool_]:
        """For each code of `letters`, whether any record's name makes that local part; False for a missing one."""
        found = np.zeros(len(self.letters.vocabulary) + 1, dtype=bool)
        for pattern in self.patterns:
            found[pattern.codes[pattern.codes >= 0]] = True
        found[MISSING] = False
        return found

    @cached_property
    def first_counts(self) -> NDArray[np.int64]:
        """For each name code, how many records have it as first name."""
        return self.first.counts

    @cached_property
    def core_counts(self) -> NDArray[np.int64]:
        """For each name code, how many records have it as surname."""
        return self.core.counts

    @cached_property
    def first_rarity(self) -> NDArray[np.float64]:
        """For each name code, how rare it is as first name (bits)."""
        return _rarity(self.first, len(self))

    @cached_property
    def core_rarity(self) -> NDArray[np.float64]:
        """For each name code, how rare it is as surname (bits)."""
        return _rarity(self.core, len(self))

    @cached_property
    def company_rarity(self) -> NDArray[np.float64]:
        """For each company code, how rare it is (bits)."""
        return _rarity(self.company, len(self))

    @cached_property
    def domain_rarity(self) -> NDArray[np.float64]:
        """For each domain code, how rare it is (bits)."""
        return _rarity(self.domain, len(self))

    @cached_property
    def employer_rarity(self) -> NDArray[np.float64]:
        """For each record, how rare the commoner of its company and its domain is (bits)."""
        return np.minimum(self.company_rarity[self.company.codes], self.domain_rarity[self.domain.codes])

    @cached_property
    def mailbox_surnames(self) -> NDArray[np.int64]:
        """For each record, how many surnames its mailbox is seen with."""
        return distinct_within(self.mailbox.codes, self.core.codes)

    @cached_property
    def phone_surnames(self) -> NDArray[np.int64]:
        """For each phone code, how many surnames it is seen with."""
        codes = np.concatenate([column.codes for column in self.phones])
        surnames = np.tile(self.core.codes, len(self.phones))
        return distinct_by_code(codes, surnames, len(self.phones[0].vocabulary))


def people_of(records: Records, workers: int = 1) -> People:
    """The codes of every record. Fillers count as missing: they never make a match."""
    tasks: tuple[Callable[[], Any], ...] = (
        lambda: _names_and_mail(records), lambda: _firms(records),
        lambda: encode([records.text(name) for name in PHONES]), lambda: encode([records.text("title")])[0],
    )  # fmt: skip
    named, firms, phones, title = windowed(lambda task: task(), tasks, workers)
    used = tuple(column for column in phones if (column.codes >= 0).any()) or phones[:1]
    return People(
        records=records, phones=used,
        extension=encode([records.text("phone_extension")])[0],
        title=title, title_words=_words(title),
        suffix=encode([records.text("name_suffix")])[0],
        country=encode([records.text("country")])[0],
        place=tuple(encode([records.text(name)])[0] for name in ("street", "postal", "city", "state")),
        **named, **firms,
    )  # fmt: skip


def _names_and_mail(records: Records) -> dict[str, Any]:
    names = _names(records)
    return {**names["columns"], **_mail(records, *names["texts"])}


def _names(records: Records) -> dict[str, Any]:
    filler = _flags(records, "name_is_filler")
    texts = [_without(records.text(name), filler) for name in ("first", "first_canonical", "last", "last_core")]
    first, canonical, last, core = encode(texts)
    canonical = Column(np.where(canonical.codes < 0, first.codes, canonical.codes), canonical.vocabulary)
    core = Column(np.where(core.codes < 0, last.codes, core.codes), core.vocabulary)
    initial = encode([_without(records.text("first_initial"), filler)])[0]
    is_initial = (first.codes >= 0) & (_lengths(texts[0]) == 1)
    full = combine(first.codes, core.codes).astype(np.int32)
    last_initial, start_3, start_4 = _starts(first.vocabulary, initial)
    columns = {
        "last_initial": last_initial[core.codes], "name_starts": start_3, "name_starts_4": start_4,
        "last_parts": _parts(last),
        "first": first, "canonical": canonical, "initial": initial, "last": last, "core": core,
        "is_initial": is_initial, "full": full,
    }  # fmt: skip
    return {"columns": columns, "texts": (texts[0], texts[3])}


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


def _mail(records: Records, first: pa.StringArray, last: pa.StringArray) -> dict[str, Any]:
    """Mailbox, and whether it is made from a name: `letters` against the `patterns` of the names."""
    untagged = pc.replace_substring_regex(records.text("local"), r"(.)\+.*$", r"\1")
    mailbox, local = encode([records.text("mailbox")])[0], encode([untagged])[0]
    role = _flags(records, "email_is_role")
    letters = _empty_as_null(pc.replace_substring_regex(_without(untagged, role), "[^a-z]", ""))
    one, two = (pc.replace_substring_regex(text, "[^a-z]", "") for text in (first, last))
    one_letter, other_letter = pc.utf8_slice_codeunits(one, 0, 1), pc.utf8_slice_codeunits(two, 0, 1)
    made = [(one, two), (one_letter, two), (two, one), (one, other_letter), (two, one_letter)]
    joined = [pc.binary_join_element_wise(left, right, "") for left, right in made]
    written = encode([letters])[0]
    patterns = _found([*joined, _empty_as_null(one), _empty_as_null(two)], written)
    domain = encode([records.text("company_domain")])[0]
    return {
        "mailbox": mailbox, "local": local, "letters": written, "patterns": patterns, "local_digits": _digits(local),
        "domain": domain, "is_role": role,
    }  # fmt: skip


def _found(texts: list[pa.StringArray], among: Column) -> tuple[Column, ...]:
    """The codes of the texts in the vocabulary of a column; -1 for those that it does not have."""
    codes = pc.index_in(pa.concat_arrays(texts), value_set=among.vocabulary.texts).fill_null(MISSING)
    ends = np.cumsum([len(text) for text in texts])[:-1]
    parts = np.split(codes.to_numpy(zero_copy_only=False).astype(np.int32), ends)
    return tuple(Column(part, among.vocabulary) for part in parts)


def _words(column: Column) -> Codes:
    """A code for each set of words, whatever their order."""
    words = [
        " ".join(sorted(w.strip(",.&") for w in text.split() if w not in {"of", "and", "&", "the"}))
        for text in column.vocabulary.strings
    ]
    codes = encode([pa.array(words, pa.string())])[0].codes
    return np.append(codes, np.int32(MISSING))[column.codes]


def _digits(local: Column) -> Codes:
    """A code for the digits of each local part, the same for all that have none."""
    texts = local.vocabulary.texts
    numbered = pc.match_substring_regex(texts, "[0-9]").to_numpy(zero_copy_only=False)
    digits = encode([pc.replace_substring_regex(texts.filter(pa.array(numbered)), "[^0-9]", "")])[0].codes
    codes = np.zeros(len(texts) + 1, dtype=np.int32)
    codes[:-1][numbered] = digits + 1
    codes[MISSING] = MISSING
    return codes[local.codes]


def _firms(records: Records) -> dict[str, Any]:
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


def _rarity(column: Column, records: int) -> NDArray[np.float64]:
    """log2 of records / records with the value, smoothed; one entry more, the rarest, for a missing value."""
    counts = np.append(column.counts, 0)
    return np.log2((max(records, SMALLEST) + SMOOTHING) / (counts + SMOOTHING))


def distinct_by_code(group: Codes, value: Codes, size: int) -> NDArray[np.int64]:
    """For each code of `group`, how many distinct known values it is seen with."""
    known = np.flatnonzero((group >= 0) & (value >= 0))
    times = np.bincount(group[known], minlength=size)
    often = known[times[group[known]] > 1]
    packed = np.unique(group[often].astype(np.int64) << 32 | value[often])
    return np.where(times > 1, np.bincount(packed >> 32, minlength=size), times)


def distinct_within(group: Codes, value: Codes) -> NDArray[np.int64]:
    """For each record, how many distinct known values its group has; 0 where the group is missing."""
    counts = distinct_by_code(group, value, int(group.max(initial=0)) + 1)
    return np.where(group >= 0, counts[group], 0)
