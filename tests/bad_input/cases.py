"""What goes wrong outside: each case one exit code and one sentence that says what to do, and nothing half-written.

Every record holds the word `SECRET` where personal data would stand: no message may repeat it.
"""

import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tests.tables import sf_id

HEADER = "Id,FirstName,LastName,Email,Title,Company,Phone,LeadSource,Status,CreatedDate"
AS_OF = ("--as-of", "2026-11-21")
ONE_RULE = ("--only", "test_lead")  # what is tested here happens before and after the rules


@dataclass(frozen=True)
class Outcome:
    """What a person sees of one call of the command line."""

    exit_code: int
    said: str
    complaint: str


Run = Callable[..., Outcome]


def lead(number: int, **values: str) -> str:
    """One row of `HEADER` with secrets where personal data stand."""
    row = {
        "Id": sf_id(f"Lead {number}"), "FirstName": "SECRET", "LastName": f"SECRET{number}",
        "Email": f"secret{number}@acme.example", "Title": "Head of IT", "Company": "SECRET Acme",
        "Phone": "", "LeadSource": "Demo", "Status": "Accepted", "CreatedDate": "2026-01-31T08:00:00Z", **values,
    }  # fmt: skip
    return ",".join(row[name] for name in HEADER.split(","))


def with_right_checksum(row: str) -> str:
    """The row with the id of a contact where that of a lead stood; both prefixes have one capital or none."""
    number = int(row[5:15])
    return sf_id(f"Contact {number}") + row[18:]


def lead_file(folder: Path, rows: Sequence[str]) -> None:
    (folder / "Lead.csv").write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8", newline="")


def planned(run: Run, export: Path, *options: object) -> Path:
    """The folder of a plan that was made without complaint."""
    plan = export.parent / "plan"
    outcome = run("plan", export, "--out", plan, *AS_OF, *ONE_RULE, *options)
    assert (outcome.exit_code, outcome.complaint) == (0, "")
    assert "SECRET" not in outcome.said.upper()
    return plan


def refused(
    run: Run, source: Path, exit_code: int, *told: str,
    options: Sequence[object] = (), as_of: str = AS_OF[1], out: Path | None = None,
) -> None:  # fmt: skip
    """A plan is not made: one sentence with these words, this exit code, and nothing is left behind."""
    beside = next(folder for folder in [source, *source.parents] if folder.name == "export").parent
    before = sorted(path.name for path in beside.rglob("*"))
    outcome = run("plan", source, "--out", out or beside / "plan", "--as-of", as_of, *ONE_RULE, *options)

    is_one_sentence(outcome, exit_code, *told)
    assert sorted(path.name for path in beside.rglob("*")) == before


def is_one_sentence(outcome: Outcome, exit_code: int, *told: str) -> None:
    assert outcome.exit_code == exit_code, outcome.complaint
    assert [part for part in told if part not in outcome.complaint] == [], outcome.complaint
    assert outcome.complaint.count("\n") == 1
    assert outcome.complaint.endswith((".\n", "?\n"))
    assert "Traceback" not in outcome.complaint
    assert "Bug" not in outcome.complaint
    assert "SECRET" not in (outcome.complaint + outcome.said).upper()


def quarantined(plan: Path) -> pd.DataFrame:
    return pd.read_csv(plan / "quarantine.csv")


def all_rows_accounted(plan: Path, *, read: int, quarantined: int) -> None:
    """rows read = rows out + rows quarantined, as the manifest tells it."""
    inputs = pd.DataFrame(pd.read_json(plan / "manifest.json", typ="series")["inputs"])
    leads = inputs[inputs["object"] == "Lead"].iloc[0]
    assert (leads["rows_read"], leads["rows_quarantined"]) == (read, quarantined)
    assert leads["rows_read"] == leads["rows_out"] + leads["rows_quarantined"]


def left_beside(export: Path) -> list[str]:
    return sorted(path.name for path in export.parent.iterdir() if path != export)


def on_a_full_disk(free_bytes: int, *arguments: object) -> Outcome:
    """The command line in a process of its own in which no file can grow beyond so many bytes."""
    script = (
        "import resource, sys; from hygiene.cli import main;"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({free_bytes}, {free_bytes})); sys.argv[1:1] = []; main()"
    )
    made = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    return Outcome(made.returncode, made.stdout, made.stderr)
