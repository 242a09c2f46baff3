"""How fast the ledger takes entries, and how fast its chain is checked.

usage: python benchmarks/ledger.py [--entries 1000000] [--batch 1000]

Entries are intents and receipts as an apply writes them, in batches that are each durable, on SQLite in a new folder; in
PostgreSQL where `LEAD_HYGIENE_LEDGER_URL` names an empty database. The check is that of `ledger check`, and that of
the stand-alone file over an export.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from hygiene.ledger import Draft, open_ledger
from hygiene.ledger.exporting import CHECKER, export
from hygiene.ledger.runs import Beginning, begin, end


def main() -> None:
    """Print a line for each measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--batch", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        os.environ["LEAD_HYGIENE_HOME"] = name
        measure(Path(name), options.entries // 2, options.batch)


def measure(folder: Path, writes: int, batch: int) -> None:
    """One run of that many writes."""
    with open_ledger(lambda: pd.Timestamp.now("UTC").floor("s"), create=True) as ledger:
        print(f"{ledger.engine.dialect.name}, {2 * writes:,} entries in batches of {batch:,}")
        run = begin(ledger, Beginning("org:bench", "plan", "part", "bench", writes, 0, by_step=True))
        started = time.perf_counter()
        for first in range(0, writes, batch):
            steps = [f"{number:016x}" for number in range(first, min(first + batch, writes))]
            intent = {"position": first, "step": "update", "object": "Lead", "records": steps[:1], "changes": 1}
            receipt = {"status": "applied", "code": "", "message": "", "attempts": 1, "changes": 1}
            ledger.append([Draft("intent", step, intent, run.id) for step in steps])
            ledger.append([Draft("receipt", step, receipt, run.id) for step in steps])
        seconds = time.perf_counter() - started
        print(f"append              {seconds:8.1f} s  {2 * writes / seconds:10,.0f} entries a second")
        end(ledger, run, "completed", {"applied": writes})
        started = time.perf_counter()
        assert ledger.check().sound
        print(f"ledger check        {time.perf_counter() - started:8.1f} s")
        started = time.perf_counter()
        export(ledger, folder / "audit")
        print(f"export              {time.perf_counter() - started:8.1f} s")
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, CHECKER, "chain.jsonl"], cwd=folder / "audit", check=True, stdout=subprocess.DEVNULL
        )
        print(f"stand-alone check   {time.perf_counter() - started:8.1f} s")


if __name__ == "__main__":
    main()
