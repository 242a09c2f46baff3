"""What was applied to an org is read again: an undisturbed run left what was planned, and automation shows."""

import pandas as pd
import pytest

from hygiene.apply.steps import Step, steps_of
from hygiene.apply.verifying import verify
from hygiene.applying import approved_changes
from hygiene.crm.salesforce.standing import OrgRecords
from hygiene.manifest import moment_text
from hygiene.policy import load
from tests.org.values import id18
from tests.tables import assert_table

pytestmark = pytest.mark.enable_socket

MASTER, LOSER, TASK = (id18(f"{prefix}5e000000000{digit}") for prefix, digit in (("00Q", 1), ("00Q", 2), ("00T", 3)))
MERGE = Step("s1", 0, "merge", "Lead", (MASTER, LOSER), ("c1",), {"Title": "Countess"})


@pytest.fixture
def merged(environment, executor):
    """`merged()`: the run of one merge in which the loser had a task."""

    def run():
        people = [{"Id": one, "LastName": "A", "Company": "B", "Status": "Raw"} for one in (MASTER, LOSER)]
        environment.load({"Lead": people, "Task": [{"Id": TASK, "WhoId": LOSER, "Subject": "x"}]})
        made = executor(load(), since="2026-11-30")
        made.run([MERGE])
        return made

    return run


def verified(run, steps):
    images = pd.concat(run.images.tables, ignore_index=True)
    return verify(steps, run.journal.receipts(), images, OrgRecords(run.sink.reader))


def test_after_an_undisturbed_run_of_the_samples_every_record_is_as_planned(environment, planned_samples, executor):
    environment.settings(source_rule=False)
    _, _, plan, policy = planned_samples
    steps = steps_of(approved_changes(plan, policy).approved)
    run = executor(policy, since=moment_text(plan.as_of))
    run.run(steps)

    checked = verified(run, steps)

    assert_table("object | record_id | field | expected | found | difference", checked.differences)
    assert checked.records == len({record for step in steps for record in step.record_ids})
    assert checked.children


def test_what_automation_made_of_a_write_is_told_by_record_and_field(environment, merged):
    environment.settings(automation={"Lead": {"Status": "Inquiry", "Title": None}})

    assert_table(
        pd.DataFrame(
            [
                ("Lead", MASTER, "Status", "Raw", "Inquiry", "another value"),
                ("Lead", MASTER, "Title", "Countess", pd.NA, "another value"),
            ],
            columns=["object", "record_id", "field", "expected", "found", "difference"],
        ).astype("string"),
        verified(merged(), [MERGE]).differences,
    )


def test_a_child_that_was_taken_elsewhere_and_a_loser_that_came_back_are_told(environment, merged):
    run = merged()
    with environment.state.store.lock:
        environment.state.store.set("Task", TASK, {"WhoId": None})
        environment.state.store.set("Lead", LOSER, {"IsDeleted": 0, "MasterRecordId": None})

    told = verified(run, [MERGE]).differences

    assert list(told["difference"]) == ["still there", "belongs to another record"]
