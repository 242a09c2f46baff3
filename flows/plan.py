"""The flow that makes a plan: the command line's own pipeline, as one task. It never writes to a record."""

from pathlib import Path

import pandas as pd
from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE

from hygiene import moments, pipeline
from hygiene.plan import Plan


def _make(request: pipeline.PlanRequest) -> Plan:
    plan, _ = pipeline.make_and_save_plan(request)
    return plan


# Prefect would hash the inputs for its cache and may store results; tables hold personal data, so neither is wanted.
make_plan = task(name="make plan", cache_policy=NO_CACHE, persist_result=False, log_prints=False)(_make)


@flow(name="plan", persist_result=False, log_prints=False)
def plan(source: str, out: str, policy: str | None = None, as_of: str | None = None) -> str:
    """Makes and saves a plan; gives its digest, which is what a person approves.

    Args:
        source: folder or zip of CSV exports.
        out: folder for the plan; new or empty.
        policy: policy YAML; else `policy.yaml` beside the files, else the default.
        as_of: the moment the plan speaks of (ISO); else the files' own, else now.

    Raises:
        HygieneError: as `hygiene.pipeline.make_and_save_plan`; a cap that is passed fails the flow, once the plan
            is saved.
    """
    moment: pd.Timestamp | None = None if as_of is None else moments.parse(as_of)
    policy_file = None if policy is None else Path(policy)
    request = pipeline.PlanRequest(Path(source), Path(out), moments.now(), policy_file, as_of=moment)
    made = make_plan(request)
    get_run_logger().info("plan %s: %d changes", made.digest[:12], len(made.tables["changes"]))
    pipeline.check_brakes(made)
    return made.digest
