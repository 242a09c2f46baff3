"""Jobs that nobody watches, on an org: they wait for a person or their hours, and go on after whatever stopped them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from hygiene import moments, policy, unattended
from hygiene.approving import approve_in_form, approve_plan
from hygiene.errors import BrakeError, UsageError
from hygiene.job_folders import JobOutcome, folder_of, read_outcome, write_outcome
from hygiene.jobs import JOBS
from hygiene.ledger import open_ledger
from hygiene.ledger.lease import lease
from hygiene.ledger.runs import runs
from hygiene.org_run import apply_saved
from hygiene.waiting import carry_out, to_resume, to_write, told_of_open, waiting_for
from tests.hygiene.crm.salesforce.small_org import GONE, POLICY, TEST, TWICE, load_people, standing

pytestmark = pytest.mark.enable_socket

HOURS = "salesforce: {rest_rows: 50000, run_window: {opens: '22:00', closes: '06:00', time_zone: UTC}}\n"
BY_ITSELF = "schedules: {without_a_person: [lead_to_lead, dnc_internal, dnc_same_number, test_lead]}\n"
DAILY = "daily_dnc_and_test_leads"
RUNS = Path("runs").absolute


@pytest.fixture
def people(environment, tmp_path, monkeypatch):
    """The org; the jobs run in a folder of their own, as `robot`."""
    load_people(environment)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEAD_HYGIENE_USER", "robot")
    return environment


def at(clock: str, days: int = 2):
    """A clock that stands at this time in some days, so that it is never before what was noted."""
    day = (moments.now() + pd.Timedelta(days=days)).normalize()
    return lambda: day + pd.Timedelta(f"{clock}:00")


def planned(text=POLICY, job="weekend_dedupe", to="salesforce", now=moments.now):
    """A job's run as the flow leaves it once its plan is saved: its folder and outcome."""
    Path("policy.yaml").write_text(text)
    folder = folder_of(RUNS(), job, now())
    given = {"source": "salesforce", "policy": "policy.yaml"}
    begun = JobOutcome(job, now().isoformat(), "running", now().isoformat(), to=to)
    write_outcome(folder, begun)
    plan = unattended.make_plan(unattended.request_of(JOBS[job], given, folder, now()))
    outcome = unattended.waits(begun, plan, policy.load(Path("policy.yaml")), now())
    write_outcome(folder, outcome)
    return folder, outcome


def carried(found, now=moments.now):
    """Does what was found, and keeps the outcomes, as the flow does; their states."""
    done = [carry_out(due, now) for due in found]
    for one in done:
        if one is not None:
            write_outcome(one.folder, one.outcome)
    return [None if one is None else one.outcome.state for one in done]


def test_an_approved_plan_is_written_and_what_became_of_it_is_told(people):
    folder, outcome = planned()
    assert outcome.state == "waiting for approval"
    assert to_write(RUNS(), moments.now) == []

    text = approve_plan(folder / "plan", moments.now)
    (due,) = to_write(RUNS(), moments.now)
    done = carry_out(due, moments.now)

    assert "Next: nothing, where the jobs are served" in text
    assert TWICE not in standing(people)
    assert done.outcome.state == "completed"
    counts = done.outcome.counts
    assert counts == {"planned": counts["applied"], "applied": counts["applied"], "drifted": 0, "refused": 0, "held": 0}
    assert "all are as planned" in done.told
    assert "Hygiene run of" in done.told
    write_outcome(folder, done.outcome)
    assert to_write(RUNS(), moments.now) == []


def test_what_needs_no_person_is_written_without_an_approval(people):
    planned(POLICY + BY_ITSELF)

    assert carried(to_write(RUNS(), moments.now)) == ["completed"]
    assert TWICE not in standing(people)


def test_what_the_section_approval_names_needs_a_person_whatever_the_schedules_say(people):
    _, outcome = planned(POLICY + BY_ITSELF + "approval: {needed: [merge]}\n")

    assert (outcome.state, outcome.waits_for) == ("waiting for approval", ("lead_to_lead",))


def test_an_approved_plan_waits_for_its_hours(people):
    folder, _ = planned(HOURS)
    approve_plan(folder / "plan", moments.now)

    assert to_write(RUNS(), at("12:00")) == []
    assert [due.what for due in to_write(RUNS(), at("23:00"))] == ["apply"]


def test_another_decision_asks_for_another_approval(people, monkeypatch):
    folder, _ = planned(job="weekly_opt_out")
    monkeypatch.setenv("LEAD_HYGIENE_USER", "mary")
    approve_plan(folder / "plan", moments.now)
    assert [due.what for due in to_write(RUNS(), moments.now)] == ["apply"]
    review = folder / "plan/review.csv"
    pd.read_csv(review, dtype=str).assign(decision="approve").to_csv(review, index=False)

    assert to_write(RUNS(), moments.now) == []


def test_a_plan_that_nobody_approves_lapses(people):
    planned()
    late = lambda: moments.now() + pd.Timedelta(days=15)  # noqa: E731

    assert [due.what for due in to_write(RUNS(), late)] == ["lapse"]
    assert carried(to_write(RUNS(), late), late) == ["lapsed"]
    assert TWICE in standing(people)


def test_a_plan_that_a_person_applied_is_not_written_again(people):
    folder, _ = planned()
    apply_saved(folder / "plan", moments.now)

    assert carried(to_write(RUNS(), moments.now)) == ["completed"]
    assert "Applied by robot" in str(read_outcome(folder).why)


