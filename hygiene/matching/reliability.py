"""How often the match weights were right, measured on labelled people that they were not fitted on.

`reliability.json` is written by `benchmarks/fit_matching.py`, which tells the measure. It speaks of one table of
weights: a policy with other weights has no measure.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from hygiene.matching.evaluate import wilson
from hygiene.policy.matching import Matching


@dataclass(frozen=True)
class Band:
    """Labelled pairs that were told a probability from `start` on: how many, their mean, how many are one person."""

    start: float
    pairs: int
    told: float
    right: int

    def wrong(self) -> tuple[float, float, float]:
        """The share that is wrong, and its 95 % interval (Wilson)."""
        return wilson(self.pairs - self.right, self.pairs)


@dataclass(frozen=True)
class Reliability:
    """records: labelled records of the measure. bands: ascending."""

    records: int
    bands: Sequence[Band]


def measured(settings: Matching) -> Reliability | None:
    """The measure of these weights; none where they are not those that were measured."""
    kept = _kept()
    if kept["weights"] != weights_digest(settings):
        return None
    bands = [Band(row["from"], row["pairs"], row["told"], row["right"]) for row in kept["bands"]]
    return Reliability(kept["records"], bands)


def weights_digest(settings: Matching) -> str:
    """SHA-256 (hex) over what makes a probability: prior, weights and rarities."""
    said = {"prior": settings.prior.model_dump(), "weights": settings.weights, "rarity": settings.rarity}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@cache
def _kept() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files("hygiene.matching") / "reliability.json").read_text("utf-8"))
    return found
