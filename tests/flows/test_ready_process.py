"""Runs that are forked from a process that is ready: what they are given, how they end, and who tells of it."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import anyio
import pytest
from prefect.runner import _starter_engine

from flows.ready_process import ready_process
from tests.flows.live import until

pytestmark = [pytest.mark.prefect, pytest.mark.enable_socket, pytest.mark.slow]

ENGINE = [sys.executable, "-m", "prefect.engine"]
RUN = "0f0e0d0c-0b0a-4908-8706-050403020100"


class SilentServer:
    """A server that takes every question and answers none: a run waits for it without end."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.asked = b""
        self.open = []
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self):
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            self.open.append(connection)
            self.asked += connection.recv(4096)

    def environment(self, tmp_path):
        port = self.listening.getsockname()[1]
        given = {"PREFECT_API_URL": f"http://127.0.0.1:{port}/api", "PREFECT_HOME": str(tmp_path)}
        return {**os.environ, **given, "PREFECT__FLOW_RUN_ID": RUN}


@pytest.fixture
def silent():
    server = SilentServer()
    yield server
    server.listening.close()
    for connection in server.open:
        connection.close()


class Started:
    """What Prefect's runner is handed of a run that was started."""

    def __init__(self) -> None:
        self.process = None
        self.is_over = None

    def started(self, process):
        self.process = process


@contextmanager
def begun(environment, folder=None):
    """A run of Prefect's engine, started as the runner does; how to end it early."""
    handed, loop = Started(), asyncio.new_event_loop()
    run = loop.create_task(
        _starter_engine.run_process(
            ENGINE, stream_output=True, env=environment, cwd=folder, task_status=handed,
            task_status_handler=lambda process: process,
        )
    )  # fmt: skip
    handed.is_over = run.done
    thread = threading.Thread(target=lambda: loop.run_until_complete(asyncio.wait([run])))
    thread.start()
    try:
        yield handed, lambda: loop.call_soon_threadsafe(run.cancel)
    finally:
        thread.join(60)
        assert not thread.is_alive(), "the run did not end"
        loop.close()


def test_a_run_asks_the_server_of_its_environment_for_the_run_of_its_environment(silent, tmp_path):
    with ready_process(), begun(silent.environment(tmp_path)) as (_, cancel):
        asked = until(lambda: silent.asked, "the server is asked", 60)
        cancel()

    assert f"/api/flow_runs/{RUN} ".encode() in asked


def test_a_run_has_the_pipeline_imported_before_it_knows_what_it_is_to_do(silent, tmp_path):
    with ready_process(), begun(silent.environment(tmp_path)) as (run, cancel):
        until(lambda: silent.asked, "it asks what it is to do", 60)
        imported = Path(f"/proc/{run.process.pid}/maps").read_text()
        cancel()

    assert "pyarrow" in imported


def test_ctrl_c_does_not_reach_the_ready_process_but_its_runs(silent, tmp_path):
    code = "import flows.preloaded, os; os.kill(os.getpid(), 2); print('there')"
    alone = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    with ready_process(), begun(silent.environment(tmp_path)) as (run, cancel):
        until(lambda: silent.asked, "it is at work", 60)
        status = Path(f"/proc/{run.process.pid}/status").read_text().splitlines()
        cancel()

    caught = next(int(line.split()[1], 16) for line in status if line.startswith("SigCgt"))
    assert (alone.stdout, alone.stderr) == ("there\n", "")
    assert caught & 1 << signal.SIGINT - 1


def test_a_run_works_in_the_folder_that_it_is_given(silent, tmp_path):
    with ready_process(), begun(silent.environment(tmp_path), tmp_path) as (run, cancel):
        until(lambda: silent.asked, "it is at work", 60)
        folder = Path(f"/proc/{run.process.pid}/cwd").resolve()
        cancel()

    assert folder == tmp_path.resolve()


def test_a_run_that_is_called_off_is_ended_at_once(silent, tmp_path):
    with ready_process(), begun(silent.environment(tmp_path)) as (run, cancel):
        until(lambda: silent.asked, "it is at work", 60)
        cancel()

    assert run.process.exitcode == -9


def test_a_run_that_is_killed_tells_by_what(silent, tmp_path):
    with ready_process(), begun(silent.environment(tmp_path)) as (run, _):
        until(lambda: silent.asked, "it is at work", 60)
        os.kill(run.process.pid, 15)

    assert run.process.exitcode == -15


def test_a_run_whose_ready_process_is_killed_is_watched_until_it_ends_and_can_be_called_off(silent, tmp_path):
    with ready_process(), begun(silent.environment(tmp_path)) as (run, cancel):
        until(lambda: silent.asked, "it is at work", 60)
        state = Path(f"/proc/{run.process.pid}/stat")
        os.kill(int(state.read_text().rsplit(")", 1)[1].split()[1]), 9)
        time.sleep(1)
        assert state.exists()
        assert not run.is_over()
        cancel()
        until(lambda: not state.exists(), "it is ended", 60)


def test_a_run_that_fails_ends_with_the_exit_code_of_prefect_s_engine(silent, tmp_path):
    environment = silent.environment(tmp_path) | {"PREFECT__FLOW_RUN_ID": "none"}
    with ready_process(), begun(environment) as (run, _):
        pass

    assert run.process.exitcode == 1


def test_nothing_but_a_run_of_prefect_s_engine_is_forked(silent, tmp_path):
    async def another():
        await _starter_engine.run_process(
            [sys.executable, "-m", "http.server"], env={}, cwd=None, task_status=anyio.TASK_STATUS_IGNORED,
            task_status_handler=lambda process: process,
        )  # fmt: skip

    with ready_process(), pytest.raises(AssertionError, match=r"is no run of Prefect's engine"):
        asyncio.run(another())


def test_afterwards_and_where_forking_is_not_safe_runs_start_as_prefect_starts_them(monkeypatch):
    of_prefect = _starter_engine.run_process
    with ready_process():
        assert _starter_engine.run_process is not of_prefect
    assert _starter_engine.run_process is of_prefect

    monkeypatch.setattr(sys, "platform", "darwin")
    with ready_process():
        assert _starter_engine.run_process is of_prefect
