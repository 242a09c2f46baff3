"""The matcher's one door: two tables of people in, pairs and groups out."""

from collections.abc import Callable, Iterable
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hygiene.matching.blocking import BlockedKey, Chunk, chunks, found_by, new_pairs, pairs_in
from hygiene.matching.decided import decided_rows, is_in
from hygiene.matching.explaining import PHRASES
from hygiene.matching.grouping import Judge, Matches, matches_of
from hygiene.matching.levels import LEVELS, code, codes
from hygiene.matching.people import People, people_of
from hygiene.matching.people_keys import people_blocks
from hygiene.matching.prior import shifted
from hygiene.matching.records import gather
from hygiene.matching.scoring import Scored, prior_bits, probability, score
from hygiene.matching.windowed import windowed
from hygiene.policy import Policy
from hygiene.policy.matching import Matching

Rows = NDArray[np.int64]
Bits = NDArray[np.float64]
Progress = Callable[[str, int, int], None]

TWO_MAILBOXES: Final = ("other", "other_at_same_domain", "role", "numbered", "each_own_name")
KEPT_BELOW_REVIEW_BITS: Final = 2.0
"""Pairs this far below the review threshold are carried along, in case the prior moves."""


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
    people = people_of(records, workers)
    blocks = people_blocks(people, policy.matching, workers)
    prior = prior_bits(records.left, len(records) - records.left if records.link else None, policy.matching)
    scored, compared = _score(people, blocks, policy, prior, progress, workers)
    decided = decided_rows(records, decisions)
    scored = _honour(people, scored, decided, policy, prior)
    scored, shift = shifted(scored, records, policy.matching)
    linked = is_in(scored, decided["must_link"])
    chance = np.where(linked, 1.0, probability(scored.total))
    shown = np.flatnonzero(chance >= policy.tiers.review)
    scored, chance, linked = scored.where(shown), chance[shown], linked[shown]
    auto = linked | (chance >= policy.tiers.auto) & ~vetoed(scored, policy.matching)
    facts: dict[str, object] = {
        "records": len(records), "candidate_pairs": compared, "prior_bits": round(prior, 3),
        "prior_shift_bits": round(shift, 3), "keys": found_by(blocks, scored.left, scored.right),
        "weights": policy.matching.version,
    }  # fmt: skip
    judge = Judge(
        LEVELS, PHRASES, lambda one, other: score(people, one, other, policy.matching, prior + shift), told_apart
    )
    return matches_of(records, scored, chance, auto, decided["cannot_link"], judge, policy, facts)


def told_apart(scored: Scored) -> NDArray[np.bool_]:
    """Two different first names with two mailboxes: two people, whatever a third record says."""
    other_name = scored.levels["first"] == code("first", "different")
    two = codes("mailbox", TWO_MAILBOXES)
    answer: NDArray[np.bool_] = other_name & np.isin(scored.levels["mailbox"], two)
    return answer


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


def _honour(
    people: People, scored: Scored, decided: dict[str, NDArray[np.int64]], policy: Policy, prior: float
) -> Scored:
    """Without the pairs that a person parted, with those that a person linked."""
    kept = scored.where(~is_in(scored, decided["cannot_link"]))
    linked = np.setdiff1d(decided["must_link"], kept.left << 32 | kept.right)
    linked = np.setdiff1d(linked, decided["cannot_link"])
    if people.records.link:
        linked = linked[(linked >> 32 < people.records.left) & (linked & 0xFFFFFFFF >= people.records.left)]
    if not len(linked):
        return kept
    return _joined([kept, score(people, linked >> 32, linked & 0xFFFFFFFF, policy.matching, prior)])
