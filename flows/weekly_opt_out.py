"""The weekly flow that decides ZoomInfo opt-outs; an erasure always waits for a person."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.guard import ends_in_a_state
from flows.naming import run_name
from flows.parameters import JobParameters
from flows.running import run
from hygiene.jobs import JOBS


@flow(name="weekly_opt_out", flow_run_name=run_name, persist_result=False, log_prints=False)
@ends_in_a_state
def weekly_opt_out(parameters: JobParameters) -> State[Any]:
    """Decides every opt-out by lawful basis, and waits for a person before anybody is erased.

    Args:
        parameters: where to read, by which policy, where to keep the run.
    """
    return run(JOBS["weekly_opt_out"], parameters)
