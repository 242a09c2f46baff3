"""A run on an org from plan to its end, as people type it: approved by another, one at a time, resumed."""

import os
import shutil
from pathlib import Path

import pandas as pd
import pytest

from hygiene import moments
from hygiene.errors import BrakeError, InputError, PartlyAppliedError, UsageError
from hygiene.ledger import open_ledger
from hygiene.ledger.approvals import part_digest
from hygiene.ledger.lease import BusyError, lease
from hygiene.ledger.runs import Beginning, begin
from hygiene.org_run import apply_saved
from hygiene.saved_plan import load as load_plan
from tests.hygiene.crm.salesforce.org_commands import known, plan, said, stopped
from tests.hygiene.crm.salesforce.small_org import (
    ADA,
    OTHER,
    POLICY,
    QUIET,
    TEST,
    TWICE,
    standing,
)

pytestmark = pytest.mark.enable_socket


def test_a_run_from_plan_to_the_next_plan(approved):
    advised = plan("other")
    assert "lead-hygiene approve other" in advised
    assert "lead-hygiene apply other --to salesforce" in advised
    text = said("apply", "plan", "--to", "salesforce")

    assert "all are as planned" in text
    after = standing(approved)
    assert after.keys() == {QUIET, ADA, OTHER}
    assert after[QUIET]["Phone"] is None
    assert after[ADA]["HasOptedOutOfEmail"] is True
    (run,) = known()
    assert (run.state, run.by, run.counts["applied"], run.counts["refused"]) == ("completed", "olga", run.planned, 0)
    assert run.id in text
    assert set(pd.read_csv(f"plan/runs/{run.id}/receipts.csv")["status"]) == {"applied"}
    assert pd.read_csv(f"plan/runs/{run.id}/differences.csv").empty
    assert "is unaltered" in said("verify", "plan")
    checked = said("verify", run.id)
    assert "The chain is sound" in checked
    assert f"Head {text.split('head ')[1].split()[0]}" in checked
    plan("again")
    assert pd.read_csv("again/changes.csv").query("tier == 'auto'").empty


def test_erasures_wait_for_another_person_and_nothing_is_written_before(people):
    plan()
    before = standing(people)

    with pytest.raises(BrakeError, match=r"1 x erase by zoominfo_opt_out: not approved"):
        said("apply", "plan", "--to", "salesforce")
    with pytest.raises(BrakeError, match=r"olga made this plan"):
        said("approve", "plan")

    assert standing(people) == before
    assert known() == []


def test_the_same_plan_is_not_applied_twice(approved):
    said("apply", "plan", "--to", "salesforce")

    with pytest.raises(BrakeError, match=r"applied here already, by run .*; make a new plan"):
        said("apply", "plan", "--to", "salesforce")


def test_one_apply_at_a_time_on_an_org(approved):
    before = standing(approved)
    host = approved.instance_url.removeprefix("https://")
    with (
        open_ledger(moments.now, create=True) as ledger,
        lease(ledger, f"org:{host}"),
        pytest.raises(BusyError, match=rf"Another apply is writing to org:{host} now"),
    ):
        said("apply", "plan", "--to", "salesforce")

    assert standing(approved) == before


@pytest.mark.parametrize("on", ["collections.update", "soap.merge", "collections.delete", "bulk.ingest.*"])
def test_a_run_that_was_stopped_is_gone_on_with_and_does_nothing_twice(approved, on):
    run = stopped(approved, on)
    assert run.state == "open"
    with pytest.raises(BrakeError, match=rf"Run {run.id} on this place has not ended; first: lead-hygiene resume"):
        said("apply", "plan", "--to", "salesforce")
    assert f"open since {run.begun}: lead-hygiene resume {run.id}" in said("ledger", "status")

    text = said("resume", run.id[:12])

    assert "all are as planned" in text
    assert [each.state for each in known()] == ["completed"]
    assert standing(approved).keys() == {QUIET, ADA, OTHER}
    assert "The chain is sound" in said("ledger", "check")
    with pytest.raises(UsageError, match=r"has ended .completed.*nothing to resume"):
        said("resume", run.id)


def test_a_run_that_is_given_up_says_what_was_done_and_leaves_the_rest(approved):
    run = stopped(approved, "collections.delete")

    with pytest.raises(PartlyAppliedError) as told:
        said("resume", run.id, "--give-up")

    (ended,) = known()
    assert ended.state == "given up"
    assert ended.counts["applied"] > 0
    assert ended.counts["held"] > 0
    assert sum(ended.counts.values()) == ended.planned
    assert "the run was given up" in told.value.said
    assert TEST in standing(approved)
    assert TWICE not in standing(approved)
    assert "The chain is sound" in said("verify", run.id)
    plan("again")


def test_a_run_goes_on_with_the_decisions_that_it_was_begun_with(approved):
    run = stopped(approved, "soap.merge")
    review = Path("plan/review.csv")
    begun_with = review.read_bytes()
    pd.read_csv(review, dtype=str).assign(decision="reject").to_csv(review, index=False)

    said("resume", run.id)

    assert Path(f"plan/runs/{run.id}/review.csv").read_bytes() == begun_with
    assert known()[0].state == "completed"


def test_a_plan_that_moved_is_named_and_another_one_is_refused(approved):
    run = stopped(approved, "soap.merge")
    shutil.move("plan", "elsewhere")
    plan("other")

    with pytest.raises(InputError, match=rf"The plan of run {run.id} is not where it was; say where it is with --plan"):
        said("resume", run.id)
    with pytest.raises(BrakeError, match=r"other holds another plan than that of run"):
        said("resume", run.id, "--plan", "other")
    said("resume", run.id, "--plan", "elsewhere")

    assert known()[0].state == "completed"


