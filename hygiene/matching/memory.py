"""What the matcher remembers of a table, so that a later round compares only what may have changed.

Most records of a later round are those of the round before. A pair of two such records was compared then, and what it
weighed has moved only with what all records together tell: how rare a value is, how many surnames a mailbox has. So the
pairs that came near are weighed anew, and compared anew are those

- of a record that is new, was read anew, or of which the others tell something else now (`circumstances.py`);
- of a block that brings records together which no block of that key had brought together (`opened`).

All others stay below the least weight: they were some bits below it, and their records moved less. The answer is
the same as without a memory.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hygiene.matching.blocking import BlockedKey
from hygiene.matching.circumstances import Circumstances, circumstances_of
from hygiene.matching.lexicon import Lexicon
from hygiene.matching.people import People
from hygiene.matching.records import Records
from hygiene.matching.scoring import Scored
from hygiene.policy.matching import Matching

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]
MARGIN: Final = 3.0
"""So many of a million records' pairs are remembered that no record's values become rare enough to matter."""
MOST: Final = 0.5
"""Where more than this share of the records counts as new, all pairs are compared: that is no slower then."""
MOST_CHANGED: Final = 0.125
"""The same of records that are new or were read anew: of so many, to tell what else has moved takes as long."""
GONE: Final = -1


@dataclass(frozen=True)
class Seen:
    """One look at a table. depth: for each key and slot, how often the block of each record had been narrowed."""

    readings: Rows
    left_size: int
    circumstances: Circumstances
    depth: tuple[tuple[NDArray[np.int8], ...], ...]
    left: NDArray[np.int32]
    right: NDArray[np.int32]


@dataclass(frozen=True)
class News:
    """What is to be compared anew. fresh: records. opened: for each key, blocks. left, right: pairs remembered."""

    fresh: Mask
    opened: tuple[Mask, ...]
    left: Rows
    right: Rows

    def compares(self, position: int, left: Rows, right: Rows, block: NDArray[np.int32]) -> Mask:
        """Which pairs of a key's blocks may not have been compared, or may have moved much."""
        answer: Mask = self.fresh[left] | self.fresh[right] | self.opened[position][block]
        return answer

    def worth_a_look(self, blocks: Sequence[BlockedKey]) -> list[BlockedKey]:
        """The keys with those blocks only that hold such a pair."""
        return [key.within(self._wanted(key, opened)) for key, opened in zip(blocks, self.opened, strict=True)]

    def _wanted(self, key: BlockedKey, opened: Mask) -> Mask:
        wanted = opened.copy()
        for slot in key.slots:
            wanted[slot[self.fresh & (slot >= 0)]] = True
        return wanted


class Memory:
    """What one rule's matching remembers from round to round; it spares work and never changes an answer.

    margin: bits below the least weight at which pairs are still remembered. most_changed: the share of records that may
    be new or read anew. lexicon: of all tables whose readings are numbered together. reused: in how many looks it
    spared work.
    """

    def __init__(
        self, margin: float = MARGIN, most_changed: float = MOST_CHANGED, lexicon: Lexicon | None = None
    ) -> None:  # fmt: skip
        self.lexicon = Lexicon() if lexicon is None else lexicon
        self._seen: Seen | None = None
        self.margin = margin
        self._most_changed = most_changed
        self.reused = 0

    def copy(self) -> "Memory":
        """Another one that remembers the same; what one of them sees later is not in the other."""
        return copy(self)

    def news(self, people: People, blocks: Sequence[BlockedKey], prior: float, settings: Matching) -> News | None:
        """What is new since the last look; None where everything is to be compared."""
        seen, readings = self._seen, people.records.readings
        if (
            seen is None
            or readings is None
            or not _alike(seen, blocks)
            or min(settings.rarity.values(), default=0.0) < 0
        ):
            return None
        at = _earlier_rows(people.records, seen)
        fresh = at == GONE
        if np.count_nonzero(fresh) > self._most_changed * len(fresh):
            return None
        moved = seen.circumstances.moved(people, np.flatnonzero(~fresh), at[~fresh], prior, settings, self.margin)
        if moved is None:
            return None
        fresh[~fresh] = moved
        if np.count_nonzero(fresh) > MOST * len(fresh):
            return None
        self.reused += 1
        kept = np.flatnonzero(~fresh)
        opened, narrowed = [], np.zeros(len(fresh), dtype=bool)
        for key, was in zip(blocks, seen.depth, strict=True):
            opened.append(_opened(key, was, at, kept))
            narrowed[kept[_is_narrowed(key, was, at, kept)]] = True
        left, right = _still_there(seen, at, ~fresh)
        still = _still_meet(blocks, left, right, narrowed[left] | narrowed[right])
        return News(fresh, tuple(opened), left[still], right[still])

    def keep(
        self, people: People, blocks: Sequence[BlockedKey], prior: float, pairs: Scored, news: News | None
    ) -> None:
        """Remember this look at the table and the pairs that came near."""
        readings = people.records.readings
        if readings is None:
            return
        earlier = None if news is None or self._seen is None else self._seen.circumstances
        self._seen = Seen(
            readings, people.records.left, circumstances_of(people, prior, earlier), tuple(key.depth for key in blocks),
            pairs.left.astype(np.int32), pairs.right.astype(np.int32),
        )  # fmt: skip


