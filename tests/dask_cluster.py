"""A Dask cluster on loopback: a scheduler and workers, each a process of its own."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
_SECONDS = 300


class DaskCluster:
    """`place` as the policy writes it; `workers`: their processes."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack = folder, stack
        self.scheduler, said = self._started("scheduler", "--port", "0")
        self.address = _found(r"Scheduler at:\s+(tcp://127\.0\.0\.1:\d+)", self.scheduler, said)
        self.place = self.address.replace("tcp", "dask")
        self.workers: list[subprocess.Popen[bytes]] = []
        self.logs: list[Path] = []

    def add_worker(self) -> None:
        """Starts a worker of one thread and waits until the scheduler knows it."""
        worker, said = self._started("worker", self.address, "--nthreads", "1", "--no-nanny")
        self.workers.append(worker)
        self.logs.append(said)
        _found(r"Registered to:\s+(\S+)", worker, said)

    def _started(self, kind: str, *words: str) -> tuple[subprocess.Popen[bytes], Path]:
        said = self._folder / f"{kind}-{len(list(self._folder.iterdir()))}.txt"
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *words, "--host", "127.0.0.1"]
        with said.open("wb") as log:
            process = subprocess.Popen(
                [*command, "--no-dashboard"], cwd=self._folder, stdout=log, stderr=log,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )  # fmt: skip
        self._stack.callback(_ended, process)
        return process, said


@contextmanager
def dask_cluster(folder: Path, workers: int) -> Iterator[DaskCluster]:
    """The cluster runs while the block does."""
    with ExitStack() as stack:
        cluster = DaskCluster(folder, stack)
        for _ in range(workers):
            cluster.add_worker()
        yield cluster


def _found(pattern: str, process: subprocess.Popen[bytes], said: Path) -> str:
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until and process.poll() is None:
        if match := re.search(pattern, said.read_text()):
            return match[1]
        time.sleep(0.1)
    raise AssertionError(said.read_text())


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
