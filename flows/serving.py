"""Serves the jobs from one process, or deploys them to a Prefect server that exists."""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any, Final

import httpx
from prefect import Flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
from prefect.schedules import Cron
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.types.entrypoint import EntrypointType

from flows.lasting_runner import LastingRunner, stop_at_sigterm
from flows.parameters import JobParameters
from flows.ready_process import ready_process
from flows.server import QUIET, own_server
from hygiene.errors import OutsideError, UsageError
from hygiene.policy.schedules import Schedules

JOB_FLOWS: Final = ("weekend_dedupe", "weekly_opt_out", "daily_dnc_and_test_leads")
KEEPING_FLOWS: Final = ("apply_approved", "ledger_housekeeping")
HAND_FLOWS: Final = ("plan", "apply", "approve")
_RUNS_AT_ONCE: Final = 4


def flow_named(name: str) -> Flow[..., Any]:
    """The flow of `flows/NAME.py`, which has that name."""
    flow: Flow[..., Any] = getattr(import_module(f"flows.{name}"), name)
    return flow


def deployments(schedules: Schedules, parameters: JobParameters, **more: Any) -> list[RunnerDeployment]:
    """Every job and keeping flow with its schedule, and the flows that people start by hand.

    more: passed on to `Flow.to_deployment`, such as `work_pool_name`.
    """
    given = {"parameters": parameters.model_dump()}
    jobs = [_deployment(name, given, [_cron(schedules, name)], **more) for name in JOB_FLOWS]
    keeping = [_keeping(name, parameters, [_cron(schedules, name)], **more) for name in KEEPING_FLOWS]
    return [*jobs, *keeping, *(_keeping(name, parameters, [], **more) for name in HAND_FLOWS)]


def _keeping(name: str, parameters: JobParameters, crons: list[Any], **more: Any) -> RunnerDeployment:
    """A flow that takes of the jobs' parameters those that it knows."""
    known = signature(flow_named(name).fn).parameters.keys() & {"runs", "policy"}
    given = {key: getattr(parameters, key) for key in sorted(known)}
    # What comes by every few minutes need not be made up for.
    return _deployment(name, given, crons, ConcurrencyLimitStrategy.CANCEL_NEW, **more)


def _cron(schedules: Schedules, name: str) -> Any:
    return Cron(schedules.cron[name], timezone=schedules.time_zone, slug=name)  # type: ignore[index]


def _deployment(
    name: str,
    parameters: dict[str, Any],
    crons: list[Any],
    second: ConcurrencyLimitStrategy = ConcurrencyLimitStrategy.ENQUEUE,
    **more: Any,
) -> RunnerDeployment:
    """second: what becomes of a run that is due while another one of this flow is on."""
    made = flow_named(name).to_deployment(
        name="lead-hygiene",
        schedules=crons,
        parameters=parameters,
        concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=second),
        entrypoint_type=EntrypointType.MODULE_PATH,
        tags=["lead-hygiene"],
        **more,
    )
    assert isinstance(made, RunnerDeployment)  # `to_deployment` is a coroutine only inside one
    return made


def serve_until_stopped(
    schedules: Schedules, parameters: JobParameters, home: Path, port: int, say: Callable[[str], None]
) -> None:
    """Serves the jobs until the process is stopped.

    A stop leaves the schedules active: what comes due meanwhile is late at the next start, and left out and told when
    it is later than the policy allows.

    Raises:
        OutsideError: the server does not start.
    """
    stop_at_sigterm()
    with suppress(KeyboardInterrupt), own_server(home, port) as api, temporary_settings({PREFECT_API_URL: api}):
        os.environ["PREFECT_API_URL"] = api  # the runs are processes of their own
        os.environ.update(QUIET)
        runner = LastingRunner(pause_on_shutdown=False, limit=_RUNS_AT_ONCE)
        with _answering():
            for deployment in deployments(schedules, parameters):
                runner.add_deployment(deployment)
        say(f"Serving {len(JOB_FLOWS)} jobs. Look at {api.removesuffix('/api')}/deployments and stop with Ctrl+C.")
        with ready_process():
            asyncio.run(runner.start())
    say("Stopped; the schedules stay. What was being written is gone on with at the next start.")


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except (httpx.HTTPError, PrefectHTTPStatusError):
        raise OutsideError("The Prefect server that PREFECT_API_URL names does not answer; start it.") from None


def deploy_to(work_pool: str, schedules: Schedules, parameters: JobParameters) -> list[str]:
    """Deploys the jobs to the server that `PREFECT_API_URL` names; gives their names.

    Raises:
        UsageError: no server is named, or it has no such work pool. OutsideError: it does not answer.
    """
    if not os.environ.get("PREFECT_API_URL"):
        raise UsageError("Set PREFECT_API_URL to the Prefect server, as http://127.0.0.1:4200/api.")
    made = deployments(schedules, parameters, work_pool_name=work_pool)
    try:
        # Asked for first: a server that holds the deployments already fails in itself where their pool is missing.
        with _answering(), get_client(sync_client=True) as client:
            client.read_work_pool(work_pool)
            for deployment in made:
                deployment.apply()
    except ObjectNotFound:
        raise UsageError(
            f"The server has no work pool {work_pool}; make it: prefect work-pool create --type process {work_pool}"
        ) from None
    return [f"{deployment.flow_name}/{deployment.name}" for deployment in made]
