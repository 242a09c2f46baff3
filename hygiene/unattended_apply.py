"""Writing a job's plan, to a folder or an org, and going on with it; what it came to, small enough for a scheduler."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hygiene import saved_plan
from hygiene.applying import ApplyRequest, Outcome, apply_to_folder
from hygiene.errors import BrakeError, OutsideError, WindowOverError
from hygiene.job_folders import JobOutcome, State
from hygiene.ledger import Clock
from hygiene.progress import Progress
from hygiene.report_command import ReportRequest, report
from hygiene.run_files import folder_of
from hygiene.sources import is_org

if TYPE_CHECKING:
    from hygiene.apply.outcome import OrgOutcome


@dataclass(frozen=True)
class Applied:
    """What an apply came to.

    counts: change rows by status. run: the ledger's. told: the Monday page and what was read again; no record's value.
    """

    state: State
    counts: Mapping[str, int] = field(default_factory=dict)
    run: str | None = None
    why: str | None = None
    told: str = ""


def apply_plan(plan: Path, to: str, name: str, now: Clock, progress: Progress | None = None) -> Applied:
    """Writes the approved part of a saved plan, as `lead-hygiene apply` does.

    Args:
        plan: folder of the saved plan.
        to: the word salesforce, or the folder that keeps a folder of cleaned files for each run; made at the first.
        name: of that folder.
        now: the clock.
        progress: told of each batch.

    Raises:
        HygieneError: nothing was written; as `org_run.apply_saved` and `applying.apply_to_folder`.
    """
    if not is_org(Path(to)):
        with suppress(OSError):  # told by what cannot be written into it
            Path(to).mkdir(exist_ok=True)
        return _of_folder(apply_to_folder(ApplyRequest(plan, Path(to) / name, now()), progress))
    from hygiene.org_run import apply_saved

    return _of_org(apply_saved(plan, now, progress), plan, now)


def resume_plan(run: str, plan: Path, now: Clock, progress: Progress | None = None) -> Applied:
    """Goes on with a run on the org, as `lead-hygiene resume` does.

    Raises:
        HygieneError: as `resuming.resume_on_org`.
    """
    from hygiene.resuming import resume_on_org

    return _of_org(resume_on_org(run, now, plan, progress), plan, now)


def apply_digest(plan: Path, to: str, digest: str, now: Clock, progress: Progress | None = None) -> Applied:
    """Writes a saved plan if it is the one of this digest, or of a digest that begins so.

    Raises:
        BrakeError: it is another one. HygieneError: as `apply_plan`.
    """
    found = saved_plan.load(plan).plan.digest
    if not found.startswith(digest):
        raise BrakeError(f"{plan} holds the plan {found[:12]}, and {digest[:12]} was to be written; look at it again.")
    return apply_plan(plan, to, found[:12], now, progress)


def with_result(outcome: JobOutcome, done: Applied) -> JobOutcome:
    """The outcome of a job whose plan was written."""
    counts = {**outcome.counts, **done.counts}
    return replace(outcome, state=done.state, counts=counts, run=done.run or outcome.run, why=done.why)


def _of_folder(done: Outcome) -> Applied:
    counts = {name: getattr(done, name) for name in ("applied", "refused", "held")}
    return Applied("completed" if done.whole else "completed with refusals", counts, told=done.text())


def _of_org(done: "OrgOutcome", plan: Path, now: Clock) -> Applied:
    counts = {name: getattr(done.counts, name) for name in ("applied", "drifted", "refused", "held")}
    receipts = folder_of(plan, done.run_id)
    monday = report(ReportRequest(plan, reader="monday", applied=receipts, now=now()))
    why = None if done.error is None else str(done.error)
    return Applied(_state(done), counts, done.run_id, why, f"{done.text()}\n\n{monday}")


def _state(done: "OrgOutcome") -> State:
    """A run goes on by itself only where nothing but time or a connection stopped it."""
    if done.stopped is None:
        return "completed" if done.counts.whole else "completed with refusals"
    if isinstance(done.stopped, WindowOverError | OutsideError):
        return "resumable"
    return "stopped by a brake" if isinstance(done.stopped, BrakeError) else "applied in part"
