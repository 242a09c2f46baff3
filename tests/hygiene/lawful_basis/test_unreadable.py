"""What bears on a verdict and could not be read: nobody is erased for it, and nothing is claimed of it."""

from dataclasses import replace

import pandas as pd
import pytest

from hygiene.rules.zoominfo_opt_out import RULE
from schemas import outputs
from tests.hygiene.lawful_basis.opt_out_tables import (
    EVERY_TABLE,
    NO_CAMPAIGN_MEMBERS,
    NO_EVENTS,
    OPT_OUT_CONTACT,
    OPT_OUT_LEAD,
    opt_out_leads,
    verdict_of,
)
from tests.tables import sf_id, snapshot

NOBODY_S = "CampaignMember 9"
"""A row that was left out of its table."""


def judged(policy, put_aside, **drawn):
    """What the rule says where these values, (object, id, field), are in quarantine."""
    rows = [{"object": name, "record_id": short and sf_id(short), "field": field} for name, short, field in put_aside]
    org = snapshot(**{**EVERY_TABLE, "Lead": OPT_OUT_LEAD, "Contact": OPT_OUT_CONTACT, **drawn})
    return RULE.propose(replace(org, quarantine=outputs.typed("quarantine", pd.DataFrame(rows))), policy)


@pytest.mark.parametrize(
    ("name", "field", "told"),
    [
        ("Lead", "Legal_Hold__c", "whether a record is on legal hold"),
        ("Lead", None, "whether a record is on legal hold"),
        ("Lead", "LastActivityDate", "a last activity that could not be read"),
        ("Contact", "Legal_Hold__c", "whether a record is on legal hold"),
        ("Contact", "AccountId", "a record whose account or customer flag could not be read"),
        ("Contact", "Current_Customer__c", "a record whose account or customer flag could not be read"),
        ("Contact", "On_Open_Quote__c", "a record whose quote or opportunity could not be read"),
        ("Lead", "ConvertedOpportunityId", "a record whose quote or opportunity could not be read"),
    ],
)
def test_a_value_of_the_record_that_bears_on_its_verdict_and_cannot_be_read_leaves_it_open(
    default_policy, name, field, told
):
    proposal = judged(default_policy, [(name, f"{name} 1", field)])

    other = {"Lead": "Contact", "Contact": "Lead"}[name]
    assert told in verdict_of(proposal, f"{name} 1")["evidence"]
    assert told in verdict_of(proposal, f"{name} 1")["searched"]
    assert verdict_of(proposal, f"{name} 1")["verdict"] == "undetermined"
    assert verdict_of(proposal, f"{other} 1")["verdict"] == "erase"
    assert proposal.facts["not_given"][told] == 1


@pytest.mark.parametrize("field", ["Email", "Title", "DoNotCall", "Behavior_Score__c"])
def test_a_value_that_bears_on_no_required_evidence_does_not(default_policy, field):
    assert verdict_of(judged(default_policy, [("Lead", "Lead 1", field)]))["verdict"] == "erase"


def test_what_is_found_keeps_whatever_else_cannot_be_read(default_policy):
    lead = opt_out_leads(LeadSource=["Demo"])

    proposal = judged(default_policy, [("Lead", "Lead 1", "Legal_Hold__c")], Lead=lead)

    assert verdict_of(proposal)["verdict"] == "keep"


MEMBERS = f"""
    {NO_CAMPAIGN_MEMBERS} | CreatedDate
    CampaignMember 1 | Lead 1 | | Campaign 1 | Webinar | Sent | false | | 2019-03-03
    CampaignMember 2 | Lead 5 | | Campaign 1 | Webinar | Sent | false | | 2019-03-03
"""


