"""Names of which it changed between two looks at a table whether two of them are names in use, or one is a slip.

That follows from how many records bear each of the two (`compare_names.are_in_use`). Whoever bears the rarer one of
such two names is compared anew.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hygiene.matching.compare_names import IN_USE_RECORDS, are_in_use
from hygiene.matching.similar import distances
from hygiene.matching.vocabulary import Vocabulary

Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]
TOO_MANY: Final = 5_000_000
"""Pairs of names: to look at more of them takes longer than to compare all records anew."""
NEAR: Final = 2


def changed_use(vocabulary: Vocabulary, was: Counts, now: Counts, listed: Mask, bearers: Counts) -> Mask | None:
    """Which names are the rarer one of two near names that were in use beside each other, or are now, but not both.

    was, now: how many records bore each name. listed: names in use anyway. None where there are too many to look at.
    """
    answer = np.zeros(len(vocabulary), dtype=bool)
    names = np.flatnonzero(np.maximum(was, now) >= IN_USE_RECORDS)
    packed, of = np.unique(was[names] << 32 | now[names], return_inverse=True)
    counts = np.stack([packed >> 32, packed & 0xFFFFFFFF])
    looked_at = 0
    for one, others in _turned(counts):
        left, right = names[of == one], names[np.isin(of, others)]
        looked_at += len(left) * len(right)
        if looked_at > TOO_MANY:
            return None
        each, other = np.repeat(left, len(right)), np.tile(right, len(left))
        answer[_rarer_of_near(vocabulary, each, other, listed, bearers)] = True
    return answer


def _turned(counts: Counts) -> Iterator[tuple[int, Rows]]:
    """Each pair of counts (before, now) that differ, with all those beside which their names' use has changed."""
    before, now = counts
    for one in np.flatnonzero(before != now):
        others = np.flatnonzero(are_in_use(before, before[one]) != are_in_use(now, now[one]))
        if len(others):
            yield int(one), others


def _rarer_of_near(vocabulary: Vocabulary, left: Rows, right: Rows, listed: Mask, bearers: Counts) -> Rows:
    asked = (left != right) & ~(listed[left] & listed[right])
    left, right = left[asked], right[asked]
    near = distances(left.astype(np.int32), right.astype(np.int32), vocabulary, NEAR) <= NEAR
    left, right = left[near], right[near]
    return np.where(bearers[left] <= bearers[right], left, right)
