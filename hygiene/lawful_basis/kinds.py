"""The table of evidence kinds: how each is found, what it needs to be looked for, and where it cannot be read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import pandas as pd

from hygiene.lawful_basis import (
    behavior,
    campaign_response,
    conversation,
    customer,
    email_opt_in,
    opportunity,
    own_action,
)
from hygiene.lawful_basis.search import Search
from hygiene.lawful_basis.unreadable import of_person, of_rows, without_account, without_opportunity

Needs = Mapping[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class Kind:
    """One kind of evidence.

    find: rows of `search.FOUND`. needs: object of the person -> (table, column) without which the kind was not looked
    for. doubts: what may keep it from being seen for some people only: words for the verdict -> a function that gives
    those subjects (`TEXT`).
    """

    find: Callable[[Search], pd.DataFrame]
    needs: Needs
    doubts: Mapping[str, Callable[[Search], pd.Series]] = field(default_factory=lambda: MappingProxyType({}))


_SOURCE: Final[Needs] = {"Lead": (("Lead", "LeadSource"),), "Contact": (("Contact", "LeadSource"),)}

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "customer": Kind(
            customer.find,
            {"Lead": (), "Contact": (("Contact", "AccountId"), ("Account", "Type"))},
            {
                "a record whose account or customer flag could not be read": lambda search: of_person(
                    search, "AccountId", "Current_Customer__c", "Partner_Account__c"
                ),
                "the record's account (not among the accounts given)": without_account,
            },
        ),
        "opportunity": Kind(
            opportunity.find,
            # A lead has no contact role, so nothing can be missing for it.
            {"Lead": (), "Contact": (("OpportunityContactRole", "ContactId"), ("Opportunity", "IsClosed"))},
            {
                "a record whose quote or opportunity could not be read": lambda search: of_person(
                    search, "AccountId", "On_Open_Quote__c", "ConvertedOpportunityId"
                ),
                "opportunity roles that could not be read": lambda search: of_rows(
                    search, "OpportunityContactRole", "ContactId"
                ),
                "an opportunity of the person (not among those given)": without_opportunity,
            },
        ),
        "own_action": Kind(
            own_action.find,
            _SOURCE,
            {"an Initial Source that is in no list": own_action.unreadable},
        ),
        "campaign_response": Kind(
            campaign_response.find,
            {"Lead": (("CampaignMember", "HasResponded"),), "Contact": (("CampaignMember", "HasResponded"),)},
            {
                "campaign members that could not be read": lambda search: of_rows(
                    search, "CampaignMember", "LeadId", "ContactId"
                )
            },
        ),
        "email_opt_in": Kind(email_opt_in.find, _SOURCE),
        "conversation": Kind(
            conversation.find,
            {"Lead": (("Lead", "Status"),), "Contact": (("Contact", "Contact_Status__c"),)},
            {
                "a status that is in no list": conversation.unreadable,
                "tasks that could not be read": lambda search: of_rows(search, "Task", "WhoId"),
                "events that could not be read": lambda search: of_rows(search, "Event", "WhoId"),
                "a last activity that could not be read": lambda search: of_person(search, "LastActivityDate"),
                "whether an event that is still to come is held": conversation.to_come,
                "Task and Event (not both given, and the record's last activity may be one)": conversation.maybe_unseen,
            },
        ),
        "behavior": Kind(
            behavior.find,
            {"Lead": (("Lead", "Behavior_Score__c"),), "Contact": (("Contact", "Behavior_Score__c"),)},
            {"a behaviour score that could not be read": lambda search: of_person(search, "Behavior_Score__c")},
        ),
    }
)
"""Kind, as in the policy's `opt_out.evidence` -> how it is found. Domain rules, section 7."""


def missing(kind: Kind, search: Search) -> pd.DataFrame:
    """What the kind could not see, for whom: `subject`, `what` (TEXT); no row for a person who was wholly searched."""
    gaps = []
    for name, table in search.people.items():
        lacking = [f"{of}.{column}" for of, column in kind.needs[name] if not search.snapshot.has(of, column)]
        gaps += [table[["subject"]].assign(what=what) for what in lacking]
    gaps += [doubt(search).to_frame("subject").assign(what=words) for words, doubt in kind.doubts.items()]
    empty = search.everyone[["subject"]].iloc[:0].assign(what="")
    return pd.concat([empty, *gaps], ignore_index=True).drop_duplicates().sort_values(["subject", "what"])
