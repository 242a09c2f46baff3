"""Deletes test leads: leads whose job title is `Test`, and nothing but that."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from hygiene.changes import findings, removals
from hygiene.policy import Policy
from hygiene.rules import Proposal, Rule
from hygiene.selection import is_among, is_on_hold, is_open, is_test_lead
from hygiene.snapshot import Snapshot
from schemas import outputs

KEEPING: Final = ("Legal_Hold__c", "IsConverted", "ConvertedContactId", "ConvertedOpportunityId")
"""What keeps a lead whatever its title."""


def propose(snapshot: Snapshot, policy: Policy) -> Proposal:
    """A deletion for every lead with a test title; a finding instead where it is converted, held or has an opportunity.

    So where one of these could not be read; any other quarantined value saves no test lead. Deletions of an org go to
    the recycle bin, so that a mistake can be taken back.
    """
    leads = snapshot.table("Lead")
    tests = leads[is_test_lead(leads, policy) & ~leads["IsDeleted"].fillna(False).astype(bool)]
    kept = _reasons_to_keep(snapshot, tests)
    spared = pd.DataFrame(kept, index=tests.index).any(axis=1)
    told = [_told(tests[hit], code) for code, hit in kept.items()]
    deleted = tests.loc[~spared, "Id"]
    return Proposal(
        changes=removals("delete", "Lead", deleted, "test lead: the job title says so", "Title"),
        findings=outputs.stack("findings", told),
        facts={"deleted": len(deleted), "reported_instead": int(spared.sum())},
    )


def _reasons_to_keep(snapshot: Snapshot, tests: pd.DataFrame) -> Mapping[str, pd.Series]:
    """Finding code -> which of the test leads it holds for (bool, same index)."""
    roles = snapshot.table("OpportunityContactRole")
    role_of_contact = tests["ConvertedContactId"].isin(roles.loc[is_open(roles), "ContactId"].dropna())
    unread = snapshot.quarantine[snapshot.quarantine["field"].isin(KEEPING)]
    return {
        "test_lead_unread": is_among(tests["Id"], unread["record_id"].dropna()),
        "test_lead_converted": tests["IsConverted"].fillna(False).astype(bool) | tests["ConvertedContactId"].notna(),
        "test_lead_on_hold": is_on_hold(tests),
        "test_lead_with_opportunity": tests["ConvertedOpportunityId"].notna() | role_of_contact,
    }


_MESSAGES: Mapping[str, str] = {
    "test_lead_unread": "A test lead by its title, but what would keep it could not be read: not deleted.",
    "test_lead_converted": "A test lead by its title, but converted: not deleted.",
    "test_lead_on_hold": "A test lead by its title, but on legal hold: not deleted.",
    "test_lead_with_opportunity": "A test lead by its title, but it has an opportunity: not deleted.",
}


def _told(tests: pd.DataFrame, code: str) -> pd.DataFrame:
    return findings("Lead", tests["Id"], "Title", code, _MESSAGES[code])


RULE = Rule(
    name="test_lead",
    stage=80,
    summary="Deletes leads whose job title is Test, unless converted, on legal hold or with an opportunity.",
    source="H §8",
    propose=propose,
)
