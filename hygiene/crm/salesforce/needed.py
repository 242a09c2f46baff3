"""Which known fields a plan under a policy looks at, and so the only ones that are read of an org. Pure.

Of leads, contacts and accounts all of them: whichever has a value can survive a merge. Of the other objects what tells
whose they are and since when, and what the evidence that the policy looks for, or a rule, asks.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hygiene.policy import Policy
from hygiene.policy.models import EvidenceKind
from schemas.columns import OBJECTS, PEOPLE

_WHOLE: Final = frozenset({*PEOPLE, "Account"})
_ALWAYS: Final = frozenset({"Id", "CreatedDate", "SystemModstamp", "IsDeleted"})
_ASKED: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "CampaignMember": frozenset({"LeadId", "ContactId", "CampaignId", "Status", "CampaignType"}),
        "Task": frozenset({"WhoId"}),
        "Event": frozenset({"WhoId"}),
        "OpportunityContactRole": frozenset({"ContactId", "OpportunityId"}),
        "bizible2__Bizible_Person__c": frozenset({"bizible2__Lead__c", "bizible2__Contact__c"}),
    }
)
"""Object -> fields that the rules ask whatever the policy says; an object that is not here is for evidence alone."""
_EVIDENCE: Final[Mapping[EvidenceKind, Mapping[str, frozenset[str]]]] = MappingProxyType(
    {
        "opportunity": {"Opportunity": frozenset({"AccountId", "IsClosed", "IsWon", "CloseDate"})},
        "campaign_response": {"CampaignMember": frozenset({"HasResponded", "FirstRespondedDate"})},
        "conversation": {
            "Task": frozenset({"ActivityDate", "Subject", "CallType"}),
            "Event": frozenset({"ActivityDate", "Subject"}),
        },
    }
)
"""Kind of evidence -> what it asks beside that."""


def needed_fields(policy: Policy) -> Mapping[str, tuple[str, ...]]:
    """Object -> the known fields that are read, in their order; an object that nothing asks for is not in it."""
    asked: dict[str, frozenset[str]] = dict(_ASKED)
    for kind, evidence in policy.opt_out.evidence.items():
        if evidence.enabled:
            for name, fields in _EVIDENCE.get(kind, {}).items():
                asked[name] = asked.get(name, frozenset()) | fields
    return {
        name: tuple(each.name for each in known if name in _WHOLE or each.name in _ALWAYS | asked[name])
        for name, known in OBJECTS.items()
        if name in _WHOLE or name in asked
    }
