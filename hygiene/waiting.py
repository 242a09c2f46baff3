"""Runs that wait for a person, for their hours, or to be gone on with; no process is held meanwhile.

What is due is read from what lies there anyway: the outcome of each run, its saved plan, and the ledger, in which
approvals and open runs stand. So a killed process or a rebooted machine loses nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

import pandas as pd

from hygiene import saved_plan
from hygiene.apply.window import opens_now
from hygiene.applying import approved_changes
from hygiene.errors import HygieneError, OutsideError, UsageError
from hygiene.job_folders import PLAN, WAITING, JobOutcome, ended_by, outcomes, read_outcome
from hygiene.ledger import Clock, Ledger, open_ledger, there_is_one
from hygiene.ledger.approvals import approval_of, asked_of
from hygiene.ledger.lease import BusyError
from hygiene.ledger.runs import PLAN_NOTE, Run, runs
from hygiene.progress import Progress
from hygiene.sources import is_org
from hygiene.unattended_apply import Applied, apply_plan, resume_plan, with_result

GOES_ON: Final = ("running", "resumable", *WAITING)
"""Of a run in another state, a person has to look first."""
_ORG: Final = "org:"


@dataclass(frozen=True)
class Due:
    """What is to be done with a job's run. run: the ledger's, where it has begun."""

    what: Literal["resume", "apply", "note", "lapse"]
    folder: Path
    outcome: JobOutcome
    run: Run | None = None


@dataclass(frozen=True)
class Carried:
    """A job's run that stands otherwise now. told: what follows on its page; no record's value."""

    folder: Path
    outcome: JobOutcome
    told: str = ""


def to_resume(folder: Path, now: Clock) -> list[Due]:
    """Runs of jobs that were begun and not ended, in their hours.

    Args:
        folder: that keeps the runs of the jobs.
        now: the clock.

    Raises:
        HygieneError: the ledger or an outcome cannot be read.
    """
    found = []
    with _ledger(now) as ledger:
        for run, plan in _open(ledger):
            outcome = _outcome_of(plan, folder)
            if outcome is not None and outcome.state in GOES_ON and _is_open(plan, "salesforce", now):
                found.append(Due("resume", plan.parent, outcome, run))
    return found


def to_write(folder: Path, now: Clock) -> list[Due]:
    """Plans of jobs that wait: approved ones in their hours, lapsed ones, and those that a person applied.

    Raises:
        HygieneError: the ledger, an outcome or a plan cannot be read.
    """
    with _ledger(now) as ledger:
        known = [] if ledger is None else runs(ledger)
        found = (_next(run, outcome, ledger, known, now) for run, outcome in outcomes(folder))
        return [due for due in found if due is not None]


def waiting_for(digest: str, folder: Path) -> Path:
    """Folder of the job's run whose plan has this digest, or one that begins so, and waits for a person.

    Raises:
        UsageError: there is none.
    """
    for run, outcome in outcomes(folder):
        if outcome.state == "waiting for approval" and str(outcome.digest).startswith(digest):
            return run
    raise UsageError(f"No run of {folder.as_posix()} waits for the approval of a plan {digest[:12]}.")


def told_of_open(folder: Path, now: Clock) -> list[str]:
    """Sentences on open runs that are left to a person; while there are any, nothing is written to their org."""
    with _ledger(now) as ledger:
        left = [run for run, plan in _open(ledger) if getattr(_outcome_of(plan, folder), "state", None) not in GOES_ON]
    return [
        f"Run {run.id} on {run.target} is open since {run.begun} and needs a person: lead-hygiene resume {run.id}"
        for run in left
    ]


def carry_out(due: Due, now: Clock, progress: Progress | None = None) -> Carried | None:
    """Does what is due; None where the run stands as it did, so that there is nothing to tell."""
    if due.what == "lapse":
        why = "Nobody approved it in time (policy approval.lapse_days); the job's next run plans anew."
        return Carried(due.folder, replace(due.outcome, state="lapsed", why=why))
    if due.what == "note" and due.run is not None:
        return Carried(due.folder, _noted(due.outcome, due.run))
    try:
        done = _done(due, now, progress)
    except BusyError:
        return None
    except HygieneError as error:
        if due.run is not None:
            return _ended_elsewhere(due, due.run, now) or _stopped(due, error)
        return None if _begun(due.outcome, now) else _stopped(due, error)
    return Carried(due.folder, with_result(due.outcome, done), done.told)


def _done(due: Due, now: Clock, progress: Progress | None) -> Applied:
    plan = due.folder / PLAN
    if due.run is not None:
        return resume_plan(due.run.id, plan, now, progress)
    return apply_plan(plan, str(due.outcome.to), f"{due.folder.parent.name}-{due.folder.name}", now, progress)


def _stopped(due: Due, error: HygieneError) -> Carried | None:
    """Nothing was written. What is away is tried again at the next start, and told once."""
    outcome = ended_by(due.outcome, error)
    if due.what == "resume":
        outcome = replace(outcome, state="resumable")
    elif isinstance(error, OutsideError):
        outcome = replace(outcome, state=due.outcome.state)
    return None if outcome == due.outcome else Carried(due.folder, outcome)


def _next(folder: Path, outcome: JobOutcome, ledger: Ledger | None, known: list[Run], now: Clock) -> Due | None:
    if outcome.state not in WAITING:
        return None
    begun = _runs_of(outcome, known)
    if begun:
        return None if begun[-1].state == "open" else Due("note", folder, outcome, begun[-1])
    may_go = outcome.state == "waiting for its hours" or _is_approved(folder / PLAN, outcome, ledger)
    over = outcome.lapses is not None and now() > pd.to_datetime(outcome.lapses, utc=True)
    if over and (not may_go or outcome.state == "waiting for its hours"):
        return Due("lapse", folder, outcome)
    if not may_go or outcome.to is None or not _is_open(folder / PLAN, outcome.to, now):
        return None
    if is_org(Path(outcome.to)) and any(run.state == "open" and run.target.startswith(_ORG) for run in known):
        return None
    return Due("apply", folder, outcome)


def _begun(outcome: JobOutcome, now: Clock) -> bool:
    """Whether another process was quicker: what came of that is seen at the next start."""
    with _ledger(now) as ledger:
        return ledger is not None and bool(_runs_of(outcome, runs(ledger)))


def _ended_elsewhere(due: Due, run: Run, now: Clock) -> Carried | None:
    """What became of an open run that another process ended since it was found."""
    with _ledger(now) as ledger:
        known = [] if ledger is None else runs(ledger)
    ended = [each for each in known if each.id == run.id and each.state != "open"]
    return Carried(due.folder, _noted(due.outcome, ended[0])) if ended else None


def _runs_of(outcome: JobOutcome, known: list[Run]) -> list[Run]:
    return [run for run in known if run.plan == outcome.digest and run.state != "nothing written"]


def _is_approved(plan: Path, outcome: JobOutcome, ledger: Ledger | None) -> bool:
    """Whether the plan is approved with its decisions as they stand now."""
    if ledger is None or not ledger.entries("approval", subject=outcome.digest):
        return False
    saved = saved_plan.load(plan)
    asked = asked_of(saved.plan.digest, approved_changes(saved.plan, saved.policy).approved)
    return approval_of(ledger, asked, saved.policy) is not None


def _is_open(plan: Path, to: str, now: Clock) -> bool:
    return not is_org(Path(to)) or opens_now(saved_plan.policy_of(plan).salesforce, now())


def _noted(outcome: JobOutcome, run: Run) -> JobOutcome:
    """A person, or another process, applied it."""
    whole = run.state == "completed"
    why = f"Applied by {run.by} (run {run.id}, {run.state})."
    state: Literal["completed", "completed with refusals"] = "completed" if whole else "completed with refusals"
    return replace(outcome, state=state, counts={**outcome.counts, **run.counts}, run=run.id, why=why)


def _open(ledger: Ledger | None) -> list[tuple[Run, Path]]:
    """Open runs on orgs, and the folders of their plans."""
    if ledger is None:
        return []
    known = [run for run in runs(ledger) if run.state == "open" and run.target.startswith(_ORG)]
    return [(run, Path(ledger.notes(run.id).get(PLAN_NOTE, ""))) for run in known]


def _outcome_of(plan: Path, runs_folder: Path) -> JobOutcome | None:
    """The outcome of the job whose plan this is; None for a plan of somebody else."""
    if not plan.is_relative_to(runs_folder.absolute()):
        return None
    return read_outcome(plan.parent)


@contextmanager
def _ledger(now: Clock) -> Iterator[Ledger | None]:
    if not there_is_one():
        yield None
        return
    with open_ledger(now, create=False) as ledger:
        yield ledger
