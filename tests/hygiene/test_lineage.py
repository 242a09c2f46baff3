"""Who a record is made of."""

from dataclasses import replace

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from hygiene.apply_changes import apply_changes
from hygiene.changes import conversions, merges, removals
from hygiene.lineage import absorbed_in_run, became, members_of
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


@given(st.lists(st.lists(st.tuples(st.integers(1, 8), st.integers(1, 8)), max_size=3), max_size=5), st.data())
def test_what_was_remembered_before_more_was_absorbed_leads_to_the_same_ends(batches, data):
    start = snapshot(Lead="Id | MasterRecordId\n" + "\n".join(f"Lead {n} |" for n in range(1, 8)) + "\nLead 8 | Lead 1")
    now, gone = start, set()
    for batch in batches:
        pairs = {}
        for loser, master in batch:
            if loser not in {*gone, *pairs, *pairs.values()} and master not in {*gone, *pairs, loser}:
                pairs[loser] = master
        rows = [ids(*(f"Lead {n}" for n in side)) for side in (pairs.keys(), pairs.values())]
        now = apply_changes(now, merges("Lead", *rows, ""))
        gone |= pairs.keys()
        if gone and data.draw(st.booleans(), "one comes back"):
            back = data.draw(st.sampled_from(sorted(gone)), "who")
            now, gone = apply_changes(now, removals("undelete", "Lead", ids(f"Lead {back}"), "")), gone - {back}

        everybody = ids(*(f"Lead {n}" for n in range(1, 9)))
        anew = replace(now, before=replace(start))
        pd.testing.assert_series_equal(absorbed_in_run(now), absorbed_in_run(anew))
        assert became(now, everybody).tolist() == became(anew, everybody).tolist()
