"""Fits the shipped match weights on labelled people: a ridge logistic scorecard with bounded, signed levels.

usage: python benchmarks/fit_matching.py people.parquet[:seed] … > weights.yaml
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from hygiene.matching.levels import LEVELS

AGREE, DISAGREE = (0.0, 14.0), (-12.0, 0.0)
FREE = (-6.0, 8.0)
BOUNDS = {
    "first": {"different": DISAGREE, "far_typo": FREE, "mailbox_says": FREE, "cut": FREE, "similar_name": FREE, "typo": FREE},
    "last": {"different": DISAGREE, "far_typo": FREE, "mailbox_says": FREE, "cut": FREE, "similar_name": FREE, "typo": FREE},
    "order": {"swapped": (-2.0, 0.0)},
    "employer": {
        "company_other": (-5.0, 0.0), "domain_other": (-5.0, 0.0), "both_other": (-6.0, 0.0),
    },
    "mailbox": {
        "numbered": (-8.0, 0.0), "each_own_name": (-8.0, 0.0),
        "same_other_person": (-2.0, 6.0),
        "made_of_name": FREE, "made_of_name_at_same_domain": FREE, "role": FREE,
        "local_same_made_of_name": FREE, "other": DISAGREE, "other_at_same_domain": DISAGREE,
    },
    "suffix": {"one": (-3.0, 0.0), "different": (-8.0, 0.0)},
    "phone": {"different": (-4.0, 0.0)},
    "title": {"near": FREE, "different": (-3.0, 0.0)},
    "country": {"different": (-4.0, 0.0)},
}  # fmt: skip
SLOPES = ("first", "last", "employer", "phone")


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
    """Weights in bits that make the labels likeliest, within their bounds: projected Newton steps on ridge logistic loss."""
    low, high = np.array(design().bounds).T
    log2 = np.log(2.0)
    penalty = np.full(x.shape[1], 2 * ridge)
    penalty[0] = 0.0
    w = np.clip(np.zeros(x.shape[1]), low, high)
    w[0] = -8.0

    def loss(w: np.ndarray) -> float:
        z = (x @ w + offset) * log2
        return float(np.sum(weight * (np.logaddexp(0, z) - y * z)) + 0.5 * np.sum(penalty * w * w))

    current = loss(w)
    for _ in range(60):
        p = 1 / (1 + np.exp(-(x @ w + offset) * log2))
        slope = x.T @ (weight * (p - y)) * log2 + penalty * w
        free = ~(((w <= low) & (slope > 0)) | ((w >= high) & (slope < 0)))
        curve = (x[:, free] * (weight * p * (1 - p))[:, None]).T @ x[:, free] * log2**2 + np.diag(penalty[free] + 1e-6)
        step = np.zeros_like(w)
        step[free] = np.linalg.solve(curve, slope[free])
        size, best = 1.0, current
        while size > 1e-4:
            tried = np.clip(w - size * step, low, high)
            best = loss(tried)
            if best < current:
                break
            size /= 2
        if not best < current - 1e-6 * abs(current):
            break
        w, current = tried, best
    return w


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
