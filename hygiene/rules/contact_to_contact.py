"""Contacts that are one person become one contact: the number that the whole practice is measured by."""

from hygiene.matching import find_duplicates
from hygiene.merging.cases import Wording
from hygiene.merging.compared import memory_of, people
from hygiene.merging.duplicates import Task, propose_merges
from hygiene.merging.groups import decisions_among
from hygiene.policy import Policy
from hygiene.rules import Proposal, Rule
from hygiene.snapshot import Snapshot

NAME = "contact_to_contact"


def propose(snapshot: Snapshot, policy: Policy) -> Proposal:
    """Merges of contacts, with the survivor's values before them."""
    contacts = people(snapshot, "Contact", policy)
    decisions = decisions_among(snapshot, contacts["id"])
    matches = find_duplicates(
        contacts, None, policy, decisions, workers=snapshot.workers, memory=memory_of(snapshot, NAME)
    )
    wording = Wording("contacts", "one person", "merges the others into")
    criteria = policy.survivorship.master
    return propose_merges(Task(NAME, "Contact", snapshot, policy, len(contacts), decisions, criteria, wording), matches)


RULE = Rule(
    name=NAME,
    stage=30,
    summary="Merge contacts that are one person; no merge loosens consent.",
    source="H+L+P §5",
    propose=propose,
)
