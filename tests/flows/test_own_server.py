"""The server that `schedule serve` starts: what it knows outlives it, and SIGTERM stops both."""

import os
import re
import signal
import subprocess
import sys

import httpx
import pytest

from flows.commands import serve_jobs
from flows.server import own_server
from hygiene.errors import UsageError
from tests.ports import free_port
from tests.sound_samples import SAMPLES

pytestmark = [pytest.mark.prefect, pytest.mark.enable_socket]


@pytest.mark.slow
def test_a_place_that_a_run_holds_is_known_to_the_next_server_so_that_it_comes_free(tmp_path, monkeypatch):
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    port = free_port()
    held = {"names": ["job"], "slots": 1, "mode": "concurrency", "lease_duration": 600}
    with own_server(tmp_path / "prefect", port) as api:
        httpx.post(f"{api}/v2/concurrency_limits/", json={"name": "job", "limit": 1}).raise_for_status()
        taken = httpx.post(f"{api}/v2/concurrency_limits/increment-with-lease", json=held).raise_for_status().json()

    with own_server(tmp_path / "prefect", port) as api:
        place = f"{api}/v2/concurrency_limits/leases/{taken['lease_id']}"
        still = httpx.post(f"{place}/renew", json={"lease_duration": 600})
        assert httpx.get(f"{api}/v2/concurrency_limits/job").json()["active_slots"] == 1

    assert still.status_code == httpx.codes.NO_CONTENT, still.text


@pytest.mark.slow
def test_a_second_server_on_the_data_base_of_the_first_is_refused_whatever_its_port(tmp_path, monkeypatch):
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    told = f"Jobs are served already from {tmp_path}; stop those, or name another LEAD_HYGIENE_HOME"
    with (
        own_server(tmp_path / "prefect", free_port()),
        pytest.raises(UsageError, match=re.escape(told)),
        own_server(tmp_path / "prefect", free_port()),
    ):
        pass


@pytest.mark.slow
def test_after_a_kill_of_the_jobs_the_next_start_serves_them_on_the_same_port_at_once(tmp_path):
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PREFECT_")}
    environment |= {"LEAD_HYGIENE_HOME": str(tmp_path / "home"), "PYTHONUNBUFFERED": "1"}
    command = [
        sys.executable,
        "-m",
        "hygiene.cli",
        "schedule",
        "serve",
        "--source",
        str(SAMPLES.resolve()),
        "--port",
        str(port),
    ]

    for _ in range(2):
        serving = subprocess.Popen(
            command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        said = serving.stdout.readline()
        serving.kill()
        serving.communicate()

        assert said.startswith("Serving 3 jobs"), said


def test_a_server_of_somebody_else_on_the_port_is_not_taken_for_ours(tmp_path, monkeypatch, receiver):
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    port = httpx.URL(receiver[0]).port

    with pytest.raises(UsageError, match=f"Port {port} of this machine is taken"), own_server(tmp_path, port):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_source_that_is_not_there_is_told_before_anything_is_served(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(UsageError, match="nowhere: there is no such folder or zip"):
        serve_jobs("nowhere")
    assert list(tmp_path.iterdir()) == []


def test_what_a_script_started_in_the_background_stops_at_sigterm_too():
    code = "import signal, flows.serving; flows.serving.stop_at_sigterm(); signal.raise_signal(signal.SIGTERM)"
    ignored = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as `command &` in a script hands it down
    try:
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=os.environ)
    finally:
        signal.signal(signal.SIGINT, ignored)

    assert done.returncode == -signal.SIGINT
    assert "KeyboardInterrupt" in done.stderr
