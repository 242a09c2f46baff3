"""The engine asks its rules in rounds: who is asked again, what is told last, and what is let go meanwhile."""

from dataclasses import replace
from weakref import ref

import pytest

from hygiene import changes
from hygiene.engine import MAX_ROUNDS, make_plan
from hygiene.rules import MalformedRuleError, Proposal, Rule
from tests.hygiene.small_rules import LEADS, planned, setting
from tests.tables import assert_table, snapshot


def test_rules_run_again_until_nothing_automatic_is_left(default_policy):
    plan = planned(default_policy, setting("first", 1, "a", "7"))

    assert plan.facts["engine"] == {"rounds": 2, "settled": True}
    assert len(plan.tables["changes"]) == 1


def test_rules_that_never_agree_are_stopped_and_told(default_policy):
    plan = planned(default_policy, setting("first", 1, "a", "7"), setting("second", 2, "a", "8"))

    assert plan.facts["engine"] == {"rounds": MAX_ROUNDS, "settled": False}


def test_a_rule_that_sees_the_same_again_is_not_asked_again(default_policy):
    asked = []

    def looking(snapshot, policy):
        asked.append(snapshot.table("Lead")["Phone"].fillna("").tolist())
        return Proposal(findings=changes.findings("Lead", snapshot.table("Lead")["Id"], "Phone", "seen", "seen"))

    look = (
        Rule("before", 1, "Looks.", "P", looking),
        setting("first", 2, "a", "7"),
        Rule("after", 3, "Looks.", "P", looking),
    )

    plan = planned(default_policy, *look)

    assert asked == [["1", ""], ["7", ""], ["7", ""]]
    assert plan.facts["engine"] == {"rounds": 2, "settled": True}
    assert plan.tables["findings"]["rule"].tolist() == ["after", "after", "before", "before", "first"]


def test_a_rule_that_only_tells_is_told_what_the_rules_before_it_left(default_policy):
    def telling(snapshot, policy):
        phones = snapshot.table("Lead")["Phone"].fillna("none")
        return Proposal(findings=changes.findings("Lead", snapshot.table("Lead")["Id"], "Phone", "seen", phones))

    rules = [
        setting("first", 1, "a", "7"),
        Rule("tells", 2, "Tells.", "P", telling, tells_only=True),
        setting("later", 3, "b", "9"),
    ]

    plan = planned(default_policy, *rules)

    told = plan.tables["findings"]
    assert told.loc[told["rule"] == "tells", "message"].tolist() == ["7", "9"]
    assert list(plan.facts) == ["engine", "first", "tells", "later"]


def test_a_rule_that_only_tells_and_proposes_all_the_same_is_refused(default_policy):
    rule = replace(setting("first", 1, "a", "7"), tells_only=True)

    with pytest.raises(MalformedRuleError, match="first proposes something"):
        planned(default_policy, rule)


def asking(snapshot, policy):
    """A case of Lead 1 and another lead, which is another one once the phone is set."""
    other = 2 if snapshot.table("Lead")["Phone"].iloc[0] == "7" else 3
    return Proposal(asked=frozenset({"Lead 1", f"Lead {other}"}))


@pytest.mark.parametrize(("sees_cases", "seen"), [(True, [2, 2]), (False, [0])])
def test_a_rule_that_sees_open_cases_is_asked_again_where_they_are_others(default_policy, sees_cases, seen):
    asked = []

    def judging(snapshot, policy):
        asked.append(snapshot.undecided)
        return Proposal()

    ask, judge = Rule("pairs", 1, "Asks.", "P", asking), Rule("judges", 3, "Judges.", "P", judging, sees_cases)

    planned(default_policy, ask, setting("first", 2, "a", "7"), judge)

    assert [len(cases) for cases in asked] == seen
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize(
    ("others", "written"),
    [([], ["1"]), ([("a", "7")], ["7"]), ([("a", "7"), ("a", "8")], ["8"])],
    ids=["a plan of one round", "another round follows the first", "as many rounds as there may be"],
)
def test_cases_are_written_out_in_the_last_round_only(default_policy, others, written):
    seen = []

    def asking_for_long(snapshot, policy):
        phone = snapshot.table("Lead")["Phone"].iloc[0]
        return Proposal(in_full=lambda: seen.append(phone) or Proposal(facts={"phone": phone}))

    rules = [setting(f"rule {stage}", stage, *other) for stage, other in enumerate(others, start=1)]

    plan = planned(default_policy, *rules, Rule("asks", 9, "Asks.", "P", asking_for_long))

    assert seen == written
    assert plan.facts["engine"]["rounds"] == (1, 2, MAX_ROUNDS)[len(others)]


def test_a_rule_that_was_brief_is_asked_again_even_where_it_sees_the_same(default_policy):
    def brief(snapshot, policy):
        told = changes.findings("Lead", snapshot.table("Lead")["Id"], "Phone", "seen", "seen")
        return Proposal(in_full=lambda: Proposal(findings=told))

    plan = planned(default_policy, setting("first", 1, "a", "7"), Rule("asks", 5, "Asks.", "P", brief))

    assert_table("rule | record_id\nfirst | Lead 1\nasks | Lead 1\nasks | Lead 2", plan.tables["findings"])


def test_what_is_written_out_late_has_the_name_of_its_rule_and_the_stamp_of_what_it_was_shown(default_policy):
    def asking_late(snapshot, policy):
        return Proposal(in_full=lambda: setting("late", 1, "a", "7", tier="review").propose(snapshot, policy))

    plan = planned(default_policy, Rule("asks", 1, "Asks.", "P", asking_late))

    assert_table(
        """
        rule | record_id | tier   | last_modified
        asks | Lead 1    | review | 2026-11-01T02:00:00Z
        """,
        plan.tables["changes"],
    )


def test_what_a_plan_without_an_end_remembered_is_not_taken_over(default_policy):
    start, seen = snapshot(Lead=LEADS), []

    def remembering(snapshot, policy):
        seen.append(dict(snapshot.memo))
        snapshot.memo["of a policy"] = policy
        if len(seen) == 1:
            raise KeyboardInterrupt
        return Proposal()

    rules = [Rule("remembers", 1, "Remembers.", "P", remembering)]
    with pytest.raises(KeyboardInterrupt):
        make_plan(start, default_policy, rules)
    make_plan(start, default_policy, rules)

    assert seen == [{}, {}]


def test_the_tables_that_a_round_began_with_are_let_go_when_another_round_begins(default_policy):
    seen = []

    def looking(snapshot, policy):
        seen.append((ref(snapshot.table("Lead")), [table() is not None for table, _ in seen]))
        return Proposal()

    look = Rule("looks", 1, "Looks.", "P", looking)

    planned(default_policy, look, setting("first", 2, "a", "7"), setting("second", 3, "a", "8"))

    extracted, *rounds = seen[-1][1]
    assert extracted
    assert rounds == [False] * (MAX_ROUNDS - 2)
