"""A Prefect server of our own on loopback, started again when it ends; none where `PREFECT_API_URL` names one.

It ends with this process, even where that is killed: the next start finds its port free.
"""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx

from hygiene.errors import OutsideError, UsageError
from hygiene.file_lock import file_lock
from hygiene.home import VARIABLE

QUIET: Final = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
"""No message of ours, or of Prefect, leaves the machine."""

LASTING: Final = {"PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem"}
"""Who holds a job's place outlives the server: kept in memory, a run that died with it would hold it for good."""

_START_SECONDS: Final = 240
_LOOK_SECONDS: Final = 2.0
_LOCK: Final = ".serving.lock"


@contextmanager
def own_server(home: Path, port: int) -> Iterator[str]:
    """The server runs while the context lasts; gives the address of its API.

    Its data base lies in `home`. Where `PREFECT_API_URL` names a server, that one is used and nothing is started.

    Raises:
        UsageError: something else listens on the port, or serves from this home. OutsideError: the server does not
            start.
    """
    if named := os.environ.get("PREFECT_API_URL"):
        yield named
        return
    _check_free(port)
    home.mkdir(parents=True, exist_ok=True)

    def busy() -> UsageError:
        # Two servers on one data base would give each other's jobs their own folders, whatever their ports.
        return UsageError(f"Jobs are served already from {home.parent}; stop those, or name another {VARIABLE}.")

    with file_lock(home / _LOCK, busy, f"name another {VARIABLE}"), _running(home, port) as api:
        yield api


@contextmanager
def _running(home: Path, port: int) -> Iterator[str]:
    api = f"http://127.0.0.1:{port}/api"
    environment = {**LASTING, **os.environ, **QUIET, "PREFECT_HOME": str(home), "PREFECT_API_URL": api}
    command = [sys.executable, "-m", "flows.server_process", "server", "start"]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    stopping = threading.Event()
    with (home / "server.log").open("ab") as log:

        def start() -> subprocess.Popen[bytes]:
            return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=log, stderr=log)

        server = start()
        keeper = threading.Thread(target=_keep, args=(server, start, stopping))
        try:
            _wait_for(api, server, home / "server.log")
        except BaseException:
            stopping.set()
            raise
        finally:
            keeper.start()
        try:
            yield api
        finally:
            stopping.set()
            keeper.join()


def _check_free(port: int) -> None:
    """Asked for first: a server of somebody else would answer in the place of ours, and take our jobs."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server: a place left just now is free
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise UsageError(
                f"Port {port} of this machine is taken, perhaps by jobs that are served already; stop those, name "
                "another with --port, or set PREFECT_API_URL to the Prefect server that is meant."
            ) from None


def _keep(
    server: subprocess.Popen[bytes], start: Callable[[], subprocess.Popen[bytes]], stopping: threading.Event
) -> None:
    while not stopping.wait(_LOOK_SECONDS):
        if server.poll() is not None:
            server.communicate()
            server = start()
    server.terminate()
    server.wait()  # before its input is closed: then it would end at once
    server.communicate()


def _wait_for(api: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            if httpx.get(f"{api}/health", timeout=5).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    raise OutsideError(f"The Prefect server did not start; what it said is in {log}.")
