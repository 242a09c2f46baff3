"""Test leads and suspects, vocabularies of the past, and rows that cannot be read."""

from data.sample_generator import ids
from data.sample_generator.draw import day
from data.sample_generator.everyday import history
from data.sample_generator.org import Org, Row
from data.sample_generator.people import Person

_INACTIVE_SOURCES = ("Web Chat", "Startup Application", "Consultancy Request", "Promotion")
_RETIRED_SPELLINGS = ("Word of mouth", "6sense", "Partner", "Channel Qualified Lead")
_SUSPECTS: tuple[dict[str, object], ...] = (
    {"FirstName": "Test", "LastName": "Tester"},
    {"FirstName": "asdf", "LastName": "asdf"},
    {"Email": "someone@example.com"},
    {"Email": "trial.signup@example.org"},
    {"Email": "test@bluefern.example"},
    {"Phone": "1234567890"},
    {"Phone": "0000000000"},
)


def test_leads(org: Org) -> None:
    """The title `Test`, titles that only contain it, and test leads that must not be deleted."""
    for title in ("Test", "Test", "Test", " TEST ", " TEST ", "test", "test"):
        _lead(org, "test_lead", Title=title)
    for title in ("Test Engineer", "Test Lead", "Head of Testing"):
        _lead(org, "test_not", Title=title)
    _lead(org, "test_on_hold", Title="Test", Legal_Hold__c=True)
    contact = org.contact(_person(org), "test_contact", **history(org.draw, "Contact"), Title="Test")
    _lead(org, "test_converted", Title="Test", IsConverted=True, ConvertedContactId=contact)
    buyer = org.contact(_person(org), "test_contact", **history(org.draw, "Contact"), Title="Test")
    deal = org.opportunity(buyer, "Qualification", closed=False, won=False)
    _lead(org, "test_with_opportunity", Title="Test", ConvertedOpportunityId=deal)
    person = _person(org)
    org.lead(person, "test_lead_like_a_person", **_calm(org))
    double = org.population.person(person.company, person.given, person.family)
    org.lead(double, "test_lead", **_calm(org), Title="Test", Email=person.email)


def suspects(org: Org) -> None:
    """Signs of a test lead that prove nothing."""
    for values in _SUSPECTS:
        _lead(org, "suspect", **values)


def sources(org: Org) -> None:
    """Initial sources that are retired, unknown, incomplete or missing."""
    for source in _INACTIVE_SOURCES:
        _lead(org, "source_inactive", LeadSource=source, CreatedDate=day("2018-06-05"))
    for source in _RETIRED_SPELLINGS:
        _lead(org, "source_alias", LeadSource=source)
        org.contact(_person(org), "source_alias_contact", **_calm(org, "Contact") | {"LeadSource": source})
    for _ in range(3):
        _lead(org, "source_unknown", LeadSource="Trade Show 2019")
        _lead(org, "source_missing", LeadSource=None)
        _lead(org, "source_email_request", LeadSource="Email Request")
    shielded = _lead(org, "source_unknown_on_dnc", LeadSource="Facebook Lead Ads")
    shielded |= {"ZI_Phone_Number__c": shielded["Phone"], "ZI_Do_Not_Call_Direct_Phone__c": "Yes"}
    for name in ("Tidewick Ventures", None):
        _lead(org, "source_investor" if name else "source_investor_without_name",
              LeadSource="Investor", Investor_Name__c=name)  # fmt: skip


def statuses(org: Org) -> None:
    """Statuses that are unknown, missing, or at odds with what the person did."""
    for status in ("Working - Contacted", "Open"):
        _lead(org, "status_unknown", Status=status)
    org.contact(_person(org), "status_unknown_contact", **_calm(org, "Contact") | {"Contact_Status__c": "Nurture"})
    for _ in range(4):
        _lead(org, "status_missing", Status=None, LeadSource="Zoominfo", Behavior_Score__c=2)
        org.contact(_person(org), "status_missing_contact", Contact_Status__c=None)
        _lead(org, "status_inquiry_without_evidence", Status="Inquiry", LeadSource="Zoominfo", Behavior_Score__c=1)
    for _ in range(2):
        _lead(org, "status_raw_behaviour", Status="Raw", LeadSource="Zoominfo", Behavior_Score__c=28)
        raw = _lead(org, "status_raw_campaign", Status="Raw", LeadSource="Zoominfo", Behavior_Score__c=0)
        org.campaign_response(raw, day("2026-09-15"), "Webcast", CampaignId=ids.record_id(ids.CAMPAIGN, 477))


def broken_rows(org: Org) -> None:
    """Rows that must be quarantined: whole (id, length) or by a value."""
    original = _lead(org, "broken_id_stands_twice")
    _lead(org, "broken_id_stands_twice", Id=original)
    for malformed in ("00Q5e00000ABC", "00Q5e0000000Zz9QQQ", "00Q-not-an-id"):
        _lead(org, "broken_id", Id=malformed)
    _lead(org, "broken_id_of_contact", Id=ids.record_id("003", 7_777_777))
    _lead(org, "broken_short_row").cells = 9
    _lead(org, "broken_date", mkto_si__Last_Interesting_Moment_Date__c="31/02/2026")
    _lead(org, "broken_date", LastActivityDate="yesterday")
    for email in ("jane.doe@", "ask at reception", "two@@signs.example"):
        _lead(org, "broken_email", Email=email)
    _lead(org, "broken_flag", DoNotCall="maybe")
    _lead(org, "broken_number", mkto71_Lead_Score__c="high")
    org.contact(_person(org), "broken_email_contact", **_calm(org, "Contact"), Email="jean.dupont@@")


def _lead(org: Org, situation: str, **values: object) -> Row:
    row = org.lead(_person(org), situation, **_calm(org) | values)
    if "Id" in values:
        row["Id"] = values["Id"]
    return row


def _person(org: Org) -> Person:
    return org.population.with_numbers(org.population.person(org.population.company("US")))


def _calm(org: Org, object_name: str = "Lead") -> dict[str, object]:
    return history(org.draw, object_name, org.draw.pick(("Raw", "Inquiry", "Accepted", "Recycle")))
