"""Test leads: how many would be deleted, and what was told of others instead."""

from collections.abc import Mapping
from typing import Any, Final

from hygiene.plan import Plan
from hygiene.report.counting import counted
from schemas.outputs import TIERS

RULES: Final = ("test_lead", "test_suspects")


def test_leads(plan: Plan, sentences: Mapping[str, str]) -> dict[str, Any]:
    """Out: `deleted` (tier -> leads, of table `changes`), `told` (code, meaning, object, findings).

    sentences: finding code -> what it means.
    """
    changes, findings = plan.tables["changes"], plan.tables["findings"]
    removals = changes[(changes["rule"] == "test_lead") & changes["action"].isin(["delete", "erase"])]
    by_tier = dict(counted(removals, "tier", distinct="record_id"))
    told = counted(findings[findings["rule"].isin(list(RULES))], "code", "object")
    return {
        "deleted": {tier: by_tier.get((tier,), 0) for tier in TIERS},
        "told": [
            {"code": code, "meaning": sentences.get(code, ""), "object": name, "findings": count}
            for (code, name), count in told
        ],
    }
