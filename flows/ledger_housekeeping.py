"""The nightly flow that takes away what the policy keeps no longer."""

from pathlib import Path
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.running import run_name
from flows.steps import step
from flows.telling import named_state
from hygiene import moments
from hygiene import policy as policies
from hygiene.errors import HygieneError
from hygiene.housekeeping import pruned
from hygiene.unattended_apply import exit_state

prune = step("prune", pruned, minutes=240, repeatable=False)


@flow(name="ledger_housekeeping", flow_run_name=run_name, persist_result=False, log_prints=False)
def ledger_housekeeping(policy: str | None = None) -> State[Any]:
    """Takes away contents of ledger entries, before-images and hashes whose time is over; their digests stay.

    Args:
        policy: policy YAML; else the default.
    """
    try:
        told = prune(policies.load(None if policy is None else Path(policy)), moments.now)
    except HygieneError as error:
        return named_state(exit_state(error), str(error))
    return named_state("completed", told)
