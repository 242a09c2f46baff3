"""What a person chose within a case: which records are left out, which one stays, and where a field's value comes from.

In `review.csv`: `leave_out` has ids joined by `;`, `master` an id, `values` pairs such as `Phone=00Q…; Title=00Q…`. A
value is chosen by the record that has it, never typed: so nothing is written that the plan does not hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import pandas as pd

COLUMNS: Final = ("leave_out", "master", "values")
_APPROVED: Final = "approve"


@dataclass(frozen=True)
class Choices:
    """masters: ids of records that stay. sources: field -> ids of the records from which its value comes."""

    masters: frozenset[str] = frozenset()
    sources: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))


def choices_of(review: pd.DataFrame) -> Choices:
    """What was chosen in the approved cases of a review table; `leave_out` is for `hygiene.decisions`."""
    approved = review[(review["decision"].str.strip().str.lower() == _APPROVED).fillna(False)]
    masters = frozenset(approved["master"].dropna().str.strip()) - {""}
    sources: dict[str, set[str]] = {}
    for cell in approved["values"].dropna():
        for name, record in values_in(cell).items():
            sources.setdefault(name, set()).add(record)
    return Choices(masters, {name: frozenset(records) for name, records in sources.items()})


def listed(cell: object) -> list[str]:
    """The ids of a cell, joined by `;`."""
    return [part for text in str(cell).split(";") if (part := text.strip())] if isinstance(cell, str) else []


def values_in(cell: object) -> dict[str, str]:
    """Field -> record of a cell such as `Phone=00Q…; Title=00Q…`; a part without `=` names no record."""
    parts = (text.partition("=") for text in listed(cell))
    return {name.strip(): record.strip() for name, _, record in parts}


def values_cell(values: Mapping[str, str]) -> str:
    """The cell again, fields in their order."""
    return "; ".join(f"{name}={record}" for name, record in sorted(values.items()))


def has_choices(review: pd.DataFrame) -> pd.Series:
    """Which cases are changed by what a person chose (bool, index of `review`)."""
    filled = [review[name].str.strip().fillna("") != "" for name in COLUMNS]
    return (filled[0] | filled[1] | filled[2]).astype(bool)
