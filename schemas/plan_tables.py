"""Pandera models of a plan's tables, made from the column contract of `schemas.outputs`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import pandas as pd
import pandera.pandas as pa

from schemas.columns import OBJECTS, TEXT
from schemas.outputs import ACTIONS, COLUMNS, DECISIONS, NUMBERS, REVIEWED, TIERS, UNDO_ACTIONS, VERDICTS

_ALWAYS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "changes": ("action", "object", "record_id", "tier", "reason"),
        "pairs": ("left_object", "left_id", "right_object", "right_id", "probability", "tier", "reason"),
        "findings": ("object", "code", "message"),
        "verdicts": ("object", "record_id", "verdict", "searched"),
        "quarantine": ("object", "check", "reason"),
        "review": ("case_id", "rule", "records", "question", "reason"),
        "records": ("object", "Id"),
    }
)
"""Table -> columns that no row may leave out, also in what a rule hands to the engine."""

_ENGINE_FILLS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"changes": ("change_id", "rule"), "findings": ("rule",)}
)
"""Table -> columns that a rule may leave out, since the engine fills them."""

_ALLOWED: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        "changes": {"action": ACTIONS + UNDO_ACTIONS, "tier": TIERS, "object": tuple(OBJECTS)},
        "pairs": {"tier": TIERS, "left_object": tuple(OBJECTS), "right_object": tuple(OBJECTS)},
        "findings": {"object": tuple(OBJECTS)},
        "verdicts": {"verdict": VERDICTS, "object": tuple(OBJECTS)},
        "review": {"decision": DECISIONS},
        "records": {"object": REVIEWED},
    }
)
"""Table -> column -> the values that it may hold."""

_UNIQUE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "changes": ("change_id",),
        "pairs": ("left_object", "left_id", "right_object", "right_id"),
        "verdicts": ("object", "record_id"),
        "review": ("case_id",),
        "records": ("object", "Id"),
    }
)
"""Table -> columns that tell its rows apart in a finished plan."""


def plan_table_model(table: str, *, finished: bool = True) -> pa.DataFrameSchema:
    """The model of a plan's table by its name in `schemas.outputs.COLUMNS`.

    finished: False for what a rule proposes, where the engine has yet to fill the ids and the rule's name.
    `pairs` may have further columns. Run it with `schemas.checking.failures`.
    """
    needed = _ALWAYS[table] + (_ENGINE_FILLS.get(table, ()) if finished else ())
    columns = {name: _column(table, name, nullable=name not in needed) for name in COLUMNS[table]}
    key = list(_UNIQUE.get(table, ())) if finished else None
    return pa.DataFrameSchema(
        columns, _row_checks(table), name=table, strict=table != "pairs", ordered=table != "pairs", unique=key or None
    )


def _column(table: str, name: str, *, nullable: bool) -> pa.Column:
    allowed = _ALLOWED.get(table, {}).get(name)
    checks = [] if allowed is None else [pa.Check.isin(allowed, name="allowed", error="allowed")]
    if name == "probability":
        checks = [pa.Check.in_range(0, 1, name="probability", error="probability")]
    dtype: Any = NUMBERS.get(name, TEXT)
    return pa.Column(dtype, checks, nullable=nullable)


def _row_checks(table: str) -> list[pa.Check]:
    if table != "changes":
        return []
    return [
        pa.Check(_update_names_its_field, name="update_names_its_field"),
        pa.Check(_merge_names_its_target, name="merge_names_its_target"),
    ]


def _update_names_its_field(changes: pd.DataFrame) -> pd.Series:
    return changes["action"].eq("update") == changes["field"].notna()


def _merge_names_its_target(changes: pd.DataFrame) -> pd.Series:
    into_another = changes["into_id"].notna() & changes["into_id"].ne(changes["record_id"]).fillna(False)
    return changes["action"].isin(["merge", "convert"]) == into_another
