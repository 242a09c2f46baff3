"""Blocking: which pairs are compared at all.

Records that share a key's value form a block, and all pairs within it are candidates. A block that is too large
is narrowed by further columns instead of being dropped. A pair comes once: from the first key that finds it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hygiene.ascending import distinct_ascending
from hygiene.matching.codes import MISSING, Integers, combine

Blocks = NDArray[np.int32]
Choice = Callable[[int, NDArray[np.int64], NDArray[np.int64], Blocks], NDArray[np.bool_]]
"""Of a key's position, pairs of rows and their blocks: which of the pairs are wanted."""
PAIR: Final = 2
"""A block of fewer records has no pair."""
NO_BLOCK: Final = 127
"""The depth of a record without a value, or whose block is too large however it is narrowed."""


@dataclass(frozen=True)
class Key:
    """A blocking key.

    values: one array of codes for each slot (a record may have several values, say three phones); -1 is none.
    narrow: codes by which a block that is too large is split, one after the other, until it fits.
    weak: chance alone fills its blocks (a common name), so that only small ones are worth their pairs.
    """

    name: str
    values: tuple[Integers, ...]
    narrow: tuple[Integers, ...] = ()
    weak: bool = False


@dataclass(frozen=True)
class BlockedKey:
    """A key after its blocks were made small enough: block numbers by slot (-1: in no block).

    depth: by slot, how many columns narrowed the block of each record; `NO_BLOCK` where it has none.
    """

    name: str
    slots: tuple[Blocks, ...]
    dropped_records: int
    depth: tuple[NDArray[np.int8], ...]

    def within(self, wanted: NDArray[np.bool_]) -> "BlockedKey":
        """The key with the wanted blocks only."""
        slots = tuple(np.where((slot >= 0) & wanted[slot], slot, np.int32(MISSING)) for slot in self.slots)
        return replace(self, slots=slots)

    def common_block(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> Blocks:
        """The lowest block that both records of each pair are in; -1 when there is none."""
        if len(self.slots) == 1:
            mine = self.slots[0][left]
            return np.where(mine == self.slots[0][right], mine, MISSING)
        lowest = np.full(len(left), np.iinfo(np.int32).max, dtype=np.int32)
        for ours in self.slots:
            mine = ours[left]
            for theirs in self.slots:
                shared = (mine == theirs[right]) & (mine >= 0)
                np.minimum(lowest, mine, where=shared, out=lowest)
        return np.where(lowest == np.iinfo(np.int32).max, MISSING, lowest)


def make_blocks(key: Key, largest: int) -> BlockedKey:
    """Blocks of at most `largest` records; a block that no narrowing makes small is left out and counted."""
    rows = len(key.values[0])
    value = np.concatenate(key.values)
    block = np.where(value >= 0, value, MISSING).astype(np.int64)
    sizes, depth = _sizes(block), np.zeros(len(block), dtype=np.int8)
    large = np.flatnonzero(sizes > largest)
    for step in key.narrow:
        if not len(large):
            break
        finer = combine(block[large], step[large % rows])
        first = int(block.max(initial=0)) + 1
        block[large] = np.where(finer >= 0, finer + first, MISSING)
        sizes[large] = _sizes(finer)
        depth[large] += 1
        large = large[sizes[large] > largest]
    depth[(block < 0) | (sizes > largest)] = NO_BLOCK
    small: Blocks = np.where((sizes > largest) | (sizes < PAIR), MISSING, block).astype(np.int32)
    slots, depths = tuple(np.split(small, len(key.values))), tuple(np.split(depth, len(key.values)))
    return BlockedKey(key.name, slots, int((sizes > largest).sum()), depths)


@dataclass(frozen=True)
class Chunk:
    """Pairs of one key as they come, those of earlier keys still among them; held as rows, which are fewer than pairs.

    record, block: of rows sorted by block. starts, counts: for each of the first rows, where its partners among the
    rows start and how many they are.
    """

    position: int
    record: NDArray[np.int64]
    block: Blocks
    starts: NDArray[np.int64]
    counts: NDArray[np.int64]

    def __len__(self) -> int:
        return int(self.counts.sum())

    def pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int64], Blocks]:
        """Lower row, higher row and block of each pair."""
        mine = np.repeat(np.arange(len(self.counts)), self.counts)
        within = np.arange(len(mine)) - np.repeat(np.cumsum(self.counts) - self.counts, self.counts)
        return self.record[mine], self.record[self.starts[mine] + within], self.block[mine]


