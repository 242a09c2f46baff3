"""Gives the default status to people who have none."""

import pandas as pd

from hygiene.changes import findings, updates
from hygiene.policy import Policy
from hygiene.rules import Proposal, Rule
from hygiene.selection import is_on_hold, is_open
from hygiene.snapshot import Snapshot
from schemas import outputs
from schemas.records import STATUS_COLUMN


def propose(snapshot: Snapshot, policy: Policy) -> Proposal:
    """The default status for every lead and contact without one, where the source has the status column at all.

    A record on legal hold stays as it is, and is told.
    """
    given = [(name, column) for name, column in STATUS_COLUMN.items() if snapshot.has(name, column)]
    changes = [_defaults(snapshot, policy, name, column) for name, column in given]
    held = [_held(snapshot, policy, name, column) for name, column in given]
    return Proposal(changes=outputs.stack("changes", changes), findings=outputs.stack("findings", held))


def _defaults(snapshot: Snapshot, policy: Policy, name: str, column: str) -> pd.DataFrame:
    table = snapshot.table(name)
    bare = table.loc[_has_none(table, column) & ~_stays(table, policy), ["Id", column]]
    status = policy.vocabulary.default_status
    return updates(name, bare["Id"], column, bare[column], status, f"no status; {status} is the default")


def _held(snapshot: Snapshot, policy: Policy, name: str, column: str) -> pd.DataFrame:
    table = snapshot.table(name)
    held = table.loc[_has_none(table, column) & _stays(table, policy), "Id"]
    message = "No status, but on legal hold: left as it is."
    return findings(name, held, column, "missing_status_on_hold", message)


def _has_none(table: pd.DataFrame, column: str) -> pd.Series:
    return is_open(table) & table[column].str.strip().fillna("").eq("").astype(bool)


def _stays(table: pd.DataFrame, policy: Policy) -> pd.Series:
    return is_on_hold(table) & policy.exclusions.legal_hold


RULE = Rule(
    name="status_default",
    stage=90,
    summary="Gives the default status to leads and contacts that have none.",
    source="H §3",
    propose=propose,
)
