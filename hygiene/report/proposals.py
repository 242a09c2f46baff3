"""What the plan proposes, counted: by rule, action and tier, by Initial Source bucket, and in all."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from hygiene.plan import Plan
from hygiene.report.counting import counted, counts, population
from schemas.columns import PEOPLE
from schemas.outputs import ACTIONS, TIERS, UNDO_ACTIONS

REMOVING: Final = ("merge", "convert", "delete", "erase")
SHOWN_ORDER: Final = (*REMOVING, *UNDO_ACTIONS, "update")


def proposed(plan: Plan, sentences: Mapping[str, str]) -> dict[str, Any]:
    """Counts of table `changes`, and of review cases.

    sentences: rule -> what it does, in the order of the work; a rule that is not among them comes after.
    Out: `rules` (one row a rule, with its `changes` by action, object and tier), `totals`, `cases`, `buckets`.
    """
    return {
        "rules": _by_rule(plan, sentences),
        "totals": _totals(plan.tables["changes"]),
        "cases": len(plan.tables["review"]),
        "buckets": _buckets(plan),
    }


def _by_rule(plan: Plan, sentences: Mapping[str, str]) -> list[dict[str, Any]]:
    """One row for each rule that proposes a change or asks a question."""
    changes = _by_action(plan.tables["changes"])
    cases = {rule: count for (rule,), count in counted(plan.tables["review"], "rule")}
    order = {rule: place for place, rule in enumerate(sentences)}
    return [
        {
            "rule": rule,
            "summary": sentences.get(rule, ""),
            "changes": changes.get(rule, []),
            "cases": cases.get(rule, 0),
        }
        for rule in sorted({*changes, *cases}, key=lambda rule: (order.get(rule, len(order)), rule))
    ]


def _by_action(changes: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Rule -> action and object with their records by tier, and the number of automatic changes."""
    keys = ("rule", "action", "object", "tier")
    records = dict(counted(changes, *keys, distinct="record_id"))
    found: dict[str, dict[tuple[str, str], dict[str, Any]]] = {}
    for (rule, action, name, tier), count in counted(changes, *keys):
        new = {"action": action, "object": name, **{t: {"records": 0, "changes": 0} for t in TIERS}}
        row = found.setdefault(rule, {}).setdefault((action, name), new)
        row[tier] = {"records": records[rule, action, name, tier], "changes": count}
    return {
        rule: [rows[key] for key in sorted(rows, key=lambda key: (SHOWN_ORDER.index(key[0]), object_rank(key[1])))]
        for rule, rows in found.items()
    }


def object_rank(name: str) -> tuple[int, str]:
    """Sort key of an object's name: people first, leads before contacts."""
    return (PEOPLE.index(name) if name in PEOPLE else len(PEOPLE), name)


def _totals(changes: pd.DataFrame) -> dict[str, Any]:
    """Tier -> action -> object -> records, and the number of automatic field updates."""
    totals: dict[str, dict[str, dict[str, int]]] = {tier: {action: {} for action in ACTIONS} for tier in TIERS}
    records = counted(changes, "tier", "action", "object", distinct="record_id")
    for (tier, action, name), count in sorted(records, key=lambda item: object_rank(item[0][2])):
        totals[tier].setdefault(action, {})[name] = count
    updates = (changes["tier"] == "auto") & (changes["action"] == "update")
    return {**totals, "fields_updated": int(updates.sum()), "changes": len(changes)}


def _buckets(plan: Plan) -> list[dict[str, Any]]:
    """A row for each Initial Source bucket: its records, and how many of them each automatic action touches."""
    records = _sum(counts(population(plan, name).get("buckets")) for name in PEOPLE)
    by_rule = [told for name in PEOPLE for told in population(plan, name).get("proposed", {}).values()]
    automatic = _added(by_rule, "auto")
    waiting = _sum(_added(by_rule, "review").values())
    names = sorted({*records, *waiting, *(name for found in automatic.values() for name in found)})
    return [
        {
            "bucket": name,
            "records": records.get(name, 0),
            **{action: automatic.get(action, {}).get(name, 0) for action in ACTIONS},
            "review": waiting.get(name, 0),
        }
        for name in names
    ]


def _added(by_rule: Sequence[Any], tier: str) -> dict[str, dict[str, int]]:
    """Action -> bucket -> records, added over rules and objects."""
    tiers = [told.get(tier, {}) for told in by_rule]
    return {action: _sum(counts(told.get(action)) for told in tiers) for action in ACTIONS}


def _sum(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    added: dict[str, int] = {}
    for part in parts:
        for key, count in part.items():
            added[key] = added.get(key, 0) + count
    return {key: added[key] for key in sorted(added)}
