"""Duplicates before and after, how sure the pairs are, what was left out of merging, and which consent moved along."""

from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd

from hygiene.matching.reliability import measured
from hygiene.merging import consent
from hygiene.plan import Plan
from hygiene.policy import Policy
from hygiene.report.counting import counted, counts, rule_facts
from schemas.outputs import TIERS

KINDS: Final = {
    "lead_to_lead": "Leads",
    "account_to_account": "Accounts",
    "contact_to_contact": "Contacts",
    "lead_to_contact": "Across leads and contacts",
}
"""Duplicate rule -> what it counts, in the order of the work."""

# Calibrated probabilities crowd near 1, so the bands narrow there: equal ones would show a single bar.
BANDS: Final = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9999, 1.0)


def duplicates(plan: Plan, policy: Policy) -> dict[str, Any]:
    """Counts from the facts of the duplicate rules, and from tables `pairs` and `changes`.

    Out: `kinds`, `target`, `pairs` (by probability band and tier), `reliability`, `excluded`, `consent`.
    """
    told = [rule for rule in KINDS if "duplicates_before" in rule_facts(plan, rule)]
    return {
        "kinds": [_kind(plan, rule) for rule in told],
        "target": _target(plan, policy),
        "pairs": _bands(plan.tables["pairs"], policy),
        "reliability": _reliability(policy),
        "excluded": _excluded(plan),
        "consent": _consent(plan.tables["changes"]),
    }


def _kind(plan: Plan, rule: str) -> dict[str, Any]:
    """Before is what the first round found, after what the last one left.

    came_later: duplicates that only other merges brought to light. went_otherwise: those that
    were not found again, since another rule changed or took away a record of theirs.
    """
    facts = rule_facts(plan, rule)
    before, after = int(facts["duplicates_before"]), int(facts.get("duplicates_after", facts["duplicates_before"]))
    merged = _merged(plan.tables["changes"], rule)
    return {
        "rule": rule,
        "kind": KINDS[rule],
        "records": int(facts.get("records", 0)),
        "before": before,
        "after": after,
        "merged": merged,
        "came_later": max(merged - (before - after), 0),
        "went_otherwise": max(before - after - merged, 0),
        "fell_by": _fell_by(before, after),
    }


def _merged(changes: pd.DataFrame, rule: str) -> int:
    """Records that the rule merges or converts away without a person."""
    rows = (changes["rule"] == rule) & (changes["tier"] == "auto") & changes["action"].isin(["merge", "convert"])
    return int(rows.fillna(False).sum())


def _fell_by(before: int, after: int) -> float | None:
    """Share by which the number fell, or none where there was nothing to fall."""
    return round((before - after) / before, 4) if before else None


def _target(plan: Plan, policy: Policy) -> dict[str, Any]:
    """How contact duplicates stand against the share by which they should fall."""
    share = policy.report.contact_duplicates_target
    facts = rule_facts(plan, "contact_to_contact")
    before = int(facts.get("duplicates_before", 0))
    after = int(facts.get("duplicates_after", before))
    return {
        "share": share,
        "at_most": int(before * (1 - share)),
        "reached": before > 0 and before - after >= share * before,
        "known": before > 0,
    }


def _bands(pairs: pd.DataFrame, policy: Policy) -> list[dict[str, Any]]:
    """Pairs by probability band and tier, from the band that holds the lowest pair on."""
    edges = np.unique([*BANDS, policy.tiers.review, policy.tiers.auto])
    band = np.searchsorted(edges[1:-1], pairs["probability"].to_numpy(dtype=np.float64, na_value=0.0), side="right")
    by_tier = {
        tier: np.bincount(band[(pairs["tier"] == tier).to_numpy(dtype=bool, na_value=False)], minlength=len(edges) - 1)
        for tier in TIERS
    }
    rows = [
        {"from": float(low), "to": float(high), **{tier: int(by_tier[tier][place]) for tier in TIERS}}
        for place, (low, high) in enumerate(pairwise(edges))
    ]
    lowest = int(band.min()) if len(band) else len(rows)
    return rows[lowest:]


def _reliability(policy: Policy) -> dict[str, Any] | None:
    """How often the weights were right on labelled people: `records`, and by band the shares told and found wrong.

    None where nobody measured the weights of this policy.
    """
    found = measured(policy.matching)
    if found is None:
        return None
    ends = [band.start for band in found.bands[1:]] + [1.0]
    return {
        "records": found.records,
        "bands": [
            {"from": band.start, "to": end, "pairs": band.pairs, "told": round(1 - band.told, 6),
             **dict(zip(("found", "low", "high"), (round(share, 6) for share in band.wrong()), strict=True))}
            for band, end in zip(found.bands, ends, strict=True)
        ],
    }  # fmt: skip


def _excluded(plan: Plan) -> list[dict[str, Any]]:
    """Why groups were not merged by themselves: rule, reason, records."""
    return [
        {"rule": rule, "reason": reason, "records": count}
        for rule in KINDS
        for reason, count in counts(rule_facts(plan, rule).get("excluded")).items()
        if count
    ]


def _consent(changes: pd.DataFrame) -> list[dict[str, Any]]:
    """Consent flags that merges and conversions set on the surviving record: field, tier, records."""
    updated = changes["rule"].isin(list(KINDS)) & (changes["action"] == "update")
    rows = changes.loc[updated & changes["field"].isin(list(consent.FIELDS)), ["field", "tier", "record_id"]]
    records = dict(counted(rows, "field", "tier", distinct="record_id"))
    return [
        {"field": field, **{tier: records.get((field, tier), 0) for tier in TIERS}}
        for field in consent.FIELDS
        if any((field, tier) in records for tier in TIERS)
    ]
