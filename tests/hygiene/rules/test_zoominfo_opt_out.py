"""ZoomInfo opt-outs, sentence by sentence of the domain rules, section 7. The tables speak of 2026-11-06."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygiene.apply_changes import apply_changes
from hygiene.changes import conversions, merges, stack_changes, updates
from hygiene.policy import Policy, parse_policy
from hygiene.rules import Proposal
from hygiene.rules.zoominfo_opt_out import RULE
from hygiene.snapshot import Snapshot
from schemas import outputs
from schemas.columns import TEXT
from tests.tables import assert_table, sf_id, snapshot

REASON = "DOZISF__ZoomInfo_Non_Matched_Reason__c"

NO_CAMPAIGN_MEMBERS = "Id | LeadId | ContactId | CampaignId | CampaignType | Status | HasResponded | FirstRespondedDate"
NO_TASKS = "Id | WhoId | ActivityDate | Subject | CallType"
NO_EVENTS = "Id | WhoId | ActivityDate | Subject"
NO_ACCOUNTS = "Id | Name | Type"
NO_OPPORTUNITIES = "Id | AccountId | StageName | IsClosed | IsWon | CloseDate"
NO_ROLES = "Id | ContactId | OpportunityId"
EVERY_TABLE = {
    "CampaignMember": NO_CAMPAIGN_MEMBERS,
    "Task": NO_TASKS,
    "Event": NO_EVENTS,
    "Account": NO_ACCOUNTS,
    "Opportunity": NO_OPPORTUNITIES,
    "OpportunityContactRole": NO_ROLES,
    "Bizible": "Id | bizible2__Lead__c | bizible2__Contact__c",
}

OPT_OUT_LEAD = f"""
    Id     | LastName | LeadSource | Status | CreatedDate | {REASON}
    Lead 1 | Lovelace | Zoominfo   | Raw    | 2026-01-05  | OPT_OUT
"""
OPT_OUT_CONTACT = f"""
    Id        | LastName | LeadSource | Contact_Status__c | CreatedDate | AccountId | {REASON}
    Contact 1 | Hopper   | Cognism    | Raw               | 2026-01-05  | Account 1 | OPT_OUT
