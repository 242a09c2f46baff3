"""A lead that is an existing contact is converted into that contact and its account, without an opportunity."""

from hygiene.merging.lead_conversion import Conversion, propose_conversions
from hygiene.merging.matched import matched
from hygiene.policy import Policy
from hygiene.rules import Proposal, Rule
from hygiene.snapshot import Snapshot

NAME = "lead_to_contact"


def propose(snapshot: Snapshot, policy: Policy) -> Proposal:
    """Conversions of leads, each after an update of the contact: what the lead forbids, the contact forbids first."""
    found = matched(snapshot, policy, NAME, "Lead", "Contact")
    return propose_conversions(Conversion(NAME, snapshot, policy, found.compared, found.decisions), found.matches)


RULE = Rule(
    name=NAME,
    stage=40,
    summary="Convert leads into the contacts that they already are; consent is carried to the contact first.",
    source="H+P §5",
    propose=propose,
)
