"""How two people compare: a named level for each factor of each pair.

Levels are small integers, positions in `LEVELS[factor]`. A factor is what may count once: company, its domain and
its address are one (`employer`); a mailbox that a name explains says little more than the name (`mailbox`).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hygiene.matching.people import People
from hygiene.matching.records import Codes
from hygiene.matching.similar import distances

Levels = NDArray[np.int8]
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]

LEVELS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "first": ("missing", "same", "nickname", "initial", "typo", "far_typo", "cut", "different", "mailbox_says"),
        "last": ("missing", "same", "part", "typo", "far_typo", "cut", "different", "mailbox_says"),
        "order": ("straight", "swapped"),
        "employer": (
            "missing", "both_same", "company_same", "company_same_domain_other", "domain_same",
            "domain_same_company_other", "company_near", "domain_names_company", "company_other", "domain_other",
            "both_other",
        ),
        "mailbox": (
            "missing", "same", "same_shared", "typo", "local_same", "local_same_made_of_name", "made_of_name",
            "made_of_name_at_same_domain", "role", "other", "other_at_same_domain",
        ),
        "phone": ("missing", "same", "same_other_extension", "near", "different"),
        "title": ("missing", "same", "near", "different"),
        "country": ("missing", "same", "different"),
        "place": ("missing", "same_street", "same_postal", "same_city", "different"),
    }
)  # fmt: skip
"""Factor -> its levels. `missing` is always 0 and weighs nothing by itself."""

RARITIES: Final = ("first", "last", "employer", "phone", "mailbox")
"""Factors whose agreement weighs more for a rarer value (bits above or below the usual)."""


def code(factor: str, level: str) -> np.int8:
    """The integer of a level."""
    return np.int8(LEVELS[factor].index(level))


def compare(people: People, left: Rows, right: Rows, workers: int = 1) -> dict[str, Levels]:
    """The level of each factor for each pair of rows."""
    first, last, swapped = _names(people, left, right, workers)
    return {
        "first": first, "last": last, "order": swapped.astype(np.int8),
        "employer": _employer(people, left, right, workers),
        "mailbox": _mailbox(people, left, right, workers),
        "phone": _phone(people, left, right, workers),
        "title": _title(people, left, right, workers),
        "country": _plain(people.country.codes, left, right),
        "place": _place(people, left, right),
    }  # fmt: skip


def _choose(size: int, factor: str, **conditions: Mask) -> Levels:
    """The level of the last condition that holds; later ones override earlier ones."""
    level = np.zeros(size, dtype=np.int8)
    for name, holds in conditions.items():
        level[holds] = code(factor, name)
    return level


def _names(people: People, left: Rows, right: Rows, workers: int) -> tuple[Levels, Levels, Mask]:
    """Levels of first and last name, and whether the names stand in each other's field."""
    first, core = people.first.codes, people.core.codes
    vocabulary = people.first.vocabulary
    crossed = [distances(first[left], core[right], vocabulary, 1, workers),
               distances(core[left], first[right], vocabulary, 1, workers)]  # fmt: skip
    straight = distances(core[left], core[right], vocabulary, 2, workers)
    nearby = (crossed[0] <= 1) & (crossed[1] <= 1)
    half = (crossed[0] == 0) & _starts_same(people, right, left) | (crossed[1] == 0) & _starts_same(people, left, right)
    swapped = (nearby | half) & (straight > 0)
    first_level = _first(people, left, right, swapped, workers)
    last_level = _last(people, left, right, swapped, workers)
    return first_level, last_level, swapped


def _starts_same(people: People, one: Rows, other: Rows) -> Mask:
    """The first name of `one` is only a letter, and the surname of `other` starts with it."""
    return people.is_initial[one] & (people.initial.codes[one] == people.last_initial[other])


