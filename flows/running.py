"""One scheduled run of a job, from plan to page: plan, wait or apply, write the outcome, tell it."""

import os
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
from flows.parameters import JobParameters
from flows.progress import ProgressBar
from flows.steps import step
from flows.telling import state_of
from hygiene import job_page, moments, pipeline, policy, unattended
from hygiene.errors import HygieneError
from hygiene.job_folders import JobOutcome, folder_of, outcomes, write_outcome
from hygiene.job_page import Counts
from hygiene.jobs import Job
from hygiene.pipeline import PlanRequest
from hygiene.policy import Policy
from hygiene.unattended import Planned
from hygiene.unattended_apply import ended_by
from hygiene.waiting import to_write, told_of_open

_PLAN_MINUTES: Final = 240


def run_name() -> str:
    """Flow, org and date, as people look for a run."""
    given: Any = (flow_run.parameters or {}).get("parameters") or {}
    source = given.get("source", "") if isinstance(given, dict) else given.source
    return " ".join(filter(None, [flow_run.flow_name, _place(source), f"{due():%Y-%m-%d %H:%M}"]))


def run(job: Job, parameters: JobParameters) -> State[Any]:
    """Runs the job; whatever happens ends in a named state, an outcome file and one page."""
    now, runs = moments.now(), Path(parameters.runs)
    folder = folder_of(runs, job.name, due())
    request = unattended.request_of(job, parameters.model_dump(), folder, now)
    settings = policy.load(pipeline.policy_file_of(request))
    begun = JobOutcome(job.name, due().isoformat(), "running", now.isoformat(), to=parameters.to)
    before = _earlier(job, runs, settings, now.to_pydatetime(), folder)
    counts: Counts = ()
    told = ""
    if schedules.is_too_late(settings.schedules, flow_run.scheduled_start_time, now.to_pydatetime()):
        why = f"It was to start more than {settings.schedules.late_hours:g} hours ago (schedules.late_hours)."
        outcome = replace(begun, state="left out", why=why)
    else:
        before += _gone_on_with(runs, settings)
        write_outcome(folder, begun)
        outcome, counts, told = _outcome(request, folder, begun, settings)
    outcome = replace(outcome, ended=moments.now().isoformat())
    write_outcome(folder, outcome)
    tell_run(outcome, job_page.page(outcome, counts, before, told), counts, folder, settings)
    return state_of(outcome)


def due() -> pd.Timestamp:
    """The moment this run was due; of one that a person started, the moment of asking."""
    at = flow_run.scheduled_start_time
    return moments.now() if at is None else pd.Timestamp(at).tz_convert("UTC").floor("s")


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


def _place(source: str) -> str:
    if source != "salesforce":
        return Path(source).name or source
    named = os.environ.get("SALESFORCE_INSTANCE_URL") or os.environ.get("SALESFORCE_DOMAIN") or source
    return named.removeprefix("https://").rstrip("/")