def _chunks_of(position: int, key: BlockedKey, left: int, link: bool, size: int) -> Iterator[Chunk]:
    """The pairs of a key in chunks of about `size`; with `link` only left with right rows."""
    # Block and record in one number are sorted many times as fast as two columns; one in two slots counts once.
    members = distinct_ascending(np.concatenate([_members(slot) for slot in key.slots]))
    block, record = (members >> 32).astype(np.int32), members & 0xFFFFFFFF
    starts, ends = _partners(block, record, left, link)
    counts = ends - starts
    for first, last in _even_slices(counts, size):
        rows = slice(first, int(ends[first:last].max()))
        yield Chunk(position, record[rows], block[rows], starts[first:last] - first, counts[first:last])


def pairs_in(keys: Sequence[BlockedKey], left: int, link: bool) -> int:
    """How many pairs the blocks of all keys hold together (a record in two slots of a block counts once a slot)."""
    total = 0
    for key in keys:
        for_slots = [np.bincount(slot[slot >= 0]) for slot in (np.concatenate(key.slots),)]
        if link:
            lefts = np.concatenate([slot[:left] for slot in key.slots])
            ours = np.bincount(lefts[lefts >= 0], minlength=len(for_slots[0]))
            total += int((ours * (for_slots[0] - ours)).sum())
        else:
            total += int((for_slots[0] * (for_slots[0] - 1) // 2).sum())
    return total


def chunks(keys: Sequence[BlockedKey], left: int, link: bool, size: int) -> Iterator[Chunk]:
    """All pairs of all keys, key by key, in chunks of about `size`."""
    for position, key in enumerate(keys):
        yield from _chunks_of(position, key, left, link, size)


def new_pairs(
    keys: Sequence[BlockedKey], chunk: Chunk, chosen: Choice | None = None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:  # fmt: skip
    """The pairs of a chunk that no earlier key has, each once; of them the chosen ones."""
    lower, higher, block = chunk.pairs()
    if chosen is not None:
        wanted = chosen(chunk.position, lower, higher, block)
        lower, higher, block = lower[wanted], higher[wanted], block[wanted]
    key = keys[chunk.position]
    if len(key.slots) > 1:
        new = key.common_block(lower, higher) == block
        lower, higher = lower[new], higher[new]
    for earlier in keys[: chunk.position]:
        new = earlier.common_block(lower, higher) < 0
        lower, higher = lower[new], higher[new]
    return lower, higher


def candidates(
    keys: Sequence[BlockedKey], left: int, link: bool, size: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Every candidate pair once, in chunks of at most about `size`."""
    return (new_pairs(keys, chunk) for chunk in chunks(keys, left, link, size))


def found_by(
    keys: Sequence[BlockedKey], lower: NDArray[np.int64], higher: NDArray[np.int64]
) -> dict[str, dict[str, int]]:
    """For each key, how many of these pairs it finds and how many only it finds."""
    found = np.array([key.common_block(lower, higher) >= 0 for key in keys]).reshape(len(keys), len(lower))
    times = found.sum(axis=0)
    return {
        key.name: {"pairs": int(row.sum()), "alone": int((row & (times == 1)).sum())}
        for key, row in zip(keys, found, strict=True)
    }


def _sizes(block: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many there are of each row's block; 0 for a row that is in none."""
    places = block + 1
    counts = np.bincount(places)
    counts[:1] = 0
    return counts[places]


def _members(slot: Blocks) -> NDArray[np.int64]:
    """Block and record, packed in one number, of each record that is in a block."""
    inside = np.flatnonzero(slot >= 0)
    members: NDArray[np.int64] = slot[inside].astype(np.int64) << 32 | inside
    return members


def _partners(
    block: Blocks, record: NDArray[np.int64], left: int, link: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each row of sorted blocks, where its later partners start and end."""
    ends = np.searchsorted(block, block, side="right")
    own = np.arange(len(block))
    if not link:
        return own + 1, ends
    is_left = record < left
    lefts_before = np.concatenate([[0], np.cumsum(is_left)])
    begins = np.searchsorted(block, block, side="left")
    first_right = begins + (lefts_before[ends] - lefts_before[begins])
    return np.where(is_left, first_right, ends), ends


def _even_slices(counts: NDArray[np.int64], size: int) -> Iterator[tuple[int, int]]:
    """Consecutive slices of rows whose pairs number about `size`."""
    total = np.cumsum(counts)
    first = 0
    while first < len(counts):
        done = int(total[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(total, done + size, side="right")))
        yield first, last
        first = last
