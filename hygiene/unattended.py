"""What an unattended run does, as plain functions: make the job's plan, apply an approved one, word the one page.

The flows call these with the clock and the folders; so does anybody who runs a job by another scheduler.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from hygiene import moments, pipeline, saved_plan
from hygiene.applying import ApplyRequest, apply_to_folder
from hygiene.crm import bundle
from hygiene.job_folders import PLAN, JobOutcome
from hygiene.jobs import Job, has_automatic_changes, needs_a_person
from hygiene.manifest import change_counts
from hygiene.plan import Plan
from hygiene.policy import Policy


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
    return pipeline.PlanRequest(
        source=Path(given["source"]),
        out=folder / PLAN,
        now=now,
        policy_file=None if given.get("policy") is None else Path(given["policy"]),
        only=job.rules,
        asks_only=job.asks_only,
        as_of=None if given.get("as_of") is None else moments.parse(given["as_of"]),
    )


def make_plan(request: pipeline.PlanRequest) -> Planned:
    """Makes and saves the plan; where the run had saved one before it was stopped, that one, unaltered, is taken.

    Raises:
        HygieneError: as `pipeline.make_and_save_plan`; a cap that is passed raises once the plan is saved.
    """
    if (request.out / bundle.MANIFEST).exists():
        saved = saved_plan.load(request.out)
        plan, policy = saved.plan, saved.policy
    else:
        plan, policy = pipeline.make_and_save_plan(request)
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


@dataclass(frozen=True)
class Applied:
    """What an apply did, in change rows."""

    applied: int
    refused: int
    held: int


def apply_request(plan: Path, to: str, folder: Path) -> ApplyRequest:
    """The apply of a job's plan; a folder target gets a folder of its own each run.

    Args:
        plan: folder of the saved plan.
        to: the folder that keeps cleaned files.
        folder: the job's run.
    """
    return ApplyRequest(plan, Path(to) / f"{folder.parent.name}-{folder.name}")


def apply_plan(request: ApplyRequest) -> Applied:
    """Applies a saved plan as the command line does.

    Raises:
        HygieneError: as `applying.apply_to_folder`.
    """
    done = apply_to_folder(request)
    return Applied(done.applied, done.refused, done.held)


def with_result(outcome: JobOutcome, done: Applied) -> JobOutcome:
    """The outcome of a job whose plan was applied."""
    counts = {key: getattr(done, key) for key in ("applied", "refused", "held")}
    state = "completed" if not done.refused else "completed with refusals"
    return replace(outcome, state=state, counts={**outcome.counts, **counts})


def how_to_approve(planned: Planned) -> str:
    """What a person does with a plan that waits."""
    rules = ", ".join(planned.waits_for) or "every rule: no place to write to is named"
    return (
        f"Waits for a person: {rules}. Look at {(planned.folder / 'report.html').as_posix()}, then: "
        f"lead-hygiene apply {planned.folder.as_posix()} --to FOLDER."
    )
