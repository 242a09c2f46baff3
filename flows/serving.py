"""Serves the jobs from one process, or deploys them to a Prefect server that exists."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import httpx
from prefect import Flow, serve
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import DeploymentApplyError, RunnerDeployment
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
from prefect.schedules import Cron
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.types.entrypoint import EntrypointType

from flows.parameters import JobParameters
from hygiene.errors import OutsideError, UsageError
from hygiene.policy.schedules import Schedules

JOB_FLOWS: Final = ("weekend_dedupe", "weekly_opt_out", "daily_dnc_and_test_leads")
HAND_FLOWS: Final = ("plan",)
QUIET: Final = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
"""No message of ours, or of Prefect, leaves the machine."""

_START_SECONDS: Final = 90


def flow_named(name: str) -> Flow[..., Any]:
    """The flow of `flows/NAME.py`, which has that name."""
    flow: Flow[..., Any] = getattr(import_module(f"flows.{name}"), name)
    return flow


def deployments(schedules: Schedules, parameters: JobParameters, **more: Any) -> list[RunnerDeployment]:
    """Every job with its schedule, and the flows that people start by hand.

    more: passed on to `Flow.to_deployment`, such as `work_pool_name`.
    """
    given = {"parameters": parameters.model_dump()}
    jobs = [_deployment(name, given, [_cron(schedules, name)], **more) for name in JOB_FLOWS]
    return jobs + [_deployment(name, {}, [], **more) for name in HAND_FLOWS]


def _cron(schedules: Schedules, name: str) -> Any:
    return Cron(schedules.cron[name], timezone=schedules.time_zone, slug=name)  # type: ignore[index]


def _deployment(name: str, parameters: dict[str, Any], crons: list[Any], **more: Any) -> RunnerDeployment:
    made = flow_named(name).to_deployment(
        name="lead-hygiene",
        schedules=crons,
        parameters=parameters,
        # A second run of a job waits for the first.
        concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE),
        entrypoint_type=EntrypointType.MODULE_PATH,
        tags=["lead-hygiene"],
        **more,
    )
    assert isinstance(made, RunnerDeployment)  # `to_deployment` is a coroutine only inside one
    return made


@contextmanager
def own_server(home: Path, port: int) -> Iterator[str]:
    """A Prefect server of our own on loopback while the context lasts; gives the address of its API.

    Its data base lies in `home`. Where `PREFECT_API_URL` names a server, that one is used and nothing is started.

    Raises:
        OutsideError: the server does not start.
    """
    if named := os.environ.get("PREFECT_API_URL"):
        yield named
        return
    home.mkdir(parents=True, exist_ok=True)
    api = f"http://127.0.0.1:{port}/api"
    environment = {**os.environ, **QUIET, "PREFECT_HOME": str(home), "PREFECT_API_URL": api}
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    log = home / "server.log"
    with log.open("ab") as out, subprocess.Popen(command, env=environment, stdout=out, stderr=out) as server:
        try:
            _wait_for(api, server, log)
            yield api
        finally:
            server.terminate()


def _wait_for(api: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            if httpx.get(f"{api}/health", timeout=5).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    raise OutsideError(f"The Prefect server did not start; what it said is in {log}. Is its port taken? Use --port.")


def serve_until_stopped(
    schedules: Schedules, parameters: JobParameters, home: Path, port: int, say: Callable[[str], None]
) -> None:
    """Serves the jobs until the process is stopped.

    A stop leaves the schedules active: what comes due meanwhile is late at the next start, and left out and told when
    it is later than the policy allows.

    Raises:
        OutsideError: the server does not start.
    """
    with own_server(home, port) as api, temporary_settings({PREFECT_API_URL: api}):
        os.environ["PREFECT_API_URL"] = api  # the runs are processes of their own
        os.environ.update(QUIET)
        say(f"Serving {len(JOB_FLOWS)} jobs. Look at {api.removesuffix('/api')}/deployments and stop with Ctrl+C.")
        serve(*deployments(schedules, parameters), pause_on_shutdown=False, print_starting_message=False, limit=2)


def deploy_to(work_pool: str, schedules: Schedules, parameters: JobParameters) -> list[str]:
    """Deploys the jobs to the server that `PREFECT_API_URL` names; gives their names.

    Raises:
        UsageError: no server is named, or it has no such work pool. OutsideError: it does not answer.
    """
    if not os.environ.get("PREFECT_API_URL"):
        raise UsageError("Set PREFECT_API_URL to the Prefect server, as http://127.0.0.1:4200/api.")
    made = deployments(schedules, parameters, work_pool_name=work_pool)
    try:
        for deployment in made:
            deployment.apply()
    except (httpx.HTTPError, PrefectHTTPStatusError):
        raise OutsideError("The Prefect server that PREFECT_API_URL names does not answer; start it.") from None
    except (ObjectNotFound, DeploymentApplyError):
        raise UsageError(
            f"The server has no work pool {work_pool}; make it: prefect work-pool create --type process {work_pool}"
        ) from None
    return [f"{deployment.flow_name}/{deployment.name}" for deployment in made]
