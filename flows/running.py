"""One scheduled run of a job, from plan to page: plan, wait or apply, write the outcome, tell it."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pandas as pd
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run

from flows import notices, schedules
from flows.parameters import JobParameters
from flows.steps import step
from flows.telling import state_of, tell
from hygiene import job_page, moments, pipeline, policy, unattended
from hygiene.errors import BrakeError, HygieneError, PartlyAppliedError
from hygiene.job_folders import PLAN, JobOutcome, folder_of, outcomes, write_outcome
from hygiene.job_page import Counts
from hygiene.jobs import Job
from hygiene.pipeline import PlanRequest
from hygiene.policy import Policy

_PLAN_MINUTES: Final = 240
_APPLY_MINUTES: Final = 7 * 24 * 60  # the policy's window stops an apply, between two batches

make_plan = step("make plan", unattended.make_plan, minutes=_PLAN_MINUTES, repeatable=True)
apply_plan = step("apply plan", unattended.apply_plan, minutes=_APPLY_MINUTES, repeatable=False)


def run_name() -> str:
    """Flow, org and date, as people look for a run."""
    given: Any = (flow_run.parameters or {}).get("parameters") or {}
    source = given.get("source", "") if isinstance(given, dict) else given.source
    return f"{flow_run.flow_name} {Path(source).name or source} {_due():%Y-%m-%d %H:%M}"


def run(job: Job, parameters: JobParameters) -> State[Any]:
    """Runs the job; whatever happens ends in a named state, an outcome file and one page."""
    now, due = moments.now(), _due()
    folder = folder_of(Path(parameters.runs), job.name, due)
    request = unattended.request_of(job, parameters.model_dump(), folder, now)
    settings = policy.load(pipeline.policy_file_of(request))
    begun = JobOutcome(job.name, due.isoformat(), "running", now.isoformat())
    before = _earlier(job, Path(parameters.runs), settings, now.to_pydatetime(), folder)
    counts: Counts = ()
    if schedules.is_too_late(settings.schedules, flow_run.scheduled_start_time, now.to_pydatetime()):
        why = f"It was to start more than {settings.schedules.late_hours:g} hours ago (schedules.late_hours)."
        outcome = replace(begun, state="left out", why=why)
    else:
        write_outcome(folder, begun)
        outcome, counts = _outcome(request, parameters, folder, begun)
    outcome = replace(outcome, ended=moments.now().isoformat())
    write_outcome(folder, outcome)
    _tell(outcome, job_page.page(outcome, counts, before), counts, folder, settings)
    return state_of(outcome)


def _outcome(
    request: PlanRequest, parameters: JobParameters, folder: Path, begun: JobOutcome
) -> tuple[JobOutcome, Counts]:
    """How the run ended, failures that a person can mend included."""
    outcome: JobOutcome = begun
    counts: Counts = ()
    try:
        planned = make_plan(request)
        counts = planned.counts
        outcome = replace(
            begun, digest=planned.digest, waits_for=planned.waits_for, counts={"planned": planned.changes}
        )
        return _next(outcome, planned, parameters, folder), counts
    except BrakeError as error:
        return replace(outcome, state="stopped by a brake", why=str(error)), counts
    except PartlyAppliedError as error:
        return replace(outcome, state="applied in part", why=str(error)), counts
    except HygieneError as error:
        return replace(outcome, state="failed", why=str(error)), counts


def _next(outcome: JobOutcome, planned: unattended.Planned, parameters: JobParameters, folder: Path) -> JobOutcome:
    """What follows a saved plan: nothing, a person, or the apply."""
    if not planned.automatic:
        return replace(outcome, state="nothing to do", why=f"{planned.open_cases:,} open cases are for a person.")
    if planned.waits_for or parameters.to is None:
        return replace(outcome, state="waiting for approval", why=unattended.how_to_approve(planned))
    applied = apply_plan(unattended.apply_request(planned.folder, parameters.to, folder))
    return unattended.with_result(outcome, applied)


def _earlier(job: Job, runs: Path, settings: Policy, now: datetime, own: Path) -> list[str]:
    """What this run has to tell of the ones before it."""
    past = [outcome for folder, outcome in outcomes(runs, job.name) if folder != own]
    happened = [pd.Timestamp(outcome.due) for outcome in past]
    stopped = [outcome for outcome in past[-1:] if outcome.ended is None]
    return job_page.told_of_earlier(schedules.missed(settings.schedules, job.name, happened, now), stopped)


def _tell(outcome: JobOutcome, page: str, counts: Counts, folder: Path, settings: Policy) -> None:
    report = folder / PLAN / "report.html"
    rows = [dict(row) for row in counts]
    tell(outcome, f"```\n{page}\n```", rows, report.resolve().as_uri() if report.exists() else None)
    notices.send(job_page.subject(outcome), page, settings.schedules.notify_block)


def _due() -> pd.Timestamp:
    """The moment this run was due; of one that a person started, the moment of asking."""
    due = flow_run.scheduled_start_time
    return moments.now() if due is None else pd.Timestamp(due).tz_convert("UTC").floor("s")
