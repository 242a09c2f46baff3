"""`lead-hygiene report`: a saved plan told to the person who reads it, with what an apply to a folder made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from hygiene import saved_plan
from hygiene.crm.private_page import write_private
from hygiene.errors import InputError, UsageError
from hygiene.manifest import as_json
from hygiene.plan import Plan
from hygiene.report.analyst import analyst
from hygiene.report.monday import Weekend, monday
from hygiene.report.page import render
from hygiene.report.sheet import Sheet, as_page, as_text
from hygiene.report.summary import summarise
from hygiene.report.terminal import screen
from hygiene.saved_plan import SavedPlan
from schemas.columns import TEXT

READERS: Final = ("reviewer", "analyst", "monday")


@dataclass(frozen=True)
class ReportRequest:
    """Which plan is told to whom.

    out: file for it, `.txt` for plain text, else a page (or JSON). applied: folder of an apply, with its receipts.csv.
    since: folder of an earlier plan. now: a plan much older than this tells that a run is missing.
    """

    plan: Path
    reader: str = "reviewer"
    out: Path | None = None
    json: bool = False
    applied: Path | None = None
    since: Path | None = None
    now: pd.Timestamp | None = None


def report(request: ReportRequest) -> str:
    """The report as text; with `out` it is written there, and the text says so.

    Raises:
        InputError, BrakeError: as `saved_plan.load`; InputError also for receipts that are not those of this plan.
        UsageError: an unknown reader, `applied` or `since` for another reader than monday, or no place for the file.
    """
    _check(request)
    saved = saved_plan.load(request.plan)
    summary = summarise(saved.plan, saved.policy)
    text = _file(request, saved, summary) if request.out else _text(request, saved, summary)
    if request.out is None:
        return text
    write_private(request.out, text)
    return f"Wrote {request.out.as_posix()}"


def _check(request: ReportRequest) -> None:
    if request.reader not in READERS:
        raise UsageError(f"--for {request.reader}: a report is for {', '.join(READERS)}; choose one.")
    if request.reader != "monday" and (request.applied or request.since):
        raise UsageError("--applied and --since are told on the Monday page; add --for monday.")


def _text(request: ReportRequest, saved: SavedPlan, summary: Mapping[str, Any]) -> str:
    if request.json:
        return as_json(summary).rstrip("\n")
    if request.reader == "reviewer":
        return screen(saved.plan, saved.policy, request.plan.as_posix(), summary)
    return as_text(_sheet(request, saved.plan, summary))


def _file(request: ReportRequest, saved: SavedPlan, summary: Mapping[str, Any]) -> str:
    if request.json or (request.out is not None and request.out.suffix.lower() == ".txt"):
        return _text(request, saved, summary) + "\n"
    if request.reader == "reviewer":
        return render(saved.plan, saved.policy, summary)
    return as_page(_sheet(request, saved.plan, summary))


def _sheet(request: ReportRequest, plan: Plan, summary: Mapping[str, Any]) -> Sheet:
    if request.reader == "analyst":
        return analyst(plan, summary)
    earlier = None if request.since is None else saved_plan.load(request.since)
    decision = plan.tables["review"]["decision"].str.strip().fillna("")
    return monday(
        Weekend(
            summary, plan.as_of, len(plan.tables["changes"]), int((decision == "").sum()),
            receipts=None if request.applied is None else _receipts(request.applied, plan),
            since=None if earlier is None else summarise(earlier.plan, earlier.policy), now=request.now,
        )
    )  # fmt: skip


def _receipts(folder: Path, plan: Plan) -> pd.DataFrame:
    """`change_id`, `rule`, `status`, `because`, a row for each change of the plan.

    Raises:
        InputError: no receipts there, or those of another plan.
    """
    try:
        table = pd.read_csv(folder / "receipts.csv", dtype=TEXT, keep_default_na=False, na_values=[""])
        found = table[["change_id", "rule", "status", "because"]]
    except FileNotFoundError:
        raise InputError(f"{folder} holds no receipts.csv; name the folder that apply wrote.") from None
    except (OSError, ValueError, KeyError):
        raise InputError(f"{folder / 'receipts.csv'} cannot be read; apply the plan again, to a new folder.") from None
    if sorted(found["change_id"].fillna("")) != sorted(plan.tables["changes"]["change_id"].fillna("")):
        raise InputError(
            f"The receipts in {folder} are not those of this plan; name the folder that it was applied to."
        )
    return found
