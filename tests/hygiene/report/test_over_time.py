"""Duplicates and findings over several plans, the contacts against their target."""

from dataclasses import replace

import pandas as pd
import pytest

from hygiene.policy import load
from hygiene.report.over_time import Point, over_time, point_of
from hygiene.report.page import render
from hygiene.report.time_chart import time_drawing
from tests.hygiene.report.small_plan import small_plan

POLICY = load()
FIRST = pd.Timestamp("2026-10-03T06:00:00Z")


def week(number, contacts, leads=9, **findings):
    return Point(FIRST + pd.Timedelta(weeks=number), {"lead_to_lead": leads, "contact_to_contact": contacts}, findings)


def test_the_policy_of_each_plan_is_told_so_that_a_change_of_settings_is_seen():
    points = [replace(week(number, 4), policy=policy * 64) for number, policy in enumerate("aab")]

    assert [row["policy"] for row in over_time(points, POLICY)["rows"]] == ["bbbbbbbb", "aaaaaaaa", "aaaaaaaa"]


def test_one_plan_is_no_history():
    assert over_time([week(0, 10)], POLICY) is None
    assert over_time([week(0, 10), week(0, 8)], POLICY) is None


def test_plans_are_told_newest_first_whatever_their_order():
    told = over_time([week(2, 5), week(0, 12), week(1, 9)], POLICY)

    assert [row["contact_to_contact"] for row in told["rows"]] == [5, 9, 12]
    assert told["rows"][0]["when"] == "17 October 2026"
    assert [line["told"] for line in told["lines"]] == ["Leads: 9, 9, 9", "Contacts: 12, 9, 5"]


@pytest.mark.parametrize(
    ("now", "outcome"), [(6, "6 at most: reached."), (7, "6 at most: not reached."), (13, "6 at most: not reached.")]
)
def test_contacts_stand_against_half_of_the_first_plan(now, outcome):
    assert over_time([week(0, 12), week(1, 9), week(2, now)], POLICY)["target"].endswith(outcome)


def test_without_duplicates_in_the_first_plan_there_is_no_target():
    assert over_time([week(0, 0), week(1, 4)], POLICY)["target"] is None


def test_a_plan_that_did_not_look_for_contacts_has_a_gap():
    told = over_time([Point(FIRST, {"lead_to_lead": 3}, {}), week(1, 4)], POLICY)

    assert [row["contact_to_contact"] for row in told["rows"]] == [4, None]


def test_findings_are_told_of_the_first_plan_the_one_before_and_now():
    told = over_time([week(0, 1, returned=4), week(1, 1, returned=2, alias=1), week(2, 1, alias=3)], POLICY)

    assert told["findings"] == [
        {"code": "alias", "first": 0, "before": 1, "now": 3},
        {"code": "returned", "first": 4, "before": 2, "now": 0},
    ]


def test_the_table_shows_the_last_twelve_and_the_picture_all():
    told = over_time([week(number, 40 - number) for number in range(30)], POLICY)

    assert len(told["rows"]) == 12
    assert len(told["lines"][1]["points"]) == 30
    assert told["plans"] == 30


def test_the_picture_ends_with_the_numbers_of_now():
    lines = over_time([week(0, 1200), week(1, 1100)], POLICY)["lines"]

    inside = str(time_drawing(lines).inside)

    assert "1,100" in inside
    assert "Contacts" in inside
    assert "var(--target)" in inside


def test_the_page_has_the_section_only_with_earlier_plans(plan, policy):
    earlier = point_of(replace(small_plan(), as_of=plan.as_of - pd.Timedelta(days=7)))

    assert "2 plans of this source. Duplicate contacts: 2 in the first of these plans, 2 now" in render(
        plan, policy, history=[earlier]
    )
    assert 'id="over-time"' not in render(plan, policy)
