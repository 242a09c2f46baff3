from hygiene.apply_changes import apply_changes
from hygiene.rules.bizible_person import RULE
from schemas import outputs
from tests.tables import assert_table, frame, snapshot

LEADS = """
    Id     | LastName | MasterRecordId | IsConverted | ConvertedContactId
    Lead 1 | A        |                |             |
    Lead 2 | A        | Lead 1         |             |
    Lead 3 | B        |                | true        | Contact 1
    Lead 4 | C        |                | true        | Contact 2
"""
CONTACTS = """
    Id        | LastName | MasterRecordId
    Contact 1 | B        |
    Contact 2 | C        | Contact 3
    Contact 3 | C        |
"""


def proposed(bizible: str, policy, leads: str = LEADS, contacts: str = CONTACTS):
    return RULE.propose(snapshot(Lead=leads, Contact=contacts, Bizible=bizible), policy)


def test_a_person_that_points_to_living_records_is_left_alone(default_policy):
    bizible = """
        Id        | bizible2__Lead__c | bizible2__Contact__c
        Bizible 1 | Lead 1            |
        Bizible 2 |                   | Contact 1
        Bizible 3 | Lead 4            | Contact 3
        Bizible 4 | Lead 77           |
        Bizible 5 |                   |
        Bizible 6 |                   |
    """

    proposal = proposed(bizible, default_policy)

    assert proposal.changes.empty
    assert proposal.findings.empty


def test_a_person_of_a_merged_lead_points_to_the_survivor(default_policy):
    proposal = proposed("Id | bizible2__Lead__c | bizible2__Contact__c\nBizible 1 | Lead 2 |", default_policy)

    expected = """
        object                       | record_id | field             | old    | new    | tier
        bizible2__Bizible_Person__c  | Bizible 1 | bizible2__Lead__c | Lead 2 | Lead 1 | auto
    """
    assert_table(expected, proposal.changes)


def test_a_person_of_a_converted_lead_gets_the_contact_and_keeps_its_lead(default_policy):
    bizible = """
        Id        | bizible2__Lead__c | bizible2__Contact__c
        Bizible 1 | Lead 3            |
        Bizible 2 | Lead 4            |
        Bizible 3 |                   | Contact 2
    """

    expected = """
        record_id | field                | old       | new
        Bizible 1 | bizible2__Contact__c |           | Contact 1
        Bizible 2 | bizible2__Contact__c |           | Contact 3
        Bizible 3 | bizible2__Contact__c | Contact 2 | Contact 3
    """
    assert_table(expected, proposed(bizible, default_policy).changes)


def test_a_conversion_of_this_run_counts_too(default_policy):
    org = snapshot(
        Lead="Id | LastName\nLead 1 | A",
        Contact="Id | LastName\nContact 1 | A",
        Bizible="Id | bizible2__Lead__c | bizible2__Contact__c\nBizible 1 | Lead 1 |",
    )
    convert = frame("rule | action | object | record_id | into_id\nr | convert | Lead | Lead 1 | Contact 1")

    after = apply_changes(org, outputs.typed("changes", convert))

    expected = "record_id | field | new\nBizible 1 | bizible2__Contact__c | Contact 1"
    assert_table(expected, RULE.propose(after, default_policy).changes)


def test_two_persons_for_one_record_are_told_and_both_stay(default_policy):
    bizible = """
        Id        | bizible2__Lead__c | bizible2__Contact__c
        Bizible 1 | Lead 1            |
        Bizible 2 | Lead 2            |
        Bizible 3 | Lead 3            |
        Bizible 4 |                   | Contact 1
    """

    expected = """
        record_id | code
        Bizible 1 | bizible_second_person
        Bizible 2 | bizible_second_person
        Bizible 3 | bizible_second_person
        Bizible 4 | bizible_second_person
    """
    assert_table(expected, proposed(bizible, default_policy).findings)


def test_a_person_that_points_to_another_contact_than_its_lead_became_is_told(default_policy):
    bizible = "Id | bizible2__Lead__c | bizible2__Contact__c\nBizible 1 | Lead 3 | Contact 3"

    proposal = proposed(bizible, default_policy)

    assert proposal.changes.empty
    assert_table(
        "record_id | field | code\nBizible 1 | bizible2__Contact__c | bizible_points_elsewhere", proposal.findings
    )
