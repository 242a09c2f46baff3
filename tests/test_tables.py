import pandas as pd
import pytest

from tests.tables import assert_table, frame, sf_id, short_id, snapshot


def test_a_drawn_table_becomes_a_frame_of_texts():
    drawn = frame("""
        Name     | Title  | Note
        Lovelace | " Ms " |
        O'Hara   | ""     | two words
    """)

    assert drawn.columns.tolist() == ["Name", "Title", "Note"]
    assert drawn.fillna("missing").to_numpy().tolist() == [
        ["Lovelace", " Ms ", "missing"],
        ["O'Hara", "", "two words"],
    ]


def test_a_table_without_bars_is_parted_by_wide_gaps():
    assert frame("""
        a    b
        one  two words
    """).to_numpy().tolist() == [["one", "two words"]]


def test_short_ids_become_valid_ids_of_their_object():
    assert sf_id("Lead 1") == "00Q5e0000000001EAA"
    assert len({sf_id(f"Contact {number}") for number in range(100)}) == 100
    assert short_id(sf_id("Bizible 12")) == "Bizible 12"


def test_a_snapshot_has_the_known_kinds_and_remembers_what_was_given():
    people = snapshot(
        Lead="""
        Id     | LastName | IsConverted | Behavior_Score__c | CreatedDate
        Lead 2 | Babbage  | true        | 10.5              | 2026-01-02
        Lead 1 | Lovelace |             |                   |
    """
    )

    lead = people.table("Lead")
    assert lead["Id"].tolist() == [sf_id("Lead 1"), sf_id("Lead 2")]
    assert lead["IsConverted"].dtype == pd.BooleanDtype()
    assert lead.loc[1, "Behavior_Score__c"] == 10.5
    assert lead.loc[1, "CreatedDate"] == pd.Timestamp("2026-01-02", tz="UTC")
    assert people.given["Lead"] == {"Id", "LastName", "IsConverted", "Behavior_Score__c", "CreatedDate"}


def test_rows_are_compared_in_any_order_and_only_in_the_drawn_columns():
    actual = frame("""
        record_id | field | more
        Lead 2    | Email | x
        Lead 1    |       | y
    """)

    assert_table(
        """
        record_id | field
        Lead 1    |
        Lead 2    | Email
        """,
        actual,
    )
    with pytest.raises(AssertionError):
        assert_table(
            """
            record_id | field
            Lead 1    |
            """,
            actual,
        )
