"""Counts: of the rows of a table, and those that rules tell. An absent fact is an empty one, never an error."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import pandas as pd

from hygiene.plan import Plan

Counted = list[tuple[tuple[str, ...], int]]
"""The texts of the keys and how often they come together, sorted by the keys."""


def rule_facts(plan: Plan, rule: str) -> Mapping[str, Any]:
    """What the rule told of itself; empty when it did not run."""
    return plan.facts.get(rule, {})


def population(plan: Plan, name: str) -> Mapping[str, Any]:
    """What the plan tells of an object's records; empty when it was not given."""
    return plan.population.get(name, {})


def counts(value: object) -> dict[str, int]:
    """A mapping of counts, keys sorted; anything else reads as no counts."""
    if not isinstance(value, Mapping):
        return {}
    return {str(key): int(value[key]) for key in sorted(value, key=str)}


def rows(value: object) -> list[Mapping[str, Any]]:
    """A list of mappings; anything else reads as no rows."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return []
    return [row for row in value if isinstance(row, Mapping)]


def counted(table: pd.DataFrame, *keys: str, distinct: str | None = None) -> Counted:
    """Rows for each combination of the keys, or distinct values of a column; a missing key is the empty text."""
    columns = [*keys, *([] if distinct is None else [distinct])]
    groups = table[columns].fillna(dict.fromkeys(keys, "")).groupby(list(keys), observed=True)
    numbers = groups.size() if distinct is None else groups[distinct].nunique()
    found = [((key,) if isinstance(key, str) else cast("tuple[str, ...]", key), int(n)) for key, n in numbers.items()]
    return sorted(found)
