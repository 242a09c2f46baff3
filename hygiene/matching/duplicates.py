"""The matcher's one door: two tables of people in, pairs and groups out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hygiene.matching.blocking import BlockedKey, Chunk, chunks, found_by, make_blocks, new_pairs, pairs_in
from hygiene.matching.clustering import Edges, components, inner_pairs, split_components
from hygiene.matching.explaining import PHRASES, reasons
from hygiene.matching.levels import LEVELS, codes
from hygiene.matching.people import People, people_of
from hygiene.matching.people_keys import people_keys
from hygiene.matching.prior import shifted
from hygiene.matching.records import Records, gather
from hygiene.matching.scoring import Scored, prior_bits, probability, score
from hygiene.matching.windowed import windowed
from hygiene.policy import Policy
from hygiene.policy.matching import Matching
from schemas.columns import TEXT

Rows = NDArray[np.int64]
Bits = NDArray[np.float64]
Progress = Callable[[str, int, int], None]

KEPT_BELOW_REVIEW_BITS: Final = 2.0
"""Pairs this far below the review threshold are carried along, in case the prior moves."""


@dataclass(frozen=True)
class Matches:
    """What the matcher found.

    pairs: left_id, right_id, probability, weight (bits), tier, reason, and `<factor>_level`, `<factor>_weight`.
        Every pair at or above the review threshold once, sorted; in one table left_id < right_id.
    groups: id, group (lowest id): groups that may be merged without a person.
    review_groups: group (lowest id), id, cause, weakest: groups that a person must look at.
    facts: counts for the report; no values of records.
    """

    pairs: pd.DataFrame
    groups: pd.DataFrame
    review_groups: pd.DataFrame
    facts: dict[str, object] = field(default_factory=dict)


def find_duplicates(
    left: pd.DataFrame,
    right: pd.DataFrame | None,
    policy: Policy,
    decisions: pd.DataFrame | None = None,
    progress: Progress | None = None,
    workers: int = 1,
) -> Matches:
    """Pairs and groups of records that are one person, within `left` or between `left` and `right`.

    left, right: tables as `hygiene.normalize.people` makes them. decisions: left_id, right_id, decision
    (`must_link` or `cannot_link`). workers: threads; the answer does not depend on them, nor on the order of rows.

    Raises:
        InputError: an id is missing or stands twice.
    """
    records = gather(left, right)
    people = people_of(records)
    blocks = [make_blocks(key, policy.matching.block_limit) for key in people_keys(people)]
    prior = prior_bits(records.left, len(records) - records.left if records.link else None, policy.matching)
    scored, compared = _score(people, blocks, policy, prior, progress, workers)
    decided = _decided(records, decisions)
    scored = _honour(people, scored, decided, policy, prior)
    scored, shift = shifted(scored, records, policy.matching)
    linked = _is_in(scored, decided["must_link"])
    chance = np.where(linked, 1.0, probability(scored.total))
    shown = np.flatnonzero(chance >= policy.tiers.review)
    scored, chance, linked = scored.where(shown), chance[shown], linked[shown]
    auto = linked | (chance >= policy.tiers.auto) & ~vetoed(scored, policy.matching)
    group, blocked = _groups(people, scored, auto, decided["cannot_link"], policy, prior + shift)
    facts: dict[str, object] = {
        "records": len(records), "candidate_pairs": compared, "pairs": len(chance), "automatic_pairs": int(auto.sum()),
        "prior_bits": round(prior, 3), "prior_shift_bits": round(shift, 3),
        "keys": found_by(blocks, scored.left, scored.right),
    }  # fmt: skip
    return Matches(
        _pairs_table(records, scored, chance, auto),
        _groups_table(records, group),
        _review_table(records, scored, chance, group, blocked),
        facts,
    )


def _score(
    people: People, blocks: list[BlockedKey], policy: Policy, prior: float, progress: Progress | None, workers: int
) -> tuple[Scored, int]:
    """Every candidate pair that comes near the review threshold, and how many were compared."""
    least = float(np.log2(policy.tiers.review / (1 - policy.tiers.review))) - KEPT_BELOW_REVIEW_BITS
    parts_to_do = chunks(blocks, people.records.left, people.records.link, policy.matching.chunk_pairs)

    def work(chunk: Chunk) -> tuple[Scored, int, int]:
        left, right = new_pairs(blocks, chunk)
        return score(people, left, right, policy.matching, prior, least), len(left), len(chunk.lower)

    parts, compared, seen = [], 0, 0
    total = pairs_in(blocks, people.records.left, people.records.link)
    for part, count, raw in windowed(work, parts_to_do, workers):
        parts.append(part)
        compared, seen = compared + count, seen + raw
        if progress is not None:
            progress("comparing pairs", seen, total)
    return _joined(parts), compared


def vetoed(scored: Scored, settings: Matching) -> NDArray[np.bool_]:
    """Pairs that no weight makes automatic: a level of theirs always asks for a person."""
    answer = np.zeros(len(scored.left), dtype=bool)
    for factor, names in settings.never_automatic.items():
        answer |= np.isin(scored.levels[factor], codes(factor, tuple(names)))
    return answer


def _joined(parts: Iterable[Scored]) -> Scored:
    """All parts in one, sorted by left and right row."""
    kept = list(parts) or [_nothing()]
    joined = Scored(
        np.concatenate([part.left for part in kept]), np.concatenate([part.right for part in kept]),
        {name: np.concatenate([part.levels[name] for part in kept]) for name in LEVELS},
        {name: np.concatenate([part.weights[name] for part in kept]) for name in LEVELS},
        np.concatenate([part.total for part in kept]),
    )  # fmt: skip
    return joined.where(np.lexsort((joined.right, joined.left)))


def _nothing() -> Scored:
    rows, bits, level = np.empty(0, np.int64), np.empty(0), np.empty(0, np.int8)
    return Scored(rows, rows, dict.fromkeys(LEVELS, level), dict.fromkeys(LEVELS, bits), bits)


def _decided(records: Records, decisions: pd.DataFrame | None) -> dict[str, NDArray[np.int64]]:
    """Decision -> packed pairs of rows (lower << 32 | higher); decisions about absent records are left out."""
    answer = {"must_link": np.empty(0, np.int64), "cannot_link": np.empty(0, np.int64)}
    if decisions is None or decisions.empty:
        return answer
    rows = pd.Series(np.arange(len(records)), index=records.ids)
    for kind in answer:
        chosen = decisions[decisions["decision"] == kind]
        sides = [chosen[name].map(rows) for name in ("left_id", "right_id")]
        known = (sides[0].notna() & sides[1].notna()).to_numpy(dtype=bool)
        one, other = (side[known].to_numpy(dtype=np.int64) for side in sides)
        answer[kind] = np.unique(np.minimum(one, other) << 32 | np.maximum(one, other))
    return answer


def _is_in(scored: Scored, packed: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.isin(scored.left << 32 | scored.right, packed)


def _honour(
    people: People, scored: Scored, decided: dict[str, NDArray[np.int64]], policy: Policy, prior: float
) -> Scored:
    """Without the pairs that a person parted, with those that a person linked."""
    kept = scored.where(~_is_in(scored, decided["cannot_link"]))
    linked = np.setdiff1d(decided["must_link"], kept.left << 32 | kept.right)
    linked = np.setdiff1d(linked, decided["cannot_link"])
    if people.records.link:
        linked = linked[(linked >> 32 < people.records.left) & (linked & 0xFFFFFFFF >= people.records.left)]
    if not len(linked):
        return kept
    return _joined([kept, score(people, linked >> 32, linked & 0xFFFFFFFF, policy.matching, prior)])


def _groups(
    people: People,
    scored: Scored,
    auto: NDArray[np.bool_],
    parted: NDArray[np.int64],
    policy: Policy,
    prior: float,
) -> tuple[Rows, list[tuple[str, int, int]]]:
    """The lowest row of the group of each row (its own when alone), and what kept groups apart."""
    component = components(len(people), scored.left[auto], scored.right[auto])
    sizes = np.bincount(component, minlength=len(people))
    giants = sizes[component] > 5 * policy.tiers.max_cluster
    blocked = [("too large", int(row), int(row)) for row in np.unique(component[giants])]
    component = np.where(giants, np.arange(len(people)), component)
    left, right = inner_pairs(component)
    left, right = np.minimum(left, right), np.maximum(left, right)
    inner = score(people, left, right, policy.matching, prior)
    packed = left << 32 | right
    is_auto = np.isin(packed, (scored.left << 32 | scored.right)[auto])
    contradicts = np.isin(packed, parted) | (probability(inner.total) < policy.matching.contradiction) & ~is_auto
    edges = Edges(left, right, inner.total, is_auto, contradicts)
    group, more = split_components(component, edges, contradicts, policy.tiers.max_cluster)
    return group, blocked + more


def _pairs_table(records: Records, scored: Scored, chance: Bits, auto: NDArray[np.bool_]) -> pd.DataFrame:
    columns: dict[str, object] = {
        "left_id": _ids(records, scored.left), "right_id": _ids(records, scored.right),
        "probability": pd.array(chance, dtype="Float64"), "weight": pd.array(scored.total, dtype="Float64"),
        "tier": pd.array(np.where(auto, "auto", "review"), dtype=TEXT),
        "reason": reasons(LEVELS, PHRASES, scored.levels, scored.weights, scored.total).array,
    }  # fmt: skip
    for factor, names in LEVELS.items():
        columns[f"{factor}_level"] = pd.array(np.array(names, dtype=object)[scored.levels[factor]], dtype=TEXT)
        columns[f"{factor}_weight"] = pd.array(scored.weights[factor], dtype="Float64")
    return pd.DataFrame(columns)


def _ids(records: Records, rows: Rows) -> pd.api.extensions.ExtensionArray:
    return pd.array(records.ids[rows], dtype=TEXT)


def _groups_table(records: Records, group: Rows) -> pd.DataFrame:
    sizes = np.bincount(group, minlength=len(group))
    rows = np.flatnonzero(sizes[group] > 1)
    rows = rows[np.lexsort((rows, group[rows]))]
    return pd.DataFrame({"id": _ids(records, rows), "group": _ids(records, group[rows])})


def _review_table(
    records: Records, scored: Scored, chance: Bits, group: Rows, blocked: list[tuple[str, int, int]]
) -> pd.DataFrame:
    """Groups over all pairs that are not wholly inside one automatic group."""
    open_pairs = group[scored.left] != group[scored.right]
    component = components(len(records), scored.left[open_pairs], scored.right[open_pairs])
    component = components(
        len(records), np.concatenate([np.arange(len(records)), scored.left[open_pairs]]),
        np.concatenate([group, scored.right[open_pairs]]),
    )  # fmt: skip
    touched = np.unique(component[scored.left[open_pairs]])
    rows = np.flatnonzero(np.isin(component, touched))
    rows = rows[np.lexsort((rows, component[rows]))]
    cause = _causes(records, scored, chance, component, open_pairs, blocked)
    names = component[rows]
    return pd.DataFrame(
        {
            "group": _ids(records, names), "id": _ids(records, rows),
            "cause": pd.array([cause[int(name)][0] for name in names], dtype=TEXT),
            "weakest": pd.array([cause[int(name)][1] for name in names], dtype=TEXT),
        }
    )  # fmt: skip


def _causes(
    records: Records, scored: Scored, chance: Bits, component: Rows, open_pairs: NDArray[np.bool_],
    blocked: list[tuple[str, int, int]],
) -> dict[int, tuple[str, str]]:  # fmt: skip
    """Component -> why a person must look, and its weakest pair."""
    ids = records.ids
    answer: dict[int, tuple[str, str]] = {}
    at = np.flatnonzero(open_pairs)
    at = at[np.lexsort((at, chance[at], component[scored.left[at]]))]
    first = np.ones(len(at), dtype=bool)
    first[1:] = component[scored.left[at[1:]]] != component[scored.left[at[:-1]]]
    for pair in at[first]:
        weakest = f"{ids[scored.left[pair]]} {ids[scored.right[pair]]}"
        cause = f"below auto: the weakest pair has probability {chance[pair]:.3f}"
        answer[int(component[scored.left[pair]])] = (cause, weakest)
    for kind, one, other in reversed(blocked):
        name = int(component[one])
        if name in answer:
            sentence = f"contradiction: {ids[one]} and {ids[other]} are told apart" if kind == "contradiction" else kind
            answer[name] = (sentence, answer[name][1])
    return answer
