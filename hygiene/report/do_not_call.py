"""Do Not Call: the lists that were compared, how old they were, and the phone fields that would be blanked."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from hygiene.plan import Plan
from hygiene.report.counting import counted, rows
from hygiene.report.proposals import object_rank
from schemas.outputs import TIERS

RULES: Final = ("dnc_external", "dnc_list", "dnc_internal", "dnc_same_number")

_TEXTS: Final = ("name", "jurisdiction", "fetched", "fetched_from", "sha256")
_NUMBERS: Final = ("age_days", "max_age_days", "numbers", "unread", "compared", "matched", "not_comparable")


def do_not_call(plan: Plan) -> dict[str, Any]:
    """Out: `lists` (told by the rules, sorted by name), `blanked` (of table `changes`: rule, object, field, tiers)."""
    told = {str(row.get("name")): row for rule in sorted(plan.facts) for row in rows(plan.facts[rule].get("lists"))}
    return {"lists": [_list(told[name]) for name in sorted(told)], "blanked": _blanked(plan.tables["changes"])}


def _list(row: Mapping[str, Any]) -> dict[str, Any]:
    texts = {key: str(row[key]) if row.get(key) is not None else None for key in _TEXTS}
    numbers = {key: int(row[key]) if row.get(key) is not None else None for key in _NUMBERS}
    return {**texts, **numbers}


def _blanked(changes: pd.DataFrame) -> list[dict[str, Any]]:
    emptied = changes["rule"].isin(list(RULES)) & (changes["action"] == "update") & changes["new"].isna()
    blanking = changes.loc[emptied, ["rule", "object", "field", "tier"]]
    fields: dict[tuple[str, str, str], dict[str, int]] = {}
    for (rule, name, field, tier), count in counted(blanking, "rule", "object", "field", "tier"):
        fields.setdefault((rule, name, field), dict.fromkeys(TIERS, 0))[tier] = count
    order = sorted(fields, key=lambda key: (RULES.index(key[0]), object_rank(key[1]), key[2]))
    return [{"rule": rule, "object": name, "field": field, **fields[rule, name, field]} for rule, name, field in order]
