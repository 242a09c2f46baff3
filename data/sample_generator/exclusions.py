"""Duplicates that a person must look at: an exclusion holds, or no single answer is right."""

from dataclasses import replace

from data.sample_generator.draw import day
from data.sample_generator.everyday import history
from data.sample_generator.org import Org, Row
from data.sample_generator.people import Person

_EXCLUDED_LEADS: dict[str, dict[str, object]] = {
    "partner_account": {"Partner_Account__c": "Harrowmoor Channel Partners"},
    "being_sequenced": {"Actively_Being_Sequenced__c": True},
    "qualifying": {"Status": "Qualifying"},
    "qualified": {"Status": "Qualified"},
    "unknown_last_name": {"LastName": "[[unknown]]"},
    "unknown_company": {"Company": "[[unknown]]"},
    "legal_hold": {"Legal_Hold__c": True},
}
_WITH_ATTRIBUTION = ("same_exact", "same_nickname", "same_typo_email", "same_across_exact", "same_across_nickname")
_EXCLUDED_CONTACTS: dict[str, dict[str, object]] = {
    "partner_account": {"Partner_Account__c": "Harrowmoor Channel Partners"},
    "being_sequenced": {"Actively_Being_Sequenced__c": True},
    "qualifying": {"Contact_Status__c": "Qualifying"},
    "open_quote": {"On_Open_Quote__c": True},
    "current_customer": {"Current_Customer__c": True},
    "legal_hold": {"Legal_Hold__c": True},
}


def all_excluded(org: Org) -> None:
    """Pairs that would merge, were it not for the exclusion; two of each kind."""
    for name, values in _EXCLUDED_LEADS.items():
        for _ in range(2):
            _lead_pair(org, f"excluded_{name}", values)
    for name, values in _EXCLUDED_CONTACTS.items():
        for _ in range(2):
            _contact_pair(org, f"excluded_contact_{name}", "Prospect", values)
    for _ in range(2):
        _contact_pair(org, "excluded_contact_partner_type", "Partner", {})
        _lead_of_customer(org)


def all_unresolvable(org: Org) -> None:
    """Across leads and contacts there is more than one way, or none."""
    for _ in range(3):
        two_leads_one_contact(org)
        one_lead_two_contacts(org)
        contact_without_account(org)


def two_leads_one_contact(org: Org) -> None:
    """Both leads are the contact, one by its mailbox and one by its mobile; alone they hardly know each other."""
    person = _person(org)
    later = org.population.moved(person, org.population.company("US"))
    org.account(person.company, "Prospect")
    org.contact(person, "unresolved_two_leads", **_calm(org, "Contact"))
    org.lead(person, "unresolved_two_leads", **_calm(org) | {"Phone": None, "MobilePhone": None})
    org.lead(later, "unresolved_two_leads", **_calm(org) | {"Phone": None, "Email": person.private_email})


def one_lead_two_contacts(org: Org) -> None:
    """The lead is a contact at the old employer and one at the new."""
    person = _person(org)
    later = org.population.moved(person, org.population.company("US"))
    org.account(person.company, "Prospect")
    org.account(later.company, "Prospect")
    org.contact(person, "unresolved_two_contacts", **_calm(org, "Contact") | {"MobilePhone": None})
    org.contact(later, "unresolved_two_contacts", **_calm(org, "Contact"))
    org.lead(replace(person, direct=None), "unresolved_two_contacts", **_calm(org))


def contact_without_account(org: Org) -> None:
    """A lead cannot be converted into a contact that belongs to no account."""
    person = _person(org)
    org.contact(person, "unresolved_no_account", **_calm(org, "Contact") | {"AccountId": None})
    org.lead(person, "unresolved_no_account", **_calm(org))


def converted_leads(org: Org, count: int) -> None:
    """Leads that became contacts long ago: history, no candidates."""
    for _ in range(count):
        person = _person(org)
        contact = org.contact(person, "converted", **_calm(org, "Contact"))
        lead = org.lead(person, "converted", **_calm(org) | {"Status": "Qualified"})
        lead |= {"IsConverted": True, "ConvertedContactId": contact}
        org.bizible_person(lead, contact if org.draw.chance(0.5) else None)


def deleted_leads(org: Org, count: int) -> None:
    """Leads in the recycle bin, merged away by hand."""
    for _ in range(count):
        person = _person(org)
        master = org.lead(person, "deleted", **_calm(org))
        org.lead(person, "deleted", **_calm(org) | {"IsDeleted": True, "MasterRecordId": master})


def merged_bizible_persons(org: Org) -> None:
    """Attribution records of leads that will be merged or converted: they must follow; some meet a second one."""
    attributed: set[str] = set()
    for truth in [t for t in org.truth if t.object_name == "Lead" and t.situation in _WITH_ATTRIBUTION]:
        if truth.situation == "same_exact" or truth.person not in attributed:
            org.bizible_person(truth.row, None)
        attributed.add(truth.person)
        org.task(truth.row, org.draw.moment(day("2026-02-01"), day("2026-11-01")), "Intro call")
        if truth.row["Status"] != "Raw":
            org.campaign_response(truth.row, org.draw.moment(day("2026-02-01"), day("2026-11-01")))


def _lead_pair(org: Org, situation: str, values: dict[str, object]) -> None:
    person = _person(org)
    org.lead(person, situation, **_calm(org))
    org.lead(person, situation, **_calm(org) | values)


def _contact_pair(org: Org, situation: str, account_type: str, values: dict[str, object]) -> None:
    person = _person(org)
    org.account(person.company, account_type)
    org.contact(person, situation, **_calm(org, "Contact"))
    org.contact(person, situation, **_calm(org, "Contact") | values)


def _lead_of_customer(org: Org) -> None:
    person = _person(org)
    org.account(person.company, "Customer")
    contact: Row = org.contact(person, "excluded_across_customer", **_calm(org, "Contact"))
    org.opportunity(contact, "Closed Won", closed=True, won=True)
    org.lead(person, "excluded_across_customer", **_calm(org))


def _person(org: Org) -> Person:
    return org.population.with_numbers(org.population.person(org.population.company("US")))


def _calm(org: Org, object_name: str = "Lead") -> dict[str, object]:
    return history(org.draw, object_name, org.draw.pick(("Raw", "Inquiry", "MQL", "Accepted")))
