from hygiene.policy import parse_policy
from hygiene.rules.status_findings import RULE
from tests.tables import assert_table, snapshot

CAMPAIGNS = """
    Id               | LeadId | ContactId | CampaignId | CampaignType | Status     | IsDeleted
    CampaignMember 1 | Lead 1 |           | Campaign 1 | Webcast      | Attended   |
    CampaignMember 2 | Lead 2 |           | Campaign 1 | Webcast      | No Action  |
    CampaignMember 3 | Lead 3 |           | Campaign 2 | Email        | Opened     |
    CampaignMember 4 | Lead 4 |           | Campaign 3 |              | Attended   |
    CampaignMember 5 | Lead 5 |           | Campaign 1 | Webcast      | Attended   | true
    CampaignMember 6 | Lead 6 |           | Campaign 1 | Webcast      |            |
"""


def test_a_status_that_its_evidence_bears_out_is_not_told(default_policy):
    people = snapshot(
        Lead="""
        Id      | Status  | LeadSource | Behavior_Score__c | mkto71_Lead_Score__c
        Lead 1  | Inquiry | Zoominfo   | 0                 | 40
        Lead 7  | Inquiry | Demo       |                   |
        Lead 8  | Inquiry | Zoominfo   | 11                | 40
        Lead 9  | Raw     | Zoominfo   | 10                | 99
        Lead 10 | MQL     | Zoominfo   |                   | 100
        Lead 11 | MQL     | Zoominfo   |                   |
        """,
        CampaignMember=CAMPAIGNS,
    )

    proposal = RULE.propose(people, default_policy)

    assert proposal.findings.empty
    assert proposal.changes.empty
    assert proposal.facts["inquiry_evidence_complete"] == {"Lead": True}


def test_raw_with_evidence_is_told_with_what_was_found(default_policy):
    people = snapshot(
        Lead="""
        Id     | Status | LeadSource    | Behavior_Score__c
        Lead 1 | Raw    | Zoominfo      |
        Lead 7 | Raw    | Demo          | 12
        Lead 8 | Raw    | webcast       |
        """,
        CampaignMember=CAMPAIGNS,
    )

    assert_table(
        """
        record_id | field  | code              | message
        Lead 1    | Status | raw_with_evidence | Raw, but: member of a marketing programme.
        Lead 7    | Status | raw_with_evidence | Raw, but: its source is a filled form, behaviour score over 10.
        Lead 8    | Status | raw_with_evidence | Raw, but: its source is a filled form.
        """,
        RULE.propose(people, default_policy).findings,
    )


def test_a_membership_without_action_by_e_mail_or_taken_back_is_no_evidence(default_policy):
    """Lead 4's programme is of unknown type: too little to call Raw wrong, enough not to call Inquiry wrong."""
    people = snapshot(
        Lead="""
        Id     | Status  | LeadSource | Behavior_Score__c
        Lead 2 | Inquiry | Zoominfo   |
        Lead 3 | Inquiry | Zoominfo   | 10
        Lead 4 | Inquiry | Zoominfo   |
        Lead 5 | Inquiry | Zoominfo   |
        Lead 6 | Inquiry | Zoominfo   |
        """,
        CampaignMember=CAMPAIGNS,
    )
    as_raw = snapshot(
        Lead="""
        Id     | Status | LeadSource | Behavior_Score__c
        Lead 2 | Raw    | Zoominfo   |
        Lead 3 | Raw    | Zoominfo   | 10
        Lead 4 | Raw    | Zoominfo   |
        Lead 5 | Raw    | Zoominfo   |
        Lead 6 | Raw    | Zoominfo   |
        """,
        CampaignMember=CAMPAIGNS,
    )

    assert RULE.propose(as_raw, default_policy).findings.empty
    assert_table(
        """
        record_id | field  | code
        Lead 2    | Status | inquiry_without_evidence
        Lead 3    | Status | inquiry_without_evidence
        Lead 5    | Status | inquiry_without_evidence
        Lead 6    | Status | inquiry_without_evidence
        """,
        RULE.propose(people, default_policy).findings,
    )


def test_what_was_not_in_the_extract_is_not_held_against_an_inquiry(default_policy):
    people = snapshot(
        Lead="""
        Id     | Status  | LeadSource | Behavior_Score__c
        Lead 2 | Inquiry | Zoominfo   |
        """,
    )

    proposal = RULE.propose(people, default_policy)

    assert proposal.findings.empty
    assert proposal.facts["inquiry_evidence_complete"] == {"Lead": False}


def test_the_score_and_mql_must_agree(default_policy):
    people = snapshot(
        Lead="""
        Id     | Status   | mkto71_Lead_Score__c
        Lead 1 | MQL      | 99
        Lead 2 | Raw      | 100
        Lead 3 | Inquiry  | 250
        Lead 4 | Accepted | 20
        Lead 5 | Recycle  | 250
        """,
    )

    assert_table(
        """
        record_id | field  | code
        Lead 1    | Status | mql_below_score
        Lead 2    | Status | score_without_mql
        Lead 3    | Status | score_without_mql
        """,
        RULE.propose(people, default_policy).findings,
    )


def test_contacts_have_the_same_statuses_in_a_field_of_their_own(default_policy):
    people = snapshot(
        Contact="""
        Id        | Contact_Status__c | LeadSource | Behavior_Score__c
        Contact 1 | Raw               | Zoominfo   | 11
        Contact 2 | Inquiry           | Zoominfo   |
        """,
        CampaignMember="""
        Id               | LeadId | ContactId | CampaignId | Status
        CampaignMember 1 |        | Contact 9 | Campaign 1 | Attended
        """,
    )

    assert_table(
        """
        object  | record_id | field             | code
        Contact | Contact 1 | Contact_Status__c | raw_with_evidence
        Contact | Contact 2 | Contact_Status__c | inquiry_without_evidence
        """,
        RULE.propose(people, default_policy).findings,
    )


def test_converted_and_deleted_records_are_not_told(default_policy):
    people = snapshot(
        Lead="""
        Id     | Status | LeadSource | IsConverted | IsDeleted
        Lead 1 | Raw    | Demo       | true        |
        Lead 2 | Raw    | Demo       |             | true
        """,
    )

    assert RULE.propose(people, default_policy).findings.empty


def test_the_policy_sets_the_bars_and_the_forms():
    policy = parse_policy("vocabulary: {mql_score: 50, inquiry_behavior_score: 5, form_sources: [Web]}", "p")
    people = snapshot(
        Lead="""
        Id     | Status | LeadSource | Behavior_Score__c | mkto71_Lead_Score__c
        Lead 1 | Raw    | Demo       | 5                 | 49
        Lead 2 | Raw    | Web        | 6                 | 50
        """,
    )

    assert_table(
        """
        record_id | code              | message
        Lead 2    | raw_with_evidence | Raw, but: its source is a filled form, behaviour score over 5.
        Lead 2    | score_without_mql | The person score reaches 50, but the status is before MQL.
        """,
        RULE.propose(people, policy).findings,
    )
