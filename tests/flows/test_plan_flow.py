import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from tests.personal import personal_of

pytestmark = [pytest.mark.prefect, pytest.mark.enable_socket]

SAMPLES = Path("data/samples")


def test_a_flow_makes_the_same_plan_as_the_command_line(prefect_server, tmp_path, caplog):
    from flows.plan import plan
    from hygiene import moments, pipeline

    with caplog.at_level(logging.DEBUG):
        state = plan(source=SAMPLES.as_posix(), out=(tmp_path / "flow").as_posix(), return_state=True)
    pipeline.make_and_save_plan(pipeline.PlanRequest(SAMPLES, tmp_path / "bare", moments.now()))

    by_flow, bare = (
        {file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("flow", "bare")
    )
    assert by_flow == bare
    assert json.loads(bare["manifest.json"])["digest"] in state.message


def test_a_plan_by_hand_is_seen_in_prefect_as_a_job_is(prefect_server, tmp_path):
    from prefect.client.orchestration import get_client

    from flows.plan import plan

    (tmp_path / "policy.yaml").write_text("caps: {actions: {merge: {share: 0, count: 1}}}\n")
    out, policy = tmp_path / "plan", str(tmp_path / "policy.yaml")
    state = plan(source=SAMPLES.as_posix(), out=str(out), policy=policy, return_state=True)

    with get_client(sync_client=True) as client:
        name = client.read_flow_run(state.state_details.flow_run_id).name
    assert (state.name, state.is_failed()) == ("Stopped by a brake", True)
    assert (out / "report.html").exists()
    assert name.startswith("plan samples 20")


def test_a_plan_by_a_flow_pays_for_no_ledger():
    script = "import sys, flows.plan; print({'sqlalchemy', 'simple_salesforce', 'prefect.server'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == "set()\n"


def test_no_record_s_value_reaches_the_log_of_a_flow(prefect_server, tmp_path, caplog):
    from flows.plan import plan

    with caplog.at_level(logging.DEBUG):
        plan(source=SAMPLES.as_posix(), out=(tmp_path / "flow").as_posix())

    # Prefect's own words and times may hold what looks like a first name or a number; these cannot be its own.
    assert [kind for kind in personal_of(SAMPLES).found_in(caplog.text) if kind in ("e-mail", "whole name")] == []


def ran(job, tmp_path, policy: str = "{}", to=None):
    """The state in which a run of a job's flow ends, and the folder of its runs."""
    from flows.parameters import JobParameters
    from flows.serving import flow_named

    (tmp_path / "policy.yaml").write_text(policy, encoding="utf-8")
    parameters = JobParameters(
        source=SAMPLES.as_posix(), runs=str(tmp_path / "runs"), policy=str(tmp_path / "policy.yaml"),
        to=None if to is None else str(to),
    )  # fmt: skip
    return flow_named(job)(parameters, return_state=True)


def test_the_weekend_waits_for_a_person_unless_the_policy_says_otherwise(prefect_server, tmp_path):
    state = ran("weekend_dedupe", tmp_path)

    assert state.name == "Waiting for approval"
    assert "lead_to_lead" in state.message


def test_what_the_policy_names_is_written_without_a_person(prefect_server, tmp_path):
    named = "[lead_to_lead, contact_to_contact, lead_to_contact, bizible_person]"

    (tmp_path / "cleaned").mkdir()
    state = ran("weekend_dedupe", tmp_path, f"\nschedules: {{without_a_person: {named}}}\n", tmp_path / "cleaned")

    assert state.name == "Completed"
    assert len(list(tmp_path.glob("cleaned/weekend_dedupe-*/receipts.csv"))) == 1


def test_a_cap_that_is_passed_ends_the_run_as_stopped_by_a_brake(prefect_server, tmp_path):
    state = ran("weekend_dedupe", tmp_path, "\ncaps: {actions: {merge: {share: 0, count: 1}}}\n")

    assert (state.name, state.is_failed()) == ("Stopped by a brake", True)


def test_a_source_that_is_not_there_ends_the_run_with_one_sentence(prefect_server, tmp_path):
    from flows.daily_dnc_and_test_leads import daily_dnc_and_test_leads
    from flows.parameters import JobParameters

    state = daily_dnc_and_test_leads(JobParameters(source="nowhere", runs=str(tmp_path)), return_state=True)

    assert (state.name, state.message) == ("Failed", "nowhere: there is no such folder or zip; check the path.")


def test_an_opt_out_run_asks_before_anybody_is_erased(prefect_server, tmp_path):
    import pandas as pd

    state = ran("weekly_opt_out", tmp_path)

    (changes,) = tmp_path.glob("runs/weekly_opt_out/*/plan/changes.csv")
    table = pd.read_csv(changes, dtype=str)
    assert state.name == "Waiting for approval"
    assert set(table.loc[table["tier"] == "auto", "action"]) == {"erase"}


def test_a_plan_of_files_that_waits_is_approved_by_the_command_that_it_names_and_then_written(prefect_server, tmp_path):
    from flows.apply_approved import apply_approved
    from hygiene import moments
    from hygiene.approving import approve_plan

    cleaned = tmp_path / "cleaned"  # made by the first run that writes
    state = ran("weekend_dedupe", tmp_path, to=cleaned)
    (plan,) = tmp_path.glob("runs/weekend_dedupe/*/plan")
    assert f"then: lead-hygiene approve {plan.as_posix()} (until " in state.message

    said = approve_plan(plan, moments.now)
    assert f"By hand: lead-hygiene apply {plan.as_posix()} --to FOLDER" in said
    assert apply_approved(str(tmp_path / "runs"), return_state=True).name == "Completed"
    assert len(list(cleaned.glob("weekend_dedupe-*/receipts.csv"))) == 1
