"""How good the pairs are, measured with truth: pairs and clusters by threshold, with intervals, and what was missed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hygiene.errors import InputError
from hygiene.matching.clustering import components

CUTS: Final = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999)
BINS: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1.0)
Z_95: Final = 1.959964


@dataclass(frozen=True)
class Evaluation:
    """What the truth says of a table of pairs.

    by_cut: one row a threshold: `cut`, `pairs`, `precision`, `recall`, `f1` with `_low` and `_high` (95 %, Wilson)
        of the first two; `cluster_precision`, `cluster_recall`, `cluster_f1`, `largest` for the closure.
    reliability: `told_from`, `pairs`, `told` (mean probability), `true` (share that is right).
    missed: left_id, right_id of true pairs that are not in the table at all. false: pairs of the table that are wrong.
    """

    by_cut: pd.DataFrame
    reliability: pd.DataFrame
    missed: pd.DataFrame
    false: pd.DataFrame


def evaluate(pairs: pd.DataFrame, truth: pd.DataFrame, cuts: Sequence[float] = CUTS) -> Evaluation:
    """Pairs (`left_id`, `right_id`, `probability`) against the truth (`id`, `cluster`: one row a record).

    Raises:
        InputError: an id of the pairs is not in the truth, or the truth names an id twice.
    """
    ids = pd.Index(truth["id"].astype(object))
    if not ids.is_unique:
        raise InputError("The truth names a record twice; give each record one row.")
    left, right = (ids.get_indexer(pd.Index(pairs[side].astype(object))) for side in ("left_id", "right_id"))
    if (left < 0).any() or (right < 0).any():
        raise InputError("A record of the pairs is not in the truth; give the truth of the file that was matched.")
    cluster = pd.factorize(truth["cluster"], use_na_sentinel=False)[0].astype(np.int64)
    chance = pairs["probability"].to_numpy(dtype=np.float64)
    right_pair = cluster[left] == cluster[right]
    rows = [_at(cut, left, right, chance, right_pair, cluster) for cut in cuts]
    return Evaluation(
        pd.DataFrame(rows), _reliability(chance, right_pair), _missed(ids, left, right, cluster), pairs[~right_pair]
    )


def _at(
    cut: float, left: NDArray[np.int64], right: NDArray[np.int64], chance: NDArray[np.float64],
    right_pair: NDArray[np.bool_], cluster: NDArray[np.int64],
) -> dict[str, float]:  # fmt: skip
    kept = chance >= cut
    hits, said, true = int((kept & right_pair).sum()), int(kept.sum()), _pairs_within(cluster)
    group = components(len(cluster), left[kept], right[kept])
    both = pd.factorize(group * (int(cluster.max(initial=0)) + 1) + cluster)[0]
    joined, closed = _pairs_within(both), _pairs_within(group)
    return {
        "cut": cut, "pairs": said,
        **_share("precision", hits, said), **_share("recall", hits, true), "f1": _f1(hits, said, true),
        "cluster_precision": _ratio(joined, closed), "cluster_recall": _ratio(joined, true),
        "cluster_f1": _f1(joined, closed, true), "largest": int(np.bincount(group).max(initial=0)),
    }  # fmt: skip


def _pairs_within(label: NDArray[np.int64]) -> int:
    sizes = np.bincount(label).astype(np.int64)
    return int((sizes * (sizes - 1) // 2).sum())


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def _f1(hits: int, said: int, true: int) -> float:
    return _ratio(2 * hits, said + true)


def _share(name: str, hits: int, total: int) -> dict[str, float]:
    """A share with its 95 % interval; NaN of nothing."""
    share = wilson(hits, total) if total else (float("nan"),) * 3
    return dict(zip((name, f"{name}_low", f"{name}_high"), share, strict=True))


def wilson(hits: int, total: int) -> tuple[float, float, float]:
    """A share of at least one, and its 95 % interval (Wilson, 1927)."""
    share, z2 = hits / total, Z_95**2
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = Z_95 / (1 + z2 / total) * math.sqrt(share * (1 - share) / total + z2 / (4 * total**2))
    return share, max(0.0, middle - half), min(1.0, middle + half)


def _reliability(chance: NDArray[np.float64], right_pair: NDArray[np.bool_]) -> pd.DataFrame:
    at = np.clip(np.digitize(chance, BINS) - 1, 0, len(BINS) - 2)
    counts = np.bincount(at, minlength=len(BINS) - 1)
    told, true = (np.bincount(at, weights=w, minlength=len(BINS) - 1) for w in (chance, right_pair.astype(float)))
    table = pd.DataFrame({"told_from": BINS[:-1], "pairs": counts, "told": told, "true": true})
    table = table[table["pairs"] > 0].reset_index(drop=True)
    return table.assign(told=table["told"] / table["pairs"], true=table["true"] / table["pairs"])


def _missed(
    ids: pd.Index, left: NDArray[np.int64], right: NDArray[np.int64], cluster: NDArray[np.int64]
) -> pd.DataFrame:
    true = true_pairs(cluster)
    found = np.minimum(left, right) << 32 | np.maximum(left, right)
    absent = ~np.isin(true[:, 0] << 32 | true[:, 1], found)
    return pd.DataFrame({"left_id": ids[true[absent, 0]], "right_id": ids[true[absent, 1]]})


def true_pairs(cluster: NDArray[np.int64]) -> NDArray[np.int64]:
    """Every pair of rows of one cluster, lower row first: int64, shape (pairs, 2), sorted."""
    rows = pd.DataFrame({"row": np.arange(len(cluster)), "cluster": cluster})
    twice = rows.merge(rows, on="cluster", validate="many_to_many")
    twice = twice[twice["row_x"] < twice["row_y"]]
    return twice[["row_x", "row_y"]].sort_values(["row_x", "row_y"]).to_numpy(dtype=np.int64).reshape(-1, 2)
