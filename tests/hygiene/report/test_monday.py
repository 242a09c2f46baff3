"""The Monday page: one screen, without personal data, that says first what must not be missed."""

from dataclasses import replace

import pandas as pd
import pytest

from hygiene.plan import CapReading
from hygiene.report.monday import Weekend, monday
from hygiene.report.sheet import as_page, as_text
from hygiene.report.summary import summarise
from tests.hygiene.report.small_plan import PERSONAL, small_plan
from tests.tables import AS_OF

ONE_SCREEN = 45


def receipts(*statuses: str) -> pd.DataFrame:
    """One receipt for each change of the small plan; the last status stands for the rest."""
    changes = small_plan().tables["changes"]
    filled = [*statuses, *[statuses[-1]] * (len(changes) - len(statuses))]
    return changes[["change_id", "rule", "action"]].assign(status=filled, because=pd.NA)


@pytest.fixture
def weekend(plan, summary) -> Weekend:
    return Weekend(summary, AS_OF, len(plan.tables["changes"]), open_cases=2)


def test_before_an_apply_it_says_that_nothing_was_applied(weekend):
    text = as_text(monday(weekend))

    assert "Planned, not applied: 15 changes." in text
    assert "Apply the plan" in text


def test_after_an_apply_every_change_is_accounted_for(weekend):
    text = as_text(monday(replace(weekend, receipts=receipts("drifted", "refused", "held", "applied"))))

    assert "15 planned: 12 applied, 1 drifted, 1 refused and 1 held." in text
    assert "2 changes that were approved and not written." in text
    assert "receipts.csv" in text


def test_each_rule_accounts_for_what_a_choice_within_a_case_put_in_the_place_of_a_planned_change(weekend):
    chosen = receipts("held", "applied").iloc[[0, 0]].assign(status=["applied", "applied"])
    told = monday(replace(weekend, planned=17, receipts=pd.concat([receipts("held", "applied"), chosen])))

    (by_rule,) = [section for section in told.sections if section.title == "What it changed"]
    rows = [[int(cell.replace(",", "")) for cell in row[1:]] for row in by_rule.rows]
    assert [planned for planned, *_ in rows] == [sum(outcomes) for _, *outcomes in rows]
    assert sum(planned for planned, *_ in rows) == 17


def test_a_change_without_a_receipt_raises_the_alarm(weekend):
    told = monday(replace(weekend, receipts=receipts("applied").iloc[1:]))

    assert told.alarm
    assert "1 change of the plan and its receipts do not fit together" in told.lead[0]


@pytest.mark.parametrize(("days", "missing"), [(7, False), (8, False), (9, True)])
def test_a_plan_that_is_too_old_tells_that_a_run_is_missing(weekend, days, missing):
    told = monday(replace(weekend, now=AS_OF + pd.Timedelta(days=days)))

    assert told.alarm == missing
    assert ("A RUN IS MISSING" in as_text(told)) == missing


def test_a_passed_cap_stands_on_top_with_its_numbers_and_no_advice_to_apply(plan, policy, weekend):
    passed = CapReading("test_lead", "delete", "Lead", 12, 18, 2, False)
    stopped = summarise(replace(plan, caps=(*plan.caps, passed)), policy)

    text = as_text(monday(replace(weekend, summary=stopped)))

    assert text.splitlines()[1].startswith("STOPPED")
    assert "test_lead delete Lead: 12 planned, 2 allowed." in text
    assert "Apply the plan" not in text


def test_counts_that_do_not_reconcile_stand_on_top(plan, policy, weekend):
    lost = summarise(replace(plan, inputs=(replace(plan.inputs[2], rows_read=21),)), policy)

    assert "DO NOT RECONCILE" in monday(replace(weekend, summary=lost)).lead[0]


def test_duplicates_of_an_earlier_plan_stand_beside_those_of_this_one(weekend, summary):
    kinds = [{**row, "before": 777} for row in summary["duplicates"]["kinds"]]
    earlier = {**summary, "duplicates": {**summary["duplicates"], "kinds": kinds}}

    table = next(part for part in monday(replace(weekend, since=earlier)).sections if part.title == "Duplicates")

    assert table.columns[1] == "Earlier plan"
    assert {row[1] for row in table.rows} == {"777"}


def test_it_is_one_screen_without_personal_data(weekend):
    told = monday(replace(weekend, receipts=receipts("refused", "applied")))

    assert len(as_text(told).splitlines()) <= ONE_SCREEN
    for shown in (as_text(told).lower(), as_page(told).lower().partition("</style>")[2]):
        assert [piece for piece in PERSONAL if piece in shown] == []


def test_what_is_left_is_told_of_what_was_merged_and_not_of_what_was_planned(weekend):
    def left(of):
        (section,) = (each for each in monday(of).sections if each.title == "Duplicates")
        return {row[0]: row[-2] for row in section.rows if row[0] != "Across leads and contacts"}, section.sentences

    planned = left(weekend)
    held = left(replace(weekend, receipts=receipts("held")))

    assert planned[0] == {"Leads": "1", "Contacts": "1"}
    assert left(replace(weekend, receipts=receipts("applied")))[0]["Leads"] == "0", (
        "what a person approved is merged, too"
    )
    assert held[0] == {"Leads": "3", "Contacts": "2"}
    assert "NOT reached" in held[1][0]
    assert "NOT reached" not in planned[1][0]
