"""Records into groups along edges, with what must stay apart.

The usual component has nothing to keep apart and is found by scipy for all at once. Only where two records must not
meet, or a component is too large, the edges are taken one by one, the strongest first.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from schemas.columns import TEXT

CERTAIN: Final = 2.0
"""Strength of an edge that comes before every probability, and that no size bound cuts."""

Rows = NDArray[np.int64]


def edges_of(left: pd.Series, right: pd.Series, strength: pd.Series | float) -> pd.DataFrame:
    """Edges in the form that `partition` takes: `left`, `right` (TEXT), `strength` (float64), index from 0."""
    frame = pd.DataFrame({"left": left.array, "right": right.array}).astype(TEXT)
    return frame.assign(strength=np.float64(strength) if isinstance(strength, float) else strength.to_numpy(np.float64))


def partition(
    edges: pd.DataFrame, apart: pd.DataFrame, *, one_each: Iterable[str] = (), largest: int | None = None
) -> pd.DataFrame:
    """Groups of two and more records: `id`, `group` (the lowest id of the group), sorted by both.

    edges: of `edges_of`. apart: `left_id`, `right_id`, two records that no group may hold together, whatever links
    them. one_each: records of which a group may hold one at most. largest: bound on the size of a group, which only
    edges of strength CERTAIN may pass.
    """
    if edges.empty:
        return pd.DataFrame({"id": pd.Series(dtype=TEXT), "group": pd.Series(dtype=TEXT)})
    ids = pd.Index(pd.unique(pd.concat([edges["left"], edges["right"]]))).sort_values()
    left, right = ids.get_indexer(edges["left"]), ids.get_indexer(edges["right"])
    graph = coo_matrix((np.ones(len(left), dtype=np.int8), (left, right)), shape=(len(ids), len(ids)))
    label = connected_components(graph, directed=False)[1].astype(np.int64)
    forbidden = _forbidden(ids, apart)
    single = ids.isin(list(one_each))
    troubled = _troubled(label, forbidden, single, largest)
    group = _lowest_of(label)
    inside = np.flatnonzero(np.isin(label[left], troubled))
    group[np.isin(label, troubled)] = np.flatnonzero(np.isin(label, troubled))
    strength = edges["strength"].to_numpy()
    for row, lowest in _joined_one_by_one(left[inside], right[inside], strength[inside], forbidden, single, largest):
        group[row] = lowest
    return _as_table(ids, group)


def _forbidden(ids: pd.Index, apart: pd.DataFrame) -> Rows:
    """Pairs of rows that must not meet, as a (n, 2) array; pairs of absent records fall away."""
    pairs = np.stack(
        [ids.get_indexer(pd.Index(apart["left_id"])), ids.get_indexer(pd.Index(apart["right_id"]))], axis=1
    )
    return pairs[(pairs >= 0).all(axis=1)].astype(np.int64)


def _troubled(label: Rows, forbidden: Rows, single: NDArray[np.bool_], largest: int | None) -> Rows:
    """Labels of components that hold what must not meet, or too much."""
    together = label[forbidden[:, 0]] == label[forbidden[:, 1]]
    found = [label[forbidden[together, 0]]]
    found.append(np.flatnonzero(np.bincount(label[single], minlength=1) > 1))
    if largest is not None:
        found.append(np.flatnonzero(np.bincount(label, minlength=1) > largest))
    return np.unique(np.concatenate(found))


def _lowest_of(label: Rows) -> Rows:
    """The lowest row of each row's component."""
    lowest = np.full(int(label.max(initial=-1)) + 1, len(label), dtype=np.int64)
    np.minimum.at(lowest, label, np.arange(len(label)))
    return lowest[label]


def _joined_one_by_one(
    left: Rows,
    right: Rows,
    strength: NDArray[np.float64],
    forbidden: Rows,
    single: NDArray[np.bool_],
    largest: int | None,
) -> Iterable[tuple[int, int]]:
    """Row and lowest row of its group, edges taken by strength, then by rows."""
    enemies: dict[int, set[int]] = {}
    for one, other in forbidden.tolist():
        enemies.setdefault(one, set()).add(other)
        enemies.setdefault(other, set()).add(one)
    group_of: dict[int, set[int]] = {}
    order = np.lexsort((np.maximum(left, right), np.minimum(left, right), -strength))
    for one, other, force in zip(left[order].tolist(), right[order].tolist(), strength[order].tolist(), strict=True):
        ours, theirs = group_of.setdefault(one, {one}), group_of.setdefault(other, {other})
        if ours is theirs or not _may_join(ours, theirs, enemies, single):
            continue
        if largest is not None and force < CERTAIN and len(ours) + len(theirs) > largest:
            continue
        small, large = sorted((ours, theirs), key=len)
        large |= small
        group_of.update(dict.fromkeys(small, large))
    return [(row, min(rows)) for row, rows in group_of.items()]


def _may_join(ours: set[int], theirs: set[int], enemies: dict[int, set[int]], single: NDArray[np.bool_]) -> bool:
    if any(not theirs.isdisjoint(enemies[row]) for row in ours if row in enemies):
        return False
    return not (any(single[row] for row in ours) and any(single[row] for row in theirs))


def _as_table(ids: pd.Index, group: Rows) -> pd.DataFrame:
    kept = np.flatnonzero(np.bincount(group, minlength=len(ids))[group] > 1)
    kept = kept[np.lexsort((kept, group[kept]))]
    return pd.DataFrame({"id": ids[kept], "group": ids[group[kept]]}).astype(TEXT)
