"""Fellegi-Sunter weights from the data themselves: m by expectation-maximisation, u from random pairs.

What keeps it sane: u comes from random pairs, not from the blocked ones; all blocked pairs are used at once; and each
m starts as a shipped belief that counts as PSEUDO matches, so a file of few records stays near it.
(Winkler 1988; the split of m and u as in Splink, Linacre et al. 2022.)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hygiene.matching.levels import Levels

Bits = NDArray[np.float64]
PSEUDO: Final = 20.0
ROUNDS: Final = 200
RANDOM_PAIRS: Final = 1_000_000
SETTLED: Final = 1e-7
FIRST_SHARE: Final = 0.1
LEAST_SHARE: Final = 0.001
"""Matches for each record: the first belief, and the least that one column alone cannot argue away."""


@dataclass(frozen=True)
class Model:
    """Shares of each level among matches (m) and among chance pairs (u), and the share of matches in all pairs."""

    m: Mapping[str, Bits]
    u: Mapping[str, Bits]
    prior: float

    def weight(self, column: str) -> Bits:
        """Bits of each level of a column; 0 for missing."""
        bits = np.log2(self.m[column] / self.u[column])
        return np.concatenate([[0.0], bits])

    @property
    def prior_bits(self) -> float:
        """Log odds of a pair before anything is compared."""
        return float(np.log2(self.prior / (1 - self.prior)))


def chance_shares(levels: Mapping[str, Levels], sizes: Mapping[str, int]) -> dict[str, Bits]:
    """u: the share of each known level among random pairs, none of it zero."""
    return {
        name: _shares(np.bincount(level, minlength=sizes[name]).astype(float), 0.5) for name, level in levels.items()
    }


def fit(
    levels: Mapping[str, Levels], u: Mapping[str, Bits], expected: Mapping[str, Sequence[float]], all_pairs: float,
    records: float,
) -> Model:  # fmt: skip
    """M and the prior that make the blocked pairs likeliest, u held fixed.

    levels: of the blocked pairs; every pair that is not blocked counts as no match. all_pairs: how many pairs the
    table has. records: how many records, for a first prior of one match in ten records.
    """
    names = list(levels)
    patterns, counts = np.unique(np.stack([levels[name] for name in names], axis=1), axis=0, return_counts=True)
    m = {name: np.array(expected[name], dtype=float) / sum(expected[name]) for name in names}
    prior = min(0.5, FIRST_SHARE * max(records, 1.0) / max(all_pairs, 1.0))
    lowest = min(0.5, LEAST_SHARE * max(records, 1.0) / max(all_pairs, 1.0))
    for _ in range(ROUNDS):
        model = Model(m, u, prior)
        total = model.prior_bits + sum(model.weight(name)[patterns[:, at]] for at, name in enumerate(names))
        chance = counts / (1.0 + np.exp2(-np.clip(total, -500, 500)))
        fresh = {name: _maximised(patterns[:, at], chance, expected[name]) for at, name in enumerate(names)}
        moved = max(float(np.abs(fresh[name] - m[name]).max()) for name in names)
        m, prior = fresh, float(np.clip(chance.sum() / max(all_pairs, 1.0), lowest, 0.5))
        if moved < SETTLED:
            break
    return Model(m, u, prior)


def _maximised(level: NDArray[np.int8], chance: Bits, expected: Sequence[float]) -> Bits:
    seen = np.bincount(level, weights=chance, minlength=len(expected) + 1)[1:]
    belief = np.array(expected, dtype=float)
    seen = seen + PSEUDO * belief / belief.sum()
    shares: Bits = seen / seen.sum()
    return shares


def _shares(counts: Bits, pseudo: float) -> Bits:
    known = counts[1:] + pseudo
    shares: Bits = known / known.sum()
    return shares
