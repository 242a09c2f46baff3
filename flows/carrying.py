"""Goes on with what waits: resumes, writes what was approved, lets lapse; each outcome is written, then told."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from flows import notices
from flows.guard import failed_by
from flows.progress import ProgressBar
from flows.steps import step
from flows.telling import tell
from hygiene import job_page, moments
from hygiene.errors import HygieneError
from hygiene.job_folders import PLAN, JobOutcome, write_outcome
from hygiene.job_page import Counts
from hygiene.policy import Policy
from hygiene.waiting import Carried, Due, carry_out, to_resume, to_write

_MINUTES: Final = 7 * 24 * 60  # the policy's window stops an apply, between two batches


def carry_on(runs: Path, settings: Policy) -> list[JobOutcome]:
    """Resumes, then writes what may be written; the runs that stand otherwise now."""
    return [*resumed(runs, settings), *_each(to_write(runs, moments.now), settings)]


def resumed(runs: Path, settings: Policy) -> list[JobOutcome]:
    """Resumes the runs that are open; those that stand otherwise now."""
    return _each(to_resume(runs, moments.now), settings)


def carried_out(due: Due) -> Carried | None:
    """Does one thing that is due, as a task with a bar, and writes the outcome."""
    task = step(due.what, partial(_with_bar, due), minutes=_MINUTES, repeatable=False)
    try:
        carried = task()
    except HygieneError:
        raise
    except Exception as error:
        # Else the same would be tried, and fail untold, every few minutes.
        carried = Carried(due.folder, failed_by(due.outcome, error))
    if carried is None:
        return None
    carried = replace(carried, outcome=replace(carried.outcome, ended=moments.now().isoformat()))
    write_outcome(carried.folder, carried.outcome)
    return carried


def tell_run(outcome: JobOutcome, page: str, counts: Counts, folder: Path, block: str | None) -> None:
    """The notice first: it needs no Prefect server.

    block: of Prefect, which takes the page, as the policy names it.
    """
    notices.send(job_page.subject(outcome), page, block)
    tell(outcome, page, counts, folder / PLAN)


def _each(found: Iterable[Due], settings: Policy) -> list[JobOutcome]:
    outcomes = []
    for due in found:
        carried = carried_out(due)
        if carried is not None:
            page = job_page.page(carried.outcome, (), (), carried.told)
            tell_run(carried.outcome, page, (), carried.folder, settings.schedules.notify_block)
            outcomes.append(carried.outcome)
    return outcomes


def _with_bar(due: Due) -> Carried | None:
    bar = ProgressBar(f"{due.outcome.job.replace('_', '-')}-{due.what}")
    try:
        return carry_out(due, moments.now, bar)
    finally:
        bar.finish()