def test_while_another_apply_is_writing_a_plan_goes_on_waiting(people):
    folder, _ = planned(POLICY + BY_ITSELF)
    host = people.instance_url.removeprefix("https://")

    with open_ledger(moments.now, create=True) as ledger, lease(ledger, f"org:{host}"):
        assert carried(to_write(RUNS(), moments.now)) == [None]

    assert read_outcome(folder).state == "waiting for its hours"


def test_an_org_that_is_away_is_tried_again_and_told_once(people, monkeypatch):
    planned(POLICY + BY_ITSELF)
    with monkeypatch.context() as away:
        away.setenv("SALESFORCE_ACCESS_TOKEN", "ended")
        assert carried(to_write(RUNS(), moments.now)) == ["waiting for its hours"]
        assert carried(to_write(RUNS(), moments.now)) == [None]

    assert carried(to_write(RUNS(), moments.now)) == ["completed"]


KILLED_IN_THE_MIDDLE = """
import os, signal, sys
from pathlib import Path
from hygiene import moments
from hygiene.waiting import carry_out, to_write

def progress(label, done, total):
    if done:
        os.kill(os.getpid(), signal.SIGKILL)

carry_out(to_write(Path("runs").absolute(), moments.now)[0], moments.now, progress)
"""


def killed():
    """A process that writes what is due is killed once it has written its first batch."""
    root = str(Path(__file__).parents[4])
    environment = {**os.environ, "PYTHONPATH": root}
    done = subprocess.run([sys.executable, "-c", KILLED_IN_THE_MIDDLE], env=environment, check=False)
    assert done.returncode == -signal.SIGKILL


def test_a_run_whose_process_was_killed_is_gone_on_with(people):
    planned(POLICY + BY_ITSELF, job=DAILY)
    killed()
    (open_run,) = known()
    assert open_run.state == "open"

    assert to_write(RUNS(), moments.now) == []
    assert carried(to_resume(RUNS(), moments.now)) == ["completed"]

    (ended,) = known()
    assert (ended.id, ended.state) == (open_run.id, "completed")
    assert TEST not in standing(people)
    assert to_resume(RUNS(), moments.now) == []


def test_a_run_that_another_process_ended_since_it_was_found_is_told_as_ended(people):
    planned(POLICY + BY_ITSELF, job=DAILY)
    killed()
    (found,) = to_resume(RUNS(), moments.now)
    assert carried(to_resume(RUNS(), moments.now)) == ["completed"]

    late = carry_out(found, moments.now)

    assert late.outcome.state == "completed"
    assert found.run.id in late.outcome.why


def test_a_run_is_gone_on_with_in_its_hours_only(people):
    planned(HOURS + BY_ITSELF, job=DAILY, now=at("23:00"))
    (due,) = to_write(RUNS(), at("23:00"))
    late = [False]

    def clock():
        return at("06:30", 3)() if late[0] else at("23:00")()

    def progress(label, done, total):
        late[0] = late[0] or done > 0

    stopped = carry_out(due, clock, progress)
    write_outcome(stopped.folder, stopped.outcome)

    assert stopped.outcome.state == "resumable"
    assert known()[0].state == "open"
    assert to_resume(RUNS(), at("12:00", 3)) == []
    assert carried(to_resume(RUNS(), at("23:30", 3)), at("23:30", 3)) == ["completed"]


def test_an_open_run_that_no_job_began_is_told_and_nothing_is_written_meanwhile(people):
    planned(POLICY + BY_ITSELF)
    folder, _ = planned(POLICY, job=DAILY)
    people.fault("daily_limit", "collections.*", times=100)
    elsewhere = Path("elsewhere")
    (folder / "plan").rename(elsewhere)
    assert apply_saved(elsewhere, moments.now).stopped is not None
    people.state.faults.planned.clear()

    (told,) = told_of_open(RUNS(), moments.now)
    assert f"needs a person: lead-hygiene resume {known()[0].id}" in told
    assert to_resume(RUNS(), moments.now) == []
    assert to_write(RUNS(), moments.now) == []


def test_a_form_approves_the_plan_that_is_meant(people):
    folder, outcome = planned()
    assert waiting_for(outcome.digest[:12], RUNS()) == folder
    with pytest.raises(UsageError, match=r"No run of .* waits for the approval of a plan 0123456789ab"):
        waiting_for("0123456789ab", RUNS())
    with pytest.raises(BrakeError, match="and 0123456789ab was to be approved"):
        approve_in_form(folder / "plan", "0123456789ab", "Mary", moments.now)

    approve_in_form(folder / "plan", outcome.digest, "Mary", moments.now)

    with open_ledger(moments.now, create=False) as ledger:
        (entry,) = ledger.entries("approval")
    assert entry.content["by"] == "Mary (as typed in a form)"
    assert carried(to_write(RUNS(), moments.now)) == ["completed"]


def test_a_form_approves_no_erasure_since_it_cannot_tell_who_fills_it_in(people, monkeypatch):
    folder, outcome = planned(job="weekly_opt_out")
    with pytest.raises(BrakeError, match=r"1 people would be erased, and a form cannot tell who fills it in"):
        approve_in_form(folder / "plan", outcome.digest, "Mary", moments.now)

    monkeypatch.setenv("LEAD_HYGIENE_USER", "mary")
    approve_plan(folder / "plan", moments.now)

    assert carried(to_write(RUNS(), moments.now)) == ["completed"]
    assert GONE not in standing(people)


def known():
    with open_ledger(moments.now, create=False) as ledger:
        return runs(ledger)
