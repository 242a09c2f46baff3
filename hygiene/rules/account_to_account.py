"""Accounts that are one company become one account, so that contacts and leads meet in one place.

Left to people by default: an account carries contracts, territories and integrations that no file tells.
"""

from hygiene.merging.cases import Wording
from hygiene.merging.companies import find_duplicate_accounts
from hygiene.merging.compared import compared
from hygiene.merging.duplicates import Task, propose_merges
from hygiene.merging.groups import decisions_among
from hygiene.merging.master import ACCOUNT_CRITERIA
from hygiene.policy import Policy
from hygiene.rules import Proposal, Rule
from hygiene.snapshot import Snapshot

NAME = "account_to_account"


def propose(snapshot: Snapshot, policy: Policy) -> Proposal:
    """Merges of accounts into the oldest one."""
    accounts = compared(snapshot, "Account", policy)
    decisions = decisions_among(snapshot, accounts["Id"])
    matches = find_duplicate_accounts(accounts, policy, decisions)
    wording = Wording("accounts", "one company", "merges the others into")
    return propose_merges(
        Task(NAME, "Account", snapshot, policy, len(accounts), decisions, ACCOUNT_CRITERIA, wording), matches
    )


RULE = Rule(
    name=NAME,
    stage=20,
    summary="Merge accounts that are one company; the default leaves each to a person.",
    source="H+P §4",
    propose=propose,
)
