"""What stands in the cells of one case, as one value: the same on the page, in its store and in review.csv."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from hygiene.choices import listed, values_cell, values_in
from schemas.outputs import DECIDED

CELLS = ("decision", "leave_out", "master", "values", "note")


@dataclass(frozen=True)
class Decided:
    """The decision of a case and what was chosen in it; `version` counts its changes, 0 when nobody touched it."""

    decision: str = ""
    leave_out: str = ""
    master: str = ""
    values: str = ""
    note: str = ""
    decided_by: str = ""
    version: int = 0
    decided_at: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """What a person filled in, without who and when."""
        return (self.decision, self.leave_out, self.master, self.values, self.note)

    def as_json(self) -> dict[str, Any]:
        """Plain data for the page."""
        return asdict(self)


def from_row(row: Mapping[Any, Any]) -> Decided:
    """The cells of a row of table `review` in their one spelling."""
    text = {name: "" if pd.isna(row[name]) else str(row[name]).strip() for name in DECIDED}
    return Decided(
        decision=text["decision"].lower(),
        leave_out=";".join(listed(text["leave_out"])),
        master=text["master"],
        values=values_cell(values_in(text["values"])),
        note=text["note"],
        decided_by=text["decided_by"],
    )
