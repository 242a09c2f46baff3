"""A process that has imported Prefect and the pipeline, from which each served run is forked.

Importing them takes a run longer than all else that Prefect does for it, and most runs, which come by every few
minutes, find nothing to do. Prefect's runner starts an interpreter for each; where processes cannot be forked safely
(macOS, Windows) it still does.
"""

import multiprocessing
import os
import runpy
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing import forkserver
from pathlib import Path
from typing import Any, Final

import anyio
import anyio.abc
from prefect.context import refresh_global_settings_context
from prefect.runner import _starter_engine

_ENGINE: Final = "prefect.engine"


@contextmanager
def ready_process() -> Iterator[None]:
    """While the context lasts, runs that Prefect's runner starts in this process are forked from one that is ready."""
    if sys.platform != "linux":
        yield
        return
    multiprocessing.get_context("forkserver").set_forkserver_preload(["flows.preloaded"])
    forkserver.ensure_running()
    theirs, name = vars(_starter_engine), "run_process"  # Prefect names this function as the one to put another for
    started = theirs[name]
    theirs[name] = _forked
    try:
        yield
    finally:
        theirs[name] = started


async def _forked(
    command: list[str], *, env: Mapping[str, str], cwd: Path | str | None,
    task_status: anyio.abc.TaskStatus[Any], task_status_handler: Callable[[Any], Any], **_: Any,
) -> None:  # fmt: skip
    """Runs Prefect's engine to its end, and ends it with SIGKILL when this is cancelled, as Prefect's own does."""
    assert command[1:] == ["-m", _ENGINE], f"{command} is no run of Prefect's engine"
    process = multiprocessing.get_context("forkserver").Process(target=run_engine, args=(dict(env), cwd))
    # Not in a thread: a start looks after the other runs too, whose exit codes can be read but once.
    process.start()
    task_status.started(task_status_handler(process))
    # Not by what the ready process tells: were it killed, a run that goes on would seem to be over.
    ended = os.pidfd_open(process.pid or 0)
    try:
        await anyio.wait_readable(ended)
    finally:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(ended, signal.SIGKILL)
        os.close(ended)
        process.join()


def run_engine(environment: Mapping[str, str], folder: Path | str | None) -> None:
    """Does what `python -m prefect.engine` does in that environment and folder."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(environment)
    if folder is not None:
        os.chdir(folder)
    refresh_global_settings_context()
    sys.argv = sys.argv[:1]  # the words of the command that serves are not for the engine
    sys.modules.pop(_ENGINE, None)
    runpy.run_module(_ENGINE, run_name="__main__")
