"""Records into groups along edges, with what must stay apart.

The usual component has nothing to keep apart and is found for all at once. Only where two records must not
meet, or a component is too large, the edges are taken one by one, the strongest first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hygiene.matching.clustering import components

CERTAIN: Final = 2.0
"""Strength of an edge that comes before every probability, and that no size bound cuts."""

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]
Pairs = NDArray[np.int64]
"""Rows that belong together or apart, two a line: shape (n, 2)."""


@dataclass(frozen=True)
class Edges:
    """What ties rows together (parallel arrays)."""

    left: Rows
    right: Rows
    strength: NDArray[np.float64]

    def where(self, keep: Mask) -> "Edges":
        """The edges for which `keep` holds."""
        return Edges(self.left[keep], self.right[keep], self.strength[keep])

    def __add__(self, other: "Edges") -> "Edges":
        """Both one after the other."""
        return Edges(
            np.concatenate([self.left, other.left]),
            np.concatenate([self.right, other.right]),
            np.concatenate([self.strength, other.strength]),
        )


def certain(left: Rows, right: Rows) -> Edges:
    """Edges that nothing outweighs."""
    return Edges(left, right, np.full(len(left), CERTAIN))


def no_pairs() -> Pairs:
    """No pair at all."""
    return np.empty((0, 2), dtype=np.int64)


def partition(
    size: int, edges: Edges, apart: Pairs, *, one_each: Mask | None = None, largest: int | None = None
) -> Rows:
    """The group of each of `size` rows: the lowest row of the group, its own for a row that is alone.

    apart: rows that no group may hold together, whatever links them. one_each: rows of which a group may hold one at
    most. largest: bound on the size of a group, which only edges of strength CERTAIN may pass.
    """
    component = components(size, edges.left, edges.right)
    single = np.zeros(size, dtype=bool) if one_each is None else one_each
    troubled = _troubled(component, apart, single, largest)[component]
    group = np.where(troubled, np.arange(size), component)
    for row, lowest in _joined_one_by_one(edges.where(troubled[edges.left]), apart, single, largest):
        group[row] = lowest
    return group


def in_groups(group: Rows) -> Mask:
    """Rows that are not alone in their group."""
    return np.asarray(np.bincount(group, minlength=len(group))[group] > 1)


def _troubled(component: Rows, apart: Pairs, single: Mask, largest: int | None) -> Mask:
    """Which components, by their lowest rows, hold what must not meet, or too much."""
    size = len(component)
    troubled = np.bincount(component[single], minlength=size) > 1
    together = component[apart[:, 0]] == component[apart[:, 1]]
    troubled[component[apart[together, 0]]] = True
    if largest is not None:
        troubled |= np.bincount(component, minlength=size) > largest
    return np.asarray(troubled)


def _joined_one_by_one(edges: Edges, apart: Pairs, single: Mask, largest: int | None) -> Iterable[tuple[int, int]]:
    """Row and lowest row of its group, edges taken by strength, then by rows."""
    enemies: dict[int, set[int]] = {}
    for one, other in apart.tolist():
        enemies.setdefault(one, set()).add(other)
        enemies.setdefault(other, set()).add(one)
    group_of: dict[int, set[int]] = {}
    low, high = np.minimum(edges.left, edges.right), np.maximum(edges.left, edges.right)
    order = np.lexsort((high, low, -edges.strength))
    for one, other, force in zip(
        low[order].tolist(), high[order].tolist(), edges.strength[order].tolist(), strict=True
    ):
        ours, theirs = group_of.setdefault(one, {one}), group_of.setdefault(other, {other})
        if ours is theirs or not _may_join(ours, theirs, enemies, single):
            continue
        if largest is not None and force < CERTAIN and len(ours) + len(theirs) > largest:
            continue
        small, large = sorted((ours, theirs), key=len)
        large |= small
        group_of.update(dict.fromkeys(small, large))
    return [(row, min(rows)) for row, rows in group_of.items()]


def _may_join(ours: set[int], theirs: set[int], enemies: dict[int, set[int]], single: Mask) -> bool:
    if any(not theirs.isdisjoint(enemies[row]) for row in ours if row in enemies):
        return False
    return not (any(single[row] for row in ours) and any(single[row] for row in theirs))
