"""What was read, what was put into quarantine, and what was told of records without changing them."""

import re
from collections.abc import Mapping
from typing import Any, Final

from hygiene.plan import Input, Plan
from hygiene.report.counting import counted
from hygiene.report.proposals import object_rank

LONGEST_DIALECT_VALUE: Final = 40


def base_name(path: str) -> str:
    """The last part of a path of either system: folders tell of a person's machine, not of the data."""
    return re.split(r"[/\\]", path.rstrip("/\\"))[-1]


def read(plan: Plan) -> list[dict[str, Any]]:
    """One row an input, leads and contacts first, with its rows read, taken and quarantined, and its dialect."""
    inputs = sorted(plan.inputs, key=lambda item: (object_rank(item.object), item.name))
    return [_input(item) for item in inputs]


def _input(item: Input) -> dict[str, Any]:
    dialect = {str(key): str(value)[:LONGEST_DIALECT_VALUE] for key, value in sorted(item.dialect.items())}
    return {
        "name": base_name(item.name),
        "object": item.object,
        "rows_read": item.rows_read,
        "rows_out": item.rows_out,
        "rows_quarantined": item.rows_quarantined,
        "rows_deleted": item.rows_deleted,
        "dialect": dialect,
        "content_sha256": item.content_sha256,
    }


def quarantine(plan: Plan, sentences: Mapping[str, str]) -> dict[str, Any]:
    """Failed checks by object, check and field, and the rows that they name; no value is taken over.

    sentences: check -> why a value fails it.
    """
    table = plan.tables["quarantine"]
    return {
        "by_check": [
            {
                "object": name,
                "check": check,
                "meaning": sentences.get(check, ""),
                "field": field,
                "cells": count,
            }
            for (name, check, field), count in counted(table, "object", "check", "field")
        ],
        "cells": len(table),
        "records": len(table[["object", "record_id", "row"]].drop_duplicates()),
    }


def findings(plan: Plan, sentences: Mapping[str, str]) -> dict[str, Any]:
    """Findings by code and object. sentences: code -> what it means; the messages may hold values and stay behind."""
    table = plan.tables["findings"]
    records = dict(counted(table, "code", "object", distinct="record_id"))
    by_code = [
        {
            "code": code, "object": name, "meaning": sentences.get(code, ""), "findings": count,
            "records": records[code, name],
        }
        for (code, name), count in counted(table, "code", "object")
    ]  # fmt: skip
    return {"by_code": by_code, "total": len(table)}
