"""What a person chooses within a case, from the cells of review.csv to the values of the survivor."""

from dataclasses import replace

import pandas as pd
import pytest

from hygiene.apply_changes import apply_changes
from hygiene.applying import CHOSEN_OTHERWISE, approved_changes, receipts_of
from hygiene.choices import choices_of
from hygiene.decisions import decisions_of
from hygiene.engine import make_plan
from hygiene.errors import UsageError
from hygiene.pipeline import asking_only
from hygiene.plan import Plan
from hygiene.rules import all_rules
from hygiene.snapshot import Snapshot
from tests.tables import assert_table, sf_id, short_id, snapshot

RULES = ("lead_to_lead", "contact_to_contact", "lead_to_contact")
LEADS = """
Id     | FirstName | LastName | Company          | Email           | Title    | Phone        | DoNotCall | Status
Lead 1 | Ada       | Lovelace | Lovelace Engines | ada@engine.test | Countess | 415 555 0172 | false     | Raw
Lead 2 | Ada       | Lovelace | Lovelace Engines | ada@engine.test | Engineer |              | false     | Raw
Lead 3 | Ada       | Lovelace | Lovelace Engines | ada@engine.test | Poet     | 415 555 0172 | true      | Raw
"""


@pytest.fixture(scope="module")
def policy(default_policy):
    """Every pair is left to a person."""
    return asking_only(default_policy, RULES)


@pytest.fixture(scope="module")
def leads() -> Snapshot:
    return snapshot(Lead=LEADS)


@pytest.fixture(scope="module")
def plan(leads, policy) -> Plan:
    return make_plan(leads, policy, [rule for rule in all_rules() if rule.name in RULES])


def decided(plan: Plan, **cells: str) -> Plan:
    """The plan with its one case approved, and these cells of it filled in (`Lead 1` and the like for ids)."""
    review = plan.tables["review"]
    assert len(review) == 1
    real = {name: sf_id(text) if "=" not in text else "=".join([text.split("=")[0], sf_id(text.split("=")[1])])
            for name, text in cells.items()}  # fmt: skip
    return replace(plan, tables={**plan.tables, "review": review.assign(decision="approve", **real)})


def survivor(plan: Plan, before: Snapshot, policy) -> pd.Series:
    """The one lead of the case that is left when the decided plan is applied."""
    after = apply_changes(before, approved_changes(plan, policy).approved).table("Lead")
    assert len(after) == 1
    return after.iloc[0]


def test_an_approved_case_without_a_choice_is_written_as_planned(plan, leads, policy):
    part = approved_changes(decided(plan), policy)

    assert len(part.held) == 0
    pd.testing.assert_frame_equal(part.approved, plan.tables["changes"])


@pytest.mark.parametrize("master", ["Lead 1", "Lead 2", "Lead 3"])
def test_the_record_that_a_person_chose_stays_and_keeps_its_own_values(plan, leads, policy, master):
    stays = survivor(decided(plan, master=master), leads, policy)

    own = leads.table("Lead").set_index("Id").loc[sf_id(master)]
    assert (short_id(stays["Id"]), stays["Title"]) == (master, own["Title"])


@pytest.mark.parametrize("source", ["Lead 1", "Lead 2", "Lead 3"])
def test_a_value_comes_from_the_record_that_a_person_chose(plan, leads, policy, source):
    stays = survivor(decided(plan, values=f"Title={source}"), leads, policy)

    assert stays["Title"] == leads.table("Lead").set_index("Id").loc[sf_id(source), "Title"]


def test_a_record_that_is_left_out_stays_as_it_is_beside_the_survivor(plan, leads, policy):
    after = apply_changes(leads, approved_changes(decided(plan, leave_out="Lead 3"), policy).approved).table("Lead")

    assert_table("Id | Title | DoNotCall\nLead 3 | Poet | true", after[after["Id"] == sf_id("Lead 3")])
    assert len(after) == 2


@pytest.mark.parametrize("master", ["Lead 1", "Lead 2", "Lead 3"])
@pytest.mark.parametrize("values", ["", "Title=Lead 1", "Phone=Lead 1"])
def test_no_choice_loosens_consent(plan, leads, policy, master, values):
    stays = survivor(decided(plan, master=master, **({"values": values} if values else {})), leads, policy)

    assert stays["DoNotCall"]


def test_who_is_left_out_does_not_restrict_the_others(plan, leads, policy):
    after = apply_changes(leads, approved_changes(decided(plan, leave_out="Lead 3"), policy).approved).table("Lead")

    assert not after.loc[after["Id"] != sf_id("Lead 3"), "DoNotCall"].any()


def test_every_planned_and_every_chosen_row_has_one_receipt(plan, leads, policy):
    given = {"Lead": frozenset(leads.table("Lead").columns)}
    part = approved_changes(decided(plan, master="Lead 2"), policy)
    receipts = receipts_of(part, given)

    assert receipts["change_id"].is_unique
    assert set(plan.tables["changes"]["change_id"]) <= set(receipts["change_id"])
    assert set(receipts.loc[receipts["status"] == "held", "because"]) == {CHOSEN_OTHERWISE}


def test_another_value_is_another_change_so_that_an_approval_names_it(plan, policy):
    ids = [
        set(approved_changes(decided(plan, values=f"Title={lead}"), policy).approved["change_id"])
        for lead in ("Lead 1", "Lead 2")
    ]

    assert ids[0] != ids[1]


def test_a_chosen_record_without_that_value_is_told_by_its_row(plan, policy):
    with pytest.raises(UsageError, match="row 2: the record chosen for Phone has none"):
        approved_changes(decided(plan, values="Phone=Lead 2"), policy)


@pytest.mark.parametrize("cells", [{"master": "Lead 2"}, {"values": "Title=Lead 3"}, {"leave_out": "Lead 1"}])
def test_a_new_plan_with_the_decisions_does_what_apply_does(plan, leads, policy, cells):
    chosen = decided(plan, **cells)
    review = chosen.tables["review"]
    again = make_plan(
        replace(leads, decisions=decisions_of(review), choices=choices_of(review)),
        policy, [rule for rule in all_rules() if rule.name in RULES],
    )  # fmt: skip

    changes = again.tables["changes"]
    new = apply_changes(leads, changes[changes["tier"] == "auto"]).table("Lead")
    now = apply_changes(leads, approved_changes(chosen, policy).approved).table("Lead")
    pd.testing.assert_frame_equal(new, now)
