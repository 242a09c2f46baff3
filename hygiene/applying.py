"""Applying a saved plan to a folder: check it, read the source again, and write what the approved part leaves."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pandas as pd

from hygiene import moments, saved_plan
from hygiene.amending import Amended, amended
from hygiene.apply_changes import apply_changes
from hygiene.crm import bundle
from hygiene.crm.cleaned import write_cleaned
from hygiene.crm.decided_beside import as_files
from hygiene.crm.edits import Unwritten
from hygiene.crm.files import read_source
from hygiene.decisions import decisions_of, joined
from hygiene.errors import BrakeError, InputError, OutsideError, PartlyAppliedError
from hygiene.folder_run import RECEIPTS, folder_run
from hygiene.manifest import moment_text
from hygiene.merging.groups import cases_of
from hygiene.plan import Input, Plan
from hygiene.policy import Policy
from hygiene.progress import Progress
from hygiene.review import ApprovedPart, approved_part, check_decisions
from hygiene.snapshot import Snapshot
from hygiene.standing_decisions import standing
from hygiene.suppression_store import Remembering, remembering
from schemas.columns import TEXT

UNWRITTEN: Final = {
    "no_column": "the file has no such column; export it too, or change the policy so that nothing sets it",
    "encoding": "the file's encoding cannot hold the value; export it as UTF-8",
}
"""Why a value has no place in its file -> in words."""
CHOSEN_OTHERWISE: Final = "a person chose otherwise within the case"


@dataclass(frozen=True)
class ApplyRequest:
    """Which plan goes where, and when. source: the plan's files, if they are no longer where the plan found them."""

    plan: Path
    to: Path
    now: pd.Timestamp
    source: Path | None = None


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
        lost = [
            f"Not written: {item.count:,} x {item.object}.{item.field}: {UNWRITTEN[item.reason]}"
            for item in self.unwritten
        ]
        return "\n".join([*lines, *lost])


def apply_to_folder(request: ApplyRequest, progress: Progress | None = None) -> Outcome:
    """Writes the cleaned files, `receipts.csv` and `snapshot.yaml` (the moment they speak of), all or nothing.

    The run stands in the ledger; erased people and blanked numbers of the internal list on the suppression list.

    Raises:
        BrakeError: the plan was altered or stopped by a cap, the source is no longer what was planned on, or another
            apply is writing there. InputError: the plan or the source cannot be read. UsageError: decisions or target
            folder. OutsideError: ledger or suppression list.
    """
    saved = saved_plan.load_to_write(request.plan)
    if saved.stopped_by_brake:
        raise BrakeError(f"{request.plan} was stopped by a cap; make it again with the --raise-cap that it named.")
    part = approved_changes(saved.plan, saved.policy)
    source = request.source or Path(saved.plan.source)
    if not source.exists():
        raise InputError(f"The plan's source {source} is not here; say where it is with --source.")
    extract = read_source(source, saved.policy, progress)
    check_fingerprint(saved.plan, extract.inputs)
    before = Snapshot(extract.tables, saved.plan.as_of, extract.given)
    receipts = receipts_of(part, extract.given)
    after = as_files_can_say(apply_changes(before, part.approved))
    written = part.approved[part.approved["change_id"].isin(receipts.loc[receipts["status"] == "applied", "change_id"])]
    # The keys must be there before anything is written: an erasure that nobody remembers is not wanted.
    remembered = remembering(written, before, after, saved.policy, request.now)
    counts = {str(status): int(count) for status, count in receipts["status"].value_counts().items()}
    beside = {
        RECEIPTS: bundle.csv_bytes(receipts),
        "snapshot.yaml": f"extracted_at: {moment_text(saved.plan.as_of)}\n".encode(),
        **as_files(standing(joined(saved.plan.decisions, decisions_of(saved.plan.tables["review"])), after)),
    }
    with folder_run(request.to, saved.plan, part, moments.now) as run:
        unwritten = write_cleaned(source, request.to, saved.policy, before.tables, after.tables, beside=beside)
        _remember(remembered, request.to)
        run.end(counts)
    applied, refused, held = (counts.get(status, 0) for status in ("applied", "refused", "held"))
    return Outcome(request.to, applied, refused, held, unwritten)


def _remember(remembered: Remembering, to: Path) -> None:
    try:
        remembered.write()
    except OutsideError as error:
        raise PartlyAppliedError(
            f"The cleaned files are in {to}, but whom they erase is not on the suppression list: {error}"
            " Then apply the plan again, to another folder: nobody is put on the list twice."
        ) from None


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


def approved_changes(plan: Plan, policy: Policy) -> ApprovedPart:
    """The part of the plan that may be written, by its tiers and the decisions in its review table.

    Rows that a person's choice within a case put in the place of planned ones are in it; those planned ones are held.

    Raises:
        UsageError: a decision is no known word, or a choice names what its case has not.
    """
    changes, review = plan.tables["changes"], plan.tables["review"]
    check_decisions(review, policy.survivorship)
    decided = amended(plan, policy, cases_of(changes, review))
    part = approved_part(decided.changes, review, decided.cases)
    return replace(part, held=pd.concat([part.held, _replaced(decided)]))


def _replaced(decided: Amended) -> pd.DataFrame:
    """Planned rows that a choice took out, held; they come behind the changes."""
    index = pd.RangeIndex(len(decided.changes), len(decided.changes) + len(decided.dropped))
    because = pd.Series(CHOSEN_OTHERWISE, index=index, dtype=TEXT)
    return decided.dropped.set_axis(index).assign(held_because=because)


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
