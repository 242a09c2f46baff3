import hmac
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygiene.changes import conversions, merges, removals, stack_changes, updates
from hygiene.keys import new_ring, rotated
from hygiene.suppressing import suppressions_of
from hygiene.suppression import Cause, in_force, mac, rows_of
from tests.tables import AS_OF, sf_id, snapshot

RING = new_ring("2026-01-01")
KEY = RING.newest("suppression")
ADDED = pd.Timestamp("2026-06-01", tz="UTC")


def listed(*values, key=KEY, kind="email", expires=None):
    return rows_of(kind, values, key, Cause("erasure", "zoominfo_opt_out", ADDED, expires))


def recognised(rows, *values, as_of=AS_OF, keys=(KEY,), kind="email"):
    known = in_force(rows, as_of, {key.id: key for key in keys})
    texts = pd.Series(values, dtype="string[pyarrow]")
    return [values[row] for row in known.found(kind, texts)["row"]]


@given(st.text(), st.binary(min_size=32, max_size=32))
def test_a_hash_is_the_hmac_of_the_standard_library(text, secret):
    key = replace(KEY, secret=secret)

    assert mac("email", key)(text) == hmac.digest(secret, b"email\x1f" + text.encode(), "sha256")


def test_a_value_is_recognised_by_its_hash_and_no_other_is():
    assert recognised(listed("ada@a.example"), "ada@b.example", "ada@a.example") == ["ada@a.example"]


def test_a_mailbox_is_not_taken_for_a_number_with_the_same_text():
    assert recognised(listed("+14155550101", kind="phone"), "+14155550101", kind="email") == []


def test_after_a_rotation_rows_of_all_keys_are_recognised():
    after = rotated(RING, "suppression", "2027-01-01")
    new = after.newest("suppression")
    rows = pd.concat([listed("old@a.example"), listed("new@a.example", key=new)])

    found = recognised(rows, "old@a.example", "new@a.example", "third@a.example", keys=after.of("suppression"))

    assert sorted(found) == ["new@a.example", "old@a.example"]


def test_an_entry_lapses_on_its_day():
    rows = listed("ada@a.example", expires=AS_OF)

    assert recognised(rows, "ada@a.example", as_of=AS_OF) == []
    assert recognised(rows, "ada@a.example", as_of=AS_OF - pd.Timedelta(seconds=1)) == ["ada@a.example"]


def test_a_plan_of_an_earlier_moment_knows_nothing_of_later_purges():
    assert recognised(listed("ada@a.example"), "ada@a.example", as_of=ADDED - pd.Timedelta(days=1)) == []


def test_the_rows_tell_neither_the_value_nor_its_order():
    rows = listed("ada@a.example", "bob@b.example")

    told = rows.to_csv()
    assert [piece for piece in ("ada@", "bob@", "example") if piece in told] == []
    assert rows["digest"].is_monotonic_increasing
    assert rows["digest"].str.fullmatch("[0-9a-f]{64}").all()


BEFORE = snapshot(
    Lead="""
        Id     | Email                | Phone          | MobilePhone  | Country | DoNotCall
        Lead 1 | Ada.L+crm@a.example  | 020 7946 0101  | +1 415 555 0102 | GB      |
        Lead 2 | old.ada@a.example    |                |              |         |
        Lead 3 | colleague@a.example  | +442079460101  |              |         |
        Lead 4 | info@b.example       | 415 555 0104   |              |         | true
    """
)


@pytest.fixture
def erased_with_a_duplicate():
    """Lead 2 was merged into lead 1, who was then erased; lead 3 stays and shares lead 1's line."""
    one, two = (pd.Series([sf_id(name)], dtype="string[pyarrow]") for name in ("Lead 1", "Lead 2"))
    changes = stack_changes([merges("Lead", two, one, "one"), removals("erase", "Lead", one, "opt-out")])
    return changes.assign(rule="zoominfo_opt_out")


def test_an_erasure_puts_all_own_mailboxes_and_numbers_on_the_list(erased_with_a_duplicate, default_policy):
    after = snapshot(Lead="Id | Email | Phone\nLead 3 | colleague@a.example | +442079460101")

    rows = suppressions_of(erased_with_a_duplicate, BEFORE, after, default_policy, KEY, ADDED)

    emails = ("ada.l@a.example", "old.ada@a.example", "colleague@a.example")
    numbers = ("+442079460101", "+14155550102")
    assert recognised(rows, *emails) == ["ada.l@a.example", "old.ada@a.example"]
    assert recognised(rows, *numbers, kind="phone") == ["+14155550102"]
    assert set(rows["expires"]) == {ADDED + pd.DateOffset(months=120)}
    assert set(rows["key_id"]) == {KEY.id}


def test_a_lead_that_was_converted_into_the_erased_contact_is_nobody_else_who_keeps_the_mailbox(default_policy):
    lead = "Id | Email | Phone | ConvertedContactId\nLead 1 | ada@a.example | +14155550102 | "
    contact = "Id | Email | Phone\nContact 1 | ada@a.example | +14155550102"
    one, into = (pd.Series([sf_id(name)], dtype="string[pyarrow]") for name in ("Lead 1", "Contact 1"))
    erased = stack_changes([conversions(one, into, "one"), removals("erase", "Contact", into, "opt-out")])

    rows = suppressions_of(
        erased.assign(rule="zoominfo_opt_out"), snapshot(Lead=lead, Contact=contact),
        snapshot(Lead=lead + "Contact 1"), default_policy, KEY, ADDED,
    )  # fmt: skip

    assert recognised(rows, "ada@a.example") == ["ada@a.example"]
    assert recognised(rows, "+14155550102", kind="phone") == ["+14155550102"]


def test_where_it_is_not_known_what_is_left_every_value_is_put_on_the_list(erased_with_a_duplicate, default_policy):
    rows = suppressions_of(erased_with_a_duplicate, BEFORE, None, default_policy, KEY, ADDED)

    assert recognised(rows, "+442079460101", kind="phone") == ["+442079460101"]


def test_a_number_blanked_for_its_box_is_remembered_and_a_role_mailbox_never_is(default_policy):
    ids = pd.Series([sf_id("Lead 4")], dtype="string[pyarrow]")
    blanked = updates("Lead", ids, "Phone", pd.Series(["415 555 0104"], dtype="string[pyarrow]"), None, "box")
    erased = removals("erase", "Lead", ids, "opt-out").assign(rule="zoominfo_opt_out")

    rows = suppressions_of(blanked.assign(rule="dnc_internal"), BEFORE, None, default_policy, KEY, ADDED)

    assert recognised(rows, "+14155550104", kind="phone") == ["+14155550104"]
    assert set(rows["purpose"]) == {"internal_dnc"}
    assert set(rows["expires"]) == {ADDED + pd.DateOffset(months=60)}
    assert "email" not in set(suppressions_of(erased, BEFORE, None, default_policy, KEY, ADDED)["kind"])


def test_what_was_not_erased_or_blanked_for_a_box_adds_nothing(default_policy):
    ids = pd.Series([sf_id("Lead 4")], dtype="string[pyarrow]")
    others = stack_changes(
        [
            removals("delete", "Lead", ids, "test").assign(rule="test_lead"),
            updates("Lead", ids, "Phone", ids, None, "list").assign(rule="dnc_list"),
        ]
    )

    assert suppressions_of(others, BEFORE, None, default_policy, KEY, ADDED).empty
