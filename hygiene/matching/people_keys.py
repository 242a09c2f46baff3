"""The blocking keys for people."""

from dataclasses import dataclass
from itertools import chain

import numpy as np

from hygiene.matching.blocking import BlockedKey, Key, make_blocks
from hygiene.matching.codes import Codes
from hygiene.matching.derived import Derived, Known, Rows, packed
from hygiene.matching.people import People
from hygiene.policy.matching import Matching
from hygiene.windowed import windowed


def people_blocks(
    people: People, settings: Matching, workers: int = 1, derived: Derived | None = None
) -> list[BlockedKey]:
    """The blocks of every key, a weak key's smaller ones; the answer is the same for any number of workers."""

    def blocks(key: Key) -> BlockedKey:
        return make_blocks(key, settings.weak_block_limit if key.weak else settings.block_limit)

    return list(windowed(blocks, people_keys(people, workers, derived), workers))


def people_keys(people: People, workers: int = 1, derived: Derived | None = None) -> tuple[Key, ...]:
    """Keys by decreasing strength; the narrowing columns split blocks that are too large.

    Which keys, which limits: chosen on labelled people as the set that finds most of what scoring would show with the
    fewest pairs.
    """
    combined = _Combined(people, Derived() if derived is None else derived)
    parts = (_at_work, _by_phone_and_mail, _by_name)
    return tuple(chain.from_iterable(windowed(lambda part: part(people, combined), parts, workers)))


@dataclass(frozen=True)
class _Combined:
    """Codes of several values in one, each worked out once a record."""

    people: People
    derived: Derived

    def pair(self, name: str, one: Codes, other: Codes) -> Codes:
        """A code for each combination of two codes; -1 where one is missing."""
        return self.derived.pair(name, self.people.records, one, other)

    def phones_with_initial(self) -> tuple[Codes, ...]:
        """A code for each phone slot; equal codes are equal in any two slots."""
        phones, initial = self.people.phones, self.people.initial
        slots = self.derived.coded_slots(
            f"phone_and_initial {self.people.phone_slots}", self.people.records,
            lambda rows: tuple(packed(column.codes[rows], initial[rows]) for column in phones),
        )  # fmt: skip
        return tuple(slot.codes for slot in slots)

    def name_letters(self) -> Codes:
        """A code for the multiset of letters of the whole name: finds swapped letters and swapped names."""
        first, core, is_initial = self.people.first, self.people.core, self.people.is_initial
        sums = np.append(first.vocabulary.letter_sums, np.uint64(0))

        def numbers(rows: Rows) -> Known:
            one, two = first.codes[rows], core.codes[rows]
            return sums[one] + sums[two], (one >= 0) & (two >= 0) & ~is_initial[rows]

        return self.derived.coded("name_letters", self.people.records, numbers).codes


def _by_phone_and_mail(people: People, combined: _Combined) -> tuple[Key, ...]:
    core, initial = people.core.codes, people.initial
    return (
        Key("phone", tuple(column.codes for column in people.phones), (core, initial), weak=True),
        Key("phone_and_initial", combined.phones_with_initial(), (people.last_initial,), weak=True),
        Key("own_local", (people.own_local,), (core, initial)),
        Key("local_letters", (people.letters,), (core, initial), weak=True),
    )


def _by_name(people: People, combined: _Combined) -> tuple[Key, ...]:
    core, title, country = people.core.codes, people.title.codes, people.country.codes
    canonical, company = people.canonical.codes, people.company.codes
    letters, made = people.letters, people.patterns
    return (
        Key("name", (combined.pair("name", canonical, core),), (company, people.domain.codes, title), weak=True),
        Key("letters", (combined.name_letters(),), (country, title), weak=True),
        Key(
            "last_and_initial", (combined.pair("last_and_initial", core, people.initial),), (title, country), weak=True
        ),
        Key(
            "first_and_last_start", (combined.pair("first_and_last_start", canonical, starts(people)),),
            (title, country), weak=True,
        ),
        Key("name_as_mailbox", (made[0], letters), (company, title), weak=True),
        Key("initial_as_mailbox", (made[1], letters), (country, title), weak=True),
    )  # fmt: skip


def _at_work(people: People, combined: _Combined) -> tuple[Key, ...]:
    """The mailbox, and two of employer, title and parts of the name."""
    core, canonical, title = people.core.codes, people.canonical.codes, people.title.codes
    firm, domain = people.compact.codes, people.domain.codes
    initial, last_start = people.initial, starts(people)
    initials = combined.pair("initials", initial, people.last_initial)
    initial_and_title = combined.pair("initial_and_title", initial, title)
    at_work = (
        ("initials_and_company", initials, firm, (title,)),
        ("initials_and_domain", initials, domain, (title,)),
        ("last_and_company", core, firm, (initial, title)),
        ("last_and_domain", core, domain, (initial, title)),
        ("first_and_company", canonical, firm, (last_start, title)),
        ("first_and_domain", canonical, domain, (last_start, title)),
        ("title_and_company", initial_and_title, firm, (last_start,)),
    )
    return (
        Key("mailbox", (people.mailbox.codes,), (core, initial)),
        *(Key(name, (combined.pair(name, one, other),), narrow) for name, one, other, narrow in at_work),
    )


def starts(people: People) -> Codes:
    """The first three characters of the surname."""
    return people.name_starts[people.core.codes]
