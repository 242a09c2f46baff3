"""The engine with small rules made for the purpose; the shipped rules have tests of their own."""

import pandas as pd
import pytest

from hygiene import changes
from hygiene.engine import make_plan, rules_named
from hygiene.errors import UsageError
from hygiene.rules import Proposal, Rule, all_rules
from tests.hygiene.small_rules import LEADS, planned, setting
from tests.tables import assert_table, frame, snapshot


def test_rules_that_find_nothing_make_an_empty_plan(default_policy):
    plan = planned(default_policy, setting("first", 1, "z", "9"))

    assert all(table.empty for table in plan.tables.values())
    assert plan.facts["engine"] == {"rounds": 1, "settled": True}


def test_a_rule_sees_what_the_rules_before_it_would_leave(default_policy):
    def copying(snapshot, policy):
        leads = snapshot.table("Lead")
        one, other = leads["Id"].iloc[[1]], leads["Phone"].iloc[[0]].set_axis([1])
        same = leads["Phone"].fillna("").iloc[1] == other.fillna("").iloc[0]
        ids = one[[not same]]
        return Proposal(changes=changes.updates("Lead", ids, "Phone", leads["Phone"][ids.index], other[ids.index], "c"))

    copy = Rule("second", 2, "Copies.", "P", copying)

    plan = planned(default_policy, setting("first", 1, "a", "7"), copy)

    assert_table(
        """
        rule   | record_id | old | new | last_modified
        first  | Lead 1    | 1   | 7   | 2026-11-01T02:00:00Z
        second | Lead 2    |     | 7   |
        """,
        plan.tables["changes"],
    )


def test_what_waits_for_a_person_is_planned_once_and_not_applied(default_policy):
    plan = planned(default_policy, setting("first", 1, "a", "7", tier="review"), setting("second", 2, "b", "8"))

    assert_table(
        """
        rule   | record_id | tier
        second | Lead 2    | auto
        first  | Lead 1    | review
        """,
        plan.tables["changes"],
    )


def test_each_change_has_an_id_of_its_own_and_the_same_in_every_plan(default_policy):
    restless = (setting("first", 1, "a", "7"), setting("second", 2, "a", "8"))
    ids, again = (planned(default_policy, *restless).tables["changes"]["change_id"] for _ in range(2))

    assert ids.is_unique
    assert ids.tolist() == again.tolist()


def test_a_finding_of_two_rounds_is_told_once(default_policy):
    plan = planned(default_policy, setting("first", 1, "a", "7", tier="review"), setting("second", 2, "b", "8"))

    assert_table("rule  record_id  code\nfirst  Lead 1  seen\nsecond  Lead 2  seen", plan.tables["findings"])


def test_the_order_of_the_rows_does_not_matter(default_policy):
    rules = (setting("first", 1, "a", "7"), setting("second", 2, "b", "8"))
    header, *rows = [line for line in LEADS.splitlines() if line.strip()]

    turned = make_plan(snapshot(Lead="\n".join([header, *reversed(rows)])), default_policy, rules)

    pd.testing.assert_frame_equal(turned.tables["changes"], planned(default_policy, *rules).tables["changes"])


def test_caps_are_read_for_each_rule(default_policy):
    plan = planned(default_policy, setting("first", 1, "a", "7"))

    assert [(cap.rule, cap.action, cap.planned, cap.population, cap.held) for cap in plan.caps] == [
        ("first", "update", 1, 2, True)
    ]


def test_an_unknown_rule_is_refused_with_the_known_ones():
    with pytest.raises(UsageError, match=r"No rule is named nonsense; the rules are lead_to_lead, "):
        rules_named(all_rules(), ["nonsense"])


def test_only_the_named_rules_run_in_their_own_order():
    rules = (setting("first", 1, "a", "7"), setting("second", 2, "b", "8"))

    assert [rule.name for rule in rules_named(rules, ["second", "first"])] == ["first", "second"]
    assert rules_named(rules, []) == rules


def test_a_plan_knows_its_population_by_bucket_and_listed_status(default_policy):
    leads = """
        Id     | LastName | LeadSource   | Status
        Lead 1 | Lovelace | Demo         | Raw
        Lead 2 | Babbage  | nobody knows | Ada said hello
        Lead 3 | Byron    |              |
    """
    plan = make_plan(snapshot(Lead=leads), default_policy, ())

    assert plan.population == {
        "Lead": {
            "records": 3,
            "buckets": {"(none)": 1, "(not in the list)": 1, "inbound": 1},
            "statuses": {"(none)": 1, "(not in the list)": 1, "Raw": 1},
        }
    }


def test_no_argument_of_a_rule_is_written_to(default_policy):
    before, untouched = snapshot(Lead=LEADS), snapshot(Lead=LEADS)

    make_plan(before, default_policy, (setting("first", 1, "a", "7"),))

    pd.testing.assert_frame_equal(before.table("Lead"), untouched.table("Lead"))


def test_the_findings_of_reading_are_kept(default_policy):
    told = frame("rule | object | code | message\nextract | Lead | near_miss_header | look")

    plan = make_plan(snapshot(Lead=LEADS), default_policy, (), findings=told)

    assert plan.tables["findings"]["code"].tolist() == ["near_miss_header"]
