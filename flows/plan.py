"""The flow that makes a plan: the command line's own pipeline, as one task. It never writes to a record."""

from pathlib import Path

from prefect import flow, get_run_logger

from flows.steps import step
from hygiene import moments, pipeline, unattended

make_plan = step("make plan", unattended.make_plan, minutes=240, repeatable=True)


@flow(name="plan", persist_result=False, log_prints=False)
def plan(source: str, out: str, policy: str | None = None, as_of: str | None = None) -> str:
    """Makes and saves a plan; gives its digest, which is what a person approves.

    Args:
        source: the word salesforce, or a folder or zip of CSV exports.
        out: folder for the plan; new or empty.
        policy: policy YAML; else `policy.yaml` beside the files, else the default.
        as_of: the moment the plan speaks of (ISO); else the files' own, else now.

    Raises:
        HygieneError: as `hygiene.pipeline.make_and_save_plan`; a cap that is passed fails the flow, once the plan
            is saved.
    """
    moment = None if as_of is None else moments.parse(as_of)
    policy_file = None if policy is None else Path(policy)
    request = pipeline.PlanRequest(Path(source), Path(out), moments.now(), policy_file, as_of=moment)
    made = make_plan(request)
    get_run_logger().info("plan %s: %d changes", made.digest[:12], made.changes)
    return made.digest
