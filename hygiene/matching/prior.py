"""The prior follows the data: a table with few duplicates asks for more evidence than one with many."""

from dataclasses import replace
from typing import Final

import numpy as np

from hygiene.matching.records import Records
from hygiene.matching.scoring import Scored, probability
from hygiene.policy.matching import Matching

ROUNDS: Final = 50
NEGLIGIBLE_BITS: Final = 1e-4


def shifted(scored: Scored, records: Records, settings: Matching) -> tuple[Scored, float]:
    """The pairs with their totals moved to the share of matches that the data themselves show, and that move in bits.

    The adjustment of Saerens, Latinne and Decaestecker (2002): the expected number of matches under the moved
    probabilities becomes the prior's. `prior.pseudo_matches` matches of the expected kind are added, so that a small
    table stays at the shipped prior.
    """
    expected = settings.prior.matches_per_record * _size(records)
    pseudo = settings.prior.pseudo_matches
    shift = 0.0
    for _ in range(ROUNDS):
        found = float(probability(scored.total + shift).sum())
        wanted = float(np.clip(np.log2((found + pseudo) / (expected + pseudo)), settings.prior.lowest_shift, 0.0))
        if abs(wanted - shift) < NEGLIGIBLE_BITS:
            break
        shift = wanted
    return replace(scored, total=scored.total + shift), shift


def _size(records: Records) -> float:
    """Records of one table, or the smaller of two that are linked."""
    return float(min(records.left, len(records) - records.left) if records.link else len(records))
