"""What a flow costs over the bare pipeline: with the server of `schedule serve`, and with one for a single run.

usage: python benchmarks/flow_overhead.py [FOLDER_OF_EXPORTS] [--times 3]

The folder is that of the samples unless another is named (`benchmarks/plan.py` makes larger ones: its `org`). Each plan
is made in a process of its own, the three ways in turn, and the fastest of each counts: the rest is what else the
machine did. `schedule serve` starts its server once, and each run as a process; where no server is named, as when
somebody calls a flow from Python, Prefect starts one for that run alone, which no command of this project does. What a
process needs to import is told by itself: it does not grow with the org. Byte code is kept, as it is after `pip
install`, and each way has a plan of the samples first, which compiles and makes the data base of its server.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from flows.server import QUIET, own_server

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "data/samples"
BARE = """
import sys, time
begun = time.perf_counter()
from pathlib import Path
from hygiene import moments, pipeline
print(time.perf_counter() - begun, flush=True)
pipeline.make_and_save_plan(pipeline.PlanRequest(Path(sys.argv[1]), Path(sys.argv[2]), moments.now()))
"""
FLOW = """
import sys, time
begun = time.perf_counter()
from flows.plan import plan
print(time.perf_counter() - begun, flush=True)
plan(source=sys.argv[1], out=sys.argv[2])
"""


def main() -> None:
    """Print a line for each way."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("exports", type=Path, nargs="?", default=SAMPLES)
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, own_server(Path(name) / "server", _free_port()) as api:
        ways = {
            "bare pipeline": (BARE, {}),
            "flow, served": (FLOW, {"PREFECT_API_URL": api, "PREFECT_HOME": f"{name}/client"}),
            "flow, server for one run": (
                FLOW,
                {
                    "PREFECT_HOME": f"{name}/own",
                    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
                    # Compiling and the data base may take it longer than Prefect waits, the first time.
                    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "240",
                },
            ),
        }  # fmt: skip
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = f"{name}/byte_code"
        for place, (code, environment) in enumerate(ways.values()):
            seconds(code, SAMPLES, Path(name) / f"first-{place}", environment)
        taken = {way: [] for way in ways}
        for number in range(options.times):
            for place, (way, (code, environment)) in enumerate(ways.items()):
                out = Path(name) / f"plan-{place}-{number}"
                taken[way].append(seconds(code, options.exports, out, environment))
    bare = min(taken["bare pipeline"])
    print(f"{'way':26} {'seconds':>8} {'more':>8} {'':>7} {'importing':>10} {'the rest':>9} {'':>7}   all")
    for way, times in taken.items():
        (whole, importing), rest = min(times), min(times)[0] - min(times)[1]
        more, more_rest = whole - bare[0], rest - (bare[0] - bare[1])
        print(
            f"{way:26} {whole:8.2f} {more:8.2f} {more / bare[0]:7.1%} {importing:10.2f} {rest:9.2f}"
            f" {more_rest / bare[0]:7.1%}   {[round(each, 1) for each, _ in times]}"
        )


def seconds(code: str, exports: Path, out: Path, environment: dict[str, str]) -> tuple[float, float]:
    """How long the process takes that makes the plan, and how long of it it imports."""
    start = time.perf_counter()
    # A flow fails when a cap is passed, which large invented orgs do; its plan is saved all the same.
    done = subprocess.run(
        [sys.executable, "-c", code, str(exports), str(out)],
        check=False, cwd=ROOT, env={**os.environ, **QUIET, **environment}, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    taken = time.perf_counter() - start
    assert (out / "manifest.json").exists(), f"no plan was made of {exports}"
    return taken, float(done.stdout.split(maxsplit=1)[0])


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


if __name__ == "__main__":
    main()
