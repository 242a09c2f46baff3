"""What the user of an org must be allowed to do for steps to be written, and what of it is lacking."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hygiene.apply.steps import Step
from hygiene.crm.salesforce.describe import Described
from hygiene.crm.salesforce.problems import OrgError
from hygiene.crm.salesforce.queries import records
from hygiene.crm.salesforce.reading import Reader
from hygiene.crm.salesforce.session import OrgSession
from hygiene.errors import BrakeError
from hygiene.policy.salesforce import Salesforce

_HARD_DELETE: Final = "PermissionsBulkApiHardDelete"
_CONVERT: Final = "PermissionsConvertLeads"
HARD_DELETE: Final = (
    "Bulk API Hard Delete, by which people are erased (or set salesforce.erase to delete_and_empty_bin, and plan again)"
)
_UPDATES: Final = frozenset({"consent", "prepare", "blank", "update"})
_UNASKABLE: Final = frozenset({"INVALID_TYPE", "INVALID_FIELD", "NOT_FOUND", "INSUFFICIENT_ACCESS"})
_WORDS: Final = {"updateable": "Edit", "deletable": "Delete", "mergeable": "the org merges no records of it"}
EVERYTHING: Final = frozenset(
    {(kind, name) for name in ("Lead", "Contact") for kind in ("update", "merge", "delete", "erase")}
    | {("convert", "Lead"), ("merge", "Account"), ("update", "bizible2__Bizible_Person__c")}
)
"""All that a plan may hold: kind of step and object."""


@dataclass(frozen=True)
class Rights:
    """Permissions of the user and the org's converted lead statuses; None where the org does not tell."""

    hard_delete: bool | None
    convert: bool | None
    converted_statuses: frozenset[str] | None


def rights_of(org: OrgSession) -> Rights:
    """Asked of the org; it tells every API user of their own permissions.

    Raises:
        OutsideError: the org does not answer.
    """
    own = _asked(org, f"SELECT {_HARD_DELETE}, {_CONVERT} FROM UserPermissionAccess")
    statuses = _asked(org, "SELECT MasterLabel FROM LeadStatus WHERE IsConverted = true")
    mine: Mapping[str, Any] = own[0] if own else {}
    labels = None if statuses is None else frozenset(str(row["MasterLabel"]) for row in statuses)
    return Rights(mine.get(_HARD_DELETE), mine.get(_CONVERT), labels)


def check_rights(reader: Reader, steps: Sequence[Step], settings: Salesforce) -> None:
    """Nothing when all of these steps may be written.

    Raises:
        BrakeError: names what is lacking, before anything is written. InputError: the org has not the object.
    """
    needs = {(step.kind, step.object) for step in steps}
    told = list(lacking(needs, reader.described, rights_of(reader.org), settings)) if needs else []
    if told:
        raise BrakeError("Nothing was written, since the user lacks what this plan needs:\n" + "\n".join(told))


def lacking(
    needs: Iterable[tuple[str, str]], described: Callable[[str], Described | None], rights: Rights, settings: Salesforce
) -> Iterator[str]:
    """A sentence for each permission that is lacking. needs: kind of step and object."""
    for name, verbs in _verbs(needs).items():
        found = described(name)
        missing = sorted(verb for verb in verbs if found is not None and not found.may[verb])
        if missing:
            yield f"{name}: {', '.join(_WORDS[verb] for verb in missing)}"
    kinds = {kind for kind, _ in needs}
    if "erase" in kinds and settings.erase == "hard_delete" and rights.hard_delete is False:
        yield HARD_DELETE
    if "convert" in kinds and rights.convert is False:
        yield "Convert Leads"
    statuses = rights.converted_statuses
    if "convert" in kinds and statuses is not None and settings.converted_status not in statuses:
        yield (
            f"salesforce.converted_status is {settings.converted_status}, and the org's converted statuses are"
            f" {', '.join(sorted(statuses)) or 'none'}"
        )


def _verbs(needs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Object -> what must be allowed on it."""
    verbs: dict[str, set[str]] = {}
    for kind, name in needs:
        wanted = verbs.setdefault(name, set())
        if kind in _UPDATES:
            wanted |= {"updateable"}
        if kind == "merge":
            wanted |= {"updateable", "deletable", "mergeable"}
        if kind in ("delete", "erase"):
            wanted |= {"deletable"}
        if kind == "convert":
            wanted |= {"updateable"}
            verbs.setdefault("Contact", set()).add("updateable")
    return verbs


def _asked(org: OrgSession, soql: str) -> list[Mapping[str, Any]] | None:
    """The records, or None where the org lets nobody, or not this user, ask."""
    try:
        return list(records(org, soql))
    except OrgError as error:
        if error.code in _UNASKABLE:
            return None
        raise
