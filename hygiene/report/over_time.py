"""Duplicates and findings over several plans of one source, the contacts against the target."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from hygiene.plan import Plan
from hygiene.policy import Policy
from hygiene.report.counting import rule_facts
from hygiene.report.duplicates import KINDS
from hygiene.report.wording import moment, number, percent

LISTED: Final = 12
"""Plans that the table shows; the picture shows all."""
CONTACTS: Final = "contact_to_contact"


@dataclass(frozen=True)
class Point:
    """One plan: when it speaks of, duplicates found by rule, findings by code, digest of the policy."""

    as_of: pd.Timestamp
    duplicates: Mapping[str, int]
    findings: Mapping[str, int]
    policy: str = ""


def point_of(plan: Plan) -> Point:
    """The point of a plan at hand."""
    found = plan.tables["findings"]["code"].value_counts()
    facts = {rule: rule_facts(plan, rule) for rule in KINDS}
    duplicates = {rule: int(told["duplicates_before"]) for rule, told in facts.items() if "duplicates_before" in told}
    return Point(plan.as_of, duplicates, {str(code): int(count) for code, count in found.items()}, plan.policy_digest)


def over_time(points: Sequence[Point], policy: Policy) -> dict[str, Any] | None:
    """The section in words and rows, or None for fewer than two plans; of plans of one moment the last one counts.

    Out: `rows` (newest first, the last `LISTED`), `columns`, `lines` (for the picture), `target` (a sentence or None),
    `findings` (code, first, before, now), `plans`.
    """
    kept = sorted({point.as_of: point for point in points}.values(), key=lambda point: point.as_of)
    if len(kept) < 2:
        return None
    rules = [rule for rule in KINDS if any(rule in point.duplicates for point in kept)]
    return {
        "plans": len(kept),
        "columns": [
            ("when", "Plan of", ""),
            *((rule, KINDS[rule], "number") for rule in rules),
            ("policy", "Policy", "code"),
        ],
        "rows": [
            {"when": moment(point.as_of).partition(",")[0], "policy": point.policy[:8], **_of(point, rules)}
            for point in reversed(kept[-LISTED:])
        ],
        "lines": [_line(rule, kept, policy) for rule in rules],
        "target": _target(kept, policy),
        "findings": _findings(kept),
    }


def _of(point: Point, rules: Sequence[str]) -> dict[str, int | None]:
    return {rule: point.duplicates.get(rule) for rule in rules}


def _line(rule: str, points: Sequence[Point], policy: Policy) -> dict[str, Any]:
    """day: days since the first plan."""
    first = points[0].as_of
    told = [(point.as_of, point.duplicates[rule]) for point in points if rule in point.duplicates]
    aim = _aim(told[0][1], policy) if rule == CONTACTS else None
    values = ", ".join(number(value) for _, value in told)
    drawn = [{"day": (as_of - first) / pd.Timedelta(days=1), "value": value} for as_of, value in told]
    return {"rule": rule, "points": drawn, "aim": aim, "told": f"{KINDS[rule]}: {values}"}


def _aim(first: int, policy: Policy) -> int | None:
    return int(first * (1 - policy.report.contact_duplicates_target)) if first else None


def _target(points: Sequence[Point], policy: Policy) -> str | None:
    told = [point for point in points if CONTACTS in point.duplicates]
    if len(told) < 2 or not told[0].duplicates[CONTACTS]:
        return None
    first, now = told[0].duplicates[CONTACTS], told[-1].duplicates[CONTACTS]
    aim = _aim(first, policy)
    reached = "reached" if aim is not None and now <= aim else "not reached"
    share = percent(policy.report.contact_duplicates_target)
    return (
        f"Duplicate contacts: {number(first)} in the first of these plans, {number(now)} now; at least {share} fewer"
        f" are wanted, {number(aim or 0)} at most: {reached}."
    )


def _findings(points: Sequence[Point]) -> list[dict[str, Any]]:
    """Codes that any of the first, the last but one and the last plan tells."""
    first, before, now = points[0], points[-2], points[-1]
    codes = sorted({*first.findings, *before.findings, *now.findings})
    return [
        {"code": code, "first": first.findings.get(code, 0), "before": before.findings.get(code, 0),
         "now": now.findings.get(code, 0)}
        for code in codes
    ]  # fmt: skip