def _first(people: People, left: Rows, right: Rows, swapped: Mask, workers: int) -> Levels:
    own, canonical = people.first.codes, people.canonical.codes
    a, b = own[left], np.where(swapped, people.core.codes[right], own[right])
    near = distances(a, b, people.first.vocabulary, 2, workers)
    missing = (a < 0) | (b < 0)
    letter = people.is_initial[left] | people.is_initial[right]
    same_letter = (people.initial.codes[left] == people.initial.codes[right]) | swapped
    short = _shorter(people, a, b) < 5
    fits_mailbox = _mailbox_has(people, left, right, (0, 1, 2, 3, 5))
    return _choose(
        len(left), "first",
        different=~missing,
        mailbox_says=~missing & fits_mailbox,
        cut=_cut(people, a, b) & ~missing,
        far_typo=(near == 2) & ~short,
        typo=near == 1,
        nickname=(canonical[left] == canonical[right]) & ~missing & ~swapped,
        initial=letter & same_letter & ~missing,
        same=(near == 0) & ~missing,
    )  # fmt: skip


def _last(people: People, left: Rows, right: Rows, swapped: Mask, workers: int) -> Levels:
    own = people.core.codes
    a, b = own[left], np.where(swapped, people.first.codes[right], own[right])
    near = distances(a, b, people.first.vocabulary, 2, workers)
    missing = (a < 0) | (b < 0)
    short = _shorter(people, a, b) < 5
    fits_mailbox = _mailbox_has(people, left, right, (0, 1, 2, 4, 6))
    return _choose(
        len(left), "last",
        different=~missing,
        mailbox_says=~missing & fits_mailbox,
        cut=_cut(people, a, b) & ~missing,
        part=_part(people, left, right) & ~missing,
        far_typo=(near == 2) & ~short,
        typo=near == 1,
        same=(near == 0) & ~missing,
    )  # fmt: skip


def _shorter(people: People, a: Codes, b: Codes) -> NDArray[np.int16]:
    lengths = people.first.vocabulary.lengths
    return np.minimum(lengths[a], lengths[b])


def _cut(people: People, a: Codes, b: Codes) -> Mask:
    """One name is the other's beginning, of three letters at least."""
    starts, lengths = people.name_starts, people.first.vocabulary.lengths
    shorter = np.where(lengths[a] <= lengths[b], a, b)
    longer = np.where(lengths[a] <= lengths[b], b, a)
    return (lengths[shorter] == 3) & (starts[longer] == starts[shorter]) | (
        (lengths[shorter] == 4) & (people.name_starts_4[longer] == people.name_starts_4[shorter])
    )


def _part(people: People, left: Rows, right: Rows) -> Mask:
    """One surname is a part of the other's double name."""
    answer = np.zeros(len(left), dtype=bool)
    for part in people.last_parts:
        for one, other in ((left, right), (right, left)):
            answer |= (part[one] >= 0) & (part[one] == people.core.codes[other])
        for again in people.last_parts:
            answer |= (part[left] >= 0) & (part[left] == again[right])
    return answer


def _mailbox_has(people: People, left: Rows, right: Rows, patterns: tuple[int, ...]) -> Mask:
    """The mailbox of one record is made of the other's name."""
    answer = np.zeros(len(left), dtype=bool)
    letters = people.letters.codes
    for position in patterns:
        made = people.patterns[position].codes
        for one, other in ((left, right), (right, left)):
            answer |= (letters[one] >= 0) & (letters[one] == made[other])
    return answer


def own_mailbox_is_name(people: People) -> Mask:
    """For each record, whether its mailbox is made of its own name."""
    return np.any([(p.codes == people.letters.codes) & (p.codes >= 0) for p in people.patterns], axis=0)


def _employer(people: People, left: Rows, right: Rows, workers: int) -> Levels:
    company, domain = people.company.codes, people.domain.codes
    a, b, at, to = company[left], company[right], domain[left], domain[right]
    company_known, domain_known = (a >= 0) & (b >= 0), (at >= 0) & (to >= 0)
    near_domain = distances(at, to, people.domain.vocabulary, 2, workers)
    same_company = (a == b) & company_known | _same(people.compact.codes, left, right)
    same_domain = (near_domain <= 1) | (near_domain == 2) & same_company
    near = _near_company(people, left, right, workers) & company_known & ~same_company
    named = _same_across(people.stem.codes, people.firm_stem.codes, left, right)
    return _choose(
        len(left), "employer",
        company_other=company_known,
        domain_other=domain_known,
        both_other=company_known & domain_known,
        domain_names_company=named,
        company_near=near,
        domain_same=same_domain,
        domain_same_company_other=same_domain & company_known,
        company_same=same_company,
        company_same_domain_other=same_company & domain_known,
        both_same=(same_company | near) & same_domain,
    )  # fmt: skip


