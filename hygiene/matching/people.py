"""What is compared of people: codes for each record, made once from the normalised table."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hygiene.ascending import distinct_ascending, is_among_ascending
from hygiene.matching.codes import MISSING, Codes
from hygiene.matching.lexicon import Lexicon
from hygiene.matching.people_codes import firms_of, people_columns, words_of_titles
from hygiene.matching.records import Records
from hygiene.matching.vocabulary import Column
from hygiene.normalize.names_in_use import in_use
from hygiene.normalize.nicknames import related_pairs
from hygiene.windowed import windowed

SMOOTHING: Final = 4
"""Records added to each count: a value seen once is not much rarer than one seen twice."""
SMALLEST: Final = 1000
"""A smaller table tells too little of how common a value is: it is taken as part of one of this size."""
FULL_PATTERNS: Final = (0, 2, 3, 5)
"""Positions in `People.patterns` that hold the whole first name."""


@dataclass(frozen=True)
class People:
    """Codes of each record by meaning; columns of one family share their vocabulary.

    names: first, canonical, last, core. patterns: what a mailbox of the name would be,
    where anybody has such a local part. own_local: of local parts that hold more than a name would give.
    firms: company, its parts and domain stems. phones: one column a slot, of those (`phone_slots`) that anybody has.
    """

    records: Records
    first: Column
    canonical: Column
    initial: Codes
    last: Column
    core: Column
    full: Codes
    mailbox: Column
    local: Column
    own_local: Codes
    letters: Codes
    patterns: tuple[Codes, ...]
    local_digits: Codes
    domain: Column
    company: Column
    compact: Column
    acronym: Column
    heads: tuple[Column, ...]
    stem: Column
    firm_stem: Column
    phones: tuple[Column, ...]
    phone_slots: tuple[int, ...]
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
        made = [self.patterns[at] for at in FULL_PATTERNS]
        answer: NDArray[np.bool_] = np.any([(codes == self.letters) & (codes >= 0) for codes in made], axis=0)
        return answer

    @cached_property
    def _nicknames(self) -> NDArray[np.int64]:
        """Packed pairs of name codes (lower << 32 | higher) that share a full name, sorted."""
        used = np.flatnonzero(self.first.counts)
        strings = self.first.vocabulary.texts.take(pa.array(used)).to_pylist()
        related = used[related_pairs(strings)].astype(np.int64)
        return np.sort(related[:, 0] << 32 | related[:, 1])

    def are_nicknames(self, one: Codes, other: Codes) -> NDArray[np.bool_]:
        """Whether two different names share a full name, for each pair of codes."""
        known = (one >= 0) & (other >= 0) & (one != other)
        packed = np.minimum(one, other).astype(np.int64) << 32 | np.maximum(one, other)
        related: NDArray[np.bool_] = known & is_among_ascending(packed, self._nicknames)
        return related

    @cached_property
    def is_some_name(self) -> NDArray[np.bool_]:
        """For each code of `letters`, whether any record's name makes that local part; False for a missing one."""
        found = np.zeros(int(self.letters.max(initial=MISSING)) + 2, dtype=bool)
        for pattern in self.patterns:
            found[pattern[pattern >= 0]] = True
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
    def first_in_use(self) -> NDArray[np.bool_]:
        """For each name code, whether many people in the world bear it as first name."""
        return _listed(self.first.vocabulary.texts, in_use("given_names"))

    @cached_property
    def core_in_use(self) -> NDArray[np.bool_]:
        """For each name code, whether many people in the world bear it as surname."""
        return _listed(self.core.vocabulary.texts, in_use("surnames"))

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


def people_of(records: Records, workers: int = 1, lexicon: Lexicon | None = None) -> People:
    """The codes of every record, whose table is let go. Fillers count as missing: they never make a match."""
    lexicon = Lexicon() if lexicon is None else lexicon

    def column(family: str) -> Column:
        return lexicon.columns(records, family)[0]

    domain = column("company_domain")
    tasks: tuple[Callable[[], Any], ...] = (
        lambda: people_columns(records, lexicon), lambda: firms_of(records, domain, lexicon),
        lambda: lexicon.columns(records, "phones"), lambda: column("title"),
    )  # fmt: skip
    people, firms, phones, title = windowed(lambda task: task(), tasks, workers)
    used = tuple(slot for slot, column in enumerate(phones) if (column.codes >= 0).any()) or (0,)
    return People(
        records=replace(records, frame=records.frame[[]]),
        phones=tuple(phones[slot] for slot in used), phone_slots=used,
        domain=domain, extension=column("phone_extension"),
        title=title, title_words=words_of_titles(title, lexicon),
        suffix=column("name_suffix"), country=column("country"),
        place=tuple(column(name) for name in ("street", "postal", "city", "state")),
        **people, **firms,
    )  # fmt: skip


def _listed(texts: pa.StringArray, names: pa.Array) -> NDArray[np.bool_]:
    """For each code, whether the list has its text; False for a missing one."""
    return np.append(pc.is_in(texts, value_set=names).to_numpy(zero_copy_only=False), False)


def _rarity(column: Column, records: int) -> NDArray[np.float64]:
    """log2 of records / records with the value, smoothed; one entry more, the rarest, for a missing value."""
    counts = np.append(column.counts, 0)
    return np.log2((max(records, SMALLEST) + SMOOTHING) / (counts + SMOOTHING))


def distinct_by_code(group: Codes, value: Codes, size: int) -> NDArray[np.int64]:
    """For each code of `group`, how many distinct known values it is seen with."""
    known = np.flatnonzero((group >= 0) & (value >= 0))
    times = np.bincount(group[known], minlength=size)
    often = known[times[group[known]] > 1]
    packed = distinct_ascending(group[often].astype(np.int64) << 32 | value[often])
    return np.where(times > 1, np.bincount(packed >> 32, minlength=size), times)


def distinct_within(group: Codes, value: Codes) -> NDArray[np.int64]:
    """For each record, how many distinct known values its group has; 0 where the group is missing."""
    counts = distinct_by_code(group, value, int(group.max(initial=0)) + 1)
    return np.where(group >= 0, counts[group], 0)
