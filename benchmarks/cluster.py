"""When a Dask cluster pays: plans of growing orgs made here with one and two workers, and on a cluster of two workers.

usage: python benchmarks/cluster.py NAMES_FOLDER [--people 50000 130000] [--times 1]

NAMES_FOLDER as for `make_people.py`. The cluster is a scheduler and two workers of one thread each, on loopback: so it
has the processors of this machine, and what it costs over two workers here is what it costs to send people around.
The ways are measured in turn; the fastest of each counts. The tables of the plans must be the same to the byte; what
differs beside them is the policy, which names the cluster.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from plan import org

from tests.dask_cluster import dask_cluster

ROOT = Path(__file__).parents[1]
AS_OF = "2026-11-21T06:00:00Z"
CONTACTS = 0.23
"""Of the people, as in an org of 100,000 leads and 30,000 contacts."""


def main() -> None:
    """Print a line for each size and way."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", type=Path)
    parser.add_argument("--people", type=int, nargs="+", default=[50_000, 130_000])
    parser.add_argument("--times", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "cluster").mkdir()
        with dask_cluster(folder / "cluster", 2) as cluster:
            print(f"{'people':>9} {'way':26} {'seconds':>8}   all")
            for people in options.people:
                contacts = round(people * CONTACTS)
                org(folder / str(people), options.names, people - contacts, contacts)
                compared(folder / str(people), people, cluster.place, options.times)


def compared(source: Path, people: int, place: str, times: int) -> None:
    """Make the plan of one org in every way, and print what each took."""
    ways = {"here, 1 worker": ("local", 1), "here, 2 workers": ("local", 2), "cluster of 2 workers": (place, 1)}
    taken = {way: [] for way in ways}
    digests = set()
    for number in range(times):
        for way, (execution, workers) in ways.items():
            out = source.with_name(f"{people} {way} {number}")
            taken[way].append(seconds(source, out, execution, workers))
            tables = b"".join(table.read_bytes() for table in sorted(out.glob("*.csv")))
            digests.add(hashlib.sha256(tables).hexdigest())
    assert len(digests) == 1, f"the plans differ: {sorted(digests)}"
    for way, all_of_it in taken.items():
        print(f"{people:9,} {way:26} {min(all_of_it):8.1f}   {[round(each, 1) for each in all_of_it]}", flush=True)


def seconds(source: Path, out: Path, execution: str, workers: int) -> float:
    """How long the command takes that makes the plan."""
    policy = source / "policy.yaml"
    policy.write_text(f'execution: "{execution}"\n', encoding="utf-8")
    command = [sys.executable, "-m", "hygiene.cli", "plan", source, "--out", out, "--as-of", AS_OF]
    command += ["--workers", str(workers)]
    start = time.perf_counter()
    # A cap that is passed ends the command with 4; the plan is saved all the same.
    done = subprocess.run(
        [str(word) for word in command], check=False, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True
    )
    taken = time.perf_counter() - start
    assert (out / "changes.csv").exists(), done.stderr
    return taken


if __name__ == "__main__":
    main()