def test_another_org_than_that_of_the_run_is_refused(approved, monkeypatch):
    run = stopped(approved, "soap.merge")
    monkeypatch.setenv("SALESFORCE_INSTANCE_URL", approved.instance_url.replace("localhost", "127.0.0.1"))

    with pytest.raises(UsageError, match=r"is on org:localhost:\d+, and the environment names org:127\.0\.0\.1"):
        said("resume", run.id)


def test_a_key_that_is_gone_stops_a_resume_before_it_writes(approved, own_home):
    run = stopped(approved, "soap.merge")
    before = standing(approved)
    (own_home / "keys.json").rename(own_home / "kept")

    with pytest.raises(UsageError, match=r"There is no key ring: .*restore it from your backup"):
        said("resume", run.id)

    assert standing(approved) == before
    (own_home / "kept").rename(own_home / "keys.json")
    said("resume", run.id)


def test_keys_that_were_rotated_in_between_do_not_confuse_a_resume(approved):
    run = stopped(approved, "soap.merge")
    for kind in ("pseudonym", "vault", "suppression"):
        said("keys", "rotate", kind)

    said("resume", run.id)

    assert known()[0].state == "completed"


def begun_only(plan_folder="plan"):
    """A run whose process died right after it was begun: no decisions beside the plan, nothing tried."""
    saved = load_plan(Path(plan_folder))
    changes = saved.plan.tables["changes"]
    beginning = Beginning(
        f"org:{os.environ['SALESFORCE_INSTANCE_URL'].removeprefix('https://')}", saved.plan.digest,
        part_digest(saved.plan.digest, changes["change_id"]), "olga", len(changes), 0, by_step=True,
        notes={"plan": str(Path(plan_folder).absolute())},
    )  # fmt: skip
    with open_ledger(moments.now, create=True) as ledger:
        return begin(ledger, beginning)


def test_a_run_that_died_before_it_tried_anything_is_given_up_and_the_plan_applied_anew(approved):
    said("keys", "init")
    run = begun_only()
    with pytest.raises(InputError, match=rf"are not in .*; restore them, or end the run: .*{run.id} --give-up"):
        said("resume", run.id)

    assert "had tried nothing yet and has ended" in said("resume", run.id, "--give-up")
    said("apply", "plan", "--to", "salesforce")

    assert [each.state for each in known()] == ["nothing written", "completed"]
    assert "The chain is sound" in said("ledger", "check")


def test_a_run_whose_plan_is_gone_can_be_given_up_and_what_is_not_known_is_said(approved):
    run = stopped(approved, "collections.delete")
    shutil.rmtree("plan")

    text = said("resume", run.id, "--give-up")

    assert "was given up without asking the org" in text
    assert known()[0].state == "given up"
    assert sum(known()[0].counts.values()) == run.planned
    assert "The chain is sound" in said("ledger", "check")


def test_what_a_cap_stopped_is_not_let_through_by_the_manifest(people):
    Path("policy.yaml").write_text(POLICY.replace("caps: {", "caps: {rules: {test_lead: {count: 0}}, "))
    with pytest.raises(BrakeError, match="test_lead"):
        plan()
    manifest = Path("plan/manifest.json")
    manifest.write_text(manifest.read_text().replace('"stopped_by_brake": true', '"stopped_by_brake": false'))
    with pytest.raises(BrakeError, match="was altered after it was made"):
        said("approve", "plan")

    manifest.write_text(manifest.read_text().replace('"held": false', '"held": true'))
    with pytest.raises(BrakeError, match="was altered after it was made"):
        said("approve", "plan")


def test_a_plan_whose_report_was_altered_after_its_approval_is_not_written(approved):
    before = standing(approved)
    with Path("plan/report.html").open("a", encoding="utf-8") as report:
        report.write("<p>Nobody is erased.</p>")

    with pytest.raises(BrakeError, match=r"report\.html"):
        said("apply", "plan", "--to", "salesforce")

    assert standing(approved) == before
    assert known() == []


@pytest.mark.parametrize("command", ["verify", "undo"])
def test_a_name_that_no_path_can_have_is_told_in_a_sentence(approved, command):
    with pytest.raises(UsageError, match="no run has this id"):
        said(command, "x" * 300)


@pytest.fixture
def on_postgresql(postgresql, monkeypatch):
    """The ledger is in a PostgreSQL that can be stopped."""
    monkeypatch.setenv("LEAD_HYGIENE_LEDGER_URL", postgresql.url)
    return postgresql


@pytest.mark.parametrize("batch", [1, 3])
def test_a_postgresql_that_is_restarted_during_an_apply_leaves_a_run_that_goes_on(on_postgresql, approved, batch):
    told = []

    def restart(*batch_of):
        told.append(batch_of)
        if len(told) == batch:
            on_postgresql.stop()
            on_postgresql.start()

    outcome = apply_saved(Path("plan"), moments.now, restart)

    assert "The ledger's PostgreSQL cannot be used" in str(outcome.stopped)
    (run,) = known()
    assert run.state == "open"
    assert "all are as planned" in said("resume", run.id)
    assert standing(approved).keys() == {QUIET, ADA, OTHER}
    assert "The chain is sound" in said("ledger", "check")
