"""The small flow that comes by every few minutes and goes on with what waits; nothing is held in between."""

from pathlib import Path
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.carrying import carry_on
from flows.guard import ends_in_a_state
from flows.naming import run_name
from flows.telling import state_of_all
from hygiene import moments
from hygiene import policy as policies
from hygiene.waiting import told_of_open


@flow(name="apply_approved", flow_run_name=run_name, persist_result=False, log_prints=False)
@ends_in_a_state
def apply_approved(runs: str, policy: str | None = None) -> State[Any]:
    """Resumes runs that were stopped, writes plans that were approved, and lets lapse what nobody answered.

    Args:
        runs: folder that keeps a folder for each run of the jobs.
        policy: policy YAML; else the default.
    """
    outcomes = carry_on(Path(runs), policies.load(None if policy is None else Path(policy)))
    return state_of_all(outcomes, told_of_open(Path(runs), moments.now))