def _alike(seen: Seen, blocks: Sequence[BlockedKey]) -> bool:
    """Records have as many values for each key as before, such as phones."""
    return [len(slots) for slots in seen.depth] == [len(key.slots) for key in blocks]


def _earlier_rows(records: Records, seen: Seen) -> Rows:
    """The row that each record had before, `GONE` for one that was not there, or on the other side, or is read anew."""
    readings = np.empty(0, np.int64) if records.readings is None else records.readings
    row_of = np.full(max(readings.max(initial=0), seen.readings.max(initial=0)) + 1, GONE, dtype=np.int64)
    row_of[seen.readings] = np.arange(len(seen.readings))
    at = row_of[readings]
    on_its_side = (at < seen.left_size) == (np.arange(len(at)) < records.left)
    return np.where(on_its_side, at, GONE)


def _still_there(seen: Seen, at: Rows, kept: Mask) -> tuple[Rows, Rows]:
    """The remembered pairs of two kept records, as rows of now; the order of records has not changed."""
    row_of = np.full(len(seen.readings), GONE, dtype=np.int64)
    row_of[at[kept]] = np.flatnonzero(kept)
    left, right = row_of[seen.left], row_of[seen.right]
    both = (left >= 0) & (right >= 0)
    return left[both], right[both]


def _opened(key: BlockedKey, was: Sequence[NDArray[np.int8]], at: Rows, kept: Rows) -> Mask:
    """For each block of a key, whether it holds a record whose block was narrowed further before, or dropped."""
    opened = np.zeros(1 + max((int(slot.max(initial=0)) for slot in key.slots), default=0), dtype=bool)
    for slot, depth, depth_before in zip(key.slots, key.depth, was, strict=True):
        rows = kept[(depth_before[at[kept]] > depth[kept]) & (slot[kept] >= 0)]
        opened[slot[rows]] = True
    return opened


def _is_narrowed(key: BlockedKey, was: Sequence[NDArray[np.int8]], at: Rows, kept: Rows) -> Mask:
    """Which of the kept rows are in a block that is narrowed further than theirs was, or are in none any more."""
    narrower = (now[kept] > before[at[kept]] for now, before in zip(key.depth, was, strict=True))
    answer: Mask = np.logical_or.reduce(list(narrower))
    return answer


def _still_meet(blocks: Sequence[BlockedKey], left: Rows, right: Rows, in_doubt: Mask) -> Mask:
    """Which remembered pairs share a block: two whose blocks are no narrower than they were still do."""
    still = ~in_doubt
    asked = np.flatnonzero(in_doubt)
    one, other = left[asked], right[asked]
    still[asked] = np.logical_or.reduce([key.common_block(one, other) >= 0 for key in blocks])
    return still
