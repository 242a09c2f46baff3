"""The jobs on a Prefect server and a worker that exist: deployed, run to their end, killed, and gone on with."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

import httpx
import pytest

from tests.flows.live import Live, started_by, until
from tests.hygiene.crm.salesforce.small_org import TEST, load_people, standing
from tests.org.server import Org

pytestmark = [pytest.mark.prefect, pytest.mark.enable_socket, pytest.mark.slow]

DAILY = "daily_dnc_and_test_leads"
POOL = "of-the-tests"
OVER = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
AWAY = "The Prefect server does not answer; it is asked again until it does."
BACK = "The Prefect server answers again."
ASKED_IN_VAIN = 12
"""Seconds in which more than three questions are asked."""


class Deployed(Live):
    """A server, a work pool and the deployments; a worker where a test starts one."""

    def __init__(self, folder, org):
        super().__init__(folder, org)
        self.environment |= {
            "PREFECT_API_URL": self.api, "PREFECT_HOME": str(folder / "prefect"), "PREFECT_WORKER_QUERY_SECONDS": "2",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1",
            "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
        }  # fmt: skip
        self.start_server()

    def start_server(self):
        words = ("server", "start", "--host", "127.0.0.1", "--port", str(self.port))
        self.server = self.process_of(sys.executable, "-m", "prefect", *words)
        until(lambda: httpx.get(self.api + "/health", timeout=5).is_success, "the server starts")

    def deploy(self):
        self.ask("POST", "/work_pools/", name=POOL, type="process")
        given = ("--work-pool", POOL, "--source", "salesforce", "--to", "salesforce", "--policy", "policy.yaml")
        return self.typed("mary", "schedule", "deploy", *given)

    @contextmanager
    def worker(self, **environment):
        """A worker while the block runs; it and its runs are killed at the end, as by a power cut."""
        words = ("worker", "start", "--pool", POOL, "--type", "process")
        process = self.process_of(sys.executable, "-m", "prefect", *words, **environment)
        try:
            yield process
        finally:
            killed(process)

    def is_missed(self):
        """Whether one who asked the server in vain has not had an answer since."""
        return self.told().count(AWAY) > self.told().count(BACK)

    def name_of_state(self, run):
        return self.state_of(run)["name"]


def killed(process: subprocess.Popen):
    """Ends the process and all that it started, at once: Prefect gives each run a session of its own."""
    if process.poll() is None:
        for each in [process.pid, *started_by(process.pid)]:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        process.wait()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Org() as org:
        running = Deployed(tmp_path_factory.mktemp("deployed"), org)
        running.org = org
        try:
            assert f"Deployed {DAILY}/lead-hygiene" in running.deploy()
            yield running
        finally:
            killed(running.server)
            running.said.close()


@pytest.fixture
def deployed(server):
    """The server, and an org, home and runs that are new; no killed run holds its job's place for five minutes."""
    for run in server.ask("POST", "/flow_runs/filter", flow_runs={"state": {"type": {"any_": ["RUNNING"]}}}):
        server.ask("POST", f"/flow_runs/{run['id']}/set_state", state={"type": "CRASHED"}, force=True)
    home = server.folder / f"home-{len(list(server.folder.iterdir()))}"
    server.home = home
    server.environment["LEAD_HYGIENE_HOME"] = str(home)
    shutil.rmtree(server.runs, ignore_errors=True)
    for table in ("Lead", "Contact", "Account"):
        for row in server.org.rows(table):
            server.org.state.store.db.execute(f'DELETE FROM "{table}" WHERE "Id" = ?', (row["Id"],))
    load_people(server.org)
    return server


def test_a_worker_runs_a_deployment_to_its_end(deployed):
    with deployed.worker():
        run = deployed.started(DAILY)
        until(lambda: deployed.state_of(run)["type"] in ("COMPLETED", "FAILED", "CRASHED"), "the run ends")

    assert deployed.name_of_state(run) == "Completed"
    assert deployed.outcome(DAILY).state == "completed"
    assert TEST not in standing(deployed.org)


def test_a_worker_that_is_killed_in_the_middle_is_gone_on_with_at_the_next_start(deployed):
    with deployed.worker():
        deployed.started(DAILY)
        until(deployed.receipts, "the first batch is written")
    assert TEST in standing(deployed.org)

    with deployed.worker():
        run = deployed.started("apply_approved")
        until(lambda: deployed.state_of(run)["type"] in ("COMPLETED", "FAILED", "CRASHED"), "it is gone on with")

    assert deployed.name_of_state(run) == "Completed"
    assert DAILY in deployed.state_of(run)["message"]
    assert deployed.outcome(DAILY).state == "completed"
    assert TEST not in standing(deployed.org)


def test_a_server_that_is_away_at_the_end_hears_of_it_later_and_the_page_is_sent_at_once(deployed, receiver):
    address, taken = receiver
    with deployed.worker(LEAD_HYGIENE_WEBHOOK_URL=address):
        deployed.started(DAILY)
        until(deployed.receipts, "the first batch is written")
        killed(deployed.server)
        until(lambda: deployed.outcome(DAILY).state == "completed", "the run goes on without the server")
        until(lambda: taken, "the page is sent")

    assert "completed" in taken[0]["subject"]
    assert TEST not in standing(deployed.org)
    deployed.start_server()
    with deployed.worker():
        run = deployed.started("apply_approved")
        until(lambda: deployed.name_of_state(run) == "Nothing to do", "nothing is left to go on with")


def served(deployed: Deployed) -> subprocess.Popen[bytes]:
    """The jobs, served by a process that asks each question once, and a run of theirs that is over.

    Without the client's own patience three questions are asked in vain within seconds: Prefect's runner ends then. So
    does a start that meets a data base that is locked for a moment; it is made anew.
    """
    words = ("schedule", "serve", "--source", "salesforce", "--policy", "policy.yaml")
    for _ in range(20):
        serving = deployed.process_of(*deployed.command(*words), PREFECT_CLIENT_MAX_RETRIES="0")
        run = deployed.started("apply_approved")
        until(lambda: deployed.state_of(run)["type"] in OVER or serving.poll() is not None, "a run of theirs is over")  # noqa: B023
        if serving.poll() is None:
            return serving
        killed(serving)
    raise AssertionError("the jobs are not served in 20 starts")


def test_jobs_that_are_served_outlive_a_server_that_is_away_for_long(deployed):
    serving = served(deployed)
    try:
        killed(deployed.server)
        until(deployed.is_missed, "the server is missed")
        time.sleep(ASKED_IN_VAIN)
        assert serving.poll() is None

        deployed.start_server()
        until(lambda: not deployed.is_missed(), "it is asked again")
        assert serving.poll() is None
    finally:
        killed(serving)


def test_a_work_pool_that_is_not_there_is_told_with_how_to_make_it(deployed):
    command = deployed.command("schedule", "deploy", "--work-pool", "elsewhere", "--source", "salesforce")
    done = subprocess.run(
        command, cwd=deployed.folder, env=deployed.environment, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert "no work pool elsewhere; make it: prefect work-pool create --type process elsewhere" in done.stderr


def test_where_no_server_answers_the_remedy_is_told(deployed, tmp_path):
    killed(deployed.server)
    for words in (("deploy", "--work-pool", POOL), ("serve",)):
        command = deployed.command("schedule", *words, "--source", "salesforce", "--to", "salesforce")
        done = subprocess.run(
            command, cwd=tmp_path, env=deployed.environment, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stdout) == (6, "")
        assert done.stderr == "The Prefect server that PREFECT_API_URL names does not answer; start it.\n"
    deployed.start_server()
