"""Who is on the suppression list, and who came back after a purge, as counts."""

from typing import Any, Final

from hygiene.plan import Plan
from hygiene.report.counting import counts, rule_facts

RULE: Final = "returned_after_purge"


def suppressed(plan: Plan) -> dict[str, Any]:
    """Hashes in force by purpose, and what of this plan's records met them."""
    facts = rule_facts(plan, RULE)
    back = counts(facts.get("buckets"))
    return {
        "on_list": counts(facts.get("on_list")),
        "people_back": int(facts.get("people_back", 0)),
        "older_with_email": int(facts.get("older_with_email", 0)),
        "back_through": [{"bucket": bucket, "records": records} for bucket, records in back.items()],
        "numbers_back": int(facts.get("numbers_back", 0)),
    }
