"""Which records take part in matching, and the table that the matcher reads of them."""

import pandas as pd

from hygiene.normalize.people import people_table
from hygiene.policy import Policy
from hygiene.selection import is_open, is_test_lead
from hygiene.snapshot import Snapshot


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
    """The compared leads or contacts in comparable form (`hygiene.normalize.people`)."""
    records = compared(snapshot, object_name, policy)
    return people_table(records, object_name, policy.reading.region, snapshot.table("Account"))
