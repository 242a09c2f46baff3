"""From scored pairs to what the matcher hands over: pairs with reasons, automatic groups, groups for a person."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hygiene.kept_rows import taken_rows
from hygiene.matching.clustering import Edges, components, inner_pairs, split_components
from hygiene.matching.explaining import reasons
from hygiene.matching.records import Records
from hygiene.matching.scoring import Scored, probability
from hygiene.policy import Policy
from schemas.columns import TEXT

Rows = NDArray[np.int64]
Bits = NDArray[np.float64]
Mask = NDArray[np.bool_]
GIANT: Final = 5
"""A component of more than this many times the largest group goes to a person whole: nobody splits it by rule."""


@dataclass(frozen=True)
class Matches:
    """What the matcher found; what only people read of it is made when it is asked for.

    weighed: left_id, right_id, probability, weight (bits), tier. Every pair at or above the review threshold once,
        sorted; in one table left_id < right_id.
    groups: id, group (lowest id): groups that may be merged without a person.
    explain: makes some rows of `pairs`, given by number. ask: makes `review_groups`.
    facts: counts for the report; no values of records.
    """

    weighed: pd.DataFrame
    groups: pd.DataFrame
    explain: Callable[[Rows], pd.DataFrame]
    ask: Callable[[], pd.DataFrame]
    facts: dict[str, object] = field(default_factory=dict)

    @classmethod
    def of(
        cls, pairs: pd.DataFrame, groups: pd.DataFrame, review_groups: pd.DataFrame, facts: dict[str, object]
    ) -> "Matches":
        """Of tables that are made already."""
        weighed = pairs[["left_id", "right_id", "probability", "weight", "tier"]]
        return cls(weighed, groups, lambda rows: taken_rows(pairs, rows), lambda: review_groups, facts)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """All of `weighed`, with `reason`, `<factor>_level` and `<factor>_weight`."""
        return self.explain(np.arange(len(self.weighed)))

    def explained(self, rows: Rows) -> pd.DataFrame:
        """Some rows of `pairs`; where they are many, all are made, and made once."""
        return taken_rows(self.pairs, rows) if len(rows) > len(self.weighed) / 2 else self.explain(rows)

    @cached_property
    def review_groups(self) -> pd.DataFrame:
        """Groups that a person must look at: group (lowest id), id, cause, weakest."""
        return self.ask()


@dataclass(frozen=True)
class Judge:
    """How pairs are named, and how any two rows are judged, also those that were no candidates.

    levels, phrases: names of the levels and the words for them. score: pairs of rows with final totals.
    apart: which scored pairs contradict each other whatever else agrees. asks: what of a pair always asks for a
    person, in words, or the empty text.
    """

    levels: Mapping[str, tuple[str, ...]]
    phrases: Mapping[str, Mapping[str, str]]
    score: Callable[[Rows, Rows], Scored]
    apart: Callable[[Scored], Mask]
    asks: Callable[[Scored], Sequence[str]]


def matches_of(
    records: Records, scored: Scored, chance: Bits, auto: Mask, decided: Mapping[str, Rows], judge: Judge,
    policy: Policy, facts: dict[str, object],
) -> Matches:  # fmt: skip
    """The tables of `Matches`. scored: pairs to be shown, sorted; decided: packed pairs, by decision."""
    group, blocked = _groups(records, scored, auto, decided, judge, policy)
    counts: dict[str, object] = {"pairs": len(chance), "automatic_pairs": int(auto.sum())}
    weighed = _weighed_table(records, scored, chance, auto)
    return Matches(
        weighed,
        _groups_table(records, group),
        lambda rows: _explained(taken_rows(weighed, rows), scored.where(rows), judge),
        lambda: _review_table(records, scored, chance, group, blocked, judge, policy),
        {**facts, **counts},
    )


def _groups(
    records: Records, scored: Scored, auto: Mask, decided: Mapping[str, Rows], judge: Judge, policy: Policy
) -> tuple[Rows, list[tuple[str, int, int]]]:
    """The lowest row of the group of each row (its own when alone), and what kept groups apart."""
    component = components(len(records), scored.left[auto], scored.right[auto])
    sizes = np.bincount(component, minlength=len(records))
    giants = sizes[component] > GIANT * policy.tiers.max_cluster
    blocked = [("too large", int(row), int(row)) for row in np.unique(component[giants])]
    component = np.where(giants, np.arange(len(records)), component)
    one, other = inner_pairs(component)
    left, right = np.minimum(one, other), np.maximum(one, other)
    inner = judge.score(left, right)
    packed = left << 32 | right
    is_auto = np.isin(packed, (scored.left << 32 | scored.right)[auto])
    unlikely = probability(inner.total) < policy.matching.contradiction
    said = _joined_by_people(len(records), decided["must_link"])
    open_to_doubt = ~is_auto & (said[left] != said[right])
    contradicts = np.isin(packed, decided["cannot_link"]) | (unlikely | judge.apart(inner)) & open_to_doubt
    edges = Edges(left, right, inner.total, is_auto, contradicts)
    group, more = split_components(component, edges, contradicts, policy.tiers.max_cluster)
    return group, blocked + more


def _joined_by_people(size: int, must_link: Rows) -> Rows:
    """The lowest row of all that people said are one with each row."""
    return components(size, must_link >> 32, must_link & 0xFFFFFFFF)


def _weighed_table(records: Records, scored: Scored, chance: Bits, auto: Mask) -> pd.DataFrame:
    columns = {
        "left_id": records.ids_of(scored.left), "right_id": records.ids_of(scored.right),
        "probability": pd.array(chance, dtype="Float64"), "weight": pd.array(scored.total, dtype="Float64"),
        "tier": pd.array(np.where(auto, "auto", "review"), dtype=TEXT),
    }  # fmt: skip
    return pd.DataFrame(columns)


def _explained(weighed: pd.DataFrame, scored: Scored, judge: Judge) -> pd.DataFrame:
    """The pairs with the reason, the levels and the weights of each."""
    reason = reasons(judge.levels, judge.phrases, scored.levels, scored.weights, scored.total)
    columns: dict[str, object] = {**weighed, "reason": reason.array}
    for factor, names in judge.levels.items():
        columns[f"{factor}_level"] = pd.array(np.array(names, dtype=object)[scored.levels[factor]], dtype=TEXT)
        columns[f"{factor}_weight"] = pd.array(scored.weights[factor], dtype="Float64")
    return pd.DataFrame(columns)


def _groups_table(records: Records, group: Rows) -> pd.DataFrame:
    sizes = np.bincount(group, minlength=len(group))
    rows = np.flatnonzero(sizes[group] > 1)
    rows = rows[np.lexsort((rows, group[rows]))]
    return pd.DataFrame({"id": records.ids_of(rows), "group": records.ids_of(group[rows])})


def _review_table(
    records: Records, scored: Scored, chance: Bits, group: Rows, blocked: list[tuple[str, int, int]], judge: Judge,
    policy: Policy,
) -> pd.DataFrame:  # fmt: skip
    """Groups over all pairs that are not wholly inside one automatic group."""
    open_pairs = group[scored.left] != group[scored.right]
    component = components(
        len(records), np.concatenate([np.arange(len(records)), scored.left[open_pairs]]),
        np.concatenate([group, scored.right[open_pairs]]),
    )  # fmt: skip
    touched = np.zeros(len(records), dtype=bool)
    touched[component[scored.left[open_pairs]]] = True
    rows = np.flatnonzero(touched[component])
    rows = rows[np.lexsort((rows, component[rows]))]
    weakest = _weakest(scored, chance, component, open_pairs)
    cause = _causes(records, scored.where(weakest), chance[weakest], component, blocked, judge, policy)
    names = component[rows]
    return pd.DataFrame(
        {
            "group": records.ids_of(names), "id": records.ids_of(rows),
            "cause": pd.array([cause[int(name)][0] for name in names], dtype=TEXT),
            "weakest": pd.array([cause[int(name)][1] for name in names], dtype=TEXT),
        }
    )  # fmt: skip


def _weakest(scored: Scored, chance: Bits, component: Rows, open_pairs: Mask) -> Rows:
    """Of each component the open pair of the lowest probability."""
    at = np.flatnonzero(open_pairs)
    at = at[np.lexsort((at, chance[at], component[scored.left[at]]))]
    first = np.ones(len(at), dtype=bool)
    first[1:] = component[scored.left[at[1:]]] != component[scored.left[at[:-1]]]
    return at[first]


def _causes(
    records: Records, weakest: Scored, chance: Bits, component: Rows, blocked: list[tuple[str, int, int]], judge: Judge,
    policy: Policy,
) -> dict[int, tuple[str, str]]:  # fmt: skip
    """Component -> why a person must look, and its weakest pair."""
    answer: dict[int, tuple[str, str]] = {}
    ids = (records.ids_of(side).tolist() for side in (weakest.left, weakest.right))
    for name, one, other, sure, asks in zip(
        component[weakest.left].tolist(), *ids, chance, judge.asks(weakest), strict=True
    ):
        below = f"below auto: the weakest pair has probability {sure:.3f}"
        cause = below if sure < policy.tiers.auto or not asks else f"never automatic: {asks}"
        answer[name] = (cause, f"{one} {other}")
    for kind, one, other in reversed(blocked):
        name = int(component[one])
        if name in answer:
            both = " and ".join(records.ids_of(np.array([one, other])))
            answer[name] = (
                f"contradiction: {both} are told apart" if kind == "contradiction" else kind,
                answer[name][1],
            )
    return answer
