"""The flow that makes a plan: the command line's own pipeline, as one task. It never writes to a record."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.guard import ends_in_a_state, failed_by
from flows.naming import due, run_name
from flows.steps import step
from flows.telling import state_of, tell
from hygiene import job_page, moments, pipeline, unattended
from hygiene.job_folders import JobOutcome
from hygiene.job_page import Counts

make_plan = step("make plan", unattended.make_plan, minutes=240, repeatable=True)


@flow(name="plan", flow_run_name=run_name, persist_result=False, log_prints=False)
@ends_in_a_state
def plan(source: str, out: str, policy: str | None = None, as_of: str | None = None) -> State[Any]:
    """Makes and saves a plan, to be looked at and applied by hand; the state tells its digest.

    A cap that is passed ends the flow as stopped by a brake, once the plan is saved.

    Args:
        source: the word salesforce, or a folder or zip of CSV exports.
        out: folder for the plan; new or empty.
        policy: policy YAML; else `policy.yaml` beside the files, else the default.
        as_of: the moment the plan speaks of (ISO); else the files' own, else now.
    """
    outcome = JobOutcome("plan", due().isoformat(), "running", moments.now().isoformat())
    counts: Counts = ()
    try:
        moment = None if as_of is None else moments.parse(as_of)
        policy_file = None if policy is None else Path(policy)
        request = pipeline.PlanRequest(Path(source), Path(out), moments.now(), policy_file, as_of=moment)
        made = make_plan(request)
        counts, why = made.counts, f"The plan {made.digest} is in {out}."
        outcome = replace(outcome, state="completed", digest=made.digest, counts={"planned": made.changes}, why=why)
    except Exception as error:
        outcome = failed_by(outcome, error)
    tell(outcome, job_page.page(outcome, counts, ()), counts, Path(out))
    return state_of(outcome)
