"""Fellegi-Sunter weights from the data themselves: m by expectation-maximisation, u from random pairs.

What keeps it sane: u comes from random pairs, not from the blocked ones; all blocked pairs are used at once; and each
m starts as a shipped belief that counts as PSEUDO matches, so a file of few records stays near it.
(Winkler 1988; the split of m and u as in Splink, Linacre et al. 2022.)
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
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


def without_matches(seen: Bits, least: Bits, matches: float) -> Bits:
    """The u of a column whose random pairs hold many matches: what is seen less the most that these may be.

    seen: shares by level, agreement first and `different` last. least: none becomes smaller than this one. matches: the
    most that the matches may be, as a share of all pairs.
    """
    agreeing = np.maximum(least, seen - matches)[:-1]
    rest = max(1.0 - float(agreeing.sum()), float(least.min()))
    shares: Bits = np.append(agreeing, rest) / (float(agreeing.sum()) + rest)
    return shares


@dataclass(frozen=True)
class Patterns:
    """Each distinct row of levels, sorted, and how many pairs have it: all that the estimate needs of any pairs."""

    names: tuple[str, ...]
    rows: NDArray[np.int8]
    counts: NDArray[np.int64]

    def __add__(self, other: "Patterns") -> "Patterns":
        return _patterns(self.names, np.concatenate([self.rows, other.rows]), np.append(self.counts, other.counts))


def patterns_of(levels: Mapping[str, Levels]) -> Patterns:
    """The patterns of the levels of some pairs."""
    rows = np.stack(list(levels.values()), axis=1)
    return _patterns(tuple(levels), rows, np.ones(len(rows), dtype=np.int64))


def _patterns(names: tuple[str, ...], rows: NDArray[np.int8], counts: NDArray[np.int64]) -> Patterns:
    columns = list(range(len(names)))
    totals = pd.DataFrame(rows, columns=columns).assign(pairs=counts).groupby(columns, as_index=False)["pairs"].sum()
    return Patterns(names, totals[columns].to_numpy(dtype=np.int8), totals["pairs"].to_numpy(dtype=np.int64))


def fit(
    blocked: Patterns, u: Mapping[str, Bits], expected: Mapping[str, Sequence[float]], all_pairs: float, records: float,
    fixed: Collection[str] = (),
) -> Model:  # fmt: skip
    """M and the prior that make the blocked pairs likeliest, u held fixed.

    blocked: of the blocked pairs; every pair that is not blocked counts as no match. all_pairs: how many pairs the
    table has. records: how many records, for a first prior of one match in ten records. fixed: columns whose m stays as
    expected: one column or two do not tell matches from others, whatever EM makes of them.
    """
    names, patterns, counts = blocked.names, blocked.rows, blocked.counts
    m = {name: np.array(expected[name], dtype=float) / sum(expected[name]) for name in names}
    prior = min(0.5, FIRST_SHARE * max(records, 1.0) / max(all_pairs, 1.0))
    lowest = min(0.5, LEAST_SHARE * max(records, 1.0) / max(all_pairs, 1.0))
    for _ in range(ROUNDS):
        model = Model(m, u, prior)
        total = model.prior_bits + sum(model.weight(name)[patterns[:, at]] for at, name in enumerate(names))
        chance = counts / (1.0 + np.exp2(-np.clip(total, -500, 500)))
        free = [(at, name) for at, name in enumerate(names) if name not in fixed]
        fresh = m | {name: _maximised(patterns[:, at], chance, expected[name]) for at, name in free}
        share = float(np.clip(chance.sum() / max(all_pairs, 1.0), lowest, 0.5))
        moved = max([float(np.abs(fresh[name] - m[name]).max()) for _, name in free], default=abs(share / prior - 1))
        m, prior = fresh, share
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
