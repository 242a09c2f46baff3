"""The report against an earlier plan: duplicates then and now, the target, and what changed in the policy."""

from dataclasses import replace

import pandas as pd
import pytest

from hygiene.policy import load, parse_policy
from hygiene.report.page import render
from hygiene.report.since import Earlier, since_told
from hygiene.report.summary import summarise
from tests.hygiene.report.small_plan import empty_plan

POLICY = load()


def plan_of(contacts):
    facts = {"records": 600, "duplicates_before": contacts, "duplicates_after": contacts // 2}
    return replace(empty_plan(), facts={"contact_to_contact": facts})


def told(then, now, policy=POLICY):
    before, after = plan_of(then), plan_of(now)
    earlier = Earlier(replace(before, as_of=after.as_of - pd.Timedelta(days=7)), summarise(before, policy), policy)
    return since_told(earlier, after, POLICY, summarise(after, POLICY))


@pytest.mark.parametrize(
    ("then", "now", "sentence"),
    [
        (100, 40, "100 then, 40 now, 60 % fewer; at least 50 % fewer are wanted: reached."),
        (100, 60, "100 then, 60 now, 40 % fewer; at least 50 % fewer are wanted: not reached."),
        (100, 100, "100 then, 100 now, no fewer; at least 50 % fewer are wanted: not reached."),
        (100, 120, "100 then, 120 now, 20 % more; at least 50 % fewer are wanted: not reached."),
    ],
)
def test_the_target_for_contacts_is_told_over_time(then, now, sentence):
    assert told(then, now)["target"] == f"Duplicate contacts found: {sentence}"


def test_without_duplicates_then_there_is_no_share():
    found = told(0, 5)

    assert found["target"] is None
    assert found["rows"] == [{"kind": "Contacts", "then": 0, "left": 0, "now": 5, "fell_by": None}]


def test_policy_keys_that_changed_are_named():
    assert [row["key"] for row in told(10, 5, parse_policy("tiers: {auto: 0.999}", "p"))["keys"]] == ["tiers.auto"]
    assert told(10, 5)["keys"] == []


def test_the_page_has_the_section_only_when_it_was_asked_for():
    plan = plan_of(5)
    before = replace(plan_of(10), as_of=plan.as_of - pd.Timedelta(days=7))
    earlier = Earlier(before, summarise(before, POLICY), POLICY)

    page = render(plan, POLICY, earlier=earlier)

    assert "Since the earlier plan</h2>" in page
    assert "7 days before" in page
    assert "no key; both plans follow the same policy." in page
    assert "Since the earlier plan" not in render(plan, POLICY)
