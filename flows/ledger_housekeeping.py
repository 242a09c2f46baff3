"""The nightly flow that takes away what the policy keeps no longer; a page goes out only where it could not."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.guard import ends_in_a_state, failed_by
from flows.naming import due, run_name
from flows.notices import send
from flows.steps import step
from flows.telling import named_state, tell
from hygiene import job_page, moments
from hygiene import policy as policies
from hygiene.housekeeping import pruned
from hygiene.job_folders import JobOutcome

prune = step("prune", pruned, minutes=240, repeatable=False)


@flow(name="ledger_housekeeping", flow_run_name=run_name, persist_result=False, log_prints=False)
@ends_in_a_state
def ledger_housekeeping(policy: str | None = None) -> State[Any]:
    """Takes away contents of ledger entries, before-images and hashes whose time is over; their digests stay.

    Args:
        policy: policy YAML; else the default.
    """
    outcome = JobOutcome("ledger_housekeeping", due().isoformat(), "running", moments.now().isoformat())
    told, block = "", None
    try:
        settings = policies.load(None if policy is None else Path(policy))
        block = settings.schedules.notify_block
        told = prune(settings, moments.now)
        outcome = replace(outcome, state="completed", ended=moments.now().isoformat())
    except Exception as error:
        outcome = replace(failed_by(outcome, error), ended=moments.now().isoformat())
        send(job_page.subject(outcome), job_page.page(outcome, (), ()), block)
    tell(outcome, job_page.page(outcome, (), (), told), (), None)
    return named_state(outcome.state, told or outcome.why)
