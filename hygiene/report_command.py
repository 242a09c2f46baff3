"""`lead-hygiene report`: a saved plan told to the person who reads it, with what an apply to a folder made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from hygiene import run_files, saved_plan
from hygiene.crm.private_page import write_private
from hygiene.errors import InputError, UsageError
from hygiene.manifest import as_json
from hygiene.plan import Plan
from hygiene.report.analyst import analyst
from hygiene.report.applied import Applied
from hygiene.report.monday import Weekend, monday
from hygiene.report.over_time import Point, point_of
from hygiene.report.page import render
from hygiene.report.sheet import Sheet, as_page, as_text
from hygiene.report.since import Earlier
from hygiene.report.summary import summarise
from hygiene.report.terminal import screen
from hygiene.run_report import earlier_plans_told, told_by_ledger
from hygiene.saved_plan import SavedPlan
from schemas.columns import TEXT

READERS: Final = ("reviewer", "analyst", "monday")


@dataclass(frozen=True)
class ReportRequest:
    """Which plan is told to whom.

    out: file for it, `.txt` for plain text, else a page (or JSON). applied: folder of an apply, with its receipts.csv.
    since: folders of earlier plans; what changed is told against the newest of them. now: a plan much older than this
    tells that a run is missing. run: on an org, that wrote the plan. over_time: with the plans of the same org that the
    ledger knows.
    """

    plan: Path
    reader: str = "reviewer"
    out: Path | None = None
    json: bool = False
    applied: Path | None = None
    since: tuple[Path, ...] = ()
    now: pd.Timestamp | None = None
    run: str | None = None
    over_time: bool = False


def report(request: ReportRequest) -> str:
    """The report as text; with `out` it is written there, and the text says so.

    Raises:
        InputError, BrakeError: as `saved_plan.load`; InputError also for receipts that are not those of this plan.
        UsageError: an unknown reader, an option that is not for this reader, no such run, or no place for
            the file.
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
    if request.reader != "monday" and request.applied:
        raise UsageError("--applied is told on the Monday page; add --for monday.")
    if request.reader == "analyst" and request.since:
        raise UsageError("--since is told to a reviewer and on Monday; add --for reviewer or --for monday.")
    if request.over_time and (request.reader != "reviewer" or request.out is None or request.json):
        raise UsageError("--over-time is told on the reviewer's page; add --out FILE.html.")
    if request.run and request.reader == "reviewer" and (request.json or not _is_page(request)):
        raise UsageError("--run is told to a reviewer on a page; add --out FILE.html, or take --for monday.")
    if request.run and (request.reader == "analyst" or request.applied):
        raise UsageError("--run is told with --for reviewer or --for monday, and stands for --applied.")


def _is_page(request: ReportRequest) -> bool:
    return request.out is not None and request.out.suffix.lower() != ".txt"


def _text(request: ReportRequest, saved: SavedPlan, summary: Mapping[str, Any]) -> str:
    if request.json:
        return as_json(summary).rstrip("\n")
    if request.reader == "reviewer":
        return screen(saved.plan, saved.policy, request.plan.as_posix(), summary)
    return as_text(_sheet(request, saved, summary))


def _file(request: ReportRequest, saved: SavedPlan, summary: Mapping[str, Any]) -> str:
    if request.json or (request.out is not None and request.out.suffix.lower() == ".txt"):
        return _text(request, saved, summary) + "\n"
    if request.reader == "reviewer":
        earlier = _earlier(request)
        newest = earlier[-1] if earlier else None
        return render(
            saved.plan, saved.policy, summary, _run(request, saved), newest, _history(request, saved, earlier)
        )
    return as_page(_sheet(request, saved, summary))


def _sheet(request: ReportRequest, saved: SavedPlan, summary: Mapping[str, Any]) -> Sheet:
    plan = saved.plan
    if request.reader == "analyst":
        return analyst(plan, summary)
    earlier = _earlier(request)
    run = _run(request, saved)
    place = request.applied if run is None else run_files.folder_of(request.plan, run.run)
    decision = plan.tables["review"]["decision"].str.strip().fillna("")
    receipts = None if place is None else _receipts(place, plan)
    planned = len(plan.tables["changes"] if receipts is None else receipts)
    return monday(
        Weekend(
            summary, plan.as_of, planned, int((decision == "").sum()), receipts=receipts,
            since=earlier[-1].summary if earlier else None, now=request.now,
            untold=None if run is None else tuple(row.system for row in run.erased_in if row.open),
        )
    )  # fmt: skip


def _earlier(request: ReportRequest) -> list[Earlier]:
    """The earlier plans, oldest first."""
    plans = [saved_plan.load(folder) for folder in request.since]
    told = [Earlier(each.plan, summarise(each.plan, each.policy), each.policy) for each in plans]
    return sorted(told, key=lambda each: each.plan.as_of)


def _history(request: ReportRequest, saved: SavedPlan, earlier: Sequence[Earlier]) -> list[Point]:
    known = earlier_plans_told(saved.plan) if request.over_time or request.run else []
    return [*known, *(point_of(each.plan) for each in earlier)]


def _run(request: ReportRequest, saved: SavedPlan) -> Applied | None:
    return None if request.run is None else told_by_ledger(request.run, saved, request.plan)


def _receipts(folder: Path, plan: Plan) -> pd.DataFrame:
    """`change_id`, `rule`, `action`, `status`, `because`, a row a change, those of choices within cases too.

    Raises:
        InputError: no receipts there, or those of another plan.
    """
    try:
        table = pd.read_csv(folder / "receipts.csv", dtype=TEXT, keep_default_na=False, na_values=[""])
        found = table[["change_id", "rule", "action", "status", "because"]]
    except FileNotFoundError:
        raise InputError(f"{folder} holds no receipts.csv; name the folder that apply wrote.") from None
    except (OSError, ValueError, KeyError):
        raise InputError(f"{folder / 'receipts.csv'} cannot be read; apply the plan again, to a new folder.") from None
    if not plan.tables["changes"]["change_id"].isin(found["change_id"]).all():
        raise InputError(
            f"The receipts in {folder} are not those of this plan; name the folder that it was applied to."
        )
    return found
