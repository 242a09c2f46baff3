"""However a run ends: in a named state, with an outcome file and one page, and without a record's value."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hygiene.job_folders import outcomes

pytestmark = [pytest.mark.prefect, pytest.mark.enable_socket]

SAMPLES = Path("data/samples").absolute()
SECRET = "jane.doe@acme.example"
CUT_SHORT = pytest.mark.filterwarnings("ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning")
"""A time-out comes wherever the task is just then: while it opens a file, or in what Python ignores errors of."""


@pytest.fixture
def daily(prefect_server, tmp_path, monkeypatch, receiver):
    """Runs the daily job: its state, and the pages that were sent."""
    address, taken = receiver
    monkeypatch.setenv("LEAD_HYGIENE_WEBHOOK_URL", address)

    def ran(policy="{}", **more):
        from flows.daily_dnc_and_test_leads import daily_dnc_and_test_leads
        from flows.parameters import JobParameters

        (tmp_path / "policy.yaml").write_text(policy, encoding="utf-8")
        given = {
            "source": str(SAMPLES),
            "runs": str(tmp_path / "runs"),
            "policy": str(tmp_path / "policy.yaml"),
            **more,
        }
        state = daily_dnc_and_test_leads(JobParameters(**given), return_state=True)
        return state, [one["page"] for one in taken]

    return ran


@pytest.fixture
def outcome(tmp_path):
    """What the newest run left in its folder."""
    return lambda: [outcome for _, outcome in outcomes(tmp_path / "runs")][-1]


def is_told(state, page, outcome, why: str):
    assert (state.name, outcome.state) == ("Failed", "failed")
    assert outcome.ended is not None
    assert why in state.message
    assert why in outcome.why
    assert why in page


def test_a_policy_that_cannot_be_read_is_told(daily, outcome):
    state, (page,) = daily(policy="caps: [1]")

    is_told(state, page, outcome(), "policy.yaml, line 1: caps")


def test_a_moment_that_is_none_is_told(daily, outcome):
    state, (page,) = daily(as_of="yesterday")

    is_told(state, page, outcome(), "yesterday: write it as 2026-11-21")


@CUT_SHORT
def test_a_step_that_takes_too_long_is_told(daily, outcome, monkeypatch):
    monkeypatch.setattr("flows.running._PLAN_MINUTES", 0.005)

    state, (page,) = daily()

    is_told(state, page, outcome(), "A step took longer than it may")


def test_a_folder_of_runs_that_cannot_be_written_is_told(daily, tmp_path):
    (tmp_path / "runs").write_text("a file")

    state, (page,) = daily()

    assert state.name == "Failed"
    assert "cannot be written" in state.message
    assert "cannot be written" in page


def test_a_damaged_outcome_of_an_earlier_run_is_told_with_its_remedy(daily, tmp_path):
    damaged = tmp_path / "runs/daily_dnc_and_test_leads/2026-11-20T043000Z/outcome.json"
    damaged.parent.mkdir(parents=True)
    damaged.write_text("{")

    state, (page,) = daily()

    assert state.name == "Failed"
    assert "outcome.json is damaged; delete it" in page


def test_a_bug_is_told_by_its_kind_and_place(prefect_server, caplog):
    from prefect import flow

    from flows.guard import ends_in_a_state

    @flow(name="with a bug")
    @ends_in_a_state
    def with_a_bug():
        raise KeyError(SECRET)

    with caplog.at_level(logging.DEBUG):
        state = with_a_bug(return_state=True)

    assert state.name == "Failed"
    assert "A bug stopped it: KeyError at" in state.message
    assert SECRET not in caplog.text + state.message


def test_a_run_that_had_ended_is_left_as_it_stands_when_it_is_started_once_more(daily, outcome, monkeypatch):
    from prefect.runtime.flow_run import FIELDS

    two_hours_ago = datetime.now(UTC) - timedelta(hours=2)
    monkeypatch.setitem(FIELDS, "scheduled_start_time", lambda: two_hours_ago)
    first, _ = daily()
    before = outcome()

    again, pages = daily(policy="schedules: {late_hours: 1}")

    assert first.name == again.name == "Waiting for approval"
    assert outcome() == before
    assert again.message.startswith("It had ended, and stands as it did")
    assert len(pages) == 1


def test_housekeeping_that_fails_is_told_by_a_page_and_one_that_does_not_by_its_state(
    prefect_server, tmp_path, monkeypatch, receiver
):
    from flows.ledger_housekeeping import ledger_housekeeping

    address, taken = receiver
    monkeypatch.setenv("LEAD_HYGIENE_WEBHOOK_URL", address)
    monkeypatch.setenv("LEAD_HYGIENE_HOME", str(tmp_path))
    assert ledger_housekeeping(return_state=True).name == "Completed"
    assert taken == []

    (tmp_path / "ledger.sqlite").write_text("no ledger")
    state = ledger_housekeeping(return_state=True)

    assert state.is_failed()
    assert [one["subject"] for one in taken] == [f"lead-hygiene ledger_housekeeping: {state.name.lower()}"]


@CUT_SHORT
def test_what_was_approved_and_fails_by_a_bug_is_told_once_and_not_tried_every_few_minutes(
    daily, outcome, tmp_path, monkeypatch, receiver
):
    from flows.apply_approved import apply_approved
    from hygiene import moments
    from hygiene.approving import approve_plan

    cleaned = tmp_path / "cleaned"
    cleaned.mkdir()
    daily(to=str(cleaned))
    (plan,) = tmp_path.glob("runs/*/*/plan")
    approve_plan(plan, moments.now)
    monkeypatch.setattr("flows.carrying._MINUTES", 0.0001)

    failed = apply_approved(str(tmp_path / "runs"), return_state=True)
    again = apply_approved(str(tmp_path / "runs"), return_state=True)

    assert (failed.name, outcome().state, again.name) == ("Failed", "failed", "Nothing to do")
    assert [one["subject"].split(": ")[1] for one in receiver[1]] == ["waiting for approval", "failed"]
