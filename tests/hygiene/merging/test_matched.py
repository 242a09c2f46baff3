"""Matching ahead of a rule: its answer is taken for the very same people, and leaves no trace otherwise."""

from dataclasses import replace

import pandas as pd
import pytest

from hygiene.apply_changes import apply_changes
from hygiene.changes import updates
from hygiene.decisions import MUST_LINK
from hygiene.merging.matched import match_ahead, matched
from schemas.columns import TEXT
from tests.tables import snapshot

CONTACTS = """
    Id        | FirstName | LastName | Email           | Title
    Contact 1 | Ada       | Lovelace | ada@acme.test   | CEO
    Contact 2 | Ada       | Lovelace | ada@acme.test   | CEO
    Contact 3 | Grace     | Hopper   | grace@acme.test | Admiral
    Contact 4 | Gracie    | Hoppers  | hop@other.test  | Admiral
""" + "\n".join(f"Contact {n} | Ada | Lovelace | ada@acme.test | {n}" for n in range(5, 10))
RULE = "contact_to_contact"


@pytest.fixture
def org():
    start = snapshot(Contact=CONTACTS)
    return replace(start, before=start)


def changed(org):
    """The org in which the third contact has the mailbox of the fourth."""
    contact = org.table("Contact").iloc[[2]]
    rows = updates("Contact", contact["Id"], "Email", contact["Email"], "hop@other.test", "a test")
    return apply_changes(org, rows)


def assert_same(one, other):
    for table in ("pairs", "groups", "review_groups"):
        pd.testing.assert_frame_equal(getattr(one.matches, table), getattr(other.matches, table))
    assert one.matches.facts == other.matches.facts


def test_an_answer_made_ahead_is_taken_for_the_same_people(org, default_policy):
    match_ahead(org, default_policy, RULE, "Contact")
    ahead = org.memo["matched ahead", RULE]

    found = matched(org, default_policy, RULE, "Contact")

    assert found is ahead
    assert ("matched ahead", RULE) not in org.memo


def test_an_answer_made_ahead_of_other_people_is_as_if_it_had_not_been_made(org, default_policy):
    match_ahead(org, default_policy, RULE, "Contact")

    found = matched(changed(org), default_policy, RULE, "Contact")

    start = snapshot(Contact=CONTACTS)
    assert_same(found, matched(changed(replace(start, before=start)), default_policy, RULE, "Contact"))


def test_an_answer_made_ahead_of_other_decisions_is_not_taken(org, default_policy):
    match_ahead(org, default_policy, RULE, "Contact")
    ids = org.table("Contact")["Id"]
    said = pd.DataFrame({"left_id": ids[[0]].array, "right_id": ids[[2]].array, "decision": [MUST_LINK]}, dtype=TEXT)
    decided = replace(org, decisions=said)

    found = matched(decided, default_policy, RULE, "Contact")

    pairs = found.matches.pairs.set_index(["left_id", "right_id"])["tier"]
    assert pairs[ids[0], ids[2]] == "auto"


def test_what_was_taken_is_remembered_for_the_next_look(org, default_policy):
    match_ahead(org, default_policy, RULE, "Contact")
    first = matched(org, default_policy, RULE, "Contact")
    again = matched(org, default_policy, RULE, "Contact")

    assert first.matches.facts["candidate_pairs"] > 0
    assert again.matches.facts["candidate_pairs"] == 0
