"""Evidence of a relationship or an own act: domain rules, section 7. The tables speak of 2026-11-06."""

import pytest

from tests.hygiene.lawful_basis.opt_out_tables import (
    OPT_OUT_CONTACT,
    OPT_OUT_LEAD,
    REASON,
    opt_out_leads,
    propose,
    verdict_of,
    verdicts_in_order,
)
from tests.tables import assert_table


def test_an_own_act_told_by_the_source_keeps_the_record_dated_by_its_creation(default_policy):
    sources = ["CE Download", "Demo", "Trial - Enterprise", "Webcast", "Web Direct", "Conference", "Existing Client"]

    proposal = propose(default_policy, Lead=opt_out_leads(LeadSource=[*sources, "Owned Event", "Paid Social"]))

    assert len(proposal.changes) == 0
    assert_table(
        """
        record_id | verdict | basis | evidence | evidence_date | lapses
        Lead 1 | keep | 6(1)(f) | own_action: Initial Source CE Download (core) | 2026-01-05 | 2029-01-05
        Lead 2 | keep | 6(1)(f) | own_action: Initial Source Demo (inbound) | 2026-01-05 | 2029-01-05
        Lead 3 | keep | 6(1)(f) | own_action: Initial Source Trial - Enterprise (trial) | 2026-01-05 | 2029-01-05
        Lead 4 | keep | 6(1)(f) | own_action: Initial Source Webcast (virtual event) | 2026-01-05 | 2029-01-05
        Lead 5 | keep | 6(1)(f) | own_action: Initial Source Web Direct (web direct) | 2026-01-05 | 2029-01-05
        Lead 6 | keep | 6(1)(f) | own_action: Initial Source Conference (paid demand gen) | 2026-01-05 | 2029-01-05
        Lead 7 | keep | 6(1)(f) | own_action: Initial Source Existing Client (referral) | 2026-01-05 | 2029-01-05
        Lead 8 | keep | 6(1)(f) | own_action: Initial Source Owned Event (paid demand gen) | 2026-01-05 | 2029-01-05
        Lead 9 | keep | 6(1)(f) | own_action: Initial Source Paid Social (inbound) | 2026-01-05 | 2029-01-05
        """,
        proposal.verdicts,
    )


def test_an_own_act_counts_for_36_months_up_to_the_day_on_which_it_lapses(default_policy):
    created = ["2023-11-07", "2023-11-06", "2023-11-05"]

    proposal = propose(default_policy, Lead=opt_out_leads(LeadSource=["Demo"] * 3, CreatedDate=created))

    assert verdicts_in_order(proposal) == ["keep", "keep", "erase"]


def test_an_act_dated_after_the_run_counts(default_policy):
    lead = OPT_OUT_LEAD.replace("Zoominfo", "Demo").replace("2026-01-05", "2027-01-01")

    assert verdict_of(propose(default_policy, Lead=lead))["verdict"] == "keep"


def test_an_act_of_unknown_date_keeps_and_says_so(default_policy):
    lead = OPT_OUT_LEAD.replace("Zoominfo", "Demo").replace("2026-01-05", "")

    verdict = verdict_of(propose(default_policy, Lead=lead))

    assert "own_action: Initial Source Demo (inbound), date unknown" in verdict["searched"]
    assert verdict[["evidence_date", "lapses"]].isna().all()


def test_lapsed_evidence_is_listed_with_its_dates(default_policy):
    lead = OPT_OUT_LEAD.replace("Zoominfo", "Demo").replace("2026-01-05", "2020-03-01")

    verdict = verdict_of(propose(default_policy, Lead=lead))

    assert "own_action: Initial Source Demo (inbound), 2020-03-01, lapsed 2023-03-01" in verdict["searched"]


def test_a_retired_spelling_of_a_source_counts_as_the_source_that_it_stands_for(default_policy):
    proposal = propose(default_policy, Lead=OPT_OUT_LEAD.replace("Zoominfo", "demo"))

    assert verdict_of(proposal)["evidence"] == "own_action: Initial Source Demo (inbound)"


def test_a_customer_account_keeps_its_contact_while_it_stands(default_policy):
    proposal = propose(
        default_policy,
        Contact=OPT_OUT_CONTACT,
        Account="""
            Id        | Name | Type
            Account 1 | Acme | Customer
        """,
    )

    assert_table(
        """
        record_id | verdict | basis   | evidence                                 | evidence_date | lapses
        Contact 1 | keep    | 6(1)(b) | customer: the account's type is Customer | 2026-11-06    |
        """,
        proposal.verdicts,
    )


def test_a_business_relationship_is_told_by_the_type_of_the_account(default_policy):
    contacts = f"""
        Id        | LastName | LeadSource | Contact_Status__c | AccountId | {REASON}
        Contact 1 | Hopper   | Cognism    | Raw               | Account 1 | OPT_OUT
        Contact 2 | Lamarr   | Cognism    | Raw               | Account 2 | OPT_OUT
        Contact 3 | Liskov   | Cognism    | Raw               | Account 3 | OPT_OUT
        Contact 4 | Hamilton | Cognism    | Raw               | Account 4 | OPT_OUT
        Contact 5 | Perlman  | Cognism    | Raw               | Account 5 | OPT_OUT
    """
    accounts = """
        Id        | Name | Type
        Account 1 | Acme | Partner
        Account 2 | Beta | Former Customer
        Account 3 | Core | customer - direct
        Account 4 | Data | Prospect
        Account 5 | Echo |
    """

    proposal = propose(default_policy, Contact=contacts, Account=accounts)

    assert verdicts_in_order(proposal) == ["keep", "keep", "keep", "erase", "erase"]


