"""Two plans compared: a change is new, gone, moved, given to another master, or as before."""

import pytest

from hygiene.policy import parse_policy
from hygiene.report.comparing import compared, diff_sheet
from hygiene.report.sheet import as_page, as_text
from schemas import outputs
from tests.hygiene.report.small_plan import PERSONAL, empty_plan, small_plan
from tests.tables import assert_table, frame


def changes(drawn: str):
    return outputs.typed("changes", frame(drawn))


HEAD = "rule | action | object | record_id | field | new | into_id | tier\n"
MERGED = changes(HEAD + "lead_to_lead | merge | Lead | Lead 2 | | | Lead 1 | auto")


def test_a_plan_beside_itself_differs_in_nothing_in_whatever_order():
    table = small_plan().tables["changes"]

    found = compared(table, table.iloc[::-1])

    assert found.same == len(table)
    assert [len(part) for part in (found.new, found.gone, found.moved, found.masters, found.values)] == [0] * 5


def test_what_only_one_plan_has_is_gone_or_new():
    deleted = changes(HEAD + "test_lead | delete | Lead | Lead 9 | | | | auto")

    found = compared(MERGED, deleted)

    assert_table("rule | record_id\nlead_to_lead | Lead 2", found.gone)
    assert_table("rule | record_id\ntest_lead | Lead 9", found.new)


def test_a_change_of_tier_and_one_of_master_are_told_with_both_sides():
    now = changes(HEAD + "lead_to_lead | merge | Lead | Lead 2 | | | Lead 3 | review")

    found = compared(MERGED, now)

    assert_table("record_id | tier_then | tier_now\nLead 2 | auto | review", found.moved)
    assert_table("record_id | into_id_then | into_id_now\nLead 2 | Lead 1 | Lead 3", found.masters)
    assert found.same == 0


def test_a_master_that_lost_is_another_master_and_neither_new_nor_gone():
    then = changes(
        HEAD + "a | merge | Lead | Lead 2 | | | Lead 1 | auto\na | merge | Lead | Lead 3 | | | Lead 1 | auto"
    )
    now = changes(HEAD + "a | merge | Lead | Lead 1 | | | Lead 2 | auto\na | merge | Lead | Lead 3 | | | Lead 2 | auto")

    found = compared(then, now)

    assert_table(
        "record_id | into_id_then | into_id_now\nLead 1 | Lead 1 | Lead 2\nLead 3 | Lead 1 | Lead 2", found.masters
    )
    assert (len(found.new), len(found.gone)) == (0, 0)


def test_a_record_that_moved_to_a_group_of_strangers_is_no_changed_master():
    now = changes(HEAD + "lead_to_lead | merge | Lead | Lead 1 | | | Lead 7 | auto")

    found = compared(MERGED, now)

    assert (len(found.new), len(found.gone), len(found.masters)) == (1, 1, 0)


def test_another_surviving_value_is_told_without_the_value():
    head = "rule | action | object | record_id | field | new | tier\n"
    then = changes(head + "lead_to_lead | update | Lead | Lead 1 | City | Lovelace Town | auto")
    now = changes(head + "lead_to_lead | update | Lead | Lead 1 | City | Babbage Hill | auto")
    policy = parse_policy("", "test")

    text = as_text(diff_sheet(small_plan(changes=then), policy, small_plan(changes=now), policy))

    assert "1 with another value" in text
    assert "City" in text
    assert "Lovelace Town" not in text
    assert "Babbage Hill" not in text


def test_the_policy_keys_that_differ_are_told_with_both_values():
    then, now = parse_policy("tiers: {auto: 0.998}", "test"), parse_policy("tiers: {auto: 0.999}", "test")

    text = as_text(diff_sheet(empty_plan(), then, empty_plan(), now))

    assert "1 policy key differs" in text
    assert [line.split() for line in text.splitlines() if "tiers.auto" in line] == [["tiers.auto", "0.998", "0.999"]]


@pytest.mark.parametrize("tell", [as_text, as_page])
def test_no_value_of_a_person_stands_in_a_difference(tell):
    policy = parse_policy("", "test")

    told = tell(diff_sheet(small_plan(), policy, empty_plan(), policy)).lower()

    ids = ("00q", "0035e")
    assert [piece for piece in PERSONAL if piece in told and piece not in ids] == []
