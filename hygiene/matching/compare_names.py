"""How the names of two people compare: first, last, and whether they stand in each other's field."""

from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hygiene.matching.codes import Codes
from hygiene.matching.levels import Levels, Mask, Rows, choose, code
from hygiene.matching.people import People
from hygiene.matching.similar import distances
from hygiene.normalize.names_in_use import other_form

SHORT: Final = 5
"""Names of fewer letters differ wholly when two letters differ."""
IN_USE_RECORDS: Final = 3
IN_USE_SHARE: Final = 1 / 30
"""A spelling seen this often, and by this share of its neighbour, is a name of its own and no slip."""
FIRST_IN_MAILBOX: Final = (0, 1, 2, 3, 5)
LAST_IN_MAILBOX: Final = (0, 1, 2, 4, 6)
"""Positions in `People.patterns` that hold the first or the last name."""


def compare_names(people: People, left: Rows, right: Rows) -> dict[str, Levels]:
    """Levels of `first`, `last` and `order` for each pair."""
    first, core = people.first.codes, people.core.codes
    a, b, c, d = first[left], first[right], core[left], core[right]
    swapped = np.zeros(len(left), dtype=bool)
    unlike = np.flatnonzero(c != d)
    swapped[unlike] = _swapped(people, left[unlike], right[unlike], a[unlike], b[unlike], c[unlike], d[unlike])
    return {
        "first": _first(people, left, right, a, np.where(swapped, d, b), swapped),
        "last": _last(people, left, right, c, np.where(swapped, b, d)),
        "order": swapped.astype(np.int8),
    }


def _swapped(people: People, left: Rows, right: Rows, a: Codes, b: Codes, c: Codes, d: Codes) -> Mask:
    """First and last name stand in each other's field: both near, or one equal and the other its first letter."""
    one, other = distances(a, d, people.first.vocabulary, 1), distances(c, b, people.first.vocabulary, 1)
    letter_right = people.is_initial[right] & (people.initial[right] == people.last_initial[left])
    letter_left = people.is_initial[left] & (people.initial[left] == people.last_initial[right])
    answer: Mask = (one <= 1) & (other <= 1) | (one == 0) & letter_right | (other == 0) & letter_left
    return answer


def _first(people: People, left: Rows, right: Rows, a: Codes, b: Codes, swapped: Mask) -> Levels:
    level = np.zeros(len(left), dtype=np.int8)
    level[(a == b) & (a >= 0)] = code("first", "same")
    rest = np.flatnonzero((a != b) & (a >= 0) & (b >= 0))
    left, right, a, b = left[rest], right[rest], a[rest], b[rest]
    letter = people.is_initial[left] | people.is_initial[right]
    same_letter = (people.initial[left] == people.initial[right]) | swapped[rest]
    near, in_use = _near(people, a, b, people.first_counts, people.first_in_use)
    level[rest] = choose(
        len(rest), "first",
        different=np.ones(len(rest), dtype=bool),
        mailbox_says=mailbox_has(people, left, right, FIRST_IN_MAILBOX),
        cut=_cut(people, a, b),
        far_typo=near == 2,
        typo=near == 1,
        similar_name=(near <= 2) & in_use | _other_form(people, a, b),
        nickname=people.are_nicknames(a, b),
        initial=letter & same_letter,
    )  # fmt: skip
    return level


def _last(people: People, left: Rows, right: Rows, a: Codes, b: Codes) -> Levels:
    level = np.zeros(len(left), dtype=np.int8)
    level[(a == b) & (a >= 0)] = code("last", "same")
    rest = np.flatnonzero((a != b) & (a >= 0) & (b >= 0))
    left, right, a, b = left[rest], right[rest], a[rest], b[rest]
    near, in_use = _near(people, a, b, people.core_counts, people.core_in_use)
    level[rest] = choose(
        len(rest), "last",
        different=np.ones(len(rest), dtype=bool),
        mailbox_says=mailbox_has(people, left, right, LAST_IN_MAILBOX),
        cut=_cut(people, a, b),
        far_typo=near == 2,
        typo=near == 1,
        similar_name=(near <= 2) & in_use,
        part=_part(people, left, right),
    )  # fmt: skip
    return level


def _near(people: People, a: Codes, b: Codes, counts: NDArray[np.int64], listed: Mask) -> tuple[NDArray[np.int8], Mask]:
    """Edit distance up to two (one for short names), and whether both spellings are names in use.

    counts, listed: for each name code, the records that have it, and whether many people in the world bear it.
    """
    near = distances(a, b, people.first.vocabulary, 2)
    lengths = people.first.vocabulary.lengths
    near[(near == 2) & (np.minimum(lengths[a], lengths[b]) < SHORT)] = 9
    return near, are_in_use(counts[a], counts[b]) | listed[a] & listed[b]


def are_in_use(one: NDArray[np.int64], other: NDArray[np.int64]) -> Mask:
    """Whether two spellings, borne by so many records, are both names of their own and not one a slip of the other."""
    rarer, commoner = np.minimum(one, other), np.maximum(one, other)
    answer: Mask = (rarer >= IN_USE_RECORDS) & (rarer >= commoner * IN_USE_SHARE)
    return answer


def _other_form(people: People, a: Codes, b: Codes) -> Mask:
    """The names are one name's forms for men and for women; told once for each two spellings that begin alike."""
    at = np.flatnonzero(people.name_starts[a] == people.name_starts[b])
    pairs, where = np.unique(a[at].astype(np.int64) << 32 | b[at], return_inverse=True)
    texts = people.first.vocabulary.texts
    names = [texts.take(pa.array(codes)).to_pylist() for codes in (pairs >> 32, pairs & 0xFFFFFFFF)]
    told = np.fromiter(map(other_form, *names), dtype=bool, count=len(pairs))
    answer = np.zeros(len(a), dtype=bool)
    answer[at] = told[where]
    return answer


def _cut(people: People, a: Codes, b: Codes) -> Mask:
    """One name is the beginning of the other, of three or four letters."""
    lengths = people.first.vocabulary.lengths
    shorter, longer = np.where(lengths[a] <= lengths[b], a, b), np.where(lengths[a] <= lengths[b], b, a)
    cut = np.zeros(len(a), dtype=bool)
    for letters, starts in ((3, people.name_starts), (4, people.name_starts_4)):
        cut |= (lengths[shorter] == letters) & (starts[longer] == starts[shorter])
    answer: Mask = cut
    return answer


def _part(people: People, left: Rows, right: Rows) -> Mask:
    """One surname is a part of the other's double name, or two double names share a part."""
    double = (people.last_parts[0][left] >= 0) | (people.last_parts[0][right] >= 0)
    answer = np.zeros(len(left), dtype=bool)
    at = np.flatnonzero(double)
    left, right = left[at], right[at]
    for part in people.last_parts:
        for one, other in ((left, right), (right, left)):
            answer[at] |= (part[one] >= 0) & (part[one] == people.core.codes[other])
        for again in people.last_parts:
            answer[at] |= (part[left] >= 0) & (part[left] == again[right])
    return answer


def mailbox_has(people: People, left: Rows, right: Rows, patterns: tuple[int, ...]) -> Mask:
    """The mailbox of one record is made of the other's name, in one of the patterns."""
    answer = np.zeros(len(left), dtype=bool)
    letters = people.letters
    for one, other in ((left, right), (right, left)):
        written = letters[one]
        at = np.flatnonzero(people.is_some_name[written])
        written, other_at = written[at], other[at]
        for position in patterns:
            answer[at] |= written == people.patterns[position][other_at]
    return answer
