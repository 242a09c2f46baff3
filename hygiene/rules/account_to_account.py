"""Accounts that are one company become one account, so that contacts and leads meet in one place.

Left to people by default: an account carries contracts, territories and integrations that no file tells.
"""

import pandas as pd

from hygiene.matching import Matches
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
    matches = _matches(snapshot, accounts, decisions, policy)
    wording = Wording("accounts", "one company", "merges the others into")
    return propose_merges(
        Task(NAME, "Account", snapshot, policy, len(accounts), decisions, ACCOUNT_CRITERIA, wording), matches
    )


def prepare(snapshot: Snapshot, policy: Policy) -> None:
    """Matches the accounts, which no rule before this one changes."""
    accounts = compared(snapshot, "Account", policy)
    _matches(snapshot, accounts, decisions_among(snapshot, accounts["Id"]), policy)


def _matches(snapshot: Snapshot, accounts: pd.DataFrame, decisions: pd.DataFrame, policy: Policy) -> Matches:
    """Found once for the same accounts and decisions: a later round seldom has others."""
    known: tuple[pd.DataFrame, pd.DataFrame, Matches] | None = snapshot.memo.get(NAME)
    if known is not None and known[0].equals(accounts) and known[1].equals(decisions):
        return known[2]
    matches = find_duplicate_accounts(accounts, policy, decisions)
    snapshot.memo[NAME] = (accounts, decisions, matches)
    return matches


RULE = Rule(
    name=NAME,
    stage=20,
    summary="Merge accounts that are one company; the default leaves each to a person.",
    source="H+P §4",
    propose=propose,
    prepare=prepare,
)
