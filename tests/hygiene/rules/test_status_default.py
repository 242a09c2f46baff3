from hygiene.policy import parse_policy
from hygiene.rules.status_default import RULE
from tests.tables import assert_table, snapshot


def test_a_record_that_has_a_status_keeps_it(default_policy):
    people = snapshot(
        Lead="""
        Id     | Status
        Lead 1 | Raw
        Lead 2 | Unqualified
        Lead 3 | raw
        """,
    )

    assert RULE.propose(people, default_policy).changes.empty


def test_a_lead_or_contact_without_status_is_raw(default_policy):
    people = snapshot(
        Lead="""
        Id     | Status
        Lead 1 |
        Lead 2 | "  "
        Lead 3 | MQL
        """,
        Contact="""
        Id        | Contact_Status__c
        Contact 1 |
        Contact 2 | Inquiry
        """,
    )

    assert_table(
        """
        action | object  | record_id | field             | old  | new | tier
        update | Lead    | Lead 1    | Status            |      | Raw | auto
        update | Lead    | Lead 2    | Status            | "  " | Raw | auto
        update | Contact | Contact 1 | Contact_Status__c |      | Raw | auto
        """,
        RULE.propose(people, default_policy).changes,
    )


def test_where_the_source_has_no_status_column_none_is_given(default_policy):
    people = snapshot(
        Lead="""
        Id     | LastName
        Lead 1 | Lovelace
        """,
        Contact="""
        Id        | LastName
        Contact 1 | Lovelace
        """,
    )

    assert RULE.propose(people, default_policy).changes.empty


def test_converted_and_deleted_records_are_read_only(default_policy):
    people = snapshot(
        Lead="""
        Id     | Status | IsConverted | IsDeleted
        Lead 1 |        | true        |
        Lead 2 |        |             | true
        """,
    )

    assert RULE.propose(people, default_policy).changes.empty


def test_a_record_on_legal_hold_stays_as_it_is_and_is_told(default_policy):
    people = snapshot(
        Lead="""
        Id     | Status | Legal_Hold__c
        Lead 1 |        | true
        Lead 2 | Raw    | true
        """,
    )

    proposal = RULE.propose(people, default_policy)

    assert proposal.changes.empty
    assert_table(
        """
        object | record_id | field  | code
        Lead   | Lead 1    | Status | missing_status_on_hold
        """,
        proposal.findings,
    )


def test_the_policy_names_the_default_and_whether_a_hold_counts():
    policy = parse_policy("{vocabulary: {default_status: Inquiry}, exclusions: {legal_hold: false}}", "p")
    people = snapshot(
        Lead="""
        Id     | Status | Legal_Hold__c
        Lead 1 |        | true
        """,
    )

    proposal = RULE.propose(people, policy)

    assert_table(
        """
        record_id | field  | new
        Lead 1    | Status | Inquiry
        """,
        proposal.changes,
    )
    assert proposal.findings.empty
