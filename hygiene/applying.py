"""Applying a saved plan to a folder: check it, read the source again, and write what the approved part leaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from hygiene import saved_plan
from hygiene.apply_changes import apply_changes
from hygiene.crm import bundle
from hygiene.crm.cleaned import write_cleaned
from hygiene.crm.edits import Unwritten
from hygiene.crm.files import read_source
from hygiene.engine import Progress
from hygiene.errors import BrakeError, InputError, OutsideError, PartlyAppliedError
from hygiene.manifest import moment_text
from hygiene.merging.groups import cases_of
from hygiene.plan import Input, Plan
from hygiene.review import ApprovedPart, approved_part, check_decisions
from hygiene.snapshot import Snapshot
from hygiene.suppression_store import remembering
from schemas.columns import TEXT


@dataclass(frozen=True)
class ApplyRequest:
    """Which plan goes where. source: the plan's files, if they are no longer where the plan found them.

    now: when it is applied, for the suppression list; else the moment that the plan speaks of.
    """

    plan: Path
    to: Path
    source: Path | None = None
    now: pd.Timestamp | None = None


@dataclass(frozen=True)
class Outcome:
    """What an apply did: planned = applied + drifted + refused + held, in change rows."""

    folder: Path
    applied: int
    refused: int
    held: int
    unwritten: tuple[Unwritten, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether everything approved was written."""
        return not self.refused and not self.unwritten

    def text(self) -> str:
        """The outcome for the terminal."""
        planned = self.applied + self.refused + self.held
        lines = [
            f"Wrote the cleaned files to {self.folder.as_posix()}",
            f"{planned:,} planned = {self.applied:,} applied + {self.refused:,} refused + {self.held:,} held",
            f"What became of each change: {(self.folder / 'receipts.csv').as_posix()}",
        ]
        lost = [f"Not written: {item.count:,} x {item.object}.{item.field}: {item.reason}" for item in self.unwritten]
        return "\n".join([*lines, *lost])


def apply_to_folder(request: ApplyRequest, progress: Progress | None = None) -> Outcome:
    """Writes the cleaned files, `receipts.csv` and `snapshot.yaml` (the moment they speak of), all or nothing.

    Erased people and blanked numbers of the internal list are put on the suppression list of this home.

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
    receipts = receipts_of(part, extract.given)
    after = as_files_can_say(apply_changes(before, part.approved))
    beside = {
        "receipts.csv": bundle.csv_bytes(receipts),
        "snapshot.yaml": f"extracted_at: {moment_text(saved.plan.as_of)}\n".encode(),
    }
    written = part.approved[part.approved["change_id"].isin(receipts.loc[receipts["status"] == "applied", "change_id"])]
    # The keys must be there before anything is written: an erasure that nobody remembers is not wanted.
    remembered = remembering(written, before, after, saved.policy, request.now or saved.plan.as_of)
    unwritten = write_cleaned(source, request.to, saved.policy, before.tables, after.tables, beside=beside)
    try:
        remembered.write()
    except OutsideError as error:
        raise PartlyAppliedError(
            f"The cleaned files are in {request.to}, but whom they erase is not on the suppression list: {error}"
            " Then apply the plan again, to another folder: nobody is put on the list twice."
        ) from None
    counts = receipts["status"].value_counts()
    applied, refused, held = (int(counts.get(status, 0)) for status in ("applied", "refused", "held"))
    return Outcome(request.to, applied, refused, held, unwritten)


def as_files_can_say(after: Snapshot) -> Snapshot:
    """The snapshot with converted leads as the export shows them: marked, or gone where it has no such column."""
    if "Lead" not in after.tables:
        return after
    leads = after.table("Lead")
    if not after.has("Lead", "IsConverted"):
        return after.with_tables(Lead=leads[~leads["IsConverted"].fillna(False)])
    if not after.has("Lead", "ConvertedContactId"):
        return after.with_tables(Lead=leads.assign(ConvertedContactId=pd.array([pd.NA] * len(leads), dtype=TEXT)))
    return after


def receipts_of(part: ApprovedPart, given: Mapping[str, frozenset[str]]) -> pd.DataFrame:
    """What became of each change row of the plan: `change_id` to `into_id` as in the plan, `status`, `because`.

    given: object -> fields that its file has; a value for another field is refused.
    """
    columns = ["change_id", "rule", "action", "object", "record_id", "field", "into_id"]
    place = part.approved["object"] + "." + part.approved["field"]
    known = place.isna() | place.isin([f"{name}.{field}" for name, fields in given.items() for field in fields])
    applied = part.approved.loc[known, columns].assign(status="applied")
    refused = part.approved.loc[~known, columns].assign(status="refused", because="the file has no such column")
    held = part.held[columns].assign(status="held", because=part.held["held_because"])
    return pd.concat([applied, refused, held]).sort_index(ignore_index=True).astype(TEXT)


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
