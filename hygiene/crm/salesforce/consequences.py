"""What does not work without an object or field of an org, in words, for plan and doctor. Pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hygiene.lawful_basis.kinds import KINDS
from hygiene.merging.consent import FIELDS as CONSENT
from hygiene.policy import Policy
from schemas.columns import OBJECTS, PEOPLE

_OBJECTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Lead": "no lead is looked at",
        "Contact": "no contact is looked at",
        "Account": "no account is looked at, and none tells who is a customer",
        "CampaignMember": "responses to campaigns are not seen",
        "Task": "activities are not seen, and nobody is erased whose last activity may be one",
        "Event": "activities are not seen, and nobody is erased whose last activity may be one",
        "Opportunity": "open and won opportunities are not seen",
        "OpportunityContactRole": "whose opportunity it is is not seen",
        "bizible2__Bizible_Person__c": "the Bizible person of a converted lead is not moved to its contact",
    }
)
_FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "SystemModstamp": "who changed a record since the plan is told by the moment of the plan alone",
        "IsConverted": "converted leads are taken for open ones, and their changes are refused by the org",
        "ConvertedContactId": "which contact a converted lead became is not known",
        "AccountId": "no lead is converted into the contact, and the account tells nothing of it",
        "FirstName": "duplicates are hardly found",
        "Country": "numbers without country code are read by the policy's region",
        "MailingCountry": "numbers without country code are read by the policy's region",
        "Lead.Title": "no test lead is found",
        "mkto71_Lead_Score__c": "the status MQL is not checked",
    }
)
_EXCLUSIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Partner_Account__c": "partner_account", "Actively_Being_Sequenced__c": "being_sequenced",
        "On_Open_Quote__c": "open_quote", "Current_Customer__c": "current_customer", "Legal_Hold__c": "legal_hold",
    }
)  # fmt: skip
"""Field -> the exclusion of the policy that asks it."""


def without_object(name: str, policy: Policy) -> str:
    """What does not work where the org has no such object."""
    evidence = _evidence(name, None, policy)
    return "; ".join([_OBJECTS[name], *([evidence] if evidence else [])])


def without_field(name: str, field: str, policy: Policy) -> str:
    """What does not work where the org has no such field."""
    told = [
        _FIELDS.get(f"{name}.{field}", _FIELDS.get(field, "")),
        "no merge or conversion can carry what it forbids" if field in CONSENT else "",
        _not_called(name, field),
        f"nothing is left alone for it (exclusions.{_EXCLUSIONS[field]})" if _excludes(field, policy) else "",
        _evidence(name, field, policy),
    ]
    return "; ".join(filter(None, told)) or "it is not compared, and no merge can keep its value"


def _not_called(name: str, field: str) -> str:
    kinds = {each.name: each.kind for each in OBJECTS[name]}
    listed = name in PEOPLE and kinds[field] == "phone"
    return "its numbers are not compared with Do-Not-Call lists" if listed else ""


def _excludes(field: str, policy: Policy) -> bool:
    return field in _EXCLUSIONS and bool(getattr(policy.exclusions, _EXCLUSIONS[field]))


def _evidence(name: str, field: str | None, policy: Policy) -> str:
    """Evidence that is looked for there, and whether nobody is erased where it could not be."""
    asked = policy.opt_out.evidence
    kinds = [
        (kind, asked[kind].required)
        for kind, how in KINDS.items()
        if kind in asked and asked[kind].enabled and _looks_at(how.needs, name, field)
    ]
    told = [f"evidence {kind} is not found{', so that nobody is erased' if needed else ''}" for kind, needed in kinds]
    return "; ".join(told)


def _looks_at(needs: Mapping[str, tuple[tuple[str, str], ...]], name: str, field: str | None) -> bool:
    return any(of == name and field in (None, column) for pairs in needs.values() for of, column in pairs)
