"""What became of each change row of a plan, so that planned = applied + drifted + refused + held. Pure."""

from collections.abc import Sequence

import pandas as pd

from hygiene.apply.journal import Receipt
from hygiene.apply.steps import Step
from hygiene.review import ApprovedPart
from schemas.columns import TEXT

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
