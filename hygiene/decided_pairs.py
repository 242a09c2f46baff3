"""How right the probabilities of a plan were, by what people decided of its cases. Pure."""

from typing import Final

import numpy as np
import pandas as pd

from hygiene.decisions import MUST_LINK, decisions_of
from hygiene.matching.evaluate import BINS, wilson

COLUMNS: Final = ("told_from", "pairs", "told", "true", "low", "high")
FEW: Final = 30
"""Below so many decided pairs an interval says next to nothing."""


def decided_pairs(pairs: pd.DataFrame, review: pd.DataFrame) -> pd.DataFrame:
    """The pairs that people decided: `left_id`, `right_id`, `probability`, `one` (bool: they are one person)."""
    swapped = pairs["left_id"] > pairs["right_id"]
    ends = pd.DataFrame(
        {
            "left_id": pairs["left_id"].mask(swapped, pairs["right_id"]),
            "right_id": pairs["right_id"].mask(swapped, pairs["left_id"]),
            "probability": pairs["probability"],
        }
    )
    found = decisions_of(review).merge(ends, on=["left_id", "right_id"], validate="one_to_one")
    return found.assign(one=(found["decision"] == MUST_LINK)).drop(columns="decision")


def by_band(decided: pd.DataFrame) -> pd.DataFrame:
    """By band of probability: `told_from`, `pairs`, `told` (mean), `true` (share that is one), 95 % interval."""
    chance = decided["probability"].to_numpy(dtype=np.float64)
    band = np.clip(np.digitize(chance, BINS) - 1, 0, len(BINS) - 2)
    grouped = decided.assign(band=band).groupby("band", sort=True).agg(
        pairs=("one", "size"), told=("probability", "mean"), ones=("one", "sum")
    )  # fmt: skip
    shares = [wilson(int(ones), int(count)) for ones, count in zip(grouped["ones"], grouped["pairs"], strict=True)]
    told = pd.DataFrame(shares, columns=["true", "low", "high"], index=grouped.index)
    table = grouped.join(told).assign(told_from=[BINS[place] for place in grouped.index])
    return table[list(COLUMNS)].reset_index(drop=True)


def in_words(decided: pd.DataFrame, bands: pd.DataFrame) -> str:
    """The table for the screen, and whether the probabilities hold for these records."""
    if decided.empty:
        return "No decided case has a pair of this plan yet; decide some with lead-hygiene review."
    ones = int(decided["one"].sum())
    lines = [f"{len(decided):,} decided pairs: {ones:,} one person, {len(decided) - ones:,} not.", _table(bands)]
    if len(decided) < FEW:
        return "\n".join([*lines, f"Fewer than {FEW} decided pairs: too few to judge by."])
    high = bands[bands["told"] > bands["high"]]
    low = bands[bands["told"] < bands["low"]]
    verdicts = [
        f"Told too high from {row:g} on: think of a higher threshold (lead-hygiene what-if)."
        for row in high["told_from"]
    ] + [f"Told too low from {row:g} on: careful, and more work than need be." for row in low["told_from"]]
    return "\n".join([*lines, *(verdicts or ["The probabilities hold for these records."])])


def _table(bands: pd.DataFrame) -> str:
    shown = pd.DataFrame(
        {
            "told from": bands["told_from"].map("{:g}".format),
            "pairs": bands["pairs"],
            "told": bands["told"].map("{:.4f}".format),
            "were one": bands["true"].map("{:.4f}".format),
            "95 % interval": [
                f"{low:.3f} to {high:.3f}" for low, high in zip(bands["low"], bands["high"], strict=True)
            ],
        }
    )
    return shown.to_string(index=False)
