"""What an unattended run does first, as plain functions: make the job's plan, and say what it waits for.

The flows call these with the clock and the folders; so does anybody who runs a job by another scheduler.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pandas as pd

from hygiene import moments, pipeline, saved_plan
from hygiene.crm import bundle
from hygiene.job_folders import PLAN, JobOutcome
from hygiene.jobs import Job, has_automatic_changes, needs_a_person
from hygiene.manifest import change_counts, moment_text
from hygiene.plan import Plan
from hygiene.policy import Policy
from hygiene.progress import Progress
from hygiene.sources import is_org

MIRROR: Final = "mirror"
"""Folder of the runs that keeps the org's tables for jobs that read only what moved."""


@dataclass(frozen=True)
class Planned:
    """A job's saved plan, in numbers: small enough to hand to a scheduler, and nothing of a record in it.

    waits_for: rules whose changes need a person. counts: rows of `manifest.change_counts`.
    """

    folder: Path
    digest: str
    changes: int
    open_cases: int
    automatic: bool
    waits_for: tuple[str, ...]
    counts: tuple[Mapping[str, object], ...]


def request_of(job: Job, given: Mapping[str, Any], folder: Path, now: pd.Timestamp) -> pipeline.PlanRequest:
    """The plan that the job asks for; its command line is `plan SOURCE --only RULE ... --ask-only RULE ...`.

    given: `source`, `policy`, `as_of` as texts or None.
    """
    source = Path(given["source"])
    return pipeline.PlanRequest(
        source=source,
        out=folder / PLAN,
        now=now,
        policy_file=None if given.get("policy") is None else Path(given["policy"]),
        only=job.rules,
        asks_only=job.asks_only,
        as_of=None if given.get("as_of") is None else moments.parse(given["as_of"]),
        mirror=folder.parents[1] / MIRROR if job.incremental and is_org(source) else None,
    )


def make_plan(request: pipeline.PlanRequest, progress: Progress | None = None) -> Planned:
    """Makes and saves the plan; where the run had saved one before it was stopped, that one, unaltered, is taken.

    Raises:
        HygieneError: as `pipeline.make_and_save_plan`; a cap that is passed raises once the plan is saved.
    """
    if (request.out / bundle.MANIFEST).exists():
        saved = saved_plan.load(request.out)
        plan, policy = saved.plan, saved.policy
    else:
        plan, policy, _ = pipeline.make_and_save_plan(request, progress)
    pipeline.check_brakes(plan)
    return planned(plan, policy, request.out)


def planned(plan: Plan, policy: Policy, folder: Path) -> Planned:
    """The plan in numbers."""
    changes, review = plan.tables["changes"], plan.tables["review"]
    return Planned(
        folder=folder,
        digest=plan.digest,
        changes=len(changes),
        open_cases=int(review["decision"].isna().sum()),
        automatic=has_automatic_changes(changes),
        waits_for=needs_a_person(changes, policy),
        counts=tuple(change_counts(changes)),
    )


def waits(outcome: JobOutcome, plan: Planned, policy: Policy, now: pd.Timestamp) -> JobOutcome:
    """The outcome of a job whose plan is saved: nothing to do, or it waits, for a person or for its hours alone."""
    outcome = replace(outcome, digest=plan.digest, waits_for=plan.waits_for, counts={"planned": plan.changes})
    if not plan.automatic:
        return replace(outcome, state="nothing to do", why=f"{plan.open_cases:,} open cases are for a person.")
    lapses = moment_text(now + pd.Timedelta(days=policy.approval.lapse_days))
    outcome = replace(outcome, lapses=lapses)
    if plan.waits_for or outcome.to is None:
        return replace(outcome, state="waiting for approval", why=how_to_approve(plan, outcome))
    return replace(outcome, state="waiting for its hours", why="Needs no person; it is written in its hours.")


def how_to_approve(planned: Planned, outcome: JobOutcome) -> str:
    """What a person does with a plan that waits."""
    rules = ", ".join(planned.waits_for) or "every rule: no place to write to is named"
    folder = planned.folder.as_posix()
    then = f"lead-hygiene apply {folder} --to FOLDER."
    if outcome.to is not None:
        when = "in its hours then" if is_org(Path(outcome.to)) else "by apply_approved then"
        then = f"lead-hygiene approve {folder} (until {outcome.lapses}); it is written {when}."
    return f"Waits for a person: {rules}. Look at {folder}/report.html, then: {then}"
