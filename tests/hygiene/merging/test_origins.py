"""The oldest record of a group, where some of it was merged earlier in the run: by age of what a record is made of."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from hygiene import policy as policies
from hygiene.apply_changes import apply_changes
from hygiene.engine import make_plan
from hygiene.rules import Rule
from hygiene.snapshot import Snapshot
from tests.hygiene.merging.drawing import by_action, converting, matches, merging, of_field
from tests.tables import assert_table, sf_id, snapshot

LEADS = """
    Id     | LastName | Behavior_Score__c | LeadSource        | Investor_Name__c | CreatedDate
    Lead 1 | Lovelace | 9                 | Demo              |                  | 2024-01-01
    Lead 2 | Lovelace |                   | External Referral | Early Capital    | 2017-10-17
    Lead 3 | Lovelace |                   | Zoominfo          | Late Capital     | 2018-05-17
"""
MASTER = {"master": ("Behavior_Score__c desc",)}
ACCOUNTS = "Id | Name\nAccount 1 | Engines"


def policy_with(policy, **settings):
    return policy.model_copy(update={"survivorship": policy.survivorship.model_copy(update=settings)})


def pair(one: str, other: str) -> str:
    return f"left | right | probability\n{one} | {other} | 0.9999"


def merged(org: Snapshot, policy, *pairs: tuple[str, str]) -> pd.DataFrame:
    """The update rows of the last of these merges, each on what the ones before it leave."""
    for one, other in pairs:
        changes = merging(org, matches(pair(one, other)), policy).changes
        org = apply_changes(org, changes)
    return by_action(changes, "update")


def test_who_absorbed_an_older_record_keeps_its_source_from_one_that_lies_between(default_policy):
    policy = policy_with(default_policy, **MASTER)

    first = merged(snapshot(Lead=LEADS), policy, ("Lead 1", "Lead 2"))
    second = merged(snapshot(Lead=LEADS), policy, ("Lead 1", "Lead 2"), ("Lead 1", "Lead 3"))

    assert_table("old | new\nDemo | External Referral", of_field(first, "LeadSource"))
    assert of_field(second, "LeadSource").empty


def test_the_investor_name_stays_with_the_source_that_stays(default_policy):
    leads = LEADS.replace("Demo             ", "Investor").replace("External Referral", "Investor")
    policy = policy_with(default_policy, **MASTER)

    second = merged(snapshot(Lead=leads), policy, ("Lead 1", "Lead 2"), ("Lead 1", "Lead 3"))

    assert of_field(second, "Investor_Name__c").empty


def test_an_older_record_still_goes_before_what_was_absorbed(default_policy):
    leads = LEADS.replace("2018-05-17", "2010-01-01")
    policy = policy_with(default_policy, **MASTER)

    second = merged(snapshot(Lead=leads), policy, ("Lead 1", "Lead 2"), ("Lead 1", "Lead 3"))

    assert_table(
        f"""
        record_id | old               | new      | evidence | reason
        Lead 1    | External Referral | Zoominfo | Lead 3   | From {sf_id("Lead 3")}: the oldest record that has one.
        """,
        of_field(second, "LeadSource"),
    )


def test_a_source_is_as_old_as_the_record_that_had_it(default_policy):
    leads = """
        Id     | LastName | Behavior_Score__c | LeadSource | CreatedDate
        Lead 1 | Lovelace | 9                 |            | 2010-01-01
        Lead 2 | Lovelace |                   | Demo       | 2020-01-01
        Lead 3 | Lovelace |                   | Zoominfo   | 2015-01-01
        Lead 4 | Hopper   | 9                 | Demo       | 2020-01-01
        Lead 5 | Hopper   |                   |            | 2010-01-01
        Lead 6 | Hopper   |                   | Zoominfo   | 2015-01-01
    """
    policy = policy_with(default_policy, **MASTER)

    for one, two, three in (("Lead 1", "Lead 2", "Lead 3"), ("Lead 4", "Lead 5", "Lead 6")):
        second = merged(snapshot(Lead=leads), policy, (one, two), (one, three))

        assert_table("old | new\nDemo | Zoominfo", of_field(second, "LeadSource"))


def test_a_value_of_one_that_absorbed_the_oldest_says_so(default_policy):
    leads = """
        Id     | LastName | Behavior_Score__c | LeadSource | CreatedDate
        Lead 1 | Lovelace | 9                 | Zoominfo   | 2018-01-01
        Lead 2 | Lovelace | 5                 | Demo       | 2024-01-01
        Lead 3 | Lovelace |                   | Conference | 2015-01-01
    """
    policy = policy_with(default_policy, **MASTER)

    second = merged(snapshot(Lead=leads), policy, ("Lead 2", "Lead 3"), ("Lead 1", "Lead 2"))

    expected = f"From {sf_id('Lead 2')}: it absorbed {sf_id('Lead 3')}, the oldest record that has one."
    assert_table("old | new | evidence\nZoominfo | Conference | Lead 2", of_field(second, "LeadSource"))
    assert of_field(second, "LeadSource")["reason"].tolist() == [expected]


@given(
    st.permutations(range(4)), st.lists(st.sampled_from(["", "Demo", "Zoominfo", "Webcast"]), min_size=4, max_size=4)
)
def test_in_whatever_steps_a_group_merges_the_source_of_the_oldest_survives(years, sources):
    rows = [f"Lead {at} | Lovelace | {4 - at} | {sources[at]} | {2010 + years[at]}-01-01" for at in range(4)]
    org = snapshot(Lead="\n".join(["Id | LastName | Behavior_Score__c | LeadSource | CreatedDate", *rows]))
    oldest_first = [sources[at] for at in sorted(range(4), key=lambda at: years[at])]

    for one, other in (("Lead 0", "Lead 3"), ("Lead 1", "Lead 2"), ("Lead 0", "Lead 1")):
        org = apply_changes(
            org, merging(org, matches(pair(one, other)), policy_with(policies.load(), **MASTER)).changes
        )

    survived = org.table("Lead")["LeadSource"].fillna("").tolist()
    assert survived == [next((source for source in oldest_first if source), "")]


def test_strategies_that_do_not_go_by_the_oldest_are_as_they_were(default_policy):
    for strategy, expected in {
        "newest": "Late Capital",
        "master": "Early Capital",
        "earliest": "Early Capital",
    }.items():
        fields = {"LeadSource": "oldest", "Investor_Name__c": strategy}
        leads = LEADS.replace("2018-05-17", "2025-01-01")
        org = snapshot(Lead=leads.replace("|                  | 2024", "| Early Capital    | 2024"))

        second = merged(
            org, policy_with(default_policy, fields=fields, **MASTER), ("Lead 1", "Lead 2"), ("Lead 1", "Lead 3")
        )

        changed = of_field(second, "Investor_Name__c")["new"].tolist()
        assert changed == ([] if expected == "Early Capital" else [expected])


def test_merged_leads_bring_the_oldest_source_into_their_contact_in_a_plan(default_policy):
    leads = """
        Id     | LastName | Behavior_Score__c | Status  | LeadSource | CreatedDate
        Lead 1 | Lovelace | 9                 | Inquiry | Demo       | 2024-01-01
        Lead 2 | Lovelace |                   | Raw     | Conference | 2015-01-01
    """
    contacts = """
        Id        | LastName | AccountId | Contact_Status__c | LeadSource | CreatedDate
        Contact 1 | Lovelace | Account 1 | MQL               | Zoominfo   | 2020-01-01
    """
    fields = {"LeadSource": "oldest", "Status": "oldest", "Contact_Status__c": "oldest"}
    policy = policy_with(default_policy, fields=fields, **MASTER)

    plan = make_plan(snapshot(Lead=leads, Contact=contacts, Account=ACCOUNTS), policy, [LEADS_FIRST, CONTACTS_NEXT])

    rows = by_action(plan.tables["changes"], "update")
    expected = """
        rule            | record_id | old      | new        | evidence
        lead_to_lead    | Lead 1    | Demo     | Conference | Lead 2
        lead_to_contact | Contact 1 | Zoominfo | Conference | Lead 1
    """
    assert_table(expected, of_field(rows, "LeadSource"))
    assert_table("old | new\nMQL | Raw", of_field(rows, "Contact_Status__c"))


def _merge_leads(org: Snapshot, policy):
    there = org.table("Lead")["Id"].isin([sf_id("Lead 2")]).any()
    return merging(org, matches(pair("Lead 1", "Lead 2") if there else "left | right | probability"), policy)


def _convert_lead(org: Snapshot, policy):
    is_open = not org.table("Lead")["IsConverted"].fillna(False).any()
    return converting(org, matches(pair("Lead 1", "Contact 1") if is_open else "left | right | probability"), policy)


LEADS_FIRST = Rule("lead_to_lead", 10, "Merges two leads.", "P", _merge_leads)
CONTACTS_NEXT = Rule("lead_to_contact", 40, "Converts the lead.", "P", _convert_lead)
