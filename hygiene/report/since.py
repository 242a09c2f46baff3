"""What changed since an earlier plan, for the reviewer: duplicates then and now, and the policy keys that differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hygiene.plan import Plan
from hygiene.policy import Policy
from hygiene.report.policy_words import differences
from hygiene.report.wording import moment, number, percent


@dataclass(frozen=True)
class Earlier:
    """An earlier plan, its summary, and the policy that it was made by."""

    plan: Plan
    summary: Mapping[str, Any]
    policy: Policy


def since_told(earlier: Earlier, plan: Plan, policy: Policy, summary: Mapping[str, Any]) -> dict[str, Any]:
    """The section in words and rows: `when`, `rows`, `target` (a sentence, or None), `keys`."""
    then = {row["rule"]: row for row in earlier.summary["duplicates"]["kinds"]}
    now = summary["duplicates"]["kinds"]
    rows = [
        {
            "kind": row["kind"],
            "then": then[row["rule"]]["before"] if row["rule"] in then else None,
            "left": then[row["rule"]]["after"] if row["rule"] in then else None,
            "now": row["before"],
            "fell_by": _fell(then.get(row["rule"]), row),
        }
        for row in now
    ]
    return {
        "when": moment(earlier.plan.as_of),
        "days": (plan.as_of - earlier.plan.as_of).days,
        "rows": rows,
        "target": _target(then, now, policy),
        "keys": differences(policy, earlier.policy),
    }


def _fell(then: Mapping[str, Any] | None, now: Mapping[str, Any]) -> float | None:
    return None if then is None or not then["before"] else 1 - now["before"] / then["before"]


def _target(then: Mapping[str, Mapping[str, Any]], now: list[Mapping[str, Any]], policy: Policy) -> str | None:
    """Whether contacts have fewer duplicates by the share that the policy wants."""
    found = next((row for row in now if row["rule"] == "contact_to_contact"), None)
    before = then.get("contact_to_contact")
    fell = None if found is None else _fell(before, found)
    if before is None or found is None or fell is None:
        return None
    wanted = policy.report.contact_duplicates_target
    reached = "reached" if fell >= wanted else "not reached"
    change = f"{percent(fell)} fewer" if fell > 0 else "no fewer" if fell == 0 else f"{percent(-fell)} more"
    return (
        f"Duplicate contacts found: {number(before['before'])} then, {number(found['before'])} now, {change}; at least"
        f" {percent(wanted)} fewer are wanted: {reached}."
    )
