"""Evidence of consent, conversation and behaviour, and how all of it is told: domain rules, section 7."""

from tests.hygiene.lawful_basis.opt_out_tables import (
    OPT_OUT_LEAD,
    REASON,
    changed,
    opt_out_leads,
    propose,
    verdict_of,
    verdicts_in_order,
)
from tests.tables import assert_table


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


def test_an_event_that_was_held_keeps_the_record_and_one_that_is_to_come_leaves_it_undetermined(default_policy):
    events = """
        Id      | WhoId  | Subject                 | ActivityDate
        Event 1 | Lead 1 | Intro meeting           | 2026-05-01
        Event 2 | Lead 2 | Intro meeting           | 2026-12-01
        Event 3 | Lead 3 | Canceled: Intro meeting | 2026-05-01
        Event 4 | Lead 4 | Intro meeting           | 2023-05-01
        Event 5 | Lead 5 | Canceled: Intro meeting | 2026-12-01
    """

    proposal = propose(default_policy, Lead=opt_out_leads(Status=["Raw"] * 5), Event=events)

    assert verdicts_in_order(proposal) == ["keep", "undetermined", "erase", "erase", "erase"]
    told = set(proposal.verdicts["evidence"])
    assert "could not be looked at: whether an event that is still to come is held" in told


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
