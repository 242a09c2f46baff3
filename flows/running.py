"""One scheduled run of a job, from plan to page: plan, wait or apply, write the outcome, tell it."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

import pandas as pd
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run

from flows import schedules
from flows.carrying import carried_out, resumed, tell_run
from flows.guard import failed_by
from flows.naming import due
from flows.parameters import JobParameters
from flows.progress import ProgressBar
from flows.steps import step
from flows.telling import named_state, state_of
from hygiene import job_page, moments, pipeline, policy, unattended
from hygiene.errors import HygieneError
from hygiene.job_folders import TRIED_AGAIN, JobOutcome, ended_by, folder_of, outcomes, read_outcome, write_outcome
from hygiene.job_page import Counts
from hygiene.jobs import Job
from hygiene.pipeline import PlanRequest
from hygiene.policy import Policy
from hygiene.unattended import Planned
from hygiene.waiting import to_write, told_of_open

_PLAN_MINUTES: Final = 240
_HAD_ENDED: Final = "It had ended, and stands as it did; for another plan, start a new run."
_Ended = tuple[JobOutcome, Counts, list[str], str]
"""The outcome; counts of its plan; sentences on earlier runs; what follows on its page."""


def run(job: Job, parameters: JobParameters) -> State[Any]:
    """Runs the job; whatever happens ends in a named state, an outcome file and one page.

    A run that had ended and is started once more, by Prefect's *Retry*, is left as it stands: its plan may wait or be
    written already.
    """
    folder = folder_of(Path(parameters.runs), job.name, due())
    begun = JobOutcome(job.name, due().isoformat(), "running", moments.now().isoformat(), to=parameters.to)
    try:
        before = read_outcome(folder)
        if before is not None and before.ended is not None and before.state not in TRIED_AGAIN:
            return named_state(before.state, " ".join(filter(None, [_HAD_ENDED, before.why])))
        settings = policy.load(_policy_file(parameters))
        return _ended(_run(job, parameters, folder, begun, settings), folder, settings.schedules.notify_block)
    except Exception as error:
        return _ended((failed_by(begun, error), (), [], ""), folder, _block(parameters))


def _run(job: Job, parameters: JobParameters, folder: Path, begun: JobOutcome, settings: Policy) -> _Ended:
    now, runs = pd.Timestamp(begun.started), Path(parameters.runs)
    before = _earlier(job, runs, settings, now.to_pydatetime(), folder)
    if schedules.is_too_late(settings.schedules, flow_run.scheduled_start_time, now.to_pydatetime()):
        why = f"It was to start more than {settings.schedules.late_hours:g} hours ago (schedules.late_hours)."
        return replace(begun, state="left out", why=why), (), before, ""
    before += _gone_on_with(runs, settings)
    write_outcome(folder, begun)
    request = unattended.request_of(job, parameters.model_dump(), folder, now)
    outcome, counts, told = _outcome(request, folder, begun, settings)
    return outcome, counts, before, told


def _ended(run: _Ended, folder: Path, block: str | None) -> State[Any]:
    """Writes the outcome and tells it; that of a folder that cannot be written is told all the same."""
    outcome, counts, before, told = run
    outcome = replace(outcome, ended=moments.now().isoformat())
    try:
        write_outcome(folder, outcome)
    except HygieneError as error:
        outcome = failed_by(outcome, error)
    tell_run(outcome, job_page.page(outcome, counts, before, told), counts, folder, block)
    return state_of(outcome)


def _policy_file(parameters: JobParameters) -> Path | None:
    named = None if parameters.policy is None else Path(parameters.policy)
    return pipeline.policy_beside(Path(parameters.source), named)


def _block(parameters: JobParameters) -> str | None:
    """The block that takes the page, unless it is the policy that cannot be read."""
    try:
        return policy.load(_policy_file(parameters)).schedules.notify_block
    except HygieneError:
        return None


def _outcome(request: PlanRequest, folder: Path, begun: JobOutcome, settings: Policy) -> tuple[JobOutcome, Counts, str]:
    """How the run ended, failures that a person can mend included; its counts, and what follows on its page."""
    try:
        planned = _make_plan(request)
    except HygieneError as error:
        return ended_by(begun, error), (), ""
    outcome = unattended.waits(begun, planned, settings, moments.now())
    # From here on a killed process loses nothing: the outcome says what waits.
    write_outcome(folder, outcome)
    if outcome.state != "waiting for its hours":
        return outcome, planned.counts, ""
    mine = [item for item in to_write(folder.parents[1], moments.now) if item.folder == folder]
    carried = carried_out(mine[0]) if mine else None
    return (outcome, planned.counts, "") if carried is None else (carried.outcome, planned.counts, carried.told)


def _make_plan(request: PlanRequest) -> Planned:
    return step("make plan", partial(_with_bar, request), minutes=_PLAN_MINUTES, repeatable=True)()


def _with_bar(request: PlanRequest) -> Planned:
    bar = ProgressBar("plan")
    try:
        return unattended.make_plan(request, bar)
    finally:
        bar.finish()


def _gone_on_with(runs: Path, settings: Policy) -> list[str]:
    """Open runs are gone on with before anything new; sentences on them, and on those that need a person."""
    try:
        went_on = [f"Gone on with first: {one.job} due {one.due}: {one.state}." for one in resumed(runs, settings)]
        return went_on + told_of_open(runs, moments.now)
    except HygieneError as error:
        return [f"What is open could not be looked at: {error}"]


def _earlier(job: Job, runs: Path, settings: Policy, now: datetime, own: Path) -> list[str]:
    """What this run has to tell of the ones before it."""
    past = [outcome for folder, outcome in outcomes(runs, job.name) if folder != own]
    happened = [pd.Timestamp(outcome.due) for outcome in past]
    stopped = [outcome for outcome in past[-1:] if outcome.ended is None]
    return job_page.told_of_earlier(schedules.missed(settings.schedules, job.name, happened, now), stopped)
