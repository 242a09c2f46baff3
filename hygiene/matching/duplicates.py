"""The matcher's one door: two tables of people in, pairs and groups out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hygiene.execution import spread
from hygiene.matching.blocking import BlockedKey, Chunk, chunks, found_by, new_pairs, pairs_in
from hygiene.matching.decided import decided_rows, is_in
from hygiene.matching.explaining import PHRASES
from hygiene.matching.grouping import Judge, Matches, matches_of
from hygiene.matching.levels import LEVELS
from hygiene.matching.lexicon import Lexicon
from hygiene.matching.memory import Memory, News
from hygiene.matching.people import People, people_of
from hygiene.matching.people_keys import people_blocks
from hygiene.matching.prior import shifted
from hygiene.matching.records import gather
from hygiene.matching.scoring import Scored, distinct, joined, prior_bits, probability, score
from hygiene.matching.vetoes import contradicting, veto_words, vetoed
from hygiene.policy import Policy
from hygiene.policy.matching import Matching
from hygiene.progress import Progress
from hygiene.windowed import windowed

Rows = NDArray[np.int64]
Bits = NDArray[np.float64]

KEPT_BELOW_REVIEW_BITS: Final = 2.0
"""Pairs this far below the review threshold are carried along, in case the prior moves."""


def find_duplicates(
    left: pd.DataFrame,
    right: pd.DataFrame | None,
    policy: Policy,
    decisions: pd.DataFrame | None = None,
    progress: Progress | None = None,
    workers: int = 1,
    memory: Memory | None = None,
) -> Matches:
    """Pairs and groups of records that are one person, within `left` or between `left` and `right`.

    left, right: tables as `hygiene.normalize.people` makes them. decisions: left_id, right_id, decision
    (`must_link` or `cannot_link`). workers: threads; the answer does not depend on them, nor on the order of rows.
    memory: of an earlier look at much the same tables, whose column `reading` then tells which records are unchanged;
    only the number of pairs compared depends on it.

    Raises:
        InputError: an id is missing or stands twice.
    """
    records = gather(left, right)
    lexicon = Lexicon() if memory is None else memory.lexicon
    people = people_of(records, workers, lexicon)
    records = people.records
    blocks = people_blocks(people, policy.matching, workers, lexicon.derived)
    prior = prior_bits(records.left, len(records) - records.left if records.link else None, policy.matching)
    scored, compared = _score(people, blocks, policy, prior, progress, workers, memory)
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
    judge = _judge(people, policy.matching, prior + shift)
    return matches_of(records, scored, chance, auto, decided, judge, policy, facts)


def _judge(people: People, settings: Matching, prior: float) -> Judge:
    return Judge(
        LEVELS, PHRASES, lambda one, other: score(people, one, other, settings, prior),
        lambda inner: contradicting(inner, settings),
        lambda open_pairs: veto_words(open_pairs, settings, PHRASES),
    )  # fmt: skip


def _score(
    people: People, blocks: list[BlockedKey], policy: Policy, prior: float, progress: Progress | None, workers: int,
    memory: Memory | None,
) -> tuple[Scored, int]:  # fmt: skip
    """Every candidate pair that comes near the review threshold, and how many were compared."""
    near = float(np.log2(policy.tiers.review / (1 - policy.tiers.review))) - KEPT_BELOW_REVIEW_BITS
    if memory is None:
        return _scored(_Comparison(people, blocks, policy.matching, prior, near), progress, workers)
    news = memory.news(people, blocks, prior, policy.matching)
    comparison = _Comparison(people, blocks, policy.matching, prior, near - memory.margin, news)
    scored, compared = _scored(comparison, progress, workers)
    memory.keep(people, blocks, prior, scored, news)
    return scored.where(scored.total >= near), compared


@dataclass(frozen=True)
class _Comparison:
    """What every chunk is compared with; sent to each worker once where the comparing is spread over a cluster."""

    people: People
    blocks: list[BlockedKey]
    settings: Matching
    prior: float
    least: float
    news: News | None = None

    def score(self, left: Rows, right: Rows) -> Scored:
        """The pairs that come up to the least weight."""
        return score(self.people, left, right, self.settings, self.prior, self.least)


def _scored(comparison: _Comparison, progress: Progress | None, workers: int) -> tuple[Scored, int]:
    """The pairs that come up to the least weight: all that the blocks have, or what is new and what is remembered."""
    records, settings, news = comparison.people.records, comparison.settings, comparison.news
    looked_at = comparison.blocks if news is None else news.worth_a_look(comparison.blocks)
    parts, compared, seen = [_nothing(), *_remembered(comparison, workers)], 0, 0
    total = 0 if progress is None else pairs_in(looked_at, records.left, records.link)
    parts_to_do = chunks(looked_at, records.left, records.link, settings.chunk_pairs)
    for part, count, raw in spread(_compared, comparison, parts_to_do, workers):
        parts.append(part)
        compared, seen = compared + count, seen + raw
        if progress is not None:
            progress("comparing pairs", seen, total)
    return distinct(joined(parts)), compared


def _remembered(comparison: _Comparison, workers: int) -> Iterator[Scored]:
    """The pairs that are weighed anew without a look at the blocks."""
    if comparison.news is None:
        return iter(())
    parts = (np.array_split(rows, workers) for rows in (comparison.news.left, comparison.news.right))
    return windowed(lambda pairs: comparison.score(*pairs), zip(*parts, strict=True), workers)


def _compared(shared: _Comparison, chunk: Chunk) -> tuple[Scored, int, int]:
    """The pairs of a chunk that come near the threshold; how many were compared, and how many it holds."""
    left, right = new_pairs(shared.blocks, chunk, shared.news.compares if shared.news is not None else None)
    return shared.score(left, right), len(left), len(chunk)


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
    return joined([kept, score(people, linked >> 32, linked & 0xFFFFFFFF, policy.matching, prior)])
