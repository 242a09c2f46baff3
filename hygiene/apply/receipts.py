"""What became of each change row of a plan, so that planned = applied + drifted + refused + held. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from hygiene.apply.journal import Receipt
from hygiene.apply.steps import Step
from hygiene.review import ApprovedPart
from schemas.columns import TEXT

WITHOUT_SOURCE: Final = "MERGED_WITHOUT_SOURCE"
"""Code of an applied merge in which the Initial Source was left as it is, since the org locks it."""
COLUMNS = ("change_id", "rule", "action", "object", "record_id", "field", "into_id")


def receipts_table(part: ApprovedPart, steps: Sequence[Step], receipts: Sequence[Receipt]) -> pd.DataFrame:
    """One row for each change of the plan: `COLUMNS`, `status`, `code`, `because` (TEXT), in the plan's order.

    A change whose step has no receipt was not reached: held.
    """
    received = {receipt.step_id: receipt for receipt in receipts}
    by_change = {change: received.get(step.step_id) for step in steps for change in step.change_ids}
    told = [by_change.get(change) for change in part.approved["change_id"]]
    approved = part.approved[list(COLUMNS)].assign(
        status=["held" if each is None else each.status for each in told],
        code=_texts([None if each is None else each.code for each in told]),
        because=_texts(["not reached: the run stopped before" if each is None else each.message for each in told]),
    )
    held = part.held[list(COLUMNS)].assign(status="held", because=part.held["held_because"])
    return pd.concat([approved, held]).sort_index(ignore_index=True).astype(TEXT)


def _texts(texts: Sequence[str | None]) -> pd.api.extensions.ExtensionArray:
    return pd.array([text or None for text in texts], dtype=TEXT)


@dataclass(frozen=True)
class Counts:
    """Change rows of a plan by what became of them. unaccounted: rows that have no status, or more than one."""

    planned: int
    applied: int
    drifted: int
    refused: int
    held: int
    unaccounted: int

    @property
    def whole(self) -> bool:
        """Whether every change that nobody held back was written."""
        return not self.drifted and not self.refused and not self.unaccounted

    def text(self) -> str:
        """The equation, and what does not fit into it."""
        told = (
            f"{self.planned:,} planned = {self.applied:,} applied + {self.drifted:,} drifted + {self.refused:,} refused"
            f" + {self.held:,} held"
        )
        lost = f"\n{self.unaccounted:,} changes have no receipt, or two: ask first, do not apply again."
        return told + (lost if self.unaccounted else "")


def counts_of(changes: pd.DataFrame, receipts: pd.DataFrame) -> Counts:
    """The equation of a run. changes: table `changes` of the plan. receipts: as `receipts_table`, or read back."""
    statuses = receipts["status"].value_counts()
    known = {name: int(statuses.get(name, 0)) for name in ("applied", "drifted", "refused", "held")}
    rows = receipts["change_id"].value_counts()
    each = changes["change_id"].map(rows).fillna(0)
    strangers = int((~receipts["change_id"].isin(changes["change_id"])).sum())
    return Counts(len(changes), **known, unaccounted=int((each != 1).sum()) + strangers)
