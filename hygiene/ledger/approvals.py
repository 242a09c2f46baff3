"""Who planned and who approved: an approval is of one digest, by one person, for a time.

An erasure is approved by another person than who made its plan.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from hygiene.errors import BrakeError
from hygiene.ledger.store import Draft, Entry, Head, Ledger, moment_of
from hygiene.policy import Policy
from hygiene.report.wording import many


@dataclass(frozen=True)
class Asked:
    """What is to be approved: a plan's digest, and that of the part of it which the decisions let through."""

    plan: str
    part: str
    erasures: int
    changes: int


def part_digest(plan: str, change_ids: Iterable[str]) -> str:
    """SHA-256 (hex) over the plan's digest and the changes that would be written: another decision is another part."""
    return hashlib.sha256("\n".join([plan, *sorted(change_ids)]).encode()).hexdigest()


def asked_of(plan: str, approved: pd.DataFrame) -> Asked:
    """What there is to approve. approved: rows of table `changes` that the tiers and decisions let through."""
    erasures = int((approved["action"] == "erase").sum())
    return Asked(plan, part_digest(plan, approved["change_id"]), erasures, len(approved))


def register_plan(ledger: Ledger, plan: str, by: str, content: Mapping[str, Any]) -> Head:
    """Notes that this person made this plan, with its counts (no value of a record)."""
    return ledger.append([Draft("plan", plan, {**content, "by": by})])


def approve(ledger: Ledger, asked: Asked, by: str, policy: Policy) -> Head:
    """Notes the approval.

    Raises:
        BrakeError: the plan erases people and this person may not approve that.
    """
    if asked.erasures:
        _check_another(ledger, asked, by, policy)
    content = {"part": asked.part, "by": by, "changes": asked.changes, "erasures": asked.erasures}
    return ledger.append([Draft("approval", asked.plan, content)])


def approval_of(ledger: Ledger, asked: Asked, policy: Policy) -> Entry | None:
    """The newest approval of exactly this part that has not lapsed."""
    oldest = ledger.now() - pd.Timedelta(days=policy.approval.lapse_days)
    found = [
        entry
        for entry in ledger.entries("approval", subject=asked.plan)
        if entry.content.get("part") == asked.part and moment_of(entry.at) >= oldest
    ]
    return found[-1] if found else None


def check_approved(ledger: Ledger, asked: Asked, approved: pd.DataFrame, policy: Policy, plan_folder: str) -> None:
    """Nothing when what needs an approval has one.

    Raises:
        BrakeError: with what waits, and how it is approved.
    """
    waits = waiting(approved, policy)
    if not waits:
        return
    entry = approval_of(ledger, asked, policy)
    if entry is None:
        raise BrakeError(
            f"{', '.join(waits)}: not approved, or not as the decisions stand now, or more than"
            f" {policy.approval.lapse_days} days ago. Run: lead-hygiene approve {plan_folder} (erasures are approved by"
            " another person than who made the plan)."
        )
    if asked.erasures:
        _check_another(ledger, asked, str(entry.content["by"]), policy)


def waiting(approved: pd.DataFrame, policy: Policy) -> tuple[str, ...]:
    """What needs an approval, in words: rules and actions that the policy names, and erasures always."""
    needed = {*policy.approval.needed, "erase"}
    rows = approved[approved["rule"].isin(needed) | approved["action"].isin(needed)]
    counts = (rows["action"] + " by " + rows["rule"]).value_counts().sort_index()
    return tuple(f"{count:,} x {what}" for what, count in counts.items())


def _check_another(ledger: Ledger, asked: Asked, by: str, policy: Policy) -> None:
    if not policy.approval.erasures_by_another:
        return
    entries = ledger.entries("plan", subject=asked.plan)
    planners = {str(entry.content["by"]).casefold() for entry in entries if entry.content}
    if not planners or not all(entry.content for entry in entries):
        raise BrakeError(
            "This ledger does not know (or no longer) who made the plan, so nobody can be another person than that;"
            " make the plan again with this ledger (the same LEAD_HYGIENE_HOME or LEAD_HYGIENE_LEDGER_URL)."
        )
    if by.casefold() in planners:
        raise BrakeError(
            f"{by} made this plan, and {many(asked.erasures, 'person', 'people')} would be erased by it: another person"
            " approves it"
            " (policy approval.erasures_by_another)."
        )
