"""Who a record is made of."""

import pandas as pd

from hygiene.apply_changes import apply_changes
from hygiene.changes import conversions, merges
from hygiene.lineage import became, members_of
from schemas.columns import TEXT
from tests.tables import assert_table, sf_id, snapshot


def ids(*shorts: str) -> pd.Series:
    return pd.Series([sf_id(short) for short in shorts], dtype=TEXT)


PEOPLE = {
    "Lead": """
        Id     | MasterRecordId | ConvertedContactId
        Lead 1 |                |
        Lead 2 |                |
        Lead 3 |                |
        Lead 4 | Lead 3         |
        Lead 5 |                | Contact 1
    """,
    "Contact": "Id\nContact 1\nContact 2",
}


def test_a_record_that_absorbed_none_is_its_only_member():
    assert_table("record_id | into_id\nLead 1 | Lead 1", members_of(snapshot(**PEOPLE), ids("Lead 1")))


def test_chains_of_merges_and_conversions_are_followed_and_so_is_what_the_org_did_before():
    start = snapshot(**PEOPLE)
    merged = apply_changes(start, merges("Lead", ids("Lead 3", "Lead 2"), ids("Lead 2", "Lead 1"), ""))
    converted = apply_changes(merged, conversions(ids("Lead 1"), ids("Contact 1"), ""))

    assert_table(
        """
        record_id | into_id
        Contact 1 | Contact 1
        Contact 2 | Contact 2
        Lead 1    | Contact 1
        Lead 2    | Contact 1
        Lead 3    | Contact 1
        Lead 4    | Contact 1
        Lead 5    | Contact 1
        """,
        members_of(converted, ids("Contact 1", "Contact 2")),
    )
    assert became(converted, ids("Lead 4", "Contact 2")).tolist() == ids("Contact 1", "Contact 2").tolist()


def test_a_circle_in_the_orgs_own_ids_comes_to_an_end():
    start = snapshot(Lead="Id | MasterRecordId\nLead 1 | Lead 2\nLead 2 | Lead 1\nLead 3 |")

    assert_table("record_id | into_id\nLead 3 | Lead 3", members_of(start, ids("Lead 3")))