def _near_company(people: People, left: Rows, right: Rows, workers: int) -> Mask:
    """Typing errors, first words only, or an acronym."""
    compact = people.compact.codes
    near = distances(compact[left], compact[right], people.compact.vocabulary, 2, workers) <= 2
    for head in people.heads:
        near |= _same_across(head.codes, people.company.codes, left, right)
    return near | _same_across(people.acronym.codes, compact, left, right)


def _mailbox(people: People, left: Rows, right: Rows, workers: int) -> Levels:
    mailbox, local = people.mailbox.codes, people.local.codes
    a, b = mailbox[left], mailbox[right]
    known = (a >= 0) & (b >= 0)
    made = people.made_of_name
    role = people.is_role[left] | people.is_role[right]
    shared = people.mailbox_surnames[left] > 1
    near = distances(a, b, people.mailbox.vocabulary, 2, workers) <= 2
    same_local = _same(local, left, right) | known & _same(people.letters.codes, left, right)
    fits = _mailbox_has(people, left, right, tuple(range(len(people.patterns))))
    same_domain = _same(people.domain.codes, left, right)
    return _choose(
        len(left), "mailbox",
        other=known,
        other_at_same_domain=known & same_domain,
        made_of_name=known & fits,
        made_of_name_at_same_domain=known & fits & same_domain,
        local_same=known & same_local,
        local_same_made_of_name=known & same_local & (made[left] | made[right]),
        typo=known & near,
        role=known & role,
        same=known & (a == b),
        same_shared=known & (a == b) & (shared | role),
    )  # fmt: skip


def _phone(people: People, left: Rows, right: Rows, workers: int) -> Levels:
    near = np.zeros(len(left), dtype=bool)
    same, any_left, any_right = near.copy(), near.copy(), near.copy()
    for ours in people.phones:
        a = ours.codes[left]
        any_left |= a >= 0
        for theirs in people.phones:
            b = theirs.codes[right]
            any_right |= b >= 0
            same |= (a == b) & (a >= 0)
            near |= distances(a, b, ours.vocabulary, 1, workers) == 1
    extension = people.extension.codes
    other_extension = (extension[left] != extension[right]) & (extension[left] >= 0) & (extension[right] >= 0)
    return _choose(
        len(left), "phone",
        different=any_left & any_right, near=near, same=same, same_other_extension=same & other_extension,
    )  # fmt: skip


def _title(people: People, left: Rows, right: Rows, workers: int) -> Levels:
    title = people.title.codes
    a, b = title[left], title[right]
    known = (a >= 0) & (b >= 0)
    sorted_words = people.title_words
    same = (a == b) | (sorted_words[left] == sorted_words[right])
    near = distances(a, b, people.title.vocabulary, 2, workers) <= 2
    return _choose(len(left), "title", different=known, near=near, same=known & same)


def _plain(codes: Codes, left: Rows, right: Rows) -> Levels:
    known = (codes[left] >= 0) & (codes[right] >= 0)
    return np.where(known, np.where(codes[left] == codes[right], 1, 2), 0).astype(np.int8)


def _place(people: People, left: Rows, right: Rows) -> Levels:
    street, postal, city, _ = (column.codes for column in people.place)
    known = (_known(postal, left, right)) | _known(city, left, right)
    same_postal, same_city = _same(postal, left, right), _same(city, left, right)
    return _choose(
        len(left), "place",
        different=known, same_city=same_city, same_postal=same_postal,
        same_street=_same(street, left, right) & (same_city | same_postal),
    )  # fmt: skip


def _known(codes: Codes, left: Rows, right: Rows) -> Mask:
    return (codes[left] >= 0) & (codes[right] >= 0)


def _same(codes: Codes, left: Rows, right: Rows) -> Mask:
    return (codes[left] == codes[right]) & (codes[left] >= 0)


def _same_across(one: Codes, other: Codes, left: Rows, right: Rows) -> Mask:
    """A value of one column in one record is a value of the other column in the other record."""
    return (one[left] >= 0) & (one[left] == other[right]) | (one[right] >= 0) & (one[right] == other[left])
