"""The report of a plan with what a run on an org made of it."""

from pathlib import Path

import pandas as pd

from hygiene import moments, run_files
from hygiene.erasure_status import erasure_status
from hygiene.errors import InputError
from hygiene.ledger import Ledger, open_ledger
from hygiene.ledger.runs import Run, find
from hygiene.ledger.store import moment_of
from hygiene.plan import Plan
from hygiene.planning_memory import plan_note
from hygiene.report.applied import Applied
from hygiene.report.over_time import Point
from hygiene.report.page import render
from hygiene.report.summary import summarise
from hygiene.saved_plan import SavedPlan
from schemas.columns import TEXT


def told_by_ledger(name: str, saved: SavedPlan, folder: Path) -> Applied:
    """As `applied_of`, from the ledger of this home.

    Raises:
        As `applied_of`, and as `open_ledger`.
    """
    with open_ledger(moments.now, create=False) as ledger:
        return applied_of(ledger, name, saved, folder)


def applied_of(ledger: Ledger, name: str, saved: SavedPlan, folder: Path) -> Applied:
    """What the ledger and the run's files tell.

    name: the run's id, or its beginning. folder: of the plan.

    Raises:
        UsageError: no such run. InputError: a run of another plan, or its receipts are not there.
    """
    run = find(ledger, name)
    if run.plan != saved.plan.digest:
        raise InputError(f"Run {run.id} wrote another plan than that in {folder.as_posix()}; name the plan of the run.")
    files = run_files.folder_of(folder, run.id)
    receipts = _read(files / run_files.RECEIPTS, "record_id", "rule", "action", "status")
    differences = files / run_files.DIFFERENCES
    differing = len(_read(differences, "record_id")) if differences.exists() else None
    return Applied(
        run.id, run.target, run.state, run.by, run.begun, run.ended, receipts,
        _approved_by(ledger, run), differing, ledger.head().text(),
        erasure_status(ledger, run, receipts, saved.policy), _planned_by(ledger, run),
    )  # fmt: skip


def page_of(saved: SavedPlan, ledger: Ledger, run: str, folder: Path) -> str:
    """The report for a reviewer, with what the run made of the plan, and the plans of this org before it (HTML)."""
    applied = applied_of(ledger, run, saved, folder)
    told = summarise(saved.plan, saved.policy)
    return render(saved.plan, saved.policy, told, applied, history=earlier_plans(ledger, saved.plan))


def earlier_plans(ledger: Ledger, plan: Plan) -> list[Point]:
    """The plans of the same source and rules that the ledger knows from before this one, but for those pruned."""
    noted = [entry.content for entry in ledger.entries("plan") if entry.content]
    this = plan_note(plan)
    return [
        Point(
            moment_of(content["as_of"]),
            {rule: int(told["duplicates_before"]) for rule, told in content["duplicates"].items()},
            {code: int(count) for code, count in content["findings"].items()},
            str(content["policy"]),
        )
        for content in noted
        if all(content.get(key) == this[key] for key in ("source", "rules"))
        and moment_of(content["as_of"]) < plan.as_of
    ]


def earlier_plans_told(plan: Plan) -> list[Point]:
    """As `earlier_plans`, from the ledger of this home.

    Raises:
        As `open_ledger`.
    """
    with open_ledger(moments.now, create=False) as ledger:
        return earlier_plans(ledger, plan)


def _planned_by(ledger: Ledger, run: Run) -> tuple[str, ...]:
    made = ledger.entries("plan", subject=run.plan)
    return tuple(sorted({str(entry.content["by"]) for entry in made if entry.content}))


def _approved_by(ledger: Ledger, run: Run) -> tuple[str, ...]:
    given = ledger.entries("approval", subject=run.plan)
    names = {str(entry.content["by"]) for entry in given if entry.content.get("part") == run.part}
    return tuple(sorted(names))


def _read(file: Path, *columns: str) -> pd.DataFrame:
    try:
        table = pd.read_csv(file, dtype=TEXT, keep_default_na=False, na_values=[""])
        return table[list(columns)]
    except (OSError, ValueError, KeyError):
        raise InputError(f"{file.as_posix()} cannot be read: the run has not ended, or the file is damaged.") from None
