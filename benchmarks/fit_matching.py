"""Fits the shipped match weights on labelled people: a ridge logistic scorecard with bounded, signed levels.

usage: python benchmarks/fit_matching.py PEOPLE.csv.gz [--folds 5 [--reliability FILE]]

PEOPLE holds people with truth (`cluster`). Without `--folds` the weights fitted on all of them, as YAML; with it, how
good the matcher is on people that its weights were not fitted on: each pair is scored by weights fitted on pairs of
which no record belongs to a person of either record's fold. `--reliability` writes how often those weights were right,
as the reports show it (`hygiene/matching/reliability.json`).
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from pathlib import Path

import numpy as np
import pandas as pd

from hygiene.matching.blocking import candidates
from hygiene.matching.evaluate import Evaluation, evaluate
from hygiene.matching.levels import LEVELS
from hygiene.matching.people import people_of
from hygiene.matching.people_keys import people_blocks
from hygiene.matching.records import gather
from hygiene.matching.reliability import weights_digest
from hygiene.matching.scoring import probability, rarity, score
from hygiene.matching.vetoes import vetoed
from hygiene.normalize.people import people_table
from hygiene.policy import Policy, load
from schemas.columns import TEXT

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


@dataclass(frozen=True)
class Labelled:
    """Candidate pairs of labelled people: rows, features, whether the pair is true, and whether it may be automatic."""

    truth: pd.DataFrame
    person: np.ndarray
    left: np.ndarray
    right: np.ndarray
    features: np.ndarray
    true: np.ndarray
    vetoed: np.ndarray


def labelled(file: Path, policy: Policy) -> Labelled:
    """Every pair that the shipped blocking finds, with the columns of `design`."""
    raw = pd.read_csv(file, dtype=TEXT)
    records = gather(people_table(raw.drop(columns="cluster"), "Lead", policy.reading.region, workers=2), None)
    people = people_of(records, 2)
    chunks = list(
        candidates(people_blocks(people, policy.matching, 2), records.left, False, policy.matching.chunk_pairs)
    )
    left, right = (np.concatenate([chunk[side] for chunk in chunks]) for side in (0, 1))
    scored = score(people, left, right, policy.matching, prior=0.0)
    rare = {factor: rarity(people, left, right, factor, scored.levels[factor]) for factor in SLOPES}
    truth = pd.DataFrame(
        {
            "id": records.ids.to_pandas(),
            "cluster": raw.set_index("Id")["cluster"].reindex(records.ids.to_pandas()).to_numpy(),
        }
    )
    person = pd.factorize(truth["cluster"])[0]
    return Labelled(
        truth, person, left, right, matrix(dict(scored.levels), rare), (person[left] == person[right]).astype(float),
        vetoed(scored, policy.matching),
    )  # fmt: skip


def held_out(pairs: Labelled, folds: int, seed: int = 1) -> np.ndarray:
    """The weight in bits of each pair, by weights fitted on other people than those of its two records."""
    fold = np.random.default_rng(seed).integers(0, folds, int(pairs.person.max()) + 1)[pairs.person]
    one, other = fold[pairs.left], fold[pairs.right]
    total = np.zeros(len(pairs.true))
    for a, b in combinations_with_replacement(range(folds), 2):
        tested = np.flatnonzero((one == a) & (other == b) | (one == b) & (other == a))
        learned = np.flatnonzero(~np.isin(one, (a, b)) & ~np.isin(other, (a, b)))
        # Fewer people have fewer chance pairs: the prior learned on them is that of a smaller table.
        share = np.isin(fold, (a, b), invert=True).mean()
        weights = fit(pairs.features[learned], pairs.true[learned], np.zeros(len(learned)), np.ones(len(learned)))
        weights[0] += np.log2(share)
        total[tested] = pairs.features[tested] @ weights
    return total


def weighed(pairs: Labelled, total: np.ndarray) -> pd.DataFrame:
    """The pairs by their ids, with the probability of these weights in bits."""
    ids = pairs.truth["id"].to_numpy()
    return pd.DataFrame({"left_id": ids[pairs.left], "right_id": ids[pairs.right], "probability": probability(total)})


def shown_pairs(pairs: Labelled, table: pd.DataFrame, policy: Policy) -> Evaluation:
    """The pairs that a plan would tell at all, against the truth."""
    tiers = policy.tiers
    return evaluate(table[table["probability"] >= tiers.review], pairs.truth, (tiers.review, tiers.cluster))


def told(pairs: Labelled, table: pd.DataFrame, result: Evaluation, policy: Policy) -> str:
    """Quality at the shipped thresholds, and reliability."""
    tiers = policy.tiers
    automatic = evaluate(table[(table["probability"] >= tiers.auto) & ~pairs.vetoed], pairs.truth, [0.0]).by_cut.iloc[0]
    shown, cut = result.by_cut.iloc[0], result.by_cut.iloc[1]
    return "\n".join(
        [
            f"cluster F1 at {tiers.cluster}: {cut['cluster_f1']:.4f}, largest {cut['largest']:.0f}",
            f"automatic tier: precision {automatic['precision']:.5f} ({automatic['precision_low']:.5f} to"
            f" {automatic['precision_high']:.5f}), recall {automatic['recall']:.4f}",
            f"automatic and review: precision {shown['precision']:.4f}, recall {shown['recall']:.4f}",
            result.reliability.to_string(index=False, float_format=lambda value: f"{value:.4f}"),
        ]
    )


def reliability_json(table: pd.DataFrame, records: int, policy: Policy) -> str:
    """The bands of `evaluate`, with the weights that they speak of."""
    bands = [
        {"from": row["told_from"], "pairs": int(row["pairs"]), "told": round(row["told"], 6), "right": round(row["true"] * row["pairs"])}
        for row in table.to_dict("records")
    ]  # fmt: skip
    kept = {"weights": weights_digest(policy.matching), "records": records, "bands": bands}
    return json.dumps(kept, indent=1) + "\n"


def main() -> None:
    """Weights of everybody, or figures on held-out people."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--reliability", type=Path, help="with --folds: the file to write")
    options = parser.parse_args()
    policy = load()
    pairs = labelled(options.file, policy)
    if options.folds:
        print(f"{options.file.name}: {len(pairs.truth):,} records, {options.folds} folds by person")
        table = weighed(pairs, held_out(pairs, options.folds))
        result = shown_pairs(pairs, table, policy)
        print(told(pairs, table, result, policy))
        if options.reliability:
            options.reliability.write_text(reliability_json(result.reliability, len(pairs.truth), policy))
        return
    nothing = np.zeros(len(pairs.true))
    print(as_yaml(fit(pairs.features, pairs.true, nothing, nothing + 1), design().names))


if __name__ == "__main__":
    main()
