"""Which records take part in matching, and the table that the matcher reads of them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hygiene.merging.texts import positions
from hygiene.normalize.people import people_table
from hygiene.policy import Policy
from hygiene.selection import is_open, is_test_lead
from hygiene.snapshot import Snapshot
from schemas.columns import fields_of


def compared(snapshot: Snapshot, object_name: str, policy: Policy) -> pd.DataFrame:
    """Records of the object that take part: not deleted, not converted, and no test lead.

    A test lead cannot swallow, or be swallowed by, a real person (domain rules, section 4 [P]).
    """
    table = snapshot.table(object_name)
    wanted = is_open(table)
    if object_name == "Lead":
        wanted &= ~is_test_lead(table, policy)
    return table[wanted].reset_index(drop=True)


def people(snapshot: Snapshot, object_name: str, policy: Policy) -> pd.DataFrame:
    """The compared leads or contacts in comparable form (`hygiene.normalize.people`).

    The snapshot remembers what was read, so that later rules and rounds read only the records that changed since.
    """
    records = compared(snapshot, object_name, policy)
    accounts, region = snapshot.table("Account"), policy.reading.region
    known: _Known | None = snapshot.memo.get(("people", object_name, region))
    if known is None or not known.accounts.equals(accounts):
        table = people_table(records, object_name, region, accounts)
    else:
        table = _partly_read(records, known, object_name, region)
    snapshot.memo[("people", object_name, region)] = _Known(records, accounts, table)
    return table


@dataclass(frozen=True)
class _Known:
    """What was read before: row by row, `table` is the comparable form of `records`."""

    records: pd.DataFrame
    accounts: pd.DataFrame
    table: pd.DataFrame


def _partly_read(records: pd.DataFrame, known: _Known, object_name: str, region: str) -> pd.DataFrame:
    """The comparable form of the records: of the unchanged ones from before, of the others read anew.

    `people_table` reads each record alone, so the answer is the same as of all of them together.
    """
    before = positions(records["Id"], known.records["Id"])
    same = before >= 0
    for column in _read_columns(object_name):
        values, earlier = records[column], known.records[column].take(before).reset_index(drop=True)
        same &= ((values == earlier).fillna(False) | (values.isna() & earlier.isna())).to_numpy(dtype=bool)
    if same.all():
        return known.table.take(before).reset_index(drop=True)
    fresh = people_table(records[~same].reset_index(drop=True), object_name, region, known.accounts)
    both = pd.concat([known.table.take(before[same]), fresh], ignore_index=True)
    place = np.empty(len(records), dtype=np.int64)
    place[np.concatenate([np.flatnonzero(same), np.flatnonzero(~same)])] = np.arange(len(records))
    return both.take(place).reset_index(drop=True)


def _read_columns(object_name: str) -> tuple[str, ...]:
    """Every field that `people_table` may read, and some more: a record that differs in one of them is read anew."""
    account = ("AccountId",) if object_name == "Contact" else ()
    return (*fields_of(object_name, "text"), *fields_of(object_name, "phone"), *account, "CreatedDate")
