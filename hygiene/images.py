"""What a before-image holds, as tables: the fields of a record as it was, and the children that it had. Pure.

Content of an image is JSON: `fields` (field -> value as JSON has it: text, number, true, null), and of a record that
goes into another one `children` (`Task.WhoId` -> ids of the children that looked up to it).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from hygiene.snapshot import Snapshot, snapshot_of
from schemas.columns import OBJECTS, TEXT, Kind
from schemas.values import from_text, to_text


@dataclass(frozen=True)
class Before:
    """Records as they were before a run.

    fields: `object`, `record_id`, `field`, `value` (plan text). children: `object`, `record_id` (the child), `field`
    (its lookup), `parent_id`. records: ids of all records that have an image.
    """

    fields: pd.DataFrame
    children: pd.DataFrame
    records: frozenset[str]


def before_of(images: pd.DataFrame) -> Before:
    """The images (`object`, `record_id`, `content`) as tables; fields that the project does not know stay behind."""
    read = [
        (name, record, json.loads(content))
        for name, record, content in zip(images["object"], images["record_id"], images["content"], strict=True)
    ]
    fields = pd.DataFrame(_fields(read), columns=["object", "record_id", "field", "value"], dtype=TEXT)
    children = pd.DataFrame(_children(read), columns=["object", "record_id", "field", "parent_id"], dtype=TEXT)
    return Before(_spelled(fields), children, frozenset(images["record_id"]))


def content_of(fields: dict[str, Any], children: dict[str, list[str]] | None = None) -> str:
    """The content of one image."""
    return json.dumps({"fields": fields, "children": children or {}}, ensure_ascii=False, sort_keys=True)


def _fields(read: list[tuple[str, str, Any]]) -> Iterator[tuple[str, str, str, str | None]]:
    for name, record, content in read:
        known = {field.name for field in OBJECTS[name]}
        for field, value in content["fields"].items():
            if field in known:
                yield name, record, field, _text(value)


def _children(read: list[tuple[str, str, Any]]) -> Iterator[tuple[str, str, str, str]]:
    for _, record, content in read:
        for place, ids in content.get("children", {}).items():
            name, _, field = place.rpartition(".")
            for child in ids:
                yield name, child, field, record


def _text(value: Any) -> str | None:
    """JSON's flags and numbers as text; what they mean is told by the field's kind."""
    if value is None or value == "":
        return None
    return json.dumps(value) if isinstance(value, bool | int | float) else str(value)


def _spelled(fields: pd.DataFrame) -> pd.DataFrame:
    """The values in the one spelling of a plan: Salesforce writes moments and numbers in another."""
    kinds: dict[str, Kind] = {f"{name}.{f.name}": f.kind for name, known in OBJECTS.items() for f in known}
    kind = (fields["object"] + "." + fields["field"]).map(kinds)
    value = fields["value"].copy()
    for each in ("flag", "number", "moment"):
        rows = kind == each
        if rows.any():
            value.loc[rows] = to_text(from_text(value[rows], each)).array
    return fields.assign(value=value)


def snapshot_before(before: Before, as_of: pd.Timestamp) -> Snapshot:
    """The imaged records as a snapshot: what an apply to an org knows of them once they are gone."""
    frames = {}
    for name, rows in before.fields.groupby("object"):
        # A pivot_table would aggregate; a cell that stands twice must be an error.
        table = rows.pivot(index="record_id", columns="field", values="value").drop(columns="Id", errors="ignore")  # noqa: PD010
        kinds: dict[str, Kind] = {f.name: f.kind for f in OBJECTS[str(name)]}
        typed = {str(field): from_text(table[field].astype(TEXT), kinds[str(field)]) for field in table.columns}
        frames[str(name)] = pd.DataFrame({"Id": table.index.astype(TEXT), **typed}, index=table.index)
    return snapshot_of(as_of, **frames)
