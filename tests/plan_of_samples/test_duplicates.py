"""Merges, conversions and review cases of `data/samples`, held against the truth about who is behind each record."""

import pandas as pd
import pytest

from hygiene.plan import Plan
from tests.plan_of_samples.truth import cases_of, file_of, ids_of, joined, touched, truth


def test_no_automatic_merge_or_conversion_joins_two_people(plan: Plan):
    merges = joined(plan, "auto").dropna(subset=["person", "into_person"])
    wrong = merges[merges["person"] != merges["into_person"]]
    assert wrong[["rule", "situation", "reason"]].to_numpy().tolist() == []


def test_look_alikes_are_not_merged(plan: Plan):
    merged = joined(plan, "auto")
    touched = set(merged["record_id"]) | set(merged["into_id"])
    alike = truth().index[truth()["situation"].str.startswith("different_")]
    assert touched & set(alike) == set()


def test_nearly_all_people_entered_twice_are_found_and_most_merge_by_themselves(plan: Plan):
    twice = truth()[truth()["situation"].str.match(r"same_|consent_")]
    auto, review = (touched(joined(plan, tier)) for tier in ("auto", "review"))
    assert twice.index.isin(auto).mean() >= 0.8
    assert twice.index.isin(auto | review).mean() >= 0.95


@pytest.mark.parametrize(
    ("situation", "named"),
    [
        ("excluded_partner_account", "partner account"),
        ("excluded_being_sequenced", "being sequenced"),
        ("excluded_qualifying", "Qualifying"),
        ("excluded_qualified", "Qualified"),
        ("excluded_unknown_last_name", "unknown last name"),
        ("excluded_unknown_company", "unknown company"),
        ("excluded_legal_hold", "legal hold"),
        ("excluded_contact_partner_account", "partner account"),
        ("excluded_contact_being_sequenced", "being sequenced"),
        ("excluded_contact_qualifying", "Qualifying"),
        ("excluded_contact_open_quote", "open quote"),
        ("excluded_contact_current_customer", "current customer"),
        ("excluded_contact_legal_hold", "legal hold"),
        ("excluded_contact_partner_type", "account type Partner"),
        ("excluded_across_customer", "current customer"),
    ],
)
def test_an_excluded_pair_is_a_review_case_that_names_the_exclusion(plan: Plan, situation: str, named: str):
    cases = cases_of(plan, situation)
    assert len(cases) == 2
    assert cases.str.contains(named, regex=False).all(), cases.tolist()
    assert touched(joined(plan, "auto")) & ids_of(situation) == set()


@pytest.mark.parametrize("situation", ["unresolved_two_leads", "unresolved_two_contacts", "unresolved_no_account"])
def test_a_lead_without_a_single_contact_to_go_to_waits_for_a_person(plan: Plan, situation: str):
    assert len(cases_of(plan, situation)) >= 3
    assert touched(joined(plan, "auto")) & ids_of(situation) == set()


@pytest.mark.parametrize("situation", ["converted", "test_lead", "test_converted", "test_on_hold", "deleted"])
def test_records_that_are_no_candidates_are_in_no_pair(plan: Plan, situation: str):
    pairs = plan.tables["pairs"]
    paired = set(pairs["left_id"]) | set(pairs["right_id"])
    assert {i for i in ids_of(situation) & paired if truth().loc[i, "object"] == "Lead"} == set()


@pytest.mark.parametrize("situation", ["consent_lead", "consent_contact", "consent_across"])
def test_a_refusal_on_one_of_two_records_stands_on_the_survivor(plan: Plan, situation: str):
    merged = joined(plan, "auto")
    merged = merged[merged["record_id"].isin(ids_of(situation))]
    assert len(merged) == 3  # Do Not Call, e-mail opt-out, ZoomInfo's flag
    source = pd.concat([file_of("Lead"), file_of("Contact")]).set_index("Id")
    changes = plan.tables["changes"]
    for loser, master in zip(merged["record_id"], merged["into_id"], strict=True):
        given = changes[(changes["record_id"] == master) & (changes["action"] == "update")]
        new = given.drop_duplicates("field", keep="last").set_index("field")["new"]
        for field in ("DoNotCall", "HasOptedOutOfEmail", "ZI_Do_Not_Call_Mobile_Phone__c"):
            refused = {source.loc[loser, field], source.loc[master, field]} & {"true", "Yes"}
            assert not refused or {new.get(field, source.loc[master, field])} == refused
