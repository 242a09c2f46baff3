"""From pairs to groups that a person would make: no chains, no contradictions, no giants."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Bits = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Edges:
    """Scored pairs of rows: lower and higher row, weight in bits, and whether the pair may merge by itself."""

    left: Rows
    right: Rows
    weight: Bits
    auto: Mask
    veto: Mask

    def __len__(self) -> int:
        return len(self.left)

    def where(self, keep: Mask) -> "Edges":
        """The edges for which `keep` holds."""
        return Edges(self.left[keep], self.right[keep], self.weight[keep], self.auto[keep], self.veto[keep])


@dataclass
class Split:
    """One component after agglomeration: the parts, and the pair that kept each two parts from becoming one."""

    parts: list[list[int]]
    blocked: list[tuple[str, int, int]] = field(default_factory=list)


def components(size: int, left: Rows, right: Rows) -> Rows:
    """The lowest row of each row's connected component.

    Each round hangs every root under its lowest neighbour and then every row under its root, until no edge leads from
    one root to another. scipy finds the same, but takes longer to import than a plan of some thousand records clusters.
    """
    root = np.arange(size, dtype=np.int64)
    while True:
        one, other = root[left], root[right]
        across = one != other
        if not across.any():
            return root
        left, right = np.minimum(one, other)[across], np.maximum(one, other)[across]
        np.minimum.at(root, right, left)
        while (root[root] != root).any():
            root = root[root]


def inner_pairs(group: Rows) -> tuple[Rows, Rows]:
    """Every pair of rows that are in one group of two or more."""
    order = np.argsort(group, kind="stable")
    sorted_group = group[order]
    ends = np.searchsorted(sorted_group, sorted_group, side="right")
    counts = ends - np.arange(len(order)) - 1
    first = np.repeat(np.arange(len(order)), counts)
    second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(counts) - counts, counts)
    return order[first], order[second]


def agglomerate(members: Iterable[int], edges: Iterable[tuple[int, int, float, bool, bool]], largest: int) -> Split:
    """Groups by the strongest automatic edges first; two parts join unless a pair across them contradicts.

    edges: left, right, weight, auto, contradicts, for every inner pair. The order of work is by weight, then rows.
    """
    listed = list(edges)
    contradictions = {(left, right) for left, right, _, _, contradicts in listed if contradicts}
    part_of = {row: [row] for row in members}
    blocked: list[tuple[str, int, int]] = []
    for left, right, *_ in sorted((e for e in listed if e[3] and not e[4]), key=lambda e: (-e[2], e[0], e[1])):
        one, other = part_of[left], part_of[right]
        if one is other:
            continue
        against = _contradiction(one, other, contradictions)
        if against or len(one) + len(other) > largest:
            blocked.append(("contradiction", *against) if against else ("too large", left, right))
            continue
        joined = sorted(one + other)
        part_of.update(dict.fromkeys(joined, joined))
    parts = {id(part): part for part in part_of.values()}
    return Split(sorted(parts.values()), blocked)


def _contradiction(one: list[int], other: list[int], contradictions: set[tuple[int, int]]) -> tuple[int, int] | None:
    across = ((min(a, b), max(a, b)) for a in one for b in other)
    return min((pair for pair in across if pair in contradictions), default=None)


def split_components(
    group: Rows, inner: Edges, contradicts: Mask, largest: int
) -> tuple[Rows, list[tuple[str, int, int]]]:
    """Groups without contradiction and of bounded size, and what kept groups apart (cause, row, row).

    group: component of each row over the automatic edges. inner: every pair inside a component.
    Only components that have a contradiction or are too large are worked on.
    """
    sizes = np.bincount(group, minlength=len(group))
    troubled = np.unique(np.concatenate([group[inner.left[contradicts]], np.flatnonzero(sizes > largest)]))
    answer, blocked = group.copy(), []
    for name, rows, pairs in _by_component(group, inner, contradicts, troubled):
        split = agglomerate(rows, pairs, largest)
        for part in split.parts:
            answer[part] = min(part)
        blocked += split.blocked
        del name
    return answer, blocked


def _by_component(
    group: Rows, inner: Edges, contradicts: Mask, wanted: Rows
) -> Iterable[tuple[int, list[int], list[tuple[int, int, float, bool, bool]]]]:
    in_wanted = np.flatnonzero(np.isin(group, wanted))
    rows: Mapping[int, list[int]] = {int(name): [] for name in wanted}
    for row in in_wanted:
        rows[int(group[row])].append(int(row))
    pairs: Mapping[int, list[tuple[int, int, float, bool, bool]]] = {int(name): [] for name in wanted}
    for at in np.flatnonzero(np.isin(group[inner.left], wanted)):
        pairs[int(group[inner.left[at]])].append(
            (
                int(inner.left[at]),
                int(inner.right[at]),
                float(inner.weight[at]),
                bool(inner.auto[at]),
                bool(contradicts[at]),
            )
        )
    for name in rows:
        yield name, rows[name], pairs[name]
