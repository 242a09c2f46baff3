"""What an org lacks for this policy: login, objects, fields, rights."""

from hygiene.crm.salesforce.connect import connect
from hygiene.crm.salesforce.describe import Described, describe, required_missing
from hygiene.errors import OutsideError
from hygiene.policy import Policy
from schemas.columns import OBJECTS, PEOPLE


def examined(policy: Policy) -> str:
    """One line for each object of the org.

    Raises:
        UsageError: no way in. OutsideError: the login is refused, or something that a plan needs is missing.
    """
    with connect(policy) as org:
        found = {name: describe(org, name, policy) for name in OBJECTS}
    lines = [f"{name}: {_told(name, each)}" for name, each in found.items()]
    lacking = [f"{name}.{field}" for name in PEOPLE for field in required_missing(name, found[name])]
    if lacking:
        told = f"No plan can be made without {', '.join(lacking)}; grant access to them."
        raise OutsideError("\n".join([*lines, told]))
    return "\n".join(["Login and API version are right.", *lines])


def _told(name: str, each: Described | None) -> str:
    if each is None:
        return "the org has none, or hides it; rules that need it stand still"
    rights = [right for right in ("updateable", "deletable") if name in PEOPLE and not each.may[right]]
    parts = [f"{len(each.names)} of {len(OBJECTS[name])} fields"]
    parts += [f"missing {', '.join(each.missing)}"] if each.missing else []
    parts += [f"the user may not write it ({', '.join(rights)})"] if rights else []
    return "; ".join(parts)
