"""Contacts that are one person become one contact: the number that the whole practice is measured by."""

from hygiene.merging.cases import Wording
from hygiene.merging.duplicates import Task, propose_merges
from hygiene.merging.matched import match_ahead, matched
from hygiene.policy import Policy
from hygiene.rules import Proposal, Rule
from hygiene.snapshot import Snapshot

NAME = "contact_to_contact"


def propose(snapshot: Snapshot, policy: Policy) -> Proposal:
    """Merges of contacts, with the survivor's values before them."""
    found = matched(snapshot, policy, NAME, "Contact")
    wording = Wording("contacts", "one person", "merges the others into")
    criteria = policy.survivorship.master
    return propose_merges(
        Task(NAME, "Contact", snapshot, policy, found.compared, found.decisions, criteria, wording), found.matches
    )


def prepare(snapshot: Snapshot, policy: Policy) -> None:
    """Matches the contacts, which the rules before this one seldom change."""
    match_ahead(snapshot, policy, NAME, "Contact")


RULE = Rule(
    name=NAME,
    stage=30,
    summary="Merge contacts that are one person; no merge loosens consent.",
    source="H+L+P §5",
    propose=propose,
    prepare=prepare,
)