@pytest.mark.parametrize("column", ["Current_Customer__c", "On_Open_Quote__c"])
def test_a_current_customer_or_an_open_quote_keeps_the_contact(default_policy, column):
    contact = f"""
        Id        | LastName | LeadSource | Contact_Status__c | AccountId | {column} | {REASON}
        Contact 1 | Hopper   | Cognism    | Raw               | Account 1 | true     | OPT_OUT
        Contact 2 | Lamarr   | Cognism    | Raw               | Account 1 | false    | OPT_OUT
    """

    assert_table(
        """
        record_id | verdict | basis
        Contact 1 | keep    | 6(1)(b)
        Contact 2 | erase   |
        """,
        propose(default_policy, Contact=contact).verdicts,
    )


def test_a_lead_of_a_partner_account_is_kept(default_policy):
    lead = f"""
        Id     | LastName | LeadSource | Status | Partner_Account__c | {REASON}
        Lead 1 | Lovelace | Zoominfo   | Raw    | Some Partner       | OPT_OUT
    """

    assert verdict_of(propose(default_policy, Lead=lead))["evidence"] == "customer: a partner account is set"


@pytest.mark.parametrize(
    ("closed", "won", "evidence"),
    [
        ("false", "false", "opportunity: an open opportunity"),
        ("true", "true", "opportunity: a won opportunity"),
        ("true", "false", "none found"),
    ],
    ids=["open", "won", "lost"],
)
def test_an_open_or_won_opportunity_of_the_contact_keeps_it(default_policy, closed, won, evidence):
    proposal = propose(
        default_policy,
        Contact=OPT_OUT_CONTACT,
        OpportunityContactRole="""
            Id                       | ContactId | OpportunityId
            OpportunityContactRole 1 | Contact 1 | Opportunity 1
        """,
        Opportunity=f"""
            Id            | AccountId | IsClosed | IsWon | CloseDate
            Opportunity 1 | Account 5 | {closed} | {won} | 2025-05-01
        """,
    )

    assert verdict_of(proposal, "Contact 1")["evidence"] == evidence


def test_an_open_opportunity_of_the_account_keeps_a_contact_without_a_role(default_policy):
    proposal = propose(
        default_policy,
        Contact=OPT_OUT_CONTACT,
        Opportunity="""
            Id            | AccountId | IsClosed | IsWon
            Opportunity 1 | Account 1 | false    | false
        """,
    )

    assert verdict_of(proposal, "Contact 1")["evidence"] == "opportunity: an open opportunity of the account"


def test_a_campaign_response_outside_e_mail_counts_for_24_months(default_policy):
    members = """
        Id               | LeadId | ContactId | CampaignId | CampaignType | Status   | HasResponded | FirstRespondedDate
        CampaignMember 1 | Lead 1 |           | Campaign 1 | Webcast      | Attended | true         | 2025-06-01
        CampaignMember 2 | Lead 2 |           | Campaign 1 | Webcast      | Attended | true         | 2024-11-05
        CampaignMember 3 | Lead 3 |           | Campaign 1 | Email Send   | Clicked  | true         | 2025-06-01
        CampaignMember 4 | Lead 4 |           | Campaign 1 | Webcast      | Attended | false        |
    """

    proposal = propose(default_policy, Lead=opt_out_leads(Status=["Raw"] * 4), CampaignMember=members)

    assert verdicts_in_order(proposal) == ["keep", "erase", "erase", "erase"]


def test_a_campaign_response_counts_in_doubt(default_policy):
    members = """
        Id               | LeadId | ContactId | CampaignId | CampaignType | Status   | HasResponded | FirstRespondedDate
        CampaignMember 1 | Lead 1 |           | Campaign 1 |              | Attended | true         | 2025-06-01
        CampaignMember 2 | Lead 2 |           | Campaign 1 | Webcast      | Attended | true         |
        CampaignMember 3 | Lead 3 |           | Campaign 1 | Webcast      | Attended |              | 2025-06-01
        CampaignMember 4 | Lead 4 |           | Campaign 1 | Webcast      | Sent     |              | 2025-06-01
    """

    proposal = propose(default_policy, Lead=opt_out_leads(Status=["Raw"] * 4), CampaignMember=members)

    assert_table(
        """
        record_id | verdict | evidence
        Lead 1    | keep    | campaign_response: response to a campaign of type unknown
        Lead 2    | keep    | campaign_response: response to a campaign of type Webcast
        Lead 3    | keep    | campaign_response: response to a campaign of type Webcast
        Lead 4    | erase   | none found
        """,
        proposal.verdicts,
    )
