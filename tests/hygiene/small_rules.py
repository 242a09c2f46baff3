"""Small rules made for the tests of the engine, and two leads for them."""

from hygiene import changes
from hygiene.engine import make_plan
from hygiene.rules import Proposal, Rule
from tests.tables import snapshot

LEADS = """
    Id     | LastName | Title | Phone | SystemModstamp
    Lead 1 | Lovelace | a     | 1     | 2026-11-01T02:00:00Z
    Lead 2 | Babbage  | b     |       |
"""


def setting(name: str, stage: int, title: str, phone: str | None, tier: str = "auto") -> Rule:
    """A rule that gives everybody with that title that phone."""

    def propose(snapshot, policy):
        leads = snapshot.table("Lead")
        hit = leads[(leads["Title"] == title).fillna(False) & (leads["Phone"].fillna("") != (phone or ""))]
        rows = changes.updates("Lead", hit["Id"], "Phone", hit["Phone"], phone, f"{name} said so", tier=tier)
        told = changes.findings("Lead", hit["Id"], "Phone", "seen", "seen")
        return Proposal(changes=rows, findings=told, facts={"hits": len(hit)})

    return Rule(name, stage, "Sets phones.", "P", propose)


def planned(default_policy, *rules: Rule, **tables: str):
    return make_plan(snapshot(Lead=LEADS, **tables), default_policy, rules)
