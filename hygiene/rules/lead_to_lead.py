"""Leads that are one person become one lead: the first and largest step of the duplicate work."""

from hygiene.merging.cases import Wording
from hygiene.merging.duplicates import Task, propose_merges
from hygiene.merging.matched import matched
from hygiene.policy import Policy
from hygiene.rules import Proposal, Rule
from hygiene.snapshot import Snapshot

NAME = "lead_to_lead"


def propose(snapshot: Snapshot, policy: Policy) -> Proposal:
    """Merges of leads, with the survivor's values before them."""
    found = matched(snapshot, policy, NAME, "Lead")
    wording = Wording("leads", "one person", "merges the others into")
    criteria = policy.survivorship.master
    return propose_merges(
        Task(NAME, "Lead", snapshot, policy, found.compared, found.decisions, criteria, wording), found.matches
    )


RULE = Rule(
    name=NAME,
    stage=10,
    summary="Merge leads that are one person; no merge loosens consent.",
    source="H+L+P §5",
    propose=propose,
)
