"""A lead that is an existing contact is converted into that contact and its account, without an opportunity."""

from hygiene.matching import find_duplicates
from hygiene.merging.compared import memory_of, people
from hygiene.merging.groups import decisions_among
from hygiene.merging.lead_conversion import Conversion, propose_conversions
from hygiene.policy import Policy
from hygiene.rules import Proposal, Rule
from hygiene.snapshot import Snapshot

NAME = "lead_to_contact"


def propose(snapshot: Snapshot, policy: Policy) -> Proposal:
    """Conversions of leads, each after an update of the contact: what the lead forbids, the contact forbids first."""
    leads, contacts = people(snapshot, "Lead", policy), people(snapshot, "Contact", policy)
    decisions = decisions_among(snapshot, leads["id"], contacts["id"])
    matches = find_duplicates(
        leads, contacts, policy, decisions, workers=snapshot.workers, memory=memory_of(snapshot, NAME)
    )
    return propose_conversions(Conversion(NAME, snapshot, policy, len(leads) + len(contacts), decisions), matches)


RULE = Rule(
    name=NAME,
    stage=40,
    summary="Convert leads into the contacts that they already are; consent is carried to the contact first.",
    source="H+P §5",
    propose=propose,
)
