"""What the org refuses: unknown or locked fields, missing required ones, a source that is unknown or changed."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import schemas
from tests.org.describe import OrgObject
from tests.org.errors import OrgError
from tests.org.values import stored

SOURCES = Path(schemas.__file__).with_name("vocabularies") / "initial_sources.csv"
_RULE = "FIELD_CUSTOM_VALIDATION_EXCEPTION"


@cache
def active_sources() -> frozenset[str]:
    with SOURCES.open(encoding="utf-8", newline="") as lines:
        return frozenset(row["value"] for row in csv.DictReader(lines) if row["status"] == "active")


def checked(described: OrgObject, values: Mapping[str, object], *, insert: bool) -> dict[str, object]:
    """The values as stored; raises for a field that is unknown or may not be set."""
    out: dict[str, object] = {}
    for name, value in values.items():
        known = described.find(name)
        if not (known.createable if insert else known.updateable):
            verb = "create" if insert else "update"
            message = f"Unable to {verb} fields: {known.name}. Please check the security settings of this field."
            raise OrgError("INVALID_FIELD_FOR_INSERT_UPDATE", message, [known.name])
        out[known.name] = stored(known, value)
    _required(described, out, insert=insert)
    return out


def _required(described: OrgObject, values: Mapping[str, object], *, insert: bool) -> None:
    names = [f.name for f in described.fields.values() if not f.nillable and f.type != "boolean" and f.name != "Id"]
    missing = [n for n in names if (insert or n in values) and values.get(n) is None]
    if missing:
        raise OrgError("REQUIRED_FIELD_MISSING", f"Required fields are missing: [{', '.join(missing)}]", missing)


def source_rule(name: str, values: Mapping[str, object], before: Mapping[str, object] | None) -> None:
    """The initial source is one of the list on insert, and never changes afterwards."""
    if name not in {"Lead", "Contact"} or "LeadSource" not in values:
        return
    source = values["LeadSource"]
    if before is None and source is not None and source not in active_sources():
        raise OrgError(_RULE, "Initial Source is not a supported value", ["LeadSource"])
    if before is not None and source != before["LeadSource"]:
        raise OrgError(_RULE, "Initial Source cannot be changed once it is set", ["LeadSource"])
