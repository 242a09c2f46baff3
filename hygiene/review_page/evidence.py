"""What speaks for and against two records being one, as steps with a sentence each."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from hygiene.matching.explaining import PHRASES
from hygiene.matching.pictures import steps_of

_SILENT: Final = 0.3
"""Bits that say next to nothing."""


def evidence_of(pair: Mapping[str, Any]) -> dict[str, Any]:
    """A row of table `pairs` for the page: steps (`label`, `bits`, `sentence`), the total and the probability.

    A pair that was not weighed, such as one of accounts, has its reason in words instead of steps.
    """
    weighed = any(isinstance(pair.get(f"{factor}_level"), str) for factor in PHRASES)
    steps = [_step(label, bits) for label, bits in steps_of(pair)] if weighed else []
    return {
        "left": pair["left_id"],
        "right": pair["right_id"],
        "probability": float(pair["probability"]),
        "chance": chance_text(float(pair["probability"])),
        "bits": None if pd.isna(pair["weight"]) else round(float(pair["weight"]), 1),
        "steps": steps,
        "words": [] if weighed else str(pair["reason"]).split(", "),
    }


def chance_text(probability: float) -> str:
    """Per cent with one decimal, cut so that nothing but a link in the records reads as certain."""
    if probability == 1:
        return "linked in the records"
    if probability > 0.999:
        return "over 99.9 %"
    return f"{probability * 100:.1f} %"


def _step(label: str, bits: float) -> dict[str, Any]:
    return {"label": label, "bits": round(bits, 1), "sentence": _sentence(label, bits)}


def _sentence(label: str, bits: float) -> str:
    """What the weight means: how many times likelier it is for one of the two answers."""
    if label == "before anything is compared":
        return "How rare it is that two records picked by their keys are one."
    if abs(bits) < _SILENT:
        return "Says next to nothing either way."
    return f"{_times(2 ** abs(bits))} for {'one' if bits > 0 else 'two'} than for {'two' if bits > 0 else 'one'}."


def _times(ratio: float) -> str:
    if ratio < 10:
        return f"{ratio:.1f} times likelier"
    if ratio < 1000:
        return f"About {ratio:,.0f} times likelier"
    digits = 10 ** (len(str(int(ratio))) - 2)
    return f"About {round(ratio / digits) * digits:,.0f} times likelier"
