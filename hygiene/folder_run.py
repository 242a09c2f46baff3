"""An apply to a folder as a run in the ledger: one at a time on a folder, and what became of the plan."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from hygiene.crm.new_folder import check_target
from hygiene.errors import HygieneError
from hygiene.identity import who
from hygiene.ledger import Clock, Ledger, open_ledger
from hygiene.ledger.approvals import part_digest
from hygiene.ledger.lease import lease
from hygiene.ledger.runs import Beginning, Run, begin, end, runs
from hygiene.plan import Plan
from hygiene.review import ApprovedPart

KIND: Final = "folder:"
FOLDER_NOTE: Final = "to"
RECEIPTS: Final = "receipts.csv"


@dataclass(frozen=True)
class FolderRun:
    """A run that was begun."""

    ledger: Ledger
    run: Run

    def end(self, counts: Mapping[str, int]) -> None:
        """Notes what became of every change of the plan."""
        end(self.ledger, self.run, "completed with refusals" if counts.get("refused") else "completed", counts)


@contextmanager
def folder_run(to: Path, plan: Plan, part: ApprovedPart, now: Clock) -> Iterator[FolderRun]:
    """Begins a run that writes the approved part to the folder, and holds the folder while the block runs.

    Raises:
        BusyError: another apply is writing there. UsageError: the folder is used. UsageError, OutsideError: the ledger
            cannot be opened or written.
    """
    target = target_of(to)
    with open_ledger(now, create=True) as ledger, lease(ledger, target):
        for open_run in runs(ledger, target=target):
            if open_run.state == "open":
                settle(ledger, open_run)
        check_target(to)  # else what an earlier run left there would be told of this one
        digest = part_digest(plan.digest, part.approved["change_id"])
        planned = len(part.approved) + len(part.held)
        notes = {FOLDER_NOTE: str(to.absolute())}
        beginning = Beginning(target, plan.digest, digest, who(), planned, len(part.held), by_step=False, notes=notes)
        run = begin(ledger, beginning)
        try:
            yield FolderRun(ledger, run)
        except HygieneError:
            with suppress(HygieneError):
                settle(ledger, run)
            raise


def settle(ledger: Ledger, run: Run) -> str:
    """Ends a run whose process died; what it did, in words. A folder is written whole or not at all."""
    folder = Path(ledger.notes(run.id).get(FOLDER_NOTE, ""))
    counts = _counts(folder / RECEIPTS)
    if counts is None or sum(counts.values()) != run.planned:
        end(ledger, run, "nothing written", {"held": run.planned}, run.planned)
        return f"Run {run.id} had written nothing: a folder appears whole or not at all. Apply the plan again."
    end(ledger, run, "completed with refusals" if counts.get("refused") else "completed", counts)
    return f"Run {run.id} had written {folder.as_posix()} whole."


def target_of(to: Path) -> str:
    """The name of a folder in the ledger: a path may tell who works here, and the audit leaves for a reviewer."""
    return KIND + hashlib.sha256(str(to.absolute()).encode()).hexdigest()[:16]


def _counts(receipts: Path) -> Mapping[str, int] | None:
    """Changes by status, None where there are no receipts."""
    try:
        statuses = pd.read_csv(receipts, usecols=["status"], dtype="str")["status"]
    except (OSError, ValueError):
        return None
    return {str(status): int(count) for status, count in statuses.value_counts().items()}
