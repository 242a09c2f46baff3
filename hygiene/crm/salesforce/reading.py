"""Records read again by id: stamps, values, children, and what became of those that are gone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any, Final

import pandas as pd

from hygiene.apply.steps import Step
from hygiene.apply_changes import LOOKUPS
from hygiene.crm.salesforce.describe import Described, describe
from hygiene.crm.salesforce.queries import records
from hygiene.crm.salesforce.session import OrgSession, in_parts
from hygiene.errors import InputError
from hygiene.policy import Policy
from schemas.columns import OBJECTS, Kind
from schemas.values import to_text

_IDS_A_READ: Final = 2000
_IDS_A_QUERY: Final = 500
"""What a URL holds: 28 characters an id once it is escaped, of 16,384."""


@dataclass
class Reader:
    """Reads by id; each object is described once."""

    org: OrgSession
    policy: Policy
    _known: dict[str, Described] = field(default_factory=dict)

    def described(self, object_name: str) -> Described:
        """The object.

        Raises:
            InputError: the org has none of that name.
        """
        if object_name not in self._known:
            found = describe(self.org, object_name, self.policy)
            if found is None:
                raise InputError(f"The org has no {object_name}, or hides it; run lead-hygiene doctor salesforce.")
            self._known[object_name] = found
        return self._known[object_name]

    def values(self, object_name: str, ids: Iterable[str], fields: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Known field -> value as JSON has it, of each record that is there."""
        names = self.described(object_name).names
        wanted = {ours: names[ours] for ours in ("Id", *fields) if ours in names}
        found: dict[str, dict[str, Any]] = {}
        for part in in_parts(dict.fromkeys(ids), _IDS_A_READ):
            asked = {"ids": part, "fields": list(wanted.values())}
            answer = self.org.call("POST", self.org.data(f"composite/sobjects/{object_name}"), json=asked).json()
            for record in filter(None, answer):
                found[record["Id"]] = {ours: record.get(theirs) for ours, theirs in wanted.items()}
        return found

    def fates(self, object_name: str, ids: Iterable[str], fields: Sequence[str]) -> dict[str, Mapping[str, Any]]:
        """As `values`, of records in the recycle bin too."""
        columns = ", ".join(dict.fromkeys(["Id", *fields]))
        found: dict[str, Mapping[str, Any]] = {}
        for part in in_parts(dict.fromkeys(ids), _IDS_A_QUERY):
            soql = f"SELECT {columns} FROM {object_name} WHERE Id IN ({_quoted(part)})"
            found.update({str(record["Id"]): record for record in records(self.org, soql, deleted=True)})
        return found

    def children(self, object_name: str, parents: Iterable[str]) -> dict[str, dict[str, list[str]]]:
        """Parent -> `Task.WhoId` -> ids of its children."""
        wanted = list(dict.fromkeys(parents))
        found: dict[str, dict[str, list[str]]] = defaultdict(dict)
        for child, lookups in LOOKUPS.items():
            for column in [column for column, parent in lookups if parent == object_name]:
                if describe_has(self, child, column):
                    self._collect(child, column, wanted, found)
        return found

    def _collect(self, child: str, column: str, parents: list[str], found: dict[str, dict[str, list[str]]]) -> None:
        theirs = self.described(child).names[column]
        for part in in_parts(parents, _IDS_A_QUERY):
            soql = f"SELECT Id, {theirs} FROM {child} WHERE {theirs} IN ({_quoted(part)})"
            for record in records(self.org, soql):
                found[record[theirs]].setdefault(f"{child}.{column}", []).append(record["Id"])


def describe_has(reader: Reader, object_name: str, column: str) -> bool:
    """Whether the org has that object and field."""
    try:
        return column in reader.described(object_name).names
    except InputError:
        return False


def touched(steps: Sequence[Step]) -> dict[str, list[str]]:
    """Object -> ids of the records that the steps touch."""
    found: dict[str, list[str]] = defaultdict(list)
    for step in steps:
        for name, record in step.records:
            found[name].append(record)
    return found


def plan_text(value: Any, kind: Kind) -> str | None:
    """A value of the org in the one spelling of a plan."""
    if value is None or value == "":
        return None
    if kind == "moment":
        return _moment_text(str(value))
    if kind == "number":
        return str(to_text(pd.Series([value], dtype="Float64")).iloc[0])
    return str(value).lower() if isinstance(value, bool) else str(value)


def _moment_text(value: str) -> str:
    """As `to_text` has it; a column of one value would cost a thousand times as much, for each record of each batch."""
    told = datetime.fromisoformat(value)
    moment = told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)
    if moment.time() == time():
        return moment.date().isoformat()
    exact = "microseconds" if moment.microsecond else "seconds"
    return f"{moment.replace(tzinfo=None).isoformat(timespec=exact)}Z"


def kind_of(object_name: str, field_name: str) -> Kind:
    """Kind of a known field."""
    return next(each.kind for each in OBJECTS[object_name] if each.name == field_name)


def _quoted(ids: Sequence[str]) -> str:
    """As texts of SOQL. Every door checks ids; that none of them is a query is held here all the same."""
    if not all(one.isascii() and one.isalnum() for one in ids):
        raise InputError("The plan names a record by what is no Salesforce id; make the plan again.")
    return ", ".join(f"'{one}'" for one in ids)
