"""Approving a saved plan: exactly what its tiers and decisions let through now."""

from pathlib import Path

import pandas as pd

from hygiene import saved_plan
from hygiene.applying import approved_changes
from hygiene.errors import BrakeError
from hygiene.identity import who
from hygiene.job_folders import PLAN, WAITING, read_outcome
from hygiene.ledger import Clock, open_ledger
from hygiene.ledger.approvals import approve, asked_of
from hygiene.review import ApprovedPart
from hygiene.saved_plan import SavedPlan
from hygiene.sources import is_org


def approve_plan(folder: Path, now: Clock) -> str:
    """Notes that this person approves the plan with its decisions as they are, and says what that lets through.

    Raises:
        InputError, BrakeError: as `saved_plan.load`; BrakeError also where this person may not approve it.
        UsageError: a decision is no known word. OutsideError: the ledger.
    """
    saved, part = _to_approve(folder)
    by = who()
    with open_ledger(now, create=True) as ledger:
        head = approve(ledger, asked_of(saved.plan.digest, part.approved), by, saved.policy)
    lines = [
        f"{by} approved {len(part.approved):,} changes of plan {saved.plan.digest[:12]} for"
        f" {saved.policy.approval.lapse_days} days; {len(part.held):,} are held.",
        *_counted(part.approved),
        f"Head {head.text()}",
        f"Next: {_next(folder, saved.plan.source)}",
        "Another decision in review.csv asks for another approval.",
    ]
    return "\n".join(lines)


def approve_in_form(folder: Path, digest: str, name: str, now: Clock) -> None:
    """Notes that somebody approved the plan in a form that cannot tell who fills it in.

    Args:
        folder: of the saved plan.
        digest: of the plan that is meant, or its beginning.
        name: as it was typed.
        now: the clock.

    Raises:
        BrakeError: another digest, or the plan erases people: that takes an account of the machine. Else as
            `approve_plan`.
    """
    saved, part = _to_approve(folder)
    asked = asked_of(saved.plan.digest, part.approved)
    if not saved.plan.digest.startswith(digest):
        raise BrakeError(f"{folder} holds the plan {saved.plan.digest[:12]}, and {digest[:12]} was to be approved.")
    if asked.erasures:
        raise BrakeError(
            f"{asked.erasures:,} people would be erased, and a form cannot tell who fills it in; run"
            f" lead-hygiene approve {folder.as_posix()}"
        )
    with open_ledger(now, create=True) as ledger:
        approve(ledger, asked, f"{name} (as typed in a form)", saved.policy)


def _to_approve(folder: Path) -> tuple[SavedPlan, ApprovedPart]:
    saved = saved_plan.load_to_write(folder)
    if saved.stopped_by_brake:
        raise BrakeError(f"{folder} was stopped by a cap; make it again with the --raise-cap that it named.")
    return saved, approved_changes(saved.plan, saved.policy)


def _next(folder: Path, source: str) -> str:
    """The plan of a job is written by the job's own process."""
    outcome = read_outcome(folder.parent) if folder.name == PLAN else None
    command = f"lead-hygiene apply {folder.as_posix()} --to {'salesforce' if is_org(Path(source)) else 'FOLDER'}"
    if outcome is None or outcome.state not in WAITING or outcome.to is None:
        return command
    return f"nothing, where the jobs are served: it is written in its hours. By hand: {command}"


def _counted(approved: pd.DataFrame) -> list[str]:
    counts = (approved["action"] + " by " + approved["rule"]).value_counts().sort_index()
    return [f"  {count:,} x {what}" for what, count in counts.items()]
