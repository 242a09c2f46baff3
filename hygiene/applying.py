"""Applying a saved plan to a folder: check it, read the source again, and write what the approved part leaves."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from hygiene import saved_plan
from hygiene.apply_changes import apply_changes
from hygiene.crm import bundle
from hygiene.crm.cleaned import write_cleaned
from hygiene.crm.files import read_source
from hygiene.engine import Progress
from hygiene.errors import BrakeError, InputError
from hygiene.manifest import moment_text
from hygiene.merging.groups import cases_of
from hygiene.plan import Input, Plan
from hygiene.review import ApprovedPart, approved_part, check_decisions
from hygiene.snapshot import Snapshot
from schemas.columns import TEXT


@dataclass(frozen=True)
class ApplyRequest:
    """Which plan goes where. source: the plan's files, if they are no longer where the plan found them."""

    plan: Path
    to: Path
    source: Path | None = None


@dataclass(frozen=True)
class Outcome:
    """What an apply did: planned = applied + drifted + refused + held, in change rows."""

    folder: Path
    applied: int
    held: int

    def text(self) -> str:
        """The outcome for the terminal."""
        return (
            f"Wrote the cleaned files to {self.folder.as_posix()}\n"
            f"{self.applied + self.held:,} planned = {self.applied:,} applied + {self.held:,} held for review\n"
            f"What became of each change: {(self.folder / 'receipts.csv').as_posix()}"
        )


def apply_to_folder(request: ApplyRequest, progress: Progress | None = None) -> Outcome:
    """Writes the cleaned files, `receipts.csv` and `snapshot.yaml` (the moment they speak of), all or nothing.

    Raises:
        BrakeError: the plan was altered or stopped by a cap, or the source is no longer what was planned on.
        InputError: the plan or the source cannot be read. UsageError: decisions or target folder.
    """
    saved = saved_plan.load(request.plan)
    if saved.stopped_by_brake:
        raise BrakeError(f"{request.plan} was stopped by a cap; make it again with the --raise-cap that it named.")
    source = request.source or Path(saved.plan.source)
    if not source.exists():
        raise InputError(f"The plan's source {source} is not here; say where it is with --source.")
    extract = read_source(source, saved.policy, progress)
    check_fingerprint(saved.plan, extract.inputs)
    part = approved_changes(saved.plan)
    before = Snapshot(extract.tables, saved.plan.as_of, extract.given)
    after = apply_changes(before, part.approved)
    beside = {
        "receipts.csv": bundle.csv_bytes(receipts_of(part)),
        "snapshot.yaml": f"extracted_at: {moment_text(saved.plan.as_of)}\n".encode(),
    }
    write_cleaned(source, request.to, saved.policy, before.tables, after.tables, beside=beside)
    return Outcome(request.to, len(part.approved), len(part.held))


def receipts_of(part: ApprovedPart) -> pd.DataFrame:
    """What became of each change row of the plan: `change_id` to `into_id` as in the plan, `status`, `because`."""
    columns = ["change_id", "rule", "action", "object", "record_id", "field", "into_id"]
    applied = part.approved[columns].assign(status="applied", because=pd.NA)
    held = part.held[columns].assign(status="held", because=part.held["held_because"])
    return pd.concat([applied, held]).sort_index(ignore_index=True).astype(TEXT)


def approved_changes(plan: Plan) -> ApprovedPart:
    """The part of the plan that may be written, by its tiers and the decisions in its review table."""
    changes, review = plan.tables["changes"], plan.tables["review"]
    check_decisions(review)
    return approved_part(changes, review, cases_of(changes, review))


def check_fingerprint(plan: Plan, inputs: tuple[Input, ...]) -> None:
    """Nothing when each table holds what the plan was made from, in any order.

    Raises:
        BrakeError: names what changed, with the numbers of rows.
    """
    planned = {item.object: item for item in plan.inputs}
    found = {item.object: item for item in inputs}
    moved = [
        f"{name} ({_rows(planned.get(name))} rows then, {_rows(found.get(name))} now)"
        for name in sorted(planned.keys() | found.keys())
        if _content(planned.get(name)) != _content(found.get(name))
    ]
    if moved:
        raise BrakeError(f"The source changed since the plan was made: {', '.join(moved)}; make a new plan.")


def _content(item: Input | None) -> str:
    return "" if item is None else item.content_sha256


def _rows(item: Input | None) -> str:
    return "no" if item is None else f"{item.rows_read:,}"
