"""What the org has of the objects and fields that the program knows, and what is missing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from hygiene.crm.salesforce.needed import needed_fields
from hygiene.crm.salesforce.problems import OrgError
from hygiene.crm.salesforce.session import OrgSession
from hygiene.policy import Policy
from schemas.columns import OBJECTS, PEOPLE

_NO_OBJECT = frozenset({"NOT_FOUND", "INVALID_TYPE", "INVALID_TYPE_FOR_OPERATION"})


@dataclass(frozen=True)
class Described:
    """An object of the org.

    names: known field -> the org's name of it, those that the user can read. types: known field -> the org's type.
    writable: known fields that the user may update. missing: known fields that the org lacks or hides.
    may: `queryable`, `updateable`, `deletable`, ... of the object.
    """

    object: str
    names: Mapping[str, str]
    types: Mapping[str, str]
    writable: frozenset[str]
    missing: tuple[str, ...]
    may: Mapping[str, bool]


def describe_needed(org: OrgSession, policy: Policy) -> dict[str, Described | None]:
    """Each object that a plan needs, with those of its fields that it needs; None where the org has none of that name.

    Raises:
        OrgError: any other refusal.
    """
    return {name: describe(org, name, policy, fields) for name, fields in needed_fields(policy).items()}


def describe(
    org: OrgSession, object_name: str, policy: Policy, fields: Collection[str] | None = None
) -> Described | None:
    """The object, or None where the org has none of that name (or hides it).

    fields: the known fields that are asked for; else all of them.

    Raises:
        OrgError: any other refusal.
    """
    try:
        told: Mapping[str, Any] = org.call("GET", org.data(f"sobjects/{object_name}/describe")).json()
    except OrgError as error:
        if error.code in _NO_OBJECT:
            return None
        raise
    own = policy.fields.get(object_name, {})
    theirs = {field["name"].lower(): field for field in told["fields"]}
    known = [field.name for field in OBJECTS[object_name] if fields is None or field.name in fields]
    wanted = {name: own.get(name, name) for name in known}
    found = {ours: theirs[name.lower()] for ours, name in wanted.items() if name.lower() in theirs}
    return Described(
        object_name,
        {ours: str(field["name"]) for ours, field in found.items()},
        {ours: str(field["type"]) for ours, field in found.items()},
        frozenset(ours for ours, field in found.items() if field.get("updateable")),
        tuple(name for name in wanted if name not in found),
        {key: bool(told.get(key)) for key in ("queryable", "createable", "updateable", "deletable", "mergeable")},
    )


def required_missing(object_name: str, described: Described | None) -> list[str]:
    """Fields of a person without which no plan can be made."""
    if object_name not in PEOPLE:
        return []
    needed = [field.name for field in OBJECTS[object_name] if field.required]
    return needed if described is None else [name for name in needed if name in described.missing]