@pytest.mark.parametrize(
    ("member", "field", "verdicts"),
    [
        ("CampaignMember 1", "HasResponded", ("undetermined", "erase")),
        ("CampaignMember 2", "HasResponded", ("erase", "erase")),
        ("CampaignMember 2", "LeadId", ("undetermined", "undetermined")),
        (NOBODY_S, "Id", ("undetermined", "undetermined")),
        (None, "Id", ("undetermined", "undetermined")),
    ],
    ids=["of the person", "of somebody else", "of an unknown person", "left out", "without an id"],
)
def test_a_campaign_member_that_cannot_be_read_leaves_open_whose_it_may_be(default_policy, member, field, verdicts):
    proposal = judged(default_policy, [("CampaignMember", member, field)], CampaignMember=MEMBERS)

    assert tuple(verdict_of(proposal, short)["verdict"] for short in ("Lead 1", "Contact 1")) == verdicts


def test_an_account_or_opportunity_that_was_not_given_leaves_the_contact_open(default_policy):
    role = """
        Id                       | ContactId | OpportunityId
        OpportunityContactRole 1 | Contact 1 | Opportunity 7
    """
    no_account = judged(default_policy, [("Account", "Account 1", "Id")], Account="Id | Name | Type")
    no_opportunity = judged(default_policy, [], OpportunityContactRole=role)

    for proposal, told in ((no_account, "the record's account"), (no_opportunity, "an opportunity of the person")):
        assert told in verdict_of(proposal, "Contact 1")["evidence"]
        assert verdict_of(proposal, "Contact 1")["verdict"] == "undetermined"
        assert verdict_of(proposal, "Lead 1")["verdict"] == "erase"


@pytest.mark.parametrize("absent", ["Account", "Opportunity"])
def test_a_table_that_was_not_given_at_all_is_told_as_that_and_no_row_of_it_is_missed(default_policy, absent):
    role = "Id | ContactId | OpportunityId\nOpportunityContactRole 1 | Contact 1 | Opportunity 7"
    given = {name: rows for name, rows in EVERY_TABLE.items() if name != absent}
    opportunity = {} if absent == "Opportunity" else {"Opportunity": "Id | AccountId | IsClosed\nOpportunity 7 | | "}

    org = snapshot(**{**given, "Contact": OPT_OUT_CONTACT, "OpportunityContactRole": role, **opportunity})
    evidence = verdict_of(RULE.propose(org, default_policy), "Contact 1")["searched"]

    assert f"could not be looked at: {absent}." in evidence
    assert "not among" not in evidence


@pytest.mark.parametrize(
    ("name", "field", "rows"),
    [
        ("CampaignMember", "FirstRespondedDate", MEMBERS.replace("Sent | false", "Sent | true")),
        ("Event", "ActivityDate", f"{NO_EVENTS} | CreatedDate\nEvent 1 | Lead 1 | | Meeting | 2019-03-03"),
        ("Task", "ActivityDate", "Id | WhoId | ActivityDate | Subject | CallType | CreatedDate\n"
                                 "Task 1 | Lead 1 | | Call | Inbound | 2019-03-03"),
    ],
)  # fmt: skip
def test_an_act_whose_date_cannot_be_read_is_dated_by_no_other(default_policy, name, field, rows):
    unread = verdict_of(judged(default_policy, [(name, f"{name} 1", field)], **{name: rows}))
    empty = verdict_of(judged(default_policy, [], **{name: rows}))

    assert (unread["verdict"], empty["verdict"]) == ("keep", "erase")
    assert "date unknown" in unread["searched"]
    assert "2019-03-03" not in unread["searched"]
    assert "2019-03-03, lapsed" in empty["searched"]


def test_no_consent_is_claimed_where_the_e_mail_opt_out_cannot_be_read(default_policy):
    lead = opt_out_leads(LeadSource=["Newsletter"])

    unread = verdict_of(judged(default_policy, [("Lead", "Lead 1", "HasOptedOutOfEmail")], Lead=lead))
    empty = verdict_of(judged(default_policy, [], Lead=lead))

    assert "6(1)(a)" in empty["basis"]
    assert "6(1)(a)" not in (unread["basis"] if pd.notna(unread["basis"]) else "")
