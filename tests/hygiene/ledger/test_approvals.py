"""An approval is of one digest, by another person where people are erased, and for a time."""

import pandas as pd
import pytest

from hygiene.errors import BrakeError, UsageError
from hygiene.ledger.approvals import approve, asked_of, check_approved, register_plan, waiting
from hygiene.ledger.pruning import prune
from hygiene.policy import load, parse_policy
from schemas.columns import TEXT


def changes(*rows):
    return pd.DataFrame(rows, columns=["change_id", "rule", "action"], dtype=TEXT)


ERASES = changes(("c1", "zoominfo_opt_out", "erase"), ("c2", "lead_to_lead", "merge"))
MERGES = changes(("c2", "lead_to_lead", "merge"))
PLAN = "digest of the plan"


def check(ledger, approved=ERASES, policy=None):
    check_approved(ledger, asked_of(PLAN, approved), approved, policy or load(), "plan")


@pytest.fixture
def planned(ledger):
    register_plan(ledger, PLAN, "ada", {"changes": []})
    return ledger


def test_an_erasure_waits_for_another_person(planned):
    with pytest.raises(BrakeError, match=r"1 x erase by zoominfo_opt_out: not approved.*lead-hygiene approve plan"):
        check(planned)

    approve(planned, asked_of(PLAN, ERASES), "mary", load())

    check(planned)


def test_who_made_the_plan_does_not_approve_its_erasures(planned):
    with pytest.raises(BrakeError, match=r"ada made this plan, and 1 person would be erased"):
        approve(planned, asked_of(PLAN, ERASES), "ada", load())

    alone = parse_policy("approval: {erasures_by_another: false}", "p")
    approve(planned, asked_of(PLAN, ERASES), "ada", alone)
    check(planned, policy=alone)


def test_whoever_made_the_same_plan_is_no_other_person(planned):
    register_plan(planned, PLAN, "mary", {"changes": []})

    with pytest.raises(BrakeError, match=r"mary made this plan"):
        approve(planned, asked_of(PLAN, ERASES), "mary", load())


def test_nobody_can_approve_erasures_of_a_plan_that_the_ledger_does_not_know(ledger):
    with pytest.raises(BrakeError, match=r"does not know .or no longer. who made the plan"):
        approve(ledger, asked_of(PLAN, ERASES), "mary", load())


def test_an_approval_is_of_the_decisions_as_they_were(planned):
    approve(planned, asked_of(PLAN, ERASES), "mary", load())
    more = pd.concat([ERASES, changes(("c3", "lead_to_lead", "merge"))], ignore_index=True)

    with pytest.raises(BrakeError, match=r"not as the decisions stand now"):
        check(planned, more)


def test_an_approval_lapses(planned, clock):
    approve(planned, asked_of(PLAN, ERASES), "mary", load())
    clock.turn(days=14)
    check(planned)
    clock.turn(seconds=1)

    with pytest.raises(BrakeError, match=r"more than 14 days ago"):
        check(planned)


def test_what_the_policy_names_waits_and_the_rest_does_not(planned):
    check(planned, MERGES)
    asking = parse_policy("approval: {needed: [merge]}", "p")

    with pytest.raises(BrakeError, match=r"1 x merge by lead_to_lead: not approved"):
        check(planned, MERGES, asking)

    approve(planned, asked_of(PLAN, MERGES), "ada", asking)
    check(planned, MERGES, asking)


def test_what_waits_is_told_by_action_and_rule():
    assert waiting(ERASES, load()) == ("1 x erase by zoominfo_opt_out",)
    assert waiting(ERASES, parse_policy("approval: {needed: [lead_to_lead]}", "p")) == (
        "1 x erase by zoominfo_opt_out", "1 x merge by lead_to_lead",
    )  # fmt: skip


def test_a_misspelt_rule_in_the_policy_is_told():
    with pytest.raises(UsageError, match=r"approval\.needed\.0"):
        parse_policy("approval: {needed: [leads_to_lead]}", "p")


def test_a_name_in_other_capitals_is_no_other_person(planned):
    with pytest.raises(BrakeError, match=r"Ada made this plan"):
        approve(planned, asked_of(PLAN, ERASES), "Ada", load())


def test_who_made_a_plan_is_not_forgotten_while_it_can_be_approved_and_then_nobody_approves_it(planned, clock):
    policy = parse_policy("ledger: {plans_days: 30}\napproval: {lapse_days: 60}", "p")
    clock.turn(days=59)
    prune(planned, policy)
    approve(planned, asked_of(PLAN, ERASES), "mary", policy)
    clock.turn(days=3)
    prune(planned, policy)

    with pytest.raises(BrakeError, match=r"does not know .or no longer. who made the plan"):
        approve(planned, asked_of(PLAN, ERASES), "ada", policy)


def test_runs_and_approvals_cannot_be_pruned_at_once():
    with pytest.raises(UsageError, match=r"ledger\.runs_days"):
        parse_policy("ledger: {runs_days: 1}", "p")
