"""The weekend's flow: leads, accounts, contacts, then leads into contacts; the skipped step is told."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.guard import ends_in_a_state
from flows.naming import run_name
from flows.parameters import JobParameters
from flows.running import run
from hygiene.jobs import JOBS


@flow(name="weekend_dedupe", flow_run_name=run_name, persist_result=False, log_prints=False)
@ends_in_a_state
def weekend_dedupe(parameters: JobParameters) -> State[Any]:
    """Finds duplicates, in the order of the practice, and applies them or waits for a person.

    Args:
        parameters: where to read, by which policy, where to keep the run.
    """
    return run(JOBS["weekend_dedupe"], parameters)
