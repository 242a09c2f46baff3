"""The blocking keys for people."""

from itertools import chain

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from hygiene.matching.blocking import BlockedKey, Key, make_blocks
from hygiene.matching.codes import MISSING, Codes, combine
from hygiene.matching.people import People
from hygiene.matching.vocabulary import encode
from hygiene.policy.matching import Matching
from hygiene.windowed import windowed


def people_blocks(people: People, settings: Matching, workers: int = 1) -> list[BlockedKey]:
    """The blocks of every key, a weak key's smaller ones; the answer is the same for any number of workers."""

    def blocks(key: Key) -> BlockedKey:
        return make_blocks(key, settings.weak_block_limit if key.weak else settings.block_limit)

    return list(windowed(blocks, people_keys(people, workers), workers))


def people_keys(people: People, workers: int = 1) -> tuple[Key, ...]:
    """Keys by decreasing strength; the narrowing columns split blocks that are too large.

    Which keys, which limits: chosen on labelled people as the set that finds most of what scoring would show with the
    fewest pairs.
    """
    parts = (_at_work, _by_phone_and_mail, _by_name)
    return tuple(chain.from_iterable(windowed(lambda part: part(people), parts, workers)))


def _by_phone_and_mail(people: People) -> tuple[Key, ...]:
    core, initial = people.core.codes, people.initial.codes
    return (
        Key("phone", _phone_with(people), (core, initial), weak=True),
        Key("phone_and_initial", _phone_with(people, initial), (people.last_initial,), weak=True),
        Key("own_local", (people.own_local,), (core, initial)),
        Key("local_letters", (people.letters,), (core, initial), weak=True),
    )


def _by_name(people: People) -> tuple[Key, ...]:
    core, title, country = people.core.codes, people.title.codes, people.country.codes
    canonical, company = people.canonical.codes, people.company.codes
    letters, made = people.letters, people.patterns
    return (
        Key("name", (pair(canonical, core),), (company, people.domain.codes, title), weak=True),
        Key("letters", (name_letters(people),), (country, title), weak=True),
        Key("last_and_initial", (pair(core, people.initial.codes),), (title, country), weak=True),
        Key("first_and_last_start", (pair(canonical, starts(people, 3)),), (title, country), weak=True),
        Key("name_as_mailbox", (made[0], letters), (company, title), weak=True),
        Key("initial_as_mailbox", (made[1], letters), (country, title), weak=True),
    )


def _at_work(people: People) -> tuple[Key, ...]:
    """The mailbox, and two of employer, title and parts of the name."""
    core, canonical, title = people.core.codes, people.canonical.codes, people.title.codes
    firm, domain = people.compact.codes, people.domain.codes
    initial, last_start, last_initial = people.initial.codes, starts(people, 3), people.last_initial
    initials = pair(initial, last_initial)
    return (
        Key("mailbox", (people.mailbox.codes,), (core, initial)),
        Key("initials_and_company", (pair(initials, firm),), (title,)),
        Key("initials_and_domain", (pair(initials, domain),), (title,)),
        Key("last_and_company", (pair(core, firm),), (initial, title)),
        Key("last_and_domain", (pair(core, domain),), (initial, title)),
        Key("first_and_company", (pair(canonical, firm),), (last_start, title)),
        Key("first_and_domain", (pair(canonical, domain),), (last_start, title)),
        Key("title_and_company", (pair(pair(initial, title), firm),), (last_start,)),
    )


def _phone_with(people: People, *codes: Codes) -> tuple[Codes, ...]:
    """A code for each phone slot, with further codes where there are some; equal codes are equal in any two slots."""
    slots = len(people.phones)
    numbers = np.concatenate([column.codes for column in people.phones])
    return tuple(np.split(combine(numbers, *(np.tile(code, slots) for code in codes)).astype(np.int32), slots))


def pair(one: Codes, other: Codes) -> Codes:
    """A code for each combination of two codes."""
    return combine(one, other).astype(np.int32)


def starts(people: People, characters: int) -> Codes:
    """The first characters of the surname."""
    texts = people.core.vocabulary.texts
    column = encode([pc.utf8_slice_codeunits(texts, 0, characters)])[0]
    return np.append(column.codes, np.int32(MISSING))[people.core.codes]


def name_letters(people: People) -> Codes:
    """A code for the multiset of letters of the whole name: finds swapped letters and swapped names."""
    sums = np.append(people.first.vocabulary.letter_sums, np.uint64(0))
    weights = sums[people.first.codes] + sums[people.core.codes]
    known = (people.first.codes >= 0) & (people.core.codes >= 0) & ~people.is_initial
    return np.where(known, pd.factorize(weights)[0], -1).astype(np.int32)
