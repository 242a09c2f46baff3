"""What an org lacks for this policy: login, API version, objects, fields, permissions."""

from collections.abc import Mapping
from typing import Final

from hygiene.crm.salesforce.connect import connect
from hygiene.crm.salesforce.consequences import without_field, without_object
from hygiene.crm.salesforce.describe import Described, describe_needed, required_missing
from hygiene.crm.salesforce.rights import EVERYTHING, Rights, lacking, rights_of
from hygiene.crm.salesforce.session import OrgSession
from hygiene.errors import OutsideError
from hygiene.merging.survivorship import SYSTEM_FIELDS
from hygiene.policy import Policy
from schemas.columns import PEOPLE

_WRITTEN: Final = ("Lead", "Contact", "bizible2__Bizible_Person__c")
"""Objects whose fields a plan may set, one by one."""


def examined(policy: Policy) -> str:
    """What the org has and lacks: a line for each object, then what a plan could not write.

    Raises:
        UsageError: no way in. OutsideError: the login is refused, or something that a plan needs is missing.
    """
    with connect(policy) as org:
        _check_version(org)
        found = describe_needed(org, policy)
        rights = rights_of(org)
    lines = [line for name, each in found.items() for line in _told(name, each, policy)]
    needed = [f"{name}.{field}" for name in PEOPLE for field in required_missing(name, found[name])]
    if needed:
        told = f"No plan can be made without {', '.join(needed)}; grant access to them."
        raise OutsideError("\n".join([*lines, told]))
    return "\n".join(["Login and API version are right.", *lines, *_writing(found, rights, policy)])


def _check_version(org: OrgSession) -> None:
    offered = [str(each["version"]) for each in org.call("GET", "/services/data").json()]
    if not min(map(float, offered)) <= float(org.version) <= max(map(float, offered)):
        raise OutsideError(
            f"The org offers API versions {offered[0]} to {offered[-1]}, not {org.version}; set salesforce.api_version."
        )


def _writing(found: Mapping[str, Described | None], rights: Rights, policy: Policy) -> list[str]:
    told = list(lacking(sorted(EVERYTHING), found.get, rights, policy.salesforce))
    lines = ["To apply a plan the user lacks:", *(f"  {one}" for one in told)] if told else []
    if rights.hard_delete is None or rights.convert is None:
        lines.append("The org does not tell whether the user has Convert Leads and Bulk API Hard Delete; look there.")
    return lines or ["The user may write every kind of change."]


def _told(name: str, each: Described | None, policy: Policy) -> list[str]:
    """A line for the object, and one for each field that it lacks."""
    if each is None:
        return [f"{name}: the org has none, or hides it: {without_object(name, policy)}"]
    parts = [f"{len(each.names)} of {len(each.names) + len(each.missing)} fields"]
    locked = [field for field in each.names if field not in each.writable | SYSTEM_FIELDS]
    parts += [f"the user may not write {', '.join(locked)}"] if locked and name in _WRITTEN else []
    lacking = [f"  {name}.{field} is missing: {without_field(name, field, policy)}" for field in each.missing]
    return [f"{name}: {'; '.join(parts)}", *lacking]
