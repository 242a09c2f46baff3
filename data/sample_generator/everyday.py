"""The quiet majority: records on which no rule has anything to say, with the activity that belongs to them."""

from datetime import datetime, timedelta

from data.sample_generator.draw import Draw, day
from data.sample_generator.names import words
from data.sample_generator.org import LAST_WRITE, Org, Row

_COLD_SOURCES = words(
    "AE Generated|LinkedIn|Prospecting|Prospecting - General|SDR Generated|Zoominfo|Cognism|Purchased List"
    "|Employee Referral|External Referral|Partner Qualified Lead|Word of Mouth",
    "|",
)
_WARM_SOURCES = words(
    "CE Download|CE Usage Ping|CORE Check-Up|Demo|Education|Email Subscription|Gated Content - General"
    "|Gated Content - eBook|Gated Content - Report|Gated Content - Video|Gated Content - Whitepaper|GitLab.com"
    "|Newsletter|OSS|Request - Contact|Request - Professional Services|Security Newsletter|Trial - Enterprise"
    "|Trial - GitLab.com|Web|Drift|Request - Community|Request - Public Sector|Other|Conference|Owned Event"
    "|Virtual Sponsorship|Existing Client|Webcast|Workshop|Web Direct|GitLab DataMart|GitLab Subscription Portal"
    "|Free Registration|Paid Social",
    "|",
)
_LEAD_STATUSES = {
    "Raw": 40, "Inquiry": 18, "MQL": 8, "Accepted": 11, "Recycle": 10, "Disqualified": 6, "Bad Data": 2,
    "Ineligible": 3, "Qualifying": 1, "Qualified": 1,
}  # fmt: skip
_CONTACT_STATUSES = {
    "Accepted": 30, "Recycle": 20, "Inquiry": 15, "Raw": 15, "MQL": 10, "Qualifying": 5, "Qualified": 5,
}  # fmt: skip
_CALLS = ("Intro call", "Left voicemail", "Follow-up on trial", "Asked for pricing page", "Renewal reminder")
QUIET = ""
"""The situation of a record that was made for none."""
_NOTES = (
    'Prefers mornings, "not before 9"',
    "Met at the booth;\nasked for the regional price list, in writing",
    "=> forward to the DACH team",
    "Speaks French, some German",
    "-- do not visit in August",
    "@emea: handover pending",
)


def history(draw: Draw, object_name: str = "Lead", status: str | None = None) -> dict[str, object]:
    """A status with the source, scores and dates that fit it, so that no finding arises from them."""
    field = "Status" if object_name == "Lead" else "Contact_Status__c"
    stage = status or draw.weighted(_LEAD_STATUSES if object_name == "Lead" else _CONTACT_STATUSES)
    created = draw.moment(day("2016-03-01"), day("2026-11-12"))
    if stage == "Raw":
        return {field: stage, "LeadSource": draw.pick(_COLD_SOURCES), "CreatedDate": created}
    seen = draw.moment(max(created, day("2021-01-01")), LAST_WRITE)
    return {
        field: stage,
        "CreatedDate": created,
        "LeadSource": draw.pick(_WARM_SOURCES if draw.chance(0.8) else _COLD_SOURCES),
        "Behavior_Score__c": draw.whole(11, 70),
        "mkto71_Lead_Score__c": draw.whole(100, 180) if stage == "MQL" else draw.whole(5, 99),
        "mkto_si__Last_Interesting_Moment_Date__c": seen,
        "LastActivityDate": draw.moment(created, seen) if draw.chance(0.6) else None,
        "First_Engagement_Date__c": created + timedelta(days=min(draw.below(30), (LAST_WRITE - created).days)),
        "Last_Login_Date__c": seen if draw.chance(0.2) else None,
    }


def zoominfo(row: Row, draw: Draw) -> None:
    """ZoomInfo's own columns: its number is the record's, and on no list."""
    if row["Phone"] and draw.chance(0.4):
        row["ZI_Phone_Number__c"] = row["Phone"]
        row["ZI_Do_Not_Call_Direct_Phone__c"] = draw.pick(("No", None))
    if row["MobilePhone"] and draw.chance(0.3):
        row["ZI_Mobile_Phone_Number__c"] = row["MobilePhone"]


def quiet_leads(org: Org, count: int) -> None:
    """Leads at companies old and new, colleagues among them."""
    for _ in range(count):
        company = org.draw.pick(org.population.companies) if org.draw.chance(0.68) else org.population.company()
        lead = org.lead(org.population.person(company), QUIET, **history(org.draw))
        zoominfo(lead, org.draw)
        _mess(lead, org.draw)
        _activity(org, lead, str(lead["Status"]))


def quiet_contacts(org: Org, count: int) -> None:
    """Contacts of accounts, some with an opportunity."""
    companies = list(org.population.companies)[:260]
    for _ in range(count):
        values = history(org.draw, "Contact")
        contact = org.contact(org.population.person(org.draw.pick(companies)), QUIET, **values)
        zoominfo(contact, org.draw)
        _activity(org, contact, str(contact["Contact_Status__c"]))
        if contact["Current_Customer__c"] and org.draw.chance(0.4):
            org.opportunity(contact, "Closed Won", closed=True, won=True)


def _mess(lead: Row, draw: Draw) -> None:
    """What is missing or odd in real tables but no rule's business."""
    if draw.chance(0.15):
        lead["Title"] = None
    if draw.chance(0.05):
        lead["Email"] = None
    if draw.chance(0.04) and not lead["Phone"] and not lead["MobilePhone"]:
        lead["Country"] = None
    if draw.chance(0.06):
        lead["HasOptedOutOfEmail"] = True
    if draw.chance(0.05):
        lead["Region_Notes__c"] = draw.pick(_NOTES)
    lead["Fit_Score_Legacy__c"] = draw.pick(("A1", "A2", "B1", "C3", None))


def _activity(org: Org, person: Row, status: str) -> None:
    created = person["CreatedDate"]
    assert isinstance(created, datetime)  # rows are given it when they are made
    draw = org.draw
    if status == "Raw":
        if draw.chance(0.15):
            org.campaign_response(person, None, draw.pick(("Email Send", "Webcast")))
        return
    if draw.chance(0.35):
        org.campaign_response(person, draw.moment(created, LAST_WRITE), draw.pick(("Webcast", "Conference", "Gated")))
    if draw.chance(0.35):
        org.task(person, draw.moment(created, LAST_WRITE), draw.pick(_CALLS), draw.pick(("Call", "Email")))
    if status in ("Qualifying", "Qualified"):
        org.event(person, draw.moment(created, LAST_WRITE), "Discovery meeting")
    if draw.chance(0.1):
        is_lead = "Company" in person
        org.bizible_person(person if is_lead else None, None if is_lead else person)