"""


def propose(policy: Policy, **drawn: str) -> Proposal:
    return RULE.propose(snapshot(**{**EVERY_TABLE, **drawn}), policy)


def opt_out_leads(**columns: list[str]) -> str:
    """Lead 1, 2, ... from ZoomInfo, opted out, with these cells."""
    given = {
        "LastName": "Name",
        "LeadSource": "Zoominfo",
        "Status": "Raw",
        "CreatedDate": "2026-01-05",
        REASON: "OPT_OUT",
    }
    number = max(map(len, columns.values()))
    cells = {name: [value] * number for name, value in {**given, REASON: "OPT_OUT"}.items()} | columns
    rows = zip(*cells.values(), strict=True)
    lines = [f"Lead {n} | {' | '.join(row)}" for n, row in enumerate(rows, start=1)]
    return "\n".join([" | ".join(["Id", *cells]), *lines])


def verdicts_in_order(proposal: Proposal) -> list[str]:
    return proposal.verdicts.sort_values("record_id")["verdict"].tolist()


def verdict_of(proposal: Proposal, short: str = "Lead 1") -> pd.Series:
    return proposal.verdicts.set_index("record_id").loc[sf_id(short)]


def changed(text: str) -> Policy:
    return parse_policy(f"opt_out: {text}", "test policy")


# Who enters the process


def test_a_record_that_zoominfo_could_not_find_or_match_is_no_opt_out(default_policy):
    proposal = propose(
        default_policy,
        Lead=f"""
            Id     | LastName | LeadSource | Status | {REASON}
            Lead 1 | Lovelace | Zoominfo   | Raw    |
            Lead 2 | Babbage  | Zoominfo   | Raw    | NO_MATCH
            Lead 3 | Boole    | Zoominfo   | Raw    | NOT_FOUND
        """,
    )

    assert [len(proposal.changes), len(proposal.verdicts), len(proposal.findings)] == [0, 0, 0]
    assert proposal.facts["records"] == 0


def test_a_converted_lead_is_not_touched_and_that_is_told(default_policy):
    proposal = propose(
        default_policy,
        Lead=f"""
            Id     | LastName | LeadSource | Status    | IsConverted | ConvertedContactId | {REASON}
            Lead 1 | Lovelace | Zoominfo   | Qualified | true        | Contact 7          | OPT_OUT
        """,
    )

    assert len(proposal.changes) == len(proposal.verdicts) == 0
    assert_table(
        """
        record_id | code
        Lead 1    | opt_out_converted_lead
        """,
        proposal.findings,
    )


def test_a_record_in_the_recycle_bin_is_left_out(default_policy):
    proposal = propose(
        default_policy,
        Lead=f"""
            Id     | LastName | LeadSource | Status | IsDeleted | {REASON}
            Lead 1 | Lovelace | Zoominfo   | Raw    | true      | OPT_OUT
        """,
    )

    assert len(proposal.verdicts) == 0


def test_another_spelling_of_an_opt_out_is_a_finding_and_erases_nobody(default_policy):
    spellings = ["opt out", "Opt-Out", "OPTOUT", "opted out", "OPT_OUT_REQUESTED"]

    proposal = propose(default_policy, Lead=opt_out_leads(**{REASON: spellings}))

    assert len(proposal.changes) == len(proposal.verdicts) == 0
    assert proposal.findings["code"].tolist() == ["opt_out_unknown_spelling"] * len(spellings)
    assert proposal.findings["field"].unique().tolist() == [REASON]


def test_every_opted_out_lead_and_contact_gets_a_verdict(default_policy):
    proposal = propose(default_policy, Lead=OPT_OUT_LEAD, Contact=OPT_OUT_CONTACT)

    assert_table(
        """
        object  | record_id | verdict
        Lead    | Lead 1    | erase
        Contact | Contact 1 | erase
        """,
        proposal.verdicts,
    )


# Erase


def test_without_evidence_the_record_is_erased_for_good_and_the_verdict_lists_what_was_searched(default_policy):
    proposal = propose(default_policy, Lead=OPT_OUT_LEAD)

    assert_table(
        """
        action | object | record_id | tier
        erase  | Lead   | Lead 1    | auto
        """,
        proposal.changes,
    )
    verdict = verdict_of(proposal)
    for kind in ("customer", "opportunity", "own_action", "campaign_response", "email_opt_in", "conversation"):
        assert f"{kind}: none found" in verdict["searched"]
    assert verdict[["basis", "evidence_date", "lapses"]].isna().all()


def test_a_source_that_is_no_act_of_the_person_is_no_evidence(default_policy):
    sources = [
        "Zoominfo", "Cognism", "Purchased List", "LinkedIn", "Prospecting", "Prospecting - General", "AE Generated",
        "SDR Generated", "Employee Referral", "Partner Qualified Lead", "Investor", "Other", "Virtual Sponsorship", "",
    ]  # fmt: skip

    proposal = propose(default_policy, Lead=opt_out_leads(LeadSource=sources))

    assert verdicts_in_order(proposal) == ["erase"] * len(sources)


def test_an_erasure_names_its_copies_and_the_systems_to_be_told(default_policy):
    proposal = propose(
        default_policy,
        Lead=OPT_OUT_LEAD,
        CampaignMember="""
            Id               | LeadId | ContactId | CampaignId | HasResponded
            CampaignMember 1 | Lead 1 |           | Campaign 1 | false
            CampaignMember 2 | Lead 9 |           | Campaign 1 | false
        """,
        Task="""
            Id     | WhoId  | ActivityDate | Subject
            Task 1 | Lead 1 | 2026-02-01   | Call, left a message
            Task 2 | Lead 1 | 2026-02-02   | Email: our offer
        """,
        Bizible="""
            Id        | bizible2__Lead__c | bizible2__Contact__c
            Bizible 1 | Lead 1            |
        """,
    )

    assert proposal.changes["evidence"].tolist() == [
        "copies: 1 Bizible person, 1 campaign member, 2 tasks; other systems to tell: Marketo"
    ]


def test_copies_that_could_not_be_looked_at_are_named(default_policy):
    tables = {name: drawn for name, drawn in EVERY_TABLE.items() if name != "Bizible"}

    proposal = RULE.propose(snapshot(**tables, Lead=OPT_OUT_LEAD), default_policy)

    assert "copies: none found; not looked at: Bizible persons;" in proposal.changes.loc[0, "evidence"]


def test_a_converted_lead_of_an_erased_contact_counts_as_a_copy_and_is_told(default_policy):
    proposal = propose(
        default_policy,
        Contact=OPT_OUT_CONTACT,
        Lead="""
            Id     | LastName | LeadSource | Status | IsConverted | ConvertedContactId
            Lead 1 | Hopper   | Cognism    | Raw    | true        | Contact 1
        """,
    )

    assert "copies: 1 converted lead;" in proposal.changes.loc[0, "evidence"]
    assert_table(
        """
        record_id | code
        Lead 1    | opt_out_copy_in_converted_lead
        """,
        proposal.findings,
    )


# Evidence, kind by kind


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


def test_an_e_mail_opt_in_counts_unless_the_person_opted_out_of_e_mail(default_policy):
    policy = changed("{evidence: {own_action: {enabled: false}}}")
    lead = f"""
        Id     | LastName | LeadSource         | Status | CreatedDate | HasOptedOutOfEmail | {REASON}
        Lead 1 | Lovelace | Email Subscription | Raw    | 2026-01-05  | false              | OPT_OUT
        Lead 2 | Babbage  | Newsletter         | Raw    | 2026-01-05  | true               | OPT_OUT
    """

    assert_table(
        """
        record_id | verdict | basis   | evidence
        Lead 1    | keep    | 6(1)(a) | email_opt_in: subscribed by Email Subscription, not opted out of e-mail
        Lead 2    | erase   |         | none found
        """,
        propose(policy, Lead=lead).verdicts,
    )


def test_a_status_of_a_conversation_keeps_the_record(default_policy):
    proposal = propose(default_policy, Lead=opt_out_leads(Status=["Qualifying", "Qualified", "Accepted"]))

    assert_table(
        """
        record_id | verdict | evidence
        Lead 1    | keep    | conversation: status Qualifying
        Lead 2    | keep    | conversation: status Qualified
        Lead 3    | erase   | none found
        """,
        proposal.verdicts,
    )


def test_an_inbound_task_of_the_last_24_months_keeps_the_record(default_policy):
    tasks = """
        Id     | WhoId  | Subject                                  | CallType | ActivityDate
        Task 1 | Lead 1 | Call                                     | Inbound  | 2026-01-01
        Task 2 | Lead 2 | [Outreach] [Email] [In] About the offer  |          | 2026-01-01
        Task 3 | Lead 3 | Email Reply: about the offer             |          |
        Task 4 | Lead 4 | Call                                     | Outbound | 2026-01-01
        Task 5 | Lead 5 | Email: inboundary research               |          | 2026-01-01
        Task 6 | Lead 6 | Call                                     | Inbound  | 2024-01-01
        Task 7 | Lead 7 |                                          |          | 2026-01-01
    """

    proposal = propose(default_policy, Lead=opt_out_leads(Status=["Raw"] * 7), Task=tasks)

    assert verdicts_in_order(proposal) == ["keep", "keep", "keep", "erase", "erase", "erase", "erase"]


def test_an_event_that_was_not_called_off_keeps_the_record(default_policy):
    events = """
        Id      | WhoId  | Subject                 | ActivityDate
        Event 1 | Lead 1 | Intro meeting           | 2026-05-01
        Event 2 | Lead 2 | Intro meeting           | 2026-12-01
        Event 3 | Lead 3 | Canceled: Intro meeting | 2026-05-01
        Event 4 | Lead 4 | Intro meeting           | 2023-05-01
    """

    proposal = propose(default_policy, Lead=opt_out_leads(Status=["Raw"] * 4), Event=events)

    assert verdicts_in_order(proposal) == ["keep", "keep", "erase", "erase"]


def test_a_behaviour_score_over_the_bar_keeps_the_record(default_policy):
    lead = f"""
        Id     | LastName | LeadSource | Status | Behavior_Score__c | {REASON}
        Lead 1 | Lovelace | Zoominfo   | Raw    | 11                | OPT_OUT
        Lead 2 | Babbage  | Zoominfo   | Raw    | 10                | OPT_OUT
    """

    assert_table(
        """
        record_id | verdict | evidence
        Lead 1    | keep    | behavior: behaviour score over 10
        Lead 2    | erase   | none found
        """,
        propose(default_policy, Lead=lead).verdicts,
    )


def test_a_child_record_in_the_recycle_bin_is_no_evidence(default_policy):
    events = """
        Id      | WhoId  | Subject       | ActivityDate | IsDeleted
        Event 1 | Lead 1 | Intro meeting | 2026-05-01   | true
    """

    assert verdict_of(propose(default_policy, Lead=OPT_OUT_LEAD, Event=events))["verdict"] == "erase"


def test_every_kind_that_counts_is_told_and_the_last_one_to_lapse_decides_when(default_policy):
    events = """
        Id      | WhoId  | Subject       | ActivityDate
        Event 1 | Lead 1 | Intro meeting | 2026-05-01
        Event 2 | Lead 1 | Follow-up     | 2026-06-01
    """

    proposal = propose(default_policy, Lead=OPT_OUT_LEAD.replace("Zoominfo", "Demo"), Event=events)

    assert_table(
        """
        evidence                                                              | evidence_date | lapses     | basis
        own_action: Initial Source Demo (inbound); conversation: an event | 2026-06-01    | 2029-01-05 | 6(1)(f)
        """,
        proposal.verdicts,
    )
    assert (
        "conversation: an event, 2026-06-01, counts until 2028-06-01 (and 1 more)" in verdict_of(proposal)["searched"]
    )
    assert "customer: none found" in verdict_of(proposal)["searched"]


def test_a_kind_that_the_policy_switches_off_is_not_searched():
    policy = changed("{evidence: {own_action: {enabled: false}, email_opt_in: {enabled: false}}}")

    verdict = verdict_of(propose(policy, Lead=OPT_OUT_LEAD.replace("Zoominfo", "Demo")))

    assert verdict["verdict"] == "erase"
    assert "own_action" not in verdict["searched"]


def test_basis_and_look_back_are_the_policys():
    policy = changed('{evidence: {own_action: {basis: "6(1)(a)", months: 12}}}')

    verdict = verdict_of(propose(policy, Lead=OPT_OUT_LEAD.replace("Zoominfo", "Demo")))

    assert (verdict["basis"], verdict["lapses"]) == ("6(1)(a)", "2027-01-05")


# Hold


def test_a_legal_hold_holds_whatever_was_found(default_policy):
    proposal = propose(
        default_policy,
        Lead=f"""
            Id     | LastName | LeadSource | Status | Legal_Hold__c | {REASON}
            Lead 1 | Lovelace | Zoominfo   | Raw    | true          | OPT_OUT
            Lead 2 | Babbage  | Demo       | Raw    | true          | OPT_OUT
        """,
    )

    assert len(proposal.changes) == 0
    assert_table(
        """
        record_id | verdict | basis     | evidence   | lapses
        Lead 1    | hold    | 17(3)(e) | legal hold |
        Lead 2    | hold    | 17(3)(e) | legal hold |
        """,
        proposal.verdicts,
    )
    assert "own_action: Initial Source Demo" in verdict_of(proposal, "Lead 2")["searched"]


# Undetermined


@pytest.mark.parametrize(
    ("table", "missing"),
    [("CampaignMember", "CampaignMember.HasResponded"), ("Task", "Task and Event"), ("Event", "Task and Event")],
)
def test_a_lead_is_not_erased_when_a_required_table_was_not_given(default_policy, table, missing):
    tables = {name: drawn for name, drawn in EVERY_TABLE.items() if name != table}

    proposal = RULE.propose(snapshot(**tables, Lead=OPT_OUT_LEAD), default_policy)

    assert len(proposal.changes) == 0
    assert verdict_of(proposal)["verdict"] == "undetermined"
    assert missing in verdict_of(proposal)["evidence"]
    assert missing in verdict_of(proposal)["searched"]


@pytest.mark.parametrize("table", ["Account", "Opportunity", "OpportunityContactRole"])
def test_business_tables_are_required_for_contacts_and_not_for_leads(default_policy, table):
    tables = {name: drawn for name, drawn in EVERY_TABLE.items() if name != table}

    proposal = RULE.propose(snapshot(**tables, Lead=OPT_OUT_LEAD, Contact=OPT_OUT_CONTACT), default_policy)

    assert verdict_of(proposal)["verdict"] == "erase"
    assert verdict_of(proposal, "Contact 1")["verdict"] == "undetermined"


def test_evidence_keeps_a_record_also_when_a_required_table_was_not_given(default_policy):
    proposal = RULE.propose(snapshot(Lead=OPT_OUT_LEAD.replace("Zoominfo", "Demo")), default_policy)

    assert verdict_of(proposal)["verdict"] == "keep"
    assert "could not be looked at: " in verdict_of(proposal)["searched"]


def test_a_record_without_recent_activity_needs_no_task_and_event_tables(default_policy):
    tables = {name: drawn for name, drawn in EVERY_TABLE.items() if name not in ("Task", "Event")}
    lead = f"""
        Id     | LastName | LeadSource | Status | LastActivityDate | {REASON}
        Lead 1 | Lovelace | Zoominfo   | Raw    |                  | OPT_OUT
        Lead 2 | Babbage  | Zoominfo   | Raw    | 2024-01-01       | OPT_OUT
        Lead 3 | Boole    | Zoominfo   | Raw    | 2026-01-01       | OPT_OUT
    """

    assert_table(
        """
        record_id | verdict
        Lead 1    | erase
        Lead 2    | erase
        Lead 3    | undetermined
        """,
        RULE.propose(snapshot(**tables, Lead=lead), default_policy).verdicts,
    )


def test_a_table_that_the_policy_does_not_require_may_be_absent():
    policy = changed("{evidence: {campaign_response: {required: false}}}")
    tables = {name: drawn for name, drawn in EVERY_TABLE.items() if name != "CampaignMember"}

    verdict = verdict_of(RULE.propose(snapshot(**tables, Lead=OPT_OUT_LEAD), policy))

    assert verdict["verdict"] == "erase"
    assert "campaign_response" not in verdict["searched"]
    assert "could not be looked at: CampaignMember.HasResponded" in verdict["searched"]


def test_a_value_that_cannot_be_read_erases_nobody(default_policy):
    leads = opt_out_leads(LeadSource=["Telegraph", "Zoominfo"], Status=["Raw", "Working"])

    assert_table(
        """
        record_id | verdict      | evidence
        Lead 1    | undetermined | could not be looked at: an Initial Source that is in no list
        Lead 2    | undetermined | could not be looked at: a status that is in no list
        """,
        propose(default_policy, Lead=leads).verdicts,
    )


# Merges


TWO_MEMBERS = f"""
    Id     | LastName | LeadSource | Status | CreatedDate | {REASON}
    Lead 1 | Lovelace | Zoominfo   | Raw    | 2020-01-05  | OPT_OUT
    Lead 2 | Lovelace | Demo       | Raw    | 2026-01-05  |
