"""Phone fields read once: what is remembered between rules and rounds never changes an answer."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from hygiene.apply_changes import apply_changes
from hygiene.changes import removals, updates
from hygiene.phone_book import PhoneBook, phone_book, with_values
from hygiene.snapshot import Snapshot
from schemas.columns import TEXT
from tests.tables import assert_table, sf_id, snapshot


def told(start: Snapshot, book: PhoneBook) -> pd.DataFrame:
    """Each cell with the numbers in it, as text."""
    cells = with_values(start, book.cells)
    numbers = cells.merge(book.numbers, on="reading", how="left", validate="many_to_many")
    columns = ["record_id", "field", "value", "e164", "digits"]
    return numbers[columns].astype({"e164": "Int64"}).sort_values(columns, ignore_index=True).astype(TEXT)


def test_empty_fields_and_records_in_the_recycle_bin_are_left_out(default_policy):
    start = snapshot(Lead="Id | Phone | IsDeleted\nLead 1 | |\nLead 2 | 415 555 2671 | true")

    assert len(phone_book(start, default_policy).cells) == 0


def test_each_number_of_a_field_is_read_once_for_each_country(default_policy):
    leads = """
        Id     | Phone                       | MobilePhone   | Country
        Lead 1 | 415 555 2671 / 212 555 1234 | 555-2671      |
        Lead 2 | 020 7946 0018               | no phone      | United Kingdom
        Lead 3 | 020 7946 0018               | 0000000000    | United Kingdom
    """
    start = snapshot(Lead=leads)

    book = phone_book(start, default_policy)

    assert_table(
        """
        record_id | field       | e164         | digits
        Lead 1    | Phone       | 14155552671  | 14155552671
        Lead 1    | Phone       | 12125551234  | 12125551234
        Lead 1    | MobilePhone | 0            | 5552671
        Lead 2    | Phone       | 442079460018 | 442079460018
        Lead 2    | MobilePhone |              |
        Lead 3    | Phone       | 442079460018 | 442079460018
        Lead 3    | MobilePhone |              |
        """,
        told(start, book),
    )
    assert len(book.readings) == 5


TEXTS = st.sampled_from(["", "415 555 2671", "(415) 555-2671", "212 555 1234 x5", "555-2671", "030 1234567"])
LEADS = st.lists(st.tuples(TEXTS, TEXTS, st.sampled_from(["", "Germany"])), min_size=1, max_size=6)


@given(LEADS, st.integers(1, 6), st.integers(1, 6), TEXTS)
def test_a_book_that_remembers_is_the_book_that_is_read_anew(default_policy, leads, changed, gone, text):
    rows = [f"Lead {number} | {' | '.join(row)}" for number, row in enumerate(leads, start=1)]
    start = snapshot(Lead="\n".join(["Id | Phone | MobilePhone | Country", *rows]))
    phone_book(start, default_policy)
    one, other = (pd.Series([sf_id(f"Lead {number}")], dtype=TEXT) for number in (changed, gone))
    old = pd.Series([pd.NA], dtype=TEXT)
    changes = pd.concat([updates("Lead", one, "Phone", old, text or None, ""), removals("delete", "Lead", other, "")])

    after = apply_changes(start, changes)

    remembered = told(after, phone_book(after, default_policy))
    anew = told(after, phone_book(Snapshot(after.tables, after.as_of, after.given), default_policy))
    pd.testing.assert_frame_equal(remembered, anew)
    again = told(start, phone_book(start, default_policy))
    pd.testing.assert_frame_equal(again, told(start, phone_book(Snapshot(start.tables, start.as_of), default_policy)))


@given(LEADS, st.sets(st.integers(1, 6)))
def test_some_rows_are_read_as_they_are_in_the_whole_book(default_policy, leads, wanted):
    rows = [f"Lead {number} | {' | '.join(row)}" for number, row in enumerate(leads, start=1)]
    start = snapshot(Lead="\n".join(["Id | Phone | MobilePhone | Country", *rows]))
    only = {"Lead": start.table("Lead")["Id"].isin([sf_id(f"Lead {number}") for number in wanted])}

    before = told(start, phone_book(start, default_policy, only))
    whole = told(start, phone_book(start, default_policy))
    behind = told(start, phone_book(start, default_policy, only))

    of_whole = whole[whole["record_id"].isin(start.table("Lead").loc[only["Lead"], "Id"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(of_whole, before)
    pd.testing.assert_frame_equal(of_whole, behind)


def test_the_book_is_made_once_while_the_tables_are_the_same(default_policy):
    start = snapshot(Lead="Id | Phone\nLead 1 | 415 555 2671", Contact="Id\nContact 1", Account="Id\nAccount 1")

    book = phone_book(start, default_policy)

    assert phone_book(start, default_policy) is book
    cleared = updates("Lead", start.table("Lead")["Id"], "Phone", start.table("Lead")["Phone"], None, "a test")
    assert phone_book(apply_changes(start, cleared), default_policy).cells.empty
