from dataclasses import replace

import pandas as pd
import pytest

from hygiene.policy import parse_policy
from hygiene.rules.test_lead import RULE
from schemas import outputs
from tests.tables import assert_table, sf_id, snapshot


def test_people_whose_title_only_contains_the_word_are_left_alone(default_policy):
    people = snapshot(
        Lead="""
        Id     | LastName | Title          | Email
        Lead 1 | Lovelace | Test Engineer  | ada@a.example
        Lead 2 | Babbage  | Tester         |
        Lead 3 | Curie    | Head of Test   |
        Lead 4 | Noether  | Test.          |
        Lead 5 | Test     |                | test@test.com
        Lead 6 | Hopper   | Té st          |
        """,
    )

    proposal = RULE.propose(people, default_policy)

    assert proposal.changes.empty
    assert proposal.findings.empty


def test_a_lead_with_the_title_is_deleted_whatever_its_case_and_outer_spaces(default_policy):
    people = snapshot(
        Lead="""
        Id     | LastName | Title
        Lead 1 | Lovelace | Test
        Lead 2 | Babbage  | TEST
        Lead 3 | Curie    | "  test "
        Lead 4 | Noether  | "te st"
        """,
    )

    assert_table(
        """
        action | object | record_id | tier | reason                            | evidence
        delete | Lead   | Lead 1    | auto | test lead: the job title says so  | Title
        delete | Lead   | Lead 2    | auto | test lead: the job title says so  | Title
        delete | Lead   | Lead 3    | auto | test lead: the job title says so  | Title
        """,
        RULE.propose(people, default_policy).changes,
    )


def test_a_contact_with_the_title_is_never_deleted(default_policy):
    people = snapshot(
        Contact="""
        Id        | LastName | Title
        Contact 1 | Lovelace | Test
        """,
    )

    assert RULE.propose(people, default_policy).changes.empty


def test_a_test_lead_that_is_converted_held_or_has_an_opportunity_is_reported_instead(default_policy):
    people = snapshot(
        Lead="""
        Id     | Title | IsConverted | ConvertedContactId | ConvertedOpportunityId | Legal_Hold__c
        Lead 1 | Test  | true        |                    |                        |
        Lead 2 | Test  | false       | Contact 2          |                        |
        Lead 3 | Test  | false       |                    | Opportunity 1          |
        Lead 4 | Test  | false       |                    |                        | true
        Lead 5 | Test  | false       |                    |                        | false
        Lead 6 | Test  | true        | Contact 6          |                        |
        """,
        OpportunityContactRole="""
        Id                       | ContactId | OpportunityId | IsDeleted
        OpportunityContactRole 1 | Contact 2 | Opportunity 2 |
        OpportunityContactRole 2 | Contact 6 | Opportunity 2 | true
        """,
    )

    proposal = RULE.propose(people, default_policy)

    assert_table(
        """
        action | record_id
        delete | Lead 5
        """,
        proposal.changes,
    )
    assert_table(
        """
        object | record_id | field | code
        Lead   | Lead 1    | Title | test_lead_converted
        Lead   | Lead 2    | Title | test_lead_converted
        Lead   | Lead 2    | Title | test_lead_with_opportunity
        Lead   | Lead 3    | Title | test_lead_with_opportunity
        Lead   | Lead 4    | Title | test_lead_on_hold
        Lead   | Lead 6    | Title | test_lead_converted
        """,
        proposal.findings,
    )
    assert proposal.facts == {"deleted": 1, "reported_instead": 5}


def test_a_lead_in_the_recycle_bin_is_not_deleted_again(default_policy):
    people = snapshot(
        Lead="""
        Id     | Title | IsDeleted
        Lead 1 | Test  | true
        """,
    )

    proposal = RULE.propose(people, default_policy)

    assert proposal.changes.empty
    assert proposal.findings.empty


def test_the_policy_names_the_titles():
    policy = parse_policy("test_leads: {titles: [Prueba, Test Account]}", "p")
    people = snapshot(
        Lead="""
        Id     | Title
        Lead 1 | Test
        Lead 2 | prueba
        Lead 3 | Test account
        """,
    )

    assert_table(
        """
        action | record_id
        delete | Lead 2
        delete | Lead 3
        """,
        RULE.propose(people, policy).changes,
    )


@pytest.mark.parametrize("field", ["Legal_Hold__c", "IsConverted", "ConvertedContactId", "ConvertedOpportunityId"])
def test_a_test_lead_of_which_cannot_be_read_what_would_keep_it_is_reported_instead(default_policy, field):
    people = snapshot(Lead="Id | LastName | Title\nLead 1 | Lovelace | Test\nLead 2 | Babbage | Test")
    rows = [{"object": "Lead", "record_id": sf_id("Lead 1"), "field": field},
            {"object": "Lead", "record_id": sf_id("Lead 2"), "field": "Email"}]  # fmt: skip

    proposal = RULE.propose(replace(people, quarantine=outputs.typed("quarantine", pd.DataFrame(rows))), default_policy)

    assert_table("record_id | code\nLead 1 | test_lead_unread", proposal.findings)
    assert_table("record_id | action\nLead 2 | delete", proposal.changes)