"""


def ids(*shorts: str) -> pd.Series:
    return pd.Series([sf_id(short) for short in shorts], dtype=TEXT)


def after(start: Snapshot, *changes: pd.DataFrame) -> Snapshot:
    return apply_changes(start, stack_changes(list(changes)))


def test_a_survivor_that_absorbed_an_opt_out_is_judged_with_the_evidence_of_all_members(default_policy):
    start = snapshot(**EVERY_TABLE, Lead=TWO_MEMBERS)
    merged = after(start, merges("Lead", ids("Lead 2"), ids("Lead 1"), "the same person"))

    assert_table(
        """
        record_id | verdict | evidence
        Lead 1    | keep    | own_action: Initial Source Demo (inbound)
        """,
        RULE.propose(merged, default_policy).verdicts,
    )
    assert verdict_of(RULE.propose(start, default_policy))["verdict"] == "erase"


def test_a_contact_that_a_lead_was_converted_into_is_judged_with_the_leads_evidence(default_policy):
    contact = OPT_OUT_CONTACT.replace("OPT_OUT", "")
    start = snapshot(**EVERY_TABLE, Lead=TWO_MEMBERS, Contact=contact)
    merge = merges("Lead", ids("Lead 2"), ids("Lead 1"), "the same person")
    carried = updates("Contact", ids("Contact 1"), REASON, ids("Contact 1"), "OPT_OUT", "consent")
    convert = conversions(ids("Lead 1"), ids("Contact 1"), "the same person")

    converted = after(after(start, merge), carried, convert)

    assert_table(
        """
        record_id | verdict | evidence
        Contact 1 | keep    | own_action: Initial Source Demo (inbound)
        """,
        RULE.propose(converted, default_policy).verdicts,
    )


def test_a_lead_that_the_org_had_converted_before_is_evidence_for_its_contact(default_policy):
    proposal = propose(
        default_policy,
        Contact=OPT_OUT_CONTACT,
        Lead="""
            Id     | LastName | LeadSource | Status    | CreatedDate | IsConverted | ConvertedContactId
            Lead 1 | Hopper   | Demo       | Qualified | 2025-01-05  | true        | Contact 1
        """,
    )

    assert verdict_of(proposal, "Contact 1")["verdict"] == "keep"


# What holds for any table


SOURCES = ["Zoominfo", "Demo", "Trial - Enterprise", "Purchased List"]
FLAGS = st.sampled_from(["", "true", "false"])
DATES = st.sampled_from(["", "2019-01-01", "2024-01-01", "2026-06-01", "2027-01-01"])
LEADS = st.lists(
    st.tuples(st.sampled_from(SOURCES), st.sampled_from(["Raw", "Qualified"]), DATES, FLAGS), min_size=1, max_size=6
)
RESPONSES = st.lists(st.tuples(st.integers(1, 6), FLAGS, DATES), max_size=6)
EVENTS = st.lists(st.tuples(st.integers(1, 6), DATES), max_size=4)


def drawn_org(leads, responses, events) -> Snapshot:
    people = [f"Lead {n} | Name | {' | '.join(row)} | OPT_OUT" for n, row in enumerate(leads, start=1)]
    members = [f"CampaignMember {n} | Lead {who} | | Campaign 1 | Webcast | Attended | {responded} | {date}"
               for n, (who, responded, date) in enumerate(responses, start=1)]  # fmt: skip
    held = [f"Event {n} | Lead {who} | {date} | Meeting" for n, (who, date) in enumerate(events, start=1)]
    header = f"Id | LastName | LeadSource | Status | CreatedDate | Legal_Hold__c | {REASON}"
    return snapshot(**{
        **EVERY_TABLE,
        "Lead": "\n".join([header, *people]),
        "CampaignMember": "\n".join([NO_CAMPAIGN_MEMBERS, *members]),
        "Event": "\n".join([NO_EVENTS, *held]),
    })  # fmt: skip


@given(LEADS, RESPONSES, EVENTS)
def test_nobody_with_evidence_in_its_look_back_or_on_hold_is_ever_erased(default_policy, leads, responses, events):
    erased = set(RULE.propose(drawn_org(leads, responses, events), default_policy).changes["record_id"])

    for number, (source, status, created, held) in enumerate(leads, start=1):
        fresh = created not in ("2019-01-01",) and source in ("Demo", "Trial - Enterprise")
        responded = any(
            n == number and r != "false" and d != "2019-01-01" and d != "2024-01-01" for n, r, d in responses
        )
        met = any(n == number and d not in ("2019-01-01", "2024-01-01") for n, d in events)
        if held == "true" or status == "Qualified" or fresh or responded or met:
            assert sf_id(f"Lead {number}") not in erased


@given(LEADS, RESPONSES, EVENTS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(default_policy, leads, responses, events, random):
    start = drawn_org(leads, responses, events)
    shuffled = {}
    for name, table in start.tables.items():
        order = list(range(len(table)))
        random.shuffle(order)
        shuffled[name] = table.iloc[order].reset_index(drop=True)

    one, other = (RULE.propose(each, default_policy) for each in (start, start.with_tables(**shuffled)))

    assert_table(sorted_rows(one.verdicts, "verdicts"), other.verdicts)
    assert_table(sorted_rows(one.changes, "changes"), other.changes)


def sorted_rows(table: pd.DataFrame, name: str) -> pd.DataFrame:
    return outputs.typed(name, table.sort_values(["object", "record_id"], ignore_index=True))


def test_the_facts_count_verdicts_bases_and_evidence(default_policy):
    facts = propose(
        default_policy, Lead=OPT_OUT_LEAD + "    Lead 2 | Babbage | Demo | Raw | 2026-01-05 | OPT_OUT"
    ).facts

    assert facts["records"] == 2
    assert facts["verdicts"] == {"erase": 1, "keep": 1, "hold": 0, "undetermined": 0}
    assert facts["bases"] == {"6(1)(f)": 1}
    assert facts["evidence"]["own_action"] == 1
    assert facts["legal_hold_known"] == {"Lead": False, "Contact": False}


def test_no_value_of_a_person_stands_in_reason_evidence_or_search(default_policy):
    proposal = propose(default_policy, Lead=OPT_OUT_LEAD)

    texts = pd.concat([proposal.verdicts, proposal.changes]).astype("string").fillna("").to_string()
    assert "Lovelace" not in texts
