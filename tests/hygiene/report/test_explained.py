"""One record explained: every rule that ran, and every row of the plan that speaks of it."""

import pytest

from hygiene.report.explained import about, explained
from hygiene.report.sheet import Section, Sheet, as_page, as_text
from tests.hygiene.report.small_plan import small_plan
from tests.tables import assert_table, frame


def id_of(drawn: str) -> str:
    return str(frame(f"id | other\n{drawn} | x")["id"].iloc[0])


def told(plan, drawn: str) -> str:
    return as_text(explained(plan, id_of(drawn), drawn.split()[0]))


def test_a_master_is_told_what_comes_into_it_and_what_changes(plan):
    found = about(plan, id_of("Lead 1"), "Lead")

    assert_table("action | record_id\nupdate | Lead 1\nupdate | Lead 1\nmerge | Lead 2\nmerge | Lead 3", found.changes)
    assert_table("left_id | right_id\nLead 1 | Lead 2\nLead 1 | Lead 3", found.pairs)
    assert "2 other records come into it." in told(plan, "Lead 1")
    assert "2 fields of it would change." in told(plan, "Lead 1")


def test_a_loser_is_told_into_which_record_and_by_which_rule(plan):
    assert f"It is merged into {id_of('Lead 1')} by lead_to_lead, when the plan is applied." in told(plan, "Lead 2")


def test_what_a_person_must_approve_is_not_told_as_done(plan):
    assert f"It is merged into {id_of('Lead 4')} by lead_to_lead, only if a person approves it." in told(plan, "Lead 5")


def test_a_kept_record_has_its_verdict_with_the_evidence(plan):
    text = told(plan, "Contact 9")

    assert "It stays as it is." in text
    assert "verdict keep" in text
    assert "customer: the type is Lovelace Engines" in text


def test_each_rule_that_ran_is_listed_also_where_it_said_nothing(plan):
    rules = [section for section in explained(plan, id_of("Lead 7"), "Lead").sections if "rule" in section.title]

    said = {row[0]: row[1] for row in rules[0].rows}
    assert said["dnc_list"] == "1 change"
    assert said["contact_to_contact"] == "nothing"
    assert set(said) <= set(plan.facts)


def test_a_record_that_no_table_names_is_told_so(plan):
    assert "No table of the plan speaks of it" in told(plan, "Lead 999")


def test_what_a_terminal_would_obey_or_nobody_would_see_is_spelled_out_in_every_column():
    hostile = ("Own\u202eField", "Ada\x1b[2J", "\u202eaecalevoL")
    sheet = Sheet("explain", "Lead", (), (Section("Changes", columns=("Field", "Old", "New"), rows=(hostile,)),))

    for told_as in (as_text(sheet), as_page(sheet)):
        assert all(spelled in told_as for spelled in ("Own[U+202E]Field", "Ada[U+001B][2J", "[U+202E]aecalevoL"))
        assert ("\x1b" in told_as, "\u202e" in told_as) == (False, False)


@pytest.mark.parametrize("markup", ["<script>alert(1)</script>", "<b>bold</b>"])
def test_markup_in_a_value_is_shown_as_text(markup):
    changes = small_plan().tables["changes"]
    plan = small_plan(changes=changes.assign(new=markup, reason=markup))

    page = as_page(explained(plan, id_of("Lead 1"), "Lead"))

    assert markup not in page
    assert markup.replace("<", "&lt;").replace(">", "&gt;") in page


def test_a_probability_just_below_one_is_not_told_as_certain(plan):
    assert "over 0.9999" in told(plan, "Lead 1")
