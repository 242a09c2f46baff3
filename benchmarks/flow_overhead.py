"""What a flow costs over the bare pipeline: as `schedule serve` runs it, as a worker does, and without any server.

usage: python benchmarks/flow_overhead.py [FOLDER_OF_EXPORTS] [--times 3]

The folder is that of the samples unless another is named (`benchmarks/plan.py` makes larger ones: its `org`). The ways
are taken in turn, each from before its process starts until that has ended, and the fastest of each counts: the rest is
what else the machine did. `schedule serve` starts its server and its ready process once, so both are there already;
so is the server that a worker asks. Where no server is named, as when somebody calls a flow from Python, Prefect starts
one for that run alone, which no command of this project does. Byte code is kept, as it is after `pip install`, and each
way has a plan of the samples first, which compiles and makes the data base of its server.
"""

import argparse
import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any, Final

from prefect.client.orchestration import get_client
from prefect.runner import _starter_engine
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.types.entrypoint import EntrypointType

from flows.ready_process import ready_process
from flows.server import QUIET, own_server
from flows.serving import flow_named

ROOT: Final = Path(__file__).parents[1]
SAMPLES: Final = ROOT / "data/samples"
BARE: Final = """
import sys
from pathlib import Path
from hygiene.allocators import keep_memory
keep_memory()
from hygiene import moments, pipeline
pipeline.make_and_save_plan(pipeline.PlanRequest(Path(sys.argv[1]), Path(sys.argv[2]), moments.now()))
"""
FLOW: Final = "import sys; from flows.plan import plan; plan(source=sys.argv[1], out=sys.argv[2])"
WITHOUT_SERVER: Final = {
    "PREFECT_API_URL": "",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    # Compiling and the data base may take it longer than Prefect waits, the first time.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "240",
}

Way = Callable[[Path, Path], None]
"""Makes a plan of a folder of exports in another folder."""


def main() -> None:
    """Print a line for each way."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("exports", type=Path, nargs="?", default=SAMPLES)
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as name, own_server(Path(name) / "server", _free_port()) as api:
        folder = Path(name)
        os.environ |= {
            **QUIET, "PYTHONPYCACHEPREFIX": f"{name}/byte_code", "PREFECT_API_URL": api, "PREFECT_HOME": f"{name}/home",
        }  # fmt: skip
        with temporary_settings({PREFECT_API_URL: api}):
            taken = _taken(_ways(folder), options.exports.resolve(), folder, options.times)
    bare = min(taken["bare pipeline"])
    print(f"{'way':26} {'seconds':>8} {'more':>8} {'':>7}   all")
    for way, times in taken.items():
        more = min(times) - bare
        print(f"{way:26} {min(times):8.2f} {more:8.2f} {more / bare:7.1%}   {[round(each, 1) for each in times]}")


def _ways(folder: Path) -> dict[str, Way]:
    made: Any = flow_named("plan").to_deployment(name="measured", entrypoint_type=EntrypointType.MODULE_PATH)
    deployment = made.apply()
    alone = WITHOUT_SERVER | {"PREFECT_HOME": str(folder / "alone")}
    return {
        "bare pipeline": partial(_by_interpreter, BARE, {}),
        "flow, `schedule serve`": partial(_by_runner, deployment, is_ready=True),
        "flow, a worker": partial(_by_runner, deployment, is_ready=False),
        "flow, server for one run": partial(_by_interpreter, FLOW, alone),
    }


def _taken(ways: Mapping[str, Way], exports: Path, folder: Path, times: int) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for number in range(times + 1):
        for place, (way, make) in enumerate(ways.items()):
            out = folder / f"plan-{place}-{number}"
            start = time.perf_counter()
            make(exports if number else SAMPLES, out)
            taken[way] += [time.perf_counter() - start] if number else []
            # A flow fails when a cap is passed, which large invented orgs do; its plan is saved all the same.
            assert (out / "manifest.json").exists(), f"no plan was made of {exports}"
    return taken


def _by_interpreter(code: str, environment: Mapping[str, str], exports: Path, out: Path) -> None:
    command = [sys.executable, "-c", code, str(exports), str(out)]
    subprocess.run(command, check=False, cwd=ROOT, env={**os.environ, **environment}, stderr=subprocess.DEVNULL)


def _by_runner(deployment: Any, exports: Path, out: Path, *, is_ready: bool) -> None:
    """A run of the deployment, started by what Prefect's runner and its workers start theirs with."""
    with get_client(sync_client=True) as client:
        parameters = {"source": str(exports), "out": str(out)}
        run = client.create_flow_run_from_deployment(deployment, parameters=parameters)
    starter = _starter_engine.EngineCommandStarter(stream_output=False)
    with ready_process() if is_ready else nullcontext():
        asyncio.run(starter.start(run))


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


if __name__ == "__main__":
    main()
