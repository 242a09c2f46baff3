"""Approval by Prefect's form: typed, checked, noted in the ledger, and the plan is written at once in its hours."""

from pathlib import Path
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.carrying import carry_on
from flows.guard import ends_in_a_state
from flows.naming import run_name
from flows.parameters import Approver, Digest
from flows.steps import step
from flows.telling import state_of_all
from hygiene import moments
from hygiene import policy as policies
from hygiene.approving import approve_in_form
from hygiene.job_folders import PLAN
from hygiene.waiting import waiting_for

note_approval = step("note approval", approve_in_form, minutes=10, repeatable=False)


@flow(name="approve", flow_run_name=run_name, persist_result=False, log_prints=False)
@ends_in_a_state
def approve(digest: Digest, approver: Approver, runs: str, policy: str | None = None) -> State[Any]:
    """Approves the plan of a run that waits, with its decisions as they are; erasures are approved by the command.

    Args:
        digest: of the plan, or its first twelve characters or more.
        approver: your name; it stands in the ledger as it is typed here.
        runs: folder that keeps a folder for each run of the jobs.
        policy: policy YAML; else the default.
    """
    folder = waiting_for(digest, Path(runs))
    note_approval(folder / PLAN, digest, approver, moments.now)
    settings = policies.load(None if policy is None else Path(policy))
    return state_of_all(carry_on(Path(runs), settings), ["The approval is noted."])
