"""What people decided of pairs still counts once records went into others."""

from hygiene.apply_changes import apply_changes
from hygiene.changes import conversions, merges, stack_changes
from hygiene.decisions import CANNOT_LINK, MUST_LINK
from hygiene.standing_decisions import standing
from tests.tables import assert_table, frame, sf_id, snapshot

PEOPLE = {"Lead": "Id\nLead 1\nLead 2\nLead 3\nLead 4", "Contact": "Id\nContact 1"}


def one(short: str):
    return frame(f"Id\n{short}")["Id"]


def decided(rows: str):
    return frame(f"left_id | right_id | decision\n{rows}")


def test_each_record_is_named_by_what_it_went_into():
    merge = merges("Lead", one("Lead 2"), one("Lead 1"), "")
    convert = conversions(one("Lead 3"), one("Contact 1"), "")
    after = apply_changes(snapshot(**PEOPLE), stack_changes([merge, convert]))
    before = f"Lead 2 | Lead 4 | {CANNOT_LINK}\nLead 3 | Lead 4 | {MUST_LINK}\nLead 1 | Lead 2 | {MUST_LINK}"

    told = standing(decided(before), after)

    assert_table(
        f"left_id | right_id | decision\nLead 1 | Lead 4 | {CANNOT_LINK}\nContact 1 | Lead 4 | {MUST_LINK}", told
    )
    assert (told["left_id"] < told["right_id"]).all()


def test_what_is_gone_is_decided_no_more():
    gone = f"Lead 1 | Lead 9 | {CANNOT_LINK}\nLead 0 | Lead 1 | {MUST_LINK}"

    told = standing(decided(f"Lead 1 | Lead 2 | {CANNOT_LINK}\n{gone}"), snapshot(**PEOPLE))

    assert_table(f"left_id | right_id | decision\nLead 1 | Lead 2 | {CANNOT_LINK}", told)


def test_no_stands_where_two_decisions_come_to_speak_of_one_pair():
    after = apply_changes(snapshot(**PEOPLE), merges("Lead", one("Lead 2"), one("Lead 1"), ""))
    both = decided(f"Lead 1 | Lead 3 | {MUST_LINK}\nLead 2 | Lead 3 | {CANNOT_LINK}")

    assert standing(both, after).to_dict("records") == [
        {"left_id": sf_id("Lead 1"), "right_id": sf_id("Lead 3"), "decision": CANNOT_LINK}
    ]
