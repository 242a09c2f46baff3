"""Fits the shipped match weights on labelled people: a ridge logistic scorecard with bounded, signed levels.

usage: python benchmarks/fit_matching.py people.parquet[:seed] … > weights.yaml
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from hygiene.matching.people_levels import LEVELS

AGREE, DISAGREE = (0.0, 14.0), (-12.0, 0.0)
FREE = (-6.0, 8.0)
BOUNDS = {
    "first": {"different": DISAGREE, "far_typo": FREE, "mailbox_says": FREE, "cut": FREE},
    "last": {"different": DISAGREE, "far_typo": FREE, "mailbox_says": FREE, "cut": FREE},
    "order": {"swapped": (-2.0, 0.0)},
    "employer": {
        "company_other": (-5.0, 0.0), "domain_other": (-5.0, 0.0), "both_other": (-6.0, 0.0),
    },
    "mailbox": {
        "made_of_name": FREE, "made_of_name_at_same_domain": FREE, "role": FREE,
        "local_same_made_of_name": FREE, "other": DISAGREE, "other_at_same_domain": DISAGREE,
    },
    "phone": {"different": (-4.0, 0.0)},
    "title": {"near": FREE, "different": (-3.0, 0.0)},
    "country": {"different": (-4.0, 0.0)},
}  # fmt: skip
SLOPES = ("first", "last", "employer", "phone", "mailbox")


@dataclass(frozen=True)
class Design:
    """Level indicators, rarities and an intercept, with the bounds of their weights."""

    names: tuple[tuple[str, str], ...]
    bounds: tuple[tuple[float, float], ...]


def design() -> Design:
    """One column for each level but `missing`, one for each rarity, and the prior."""
    names, bounds = [("prior", "bits")], [(-40.0, 10.0)]
    for factor, levels in LEVELS.items():
        for level in levels[1:]:
            names.append((factor, level))
            bounds.append(BOUNDS.get(factor, {}).get(level, AGREE))
    for factor in SLOPES:
        names.append(("rarity", factor))
        bounds.append((0.0, 1.5))
    return Design(tuple(names), tuple(bounds))


def matrix(levels: dict[str, np.ndarray], rarities: dict[str, np.ndarray]) -> np.ndarray:
    """The columns of `design` for each pair (float32)."""
    columns = [np.ones(len(levels["first"]))]
    for factor, names in LEVELS.items():
        columns += [levels[factor] == at for at in range(1, len(names))]
    columns += [rarities[factor] for factor in SLOPES]
    return np.column_stack(columns).astype(np.float64)


def fit(x: np.ndarray, y: np.ndarray, offset: np.ndarray, weight: np.ndarray, ridge: float = 0.02) -> np.ndarray:
    """Weights in bits that make the labels likeliest, within their bounds."""
    log2 = np.log(2.0)
    free = np.ones(x.shape[1])
    free[0] = 0.0

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = (x @ w + offset) * log2
        value = np.sum(weight * (np.logaddexp(0, z) - y * z)) + ridge * np.sum(free * w * w)
        slope = x.T @ (weight * (1 / (1 + np.exp(-z)) - y)) * log2 + 2 * ridge * free * w
        return value, slope

    start = np.zeros(x.shape[1])
    start[0] = -8.0
    result = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=design().bounds, options={"maxiter": 1000})
    return result.x


def as_yaml(weights: Sequence[float], names: Iterable[tuple[str, str]]) -> str:
    """The `prior`, `weights` and `rarity` keys of the policy."""
    table: dict[str, dict[str, float]] = {}
    for (factor, level), value in zip(names, weights, strict=True):
        table.setdefault(factor, {})[level] = round(float(value), 2)
    lines = [f"  prior bits {table.pop('prior')['bits']}"]
    rarity = table.pop("rarity")
    lines += ["  weights:"]
    for factor, levels in table.items():
        lines += [f"    {factor}:", *(f"      {level}: {value}" for level, value in levels.items())]
    lines += ["  rarity:", *(f"    {factor}: {value}" for factor, value in rarity.items())]
    return "\n".join(lines)
