"""ZoomInfo opt-outs: people with each kind of evidence, with evidence that has lapsed, and with none."""

from datetime import timedelta

from data.sample_generator.draw import day
from data.sample_generator.everyday import history
from data.sample_generator.org import EXTRACTED, Org, Row
from data.sample_generator.people import Person

REASON = "DOZISF__ZoomInfo_Non_Matched_Reason__c"
_OPT_OUT: dict[str, object] = {REASON: "OPT_OUT"}


def all_opt_outs(org: Org) -> None:
    """Every kind of evidence and every way of having none."""
    for _ in range(2):
        nothing(org)
        relationship(org)
        deals(org)
        own_action(org)
        campaigns(org)
        conversations(org)
        behaviour(org)
        absorbed(org)
    for _ in range(4):
        lead(org, "optout_none")
    lead(org, "optout_on_hold", Legal_Hold__c=True)
    contact(org, "optout_contact_on_hold", Legal_Hold__c=True)
    lead(org, "optout_other_reason", **{REASON: "NO_MATCH"})
    lead(org, "optout_quarantined_status", Status="Working - Contacted")
    with_copies(org)


def lead(org: Org, situation: str, **values: object) -> Row:
    """A lead bought from a list, opted out, of whom nothing else is known."""
    return org.lead(_person(org), situation, **_bought() | values)


def contact(org: Org, situation: str, account_type: str = "Prospect", **values: object) -> Row:
    """A contact of whom the same is to be said."""
    person = _person(org)
    org.account(person.company, account_type)
    more = {key: value for key, value in _bought().items() if key != "Status"}
    return org.contact(person, situation, **more | values)


def nothing(org: Org) -> None:
    """No evidence at all."""
    lead(org, "optout_none")
    contact(org, "optout_contact_none", Contact_Status__c="Recycle")


def relationship(org: Org) -> None:
    """A business relationship: the account, or the mark on the contact."""
    contact(org, "optout_customer", "Customer")
    contact(org, "optout_partner", "Partner")
    contact(org, "optout_former_customer", "Former Customer")


def deals(org: Org) -> None:
    """An opportunity, open, won or lost; an open quote."""
    org.opportunity(contact(org, "optout_open_opportunity"), "Negotiation", closed=False, won=False)
    org.opportunity(contact(org, "optout_won_opportunity"), "Closed Won", closed=True, won=True)
    org.opportunity(contact(org, "optout_lost_opportunity"), "Closed Lost", closed=True, won=False)
    contact(org, "optout_open_quote", On_Open_Quote__c=True)


def own_action(org: Org) -> None:
    """The person's own act as the Initial Source tells it: within 36 months, and before."""
    for source in ("Trial - Enterprise", "Conference", "Webcast", "Email Subscription"):
        lead(org, "optout_own_action", LeadSource=source, CreatedDate=day("2025-03-04"))
    lead(org, "optout_own_action_lapsed", LeadSource="Trial - GitLab.com", CreatedDate=day("2020-05-12"))


def campaigns(org: Org) -> None:
    """A response within 24 months; an older one, one to an e-mail, and none."""
    org.campaign_response(lead(org, "optout_campaign"), day("2026-04-21"), "Webcast")
    old = lead(org, "optout_campaign_lapsed", CreatedDate=day("2021-02-03"))
    org.campaign_response(old, day("2022-02-15"), "Conference")
    org.campaign_response(lead(org, "optout_campaign_email"), day("2026-06-02"), "Email Send")
    org.campaign_response(lead(org, "optout_campaign_no_response"), None, "Webcast")


def conversations(org: Org) -> None:
    """A conversation by status, by a call or an e-mail that came in, by a held event; calls out are none."""
    lead(org, "optout_qualifying", Status="Qualifying")
    inbound = lead(org, "optout_inbound_task")
    org.task(inbound, day("2026-07-08"), "Called us about a quote", CallType="Inbound")
    org.task(lead(org, "optout_inbound_email"), day("2026-08-03"), "Reply: pricing question", "Email")
    org.event(lead(org, "optout_held_event"), day("2026-05-19"), "Demo")
    org.task(lead(org, "optout_outbound_task"), day("2026-07-08"), "Left voicemail", CallType="Outbound")
    old = lead(org, "optout_inbound_task_lapsed", CreatedDate=day("2020-11-05"))
    org.task(old, day("2021-03-11"), "Called us back", CallType="Inbound")
    org.event(lead(org, "optout_event_called_off"), day("2026-05-20"), "Cancelled: Demo")
    org.event(lead(org, "optout_event_to_come"), EXTRACTED + timedelta(days=12), "Demo")


def behaviour(org: Org) -> None:
    """A behaviour score over the bar of 10, and just at it."""
    lead(org, "optout_behaviour", Behavior_Score__c=34, Status="Inquiry")
    lead(org, "optout_behaviour_at_bar", Behavior_Score__c=10)


def absorbed(org: Org) -> None:
    """The opt-out stands on one of two records of a person: both are judged together."""
    for situation, evidence in (("optout_absorbed_kept", True), ("optout_absorbed_none", False)):
        person = _person(org)
        org.lead(person, situation, **_bought())
        other: dict[str, object] = {REASON: None, "Status": "Raw"}
        if evidence:
            other = {REASON: None, **history(org.draw, status="Inquiry"), "LeadSource": "Demo",
                     "CreatedDate": day("2025-09-02")}  # fmt: skip
        org.lead(person, situation, **_bought() | other)


def with_copies(org: Org) -> None:
    """To be erased, and there are copies to name: attribution, task, campaign membership."""
    row = lead(org, "optout_copies")
    org.bizible_person(row, None)
    org.task(row, day("2025-10-14"), "Left voicemail", CallType="Outbound")
    org.campaign_response(row, None, "Email Send")


def _bought() -> dict[str, object]:
    return {"LeadSource": "Zoominfo", "Status": "Accepted", "CreatedDate": day("2024-01-16"), "Behavior_Score__c": 3,
            **_OPT_OUT}  # fmt: skip


def _person(org: Org) -> Person:
    return org.population.with_numbers(org.population.person(org.population.company()))
