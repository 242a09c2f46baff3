"""How fast an org is read and written, with how many API calls and how much memory, against the stand-in.

usage: python benchmarks/salesforce.py [--leads 200000] [--writes 10000]

The stand-in runs in a process of its own; memory and processor time are those of this side alone. A real org takes
longer to answer; the number of calls is the same.

The floor is what the API's own limits allow: each record read once (2,000 a call) right before its write, one Bulk job
(create, upload, close, one poll, two results) or SOAP calls of 200 merges. What is made beyond it buys safety: the
stamps are read again before each batch of the policy's size, a canary goes first, images are read after the stamps, and
the children of losers are noted before a merge moves them.
"""

import argparse
import csv
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from hygiene.apply.executor import Executor
from hygiene.apply.images import MemoryImages
from hygiene.apply.journal import MemoryJournal
from hygiene.apply.pace import pace_of
from hygiene.apply.steps import Kind, Step
from hygiene.apply.verifying import verify
from hygiene.crm.salesforce.connect import connect
from hygiene.crm.salesforce.describe import describe
from hygiene.crm.salesforce.extract import extract_to
from hygiene.crm.salesforce.session import OrgSession
from hygiene.crm.salesforce.sink import SalesforceSink
from hygiene.crm.salesforce.standing import OrgRecords
from hygiene.policy import Policy, load

STAMP = "2026-11-20T00:00:00Z"
_CHECKSUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def main() -> None:
    """Print a line for each thing measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--leads", type=int, default=200_000)
    parser.add_argument("--writes", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "export").mkdir()
        write_leads(folder / "export/Lead.csv", options.leads)
        with stand_in(folder), connect(load()) as org:
            extraction(org, load(), folder)
            writes(org, load(), options.writes)


def write_leads(path: Path, count: int) -> None:
    """Leads with the fields that most have."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(
            ["Id", "FirstName", "LastName", "Email", "Company", "Status", "Phone", "Title", "SystemModstamp"]
        )
        for number in range(count):
            person = (
                f"First{number}",
                f"Last{number}",
                f"p{number}@firm{number % 9999}.example",
                f"Firm {number % 9999}",
            )
            writer.writerow([lead_id(number), *person, "Raw", f"+1415{number:07d}", "Engineer", STAMP])


def lead_id(number: int) -> str:
    """A valid id of 18 characters; all letters of the first 15 but the Q are digits or lower case."""
    core = f"00Q5e{number:010d}"
    checks = (
        sum(1 << at for at, letter in enumerate(core[start : start + 5]) if letter.isupper()) for start in (0, 5, 10)
    )
    return core + "".join(_CHECKSUM[check] for check in checks)


@contextmanager
def stand_in(folder: Path) -> Iterator[None]:
    """The stand-in org with the leads, named by the environment."""
    command = [sys.executable, "-m", "tests.org", "--port", "0", "--load", str(folder / "export")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            told = json.loads(process.stdout.readline())
            os.environ |= {
                "SALESFORCE_INSTANCE_URL": told["instance_url"],
                "SALESFORCE_ACCESS_TOKEN": told["access_token"],
                "REQUESTS_CA_BUNDLE": told["ca_file"],
            }
            yield
        finally:
            process.terminate()


@contextmanager
def measured(what: str, number: int, org: OrgSession) -> Iterator[None]:
    """Prints what the block took for so many things."""
    calls, wall, used = org.calls, time.perf_counter(), time.process_time()
    yield
    seconds, made = time.perf_counter() - wall, org.calls - calls
    print(
        f"{what}: {number:,} in {seconds:.1f} s ({time.process_time() - used:.1f} s of processor here),"
        f" {number / seconds:,.0f} a second, {made:,} calls ({made * 10_000 / number:,.0f} for each 10,000)"
    )


def extraction(org: OrgSession, policy: Policy, folder: Path) -> None:
    """Leads to a file, by the Bulk API."""
    found = {"Lead": describe(org, "Lead", policy)}
    before = peak_megabytes()
    count = sum(1 for _ in (folder / "export/Lead.csv").open(encoding="utf-8")) - 1
    with measured("extract", count, org):
        extract_to(org, folder, policy, found)
    print(f"extract: {peak_megabytes() - before:.0f} MB more than before it, {peak_megabytes():.0f} MB in all")


def peak_megabytes() -> float:
    """The most memory that this process had so far."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def writes(org: OrgSession, policy: Policy, count: int) -> None:
    """Each kind of step at the policy's pace, on records of its own, then all of them read again."""
    first = 0
    for kind in ("update", "merge", "delete", "erase"):
        size = 3 if kind == "merge" else 1
        steps = [step(kind, number, first + number * size, size) for number in range(count // size)]
        first += len(steps) * size
        sink, journal, images = SalesforceSink(org, policy), MemoryJournal(), MemoryImages()
        with measured(kind, count, org):
            Executor(sink, journal, images, STAMP, pace_of(policy.salesforce)).run(steps)
        print(f"{kind}: the floor is {floor(kind, count):,} calls")
        assert {receipt.status for receipt in journal.receipts()} == {"applied"}, journal.receipts()[:1]
        with measured(f"verify {kind}", count, org):
            checked = verify(steps, journal.receipts(), pd.concat(images.tables), OrgRecords(sink.reader))
        assert checked.differences.empty, checked.text()


def floor(kind: Kind, records: int) -> int:
    """The fewest calls by which so many records could be read and written."""
    reads = math.ceil(records / 2000)
    return reads + (math.ceil(records / 3 / 200) if kind == "merge" else 6)


def step(kind: Kind, number: int, first: int, size: int) -> Step:
    """One write: a blanked phone, a merge of three, or a removal."""
    records = tuple(lead_id(first + place) for place in range(size))
    fields = {"Phone": None} if kind in ("update", "merge") else {}
    stamps = dict.fromkeys(records, "2026-11-20")
    return Step(f"{kind}{number}", number, kind, "Lead", records, (f"{kind}{number}",), fields, stamps)


if __name__ == "__main__":
    main()
