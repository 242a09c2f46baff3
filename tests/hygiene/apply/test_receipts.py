"""Each change row of a plan has one status, whatever stopped the run."""

from hygiene.apply.journal import Receipt
from hygiene.apply.receipts import receipts_table
from hygiene.apply.steps import steps_of
from hygiene.review import ApprovedPart
from schemas import outputs
from tests.tables import assert_table, frame


def test_planned_is_applied_and_drifted_and_refused_and_held():
    changes = outputs.typed("changes", frame("""
        change_id | rule      | action | object | record_id | field  | new
        c1        | test_lead | delete | Lead   | Lead 1    |        |
        c2        | status    | update | Lead   | Lead 2    | Status | Raw
        c3        | status    | update | Lead   | Lead 3    | Status | Raw
        c4        | status    | update | Lead   | Lead 4    | Status | Raw
    """))  # fmt: skip
    part = ApprovedPart(changes[:3], changes[3:].assign(held_because="not decided"))
    steps = {step.change_ids: step for step in steps_of(part.approved)}
    receipts = [
        Receipt(steps["c1",].step_id, "applied"),
        Receipt(steps["c2",].step_id, "refused", "STRING_TOO_LONG", "refused by the org"),
    ]

    assert_table(
        """
        change_id | status  | code            | because
        c1        | applied |                 |
        c2        | refused | STRING_TOO_LONG | refused by the org
        c3        | held    |                 | not reached: the run stopped before
        c4        | held    |                 | not decided
        """,
        receipts_table(part, list(steps.values()), receipts),
    )
