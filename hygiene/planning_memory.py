"""What the ledger has to do with a plan of an org: earlier decisions go into it, and who made it is noted."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from hygiene.decisions import joined
from hygiene.identity import who
from hygiene.ledger import Clock, open_ledger
from hygiene.ledger.approvals import register_plan
from hygiene.ledger.decided import remembered
from hygiene.manifest import change_counts, moment_text
from hygiene.plan import Plan


def with_earlier_decisions(now: Clock, decisions: pd.DataFrame) -> pd.DataFrame:
    """What people decided before of records of the org, overridden by `decisions` (table of `decisions_of`).

    Raises:
        UsageError, OutsideError: the ledger cannot be opened.
    """
    with open_ledger(now, create=True) as ledger:
        return joined(remembered(ledger), decisions)


def note_plan(plan: Plan, now: Clock) -> None:
    """Notes who made the plan, with its counts: whoever approves its erasures has to be somebody else.

    Raises:
        UsageError, OutsideError, BrakeError: as `Ledger.append`.
    """
    with open_ledger(now, create=True) as ledger:
        register_plan(ledger, plan.digest, who(), plan_note(plan))


def plan_note(plan: Plan) -> Mapping[str, Any]:
    """The plan in numbers, as they are compared over time: no value of a record."""
    measured = {rule: facts for rule, facts in plan.facts.items() if "duplicates_before" in facts}
    found = plan.tables["findings"]["code"].value_counts().sort_index()
    lists = plan.facts.get("dnc_list", {}).get("lists", [])
    return {
        "as_of": moment_text(plan.as_of),
        "source": plan.source,
        "policy": plan.policy_digest,
        "version": plan.version,
        "rules": sorted(plan.facts.keys() - {"engine"}),
        "changes": change_counts(plan.tables["changes"]),
        "duplicates": {
            rule: {key: facts[key] for key in ("records", "duplicates_before", "duplicates_after")}
            for rule, facts in measured.items()
        },
        "lists": lists,
        "findings": {str(code): int(count) for code, count in found.items()},
    }
