from dataclasses import replace

from hygiene.policy import parse_policy
from hygiene.rules.source_findings import RULE
from schemas import outputs
from tests.tables import assert_table, frame, snapshot


def test_an_active_source_is_not_told(default_policy):
    people = snapshot(
        Lead="""
        Id     | LeadSource | Investor_Name__c
        Lead 1 | Demo       |
        Lead 2 | Investor   | Byron Capital
        Lead 3 | Zoominfo   |
        """,
    )

    proposal = RULE.propose(people, default_policy)

    assert proposal.findings.empty
    assert proposal.changes.empty


def test_an_alias_is_told_with_the_source_it_should_be_and_never_changed(default_policy):
    people = snapshot(
        Lead="""
        Id     | LeadSource
        Lead 1 | Word of mouth
        Lead 2 | Partner
        """,
        Contact="""
        Id        | LeadSource
        Contact 1 | 6sense
        """,
    )

    proposal = RULE.propose(people, default_policy)

    assert proposal.changes.empty
    assert_table(
        """
        record_id | code         | message
        Lead 1    | source_alias | A retired or variant spelling; the source should be Word of Mouth.
        Lead 2    | source_alias | A retired or variant spelling; the source should be Partner Qualified Lead.
        Contact 1 | source_alias | A retired or variant spelling; the source should be Prospecting.
        """,
        proposal.findings,
    )


def test_a_missing_source_is_told_and_an_unknown_one_is_the_quarantines_business(default_policy):
    people = snapshot(
        Lead="""
        Id     | LeadSource
        Lead 1 |
        Lead 2 | Pigeon
        """,
    )

    assert_table(
        """
        record_id | field      | code
        Lead 1    | LeadSource | missing_source
        """,
        RULE.propose(people, default_policy).findings,
    )


def test_where_the_source_has_no_initial_source_at_all_none_is_missed(default_policy):
    people = snapshot(
        Contact="""
        Id        | LastName
        Contact 1 | Lovelace
        """,
    )

    assert RULE.propose(people, default_policy).findings.empty


def test_investor_without_its_name_is_told_where_the_source_has_that_field(default_policy):
    with_field = snapshot(
        Lead="""
        Id     | LeadSource | Investor_Name__c
        Lead 1 | Investor   |
        Lead 2 | investor   |
        Lead 3 | Demo       |
        """,
    )
    without_field = snapshot(
        Lead="""
        Id     | LeadSource
        Lead 1 | Investor
        """,
    )

    assert_table(
        """
        record_id | field            | code
        Lead 1    | Investor_Name__c | investor_without_name
        Lead 2    | Investor_Name__c | investor_without_name
        Lead 2    | LeadSource       | source_alias
        """,
        RULE.propose(with_field, default_policy).findings,
    )
    assert RULE.propose(without_field, default_policy).findings.empty
    assert RULE.propose(without_field, default_policy).facts["investor_name_given"] == {"Lead": False, "Contact": False}


def test_a_retired_source_may_stand_but_not_on_a_new_record(default_policy):
    people = snapshot(
        Lead="""
        Id     | LeadSource          | CreatedDate
        Lead 1 | Web Chat            | 2019-03-01
        Lead 2 | Promotion           | 2026-11-01
        Lead 3 | Startup Application |
        """,
    )

    assert_table(
        """
        record_id | code
        Lead 1    | inactive_source
        Lead 2    | inactive_source_on_new_record
        Lead 3    | inactive_source
        """,
        RULE.propose(people, default_policy).findings,
    )


def test_email_request_is_told_as_deprecated(default_policy):
    people = snapshot(
        Contact="""
        Id        | LeadSource
        Contact 1 | Email Request
        """,
    )

    assert_table(
        """
        object  | record_id | code
        Contact | Contact 1 | deprecated_source
        """,
        RULE.propose(people, default_policy).findings,
    )


def test_web_direct_asks_for_a_duplicate_check_and_says_where_none_could_be_made(default_policy):
    people = snapshot(
        Lead="""
        Id     | LeadSource
        Lead 1 | Web Direct
        Lead 2 | Web Direct
        """,
    )
    quarantine = outputs.typed(
        "quarantine",
        frame("""
        object | record_id | field | check
        Lead   | Lead 2    | Email | email_form
        """),
    )

    assert_table(
        """
        record_id | code
        Lead 1    | duplicate_check
        Lead 2    | duplicate_check_not_done
        """,
        RULE.propose(replace(people, quarantine=quarantine), default_policy).findings,
    )


def test_converted_and_deleted_records_are_not_told(default_policy):
    people = snapshot(
        Lead="""
        Id     | LeadSource | IsConverted | IsDeleted
        Lead 1 |            | true        |
        Lead 2 | Partner    |             | true
        """,
    )

    assert RULE.propose(people, default_policy).findings.empty


def test_the_policys_own_sources_and_aliases_count():
    policy = parse_policy(
        "vocabulary: {extra_sources: {Web Chat: inbound}, source_aliases: {Bird: Email Request}}",
        "p",
    )
    people = snapshot(
        Lead="""
        Id     | LeadSource
        Lead 1 | Web Chat
        Lead 2 | Bird
        """,
    )

    assert_table(
        """
        record_id | code
        Lead 2    | source_alias
        Lead 2    | deprecated_source
        """,
        RULE.propose(people, policy).findings,
    )
