"""The blocking keys for people."""

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from hygiene.matching.blocking import Key
from hygiene.matching.people import People
from hygiene.matching.records import MISSING, Codes, combine, encode


def people_keys(people: People) -> tuple[Key, ...]:
    """Keys by decreasing strength; the narrowing columns split blocks that are too large."""
    first, canonical, core = people.first.codes, people.canonical.codes, people.core.codes
    company, domain, title, country = (
        people.company.codes, people.domain.codes, people.title.codes, people.country.codes,
    )  # fmt: skip
    initial, last_start = people.initial.codes, starts(people, 3)
    full = pair(canonical, core)
    turned = pair(np.minimum(first, core), np.maximum(first, core))
    spelled = (people.patterns[0].codes, people.letters.codes)
    phones = tuple(column.codes for column in people.phones)
    return (
        Key("mailbox", (people.mailbox.codes,), (core, initial)),
        Key("phone", phones, (core, initial)),
        Key("name", (full,), (company, domain, title)),
        Key("turned_name", (turned,), (company, domain, title)),
        Key("name_as_mailbox", spelled, (company, title)),
        Key("last_and_company", (pair(core, company),), (initial, title)),
        Key("last_and_domain", (pair(core, domain),), (initial, title)),
        Key("first_and_company", (pair(canonical, company),), (last_start, title)),
        Key("first_and_domain", (pair(canonical, domain),), (last_start, title)),
        Key("local", (people.local.codes,), (core, company)),
        Key("initials_and_company", (pair(pair(initial, last_start), company),), (title,)),
        Key("initials_and_domain", (pair(pair(initial, last_start), domain),), (title,)),
        Key("letters", (name_letters(people),), (company, title, country)),
        Key("last_and_initial", (pair(core, initial),), (title, country)),
        Key("first_and_last_start", (pair(canonical, last_start),), (title, country)),
        Key("last_and_country", (pair(core, pair(country, title)),), (initial,)),
    )


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
