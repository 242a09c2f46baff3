"""Approved changes become ordered steps that never loosen consent."""

import pytest

from hygiene.apply.steps import steps_of
from schemas import outputs
from tests.tables import frame


def drawn(text):
    table = outputs.typed("changes", frame(text))
    return steps_of(table.assign(change_id=[f"c{row}" for row in range(len(table))]))


def test_restrictions_come_before_merges_and_erasures_come_last():
    steps = drawn("""
        rule         | action  | object  | record_id | field      | new  | into_id
        test_lead    | erase   | Lead    | Lead 9    |            |      |
        dnc_list     | update  | Lead    | Lead 8    | Phone      |      |
        status       | update  | Lead    | Lead 8    | Status     | Raw  |
        lead_to_lead | merge   | Lead    | Lead 1    |            |      | Lead 2
        convert      | update  | Contact | Contact 1 | DoNotCall  | true |
        convert      | convert | Lead    | Lead 3    |            |      | Contact 1
    """)

    assert [step.kind for step in steps] == ["consent", "merge", "convert", "blank", "update", "erase"]


def test_values_that_survive_are_set_in_the_same_request_as_the_first_two_losers():
    steps = drawn("""
        rule         | action | object | record_id | field     | new  | into_id
        lead_to_lead | update | Lead   | Lead 1    | DoNotCall | true |
        lead_to_lead | merge  | Lead   | Lead 2    |           |      | Lead 1
        lead_to_lead | merge  | Lead   | Lead 3    |           |      | Lead 1
        lead_to_lead | merge  | Lead   | Lead 4    |           |      | Lead 1
    """)

    assert [(len(step.record_ids), dict(step.fields)) for step in steps] == [(3, {"DoNotCall": "true"}), (2, {})]


def test_a_chain_of_merges_is_done_from_its_inner_end():
    steps = drawn("""
        rule         | action | object | record_id | field | new | into_id
        lead_to_lead | merge  | Lead   | Lead 2    |       |     | Lead 3
        lead_to_lead | merge  | Lead   | Lead 1    |       |     | Lead 2
    """)

    assert [step.change_ids for step in steps] == [("c1",), ("c0",)]


def test_a_number_of_a_lead_is_blanked_before_its_conversion_could_fill_the_contact_with_it():
    steps = drawn("""
        rule     | action  | object | record_id | field | new | into_id
        convert  | convert | Lead   | Lead 1    |       |     | Contact 1
        dnc_list | update  | Lead   | Lead 1    | Phone |     |
    """)

    assert [(step.kind, dict(step.fields)) for step in steps] == [("prepare", {"Phone": None}), ("convert", {})]


def test_only_the_last_value_of_a_cell_is_written_and_every_change_has_its_step():
    steps = drawn("""
        rule         | action | object | record_id | field | new | into_id
        lead_to_lead | update | Lead   | Lead 1    | Phone | 1   |
        lead_to_lead | merge  | Lead   | Lead 2    |       |     | Lead 1
        dnc_list     | update | Lead   | Lead 1    | Phone |     |
        dnc_list     | update | Lead   | Lead 2    | Phone |     |
    """)

    assert [(step.kind, dict(step.fields)) for step in steps] == [("merge", {}), ("blank", {"Phone": None})]
    assert sorted(change for step in steps for change in step.change_ids) == ["c0", "c1", "c2", "c3"]


def test_a_circle_of_merges_is_a_bug():
    with pytest.raises(ValueError, match="circle"):
        drawn("""
            rule         | action | object | record_id | into_id
            lead_to_lead | merge  | Lead   | Lead 1    | Lead 2
            lead_to_lead | merge  | Lead   | Lead 2    | Lead 1
        """)
