"""The daily flow: Do-Not-Call numbers and test leads."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.guard import ends_in_a_state
from flows.naming import run_name
from flows.parameters import JobParameters
from flows.running import run
from hygiene.jobs import JOBS


@flow(name="daily_dnc_and_test_leads", flow_run_name=run_name, persist_result=False, log_prints=False)
@ends_in_a_state
def daily_dnc_and_test_leads(parameters: JobParameters) -> State[Any]:
    """Blanks numbers on Do-Not-Call lists and deletes test leads, or waits for a person.

    Args:
        parameters: where to read, by which policy, where to keep the run.
    """
    return run(JOBS["daily_dnc_and_test_leads"], parameters)
