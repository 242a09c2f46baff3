"""Undoing a run on an org: the plan that takes it back, from the before-images and what stands in the org now."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from hygiene import org_run, resuming
from hygiene.apply.receipts import receipts_table
from hygiene.apply.steps import steps_of
from hygiene.crm.salesforce.extract import read_org
from hygiene.crm.salesforce.sink import SalesforceSink
from hygiene.crm.salesforce.standing import OrgRecords
from hygiene.errors import UsageError
from hygiene.ledger import Clock
from hygiene.ledger.runs import Run
from hygiene.org_run import OrgPlace, Work
from hygiene.plan import Plan
from hygiene.planning_memory import note_plan
from hygiene.progress import Progress
from hygiene.snapshot import Snapshot
from hygiene.undoing import RunDone, save_undo
from hygiene.vault import open_vault


def undo_on_org(
    name: str,
    now: Clock,
    out: Path,
    only: Sequence[str] = (),
    plan: Path | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Saves the plan that undoes a run, or only the named changes or records of it; it is applied like any plan.

    Raises:
        UsageError: no such run, it is open, it is on another place, there are no images, or the folder is used.
        InputError, BrakeError: its plan. OutsideError: org, ledger or vault.
    """
    run, work = resuming.work_of(name, now, plan)
    if run.state == "open":
        raise UsageError(f"Run {run.id} has not ended; first: lead-hygiene resume {run.id}")
    with org_run.held_org(work, now, progress) as place:
        resuming.check_place(run, place)
        vault = open_vault(place.ring, create=False)
        if vault is None:
            raise UsageError("There are no before-images in this home, so nothing can be undone from here.")
        applied = applied_of(work, run, place)
        extract = read_org(place.org, work.saved.policy, now(), progress)
        standing = Snapshot(extract.tables, now(), extract.given)
        with vault:
            done = RunDone(run.id, applied, "salesforce", work.saved.policy)
            made = save_undo(done, vault, standing, _in_bin(applied, work, place), out, only)
    note_plan(made, now)
    return made


def applied_of(work: Work, run: Run, place: OrgPlace) -> pd.DataFrame:
    """Rows of table `changes` that the run wrote."""
    steps = steps_of(work.part.approved)
    receipts = receipts_table(work.part, steps, org_run.journal_of(work, run, place).receipts())
    written = receipts.loc[receipts["status"] == "applied", "change_id"]
    return work.part.approved[work.part.approved["change_id"].isin(written)]


def _in_bin(applied: pd.DataFrame, work: Work, place: OrgPlace) -> frozenset[str]:
    gone = applied[applied["action"].isin(["merge", "delete"])]
    asked = {str(name): list(rows["record_id"].unique()) for name, rows in gone.groupby("object")}
    fates = OrgRecords(SalesforceSink(place.org, work.saved.policy).reader).fates(asked)
    return frozenset(fates.loc[fates["fate"] == "bin", "record_id"])


def told(plan: Plan, out: Path) -> str:
    """What the plan would take back, what it cannot, and how to go on."""
    changes, findings = plan.tables["changes"], plan.tables["findings"]
    done = changes["action"].value_counts().sort_index()
    left = findings["message"].value_counts().sort_index()
    return "\n".join(
        [
            f"Wrote the plan that takes it back to {out.as_posix()}",
            *(f"  {count:,} x {action}" for action, count in done.items()),
            *(f"  {count:,} x left as it is: {message}" for message, count in left.items()),
            f"Look at {(out / 'report.html').as_posix()}, then: lead-hygiene apply {out.as_posix()} --to salesforce",
        ]
    )
