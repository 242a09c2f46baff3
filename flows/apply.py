"""Writes one saved plan of a given digest; for plans that no job made."""

from pathlib import Path
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.guard import ends_in_a_state, failed_by
from flows.naming import due, run_name
from flows.parameters import Digest
from flows.progress import ProgressBar
from flows.steps import step
from flows.telling import state_of, tell
from hygiene import moments
from hygiene.job_folders import JobOutcome
from hygiene.unattended_apply import Applied, apply_digest, with_result


def _with_bar(plan: Path, to: str, digest: str) -> Applied:
    bar = ProgressBar("apply")
    try:
        return apply_digest(plan, to, digest, moments.now, bar)
    finally:
        bar.finish()


write_plan = step("write plan", _with_bar, minutes=7 * 24 * 60, repeatable=False)


@flow(name="apply", flow_run_name=run_name, persist_result=False, log_prints=False)
@ends_in_a_state
def apply(
    plan: str,
    to: str,
    digest: Digest,
) -> State[Any]:
    """Writes the approved part of a plan, as `lead-hygiene apply` does: an approval that it needs must be there.

    Args:
        plan: folder of the saved plan.
        to: the word salesforce, or a folder that gets a folder of cleaned files.
        digest: of the plan, or its first twelve characters or more: another plan is refused.
    """
    outcome = JobOutcome("apply", due().isoformat(), "running", moments.now().isoformat(), digest=digest, to=to)
    told = ""
    try:
        applied = write_plan(Path(plan), to, digest)
        outcome, told = with_result(outcome, applied), applied.told
    except Exception as error:
        outcome = failed_by(outcome, error)
    tell(outcome, told or str(outcome.why), (), Path(plan))
    return state_of(outcome)
