"""The org under construction: its rows, who is behind them, and how a person becomes a lead or a contact."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from data.sample_generator import ids
from data.sample_generator.draw import Draw, day
from data.sample_generator.names import COUNTRIES, INDUSTRIES
from data.sample_generator.numbers import Number
from data.sample_generator.people import Company, Person, Population
from data.sample_generator.writing import phone, typed_carelessly

EXTRACTED = day("2026-11-21") + timedelta(hours=6)
LAST_WRITE = EXTRACTED - timedelta(hours=20)


class Row(dict[str, object]):
    """One record, column -> value; a value that is itself a Row stands for its id, which is minted at the end."""

    cells: int | None = None  # a row that breaks off has only so many


@dataclass(frozen=True)
class Truth:
    """Who is behind a record, and which situation it was made for (empty: none in particular)."""

    object_name: str
    row: Row
    person: str
    situation: str


@dataclass
class Org:
    """All rows by object, in the order of their making; `listed` are the numbers on Do-Not-Call lists.

    `draw` is the stream of the part that is adding just now.
    """

    population: Population
    draw: Draw
    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in ids.PREFIXES})
    truth: list[Truth] = field(default_factory=list)
    accounts: dict[str, Row] = field(default_factory=dict)
    listed: list[Number] = field(default_factory=list)

    def add(self, object_name: str, **values: object) -> Row:
        """A row of any object, audit stamps filled in after `CreatedDate`."""
        created = values.pop("CreatedDate", None)
        if not isinstance(created, datetime):
            created = self.draw.moment(day("2016-03-01"), day("2026-11-14"))
        modified = min(created + timedelta(days=self.draw.below(400), hours=self.draw.below(9)), LAST_WRITE)
        stamps = {"CreatedDate": created, "LastModifiedDate": modified, "SystemModstamp": modified, "IsDeleted": False}
        row = Row({"Id": None, **stamps, **values})
        self.rows[object_name].append(row)
        return row

    def account(self, company: Company, kind: str | None = None) -> Row:
        """The company's account, opened at the first call."""
        if company.core not in self.accounts:
            types = {"Prospect": 62, "Customer": 24, "Former Customer": 7, "Partner": 5, "Competitor": 2}
            self.accounts[company.core] = self.new_account(company, kind or self.draw.weighted(types))
        return self.accounts[company.core]

    def new_account(self, company: Company, kind: str, **values: object) -> Row:
        """Another account of the company."""
        return self.add(
            "Account", OwnerId=self.owner(), ParentId=None, MasterRecordId=None,
            **{"Name": company.name, "Type": kind, "Website": f"https://www.{company.domain}",
               "Industry": self.draw.pick(INDUSTRIES), "BillingCity": company.place[0],
               "BillingCountry": COUNTRIES[company.country].labels[0],
               "Phone": phone(company.switchboard, self.draw, company.country), **values},
        )  # fmt: skip

    def lead(self, person: Person, situation: str, **values: object) -> Row:
        """The person as a lead, quiet (no rule has anything to say) but for the given values."""
        company = person.company
        city, state, code = company.place
        address = self.draw.chance(0.6)
        row = self.add(
            "Lead", **self._person_values(person) | {
                "Company": company.name, "Status": "Raw", "IsConverted": False,
                "Website": f"www.{company.domain}" if self.draw.chance(0.4) else None,
                "Street": company.street if address else None, "City": city if address else None,
                "State": state if address else None, "PostalCode": code if address else None,
                "Country": self.draw.pick(COUNTRIES[company.country].labels),
            } | values,
        )  # fmt: skip
        return self._known(row, "Lead", person, situation, values)

    def contact(self, person: Person, situation: str, **values: object) -> Row:
        """The person as a contact of the company's account."""
        company = person.company
        account = values["AccountId"] if "AccountId" in values else self.account(company)
        city, state, code = company.place
        kind = account["Type"] if isinstance(account, Row) else None
        row = self.add(
            "Contact", **self._person_values(person) | {
                "AccountId": account, "Contact_Status__c": "Accepted",
                "MailingStreet": company.street, "MailingCity": city, "MailingState": state,
                "MailingPostalCode": code, "MailingCountry": self.draw.pick(COUNTRIES[company.country].labels),
                "Current_Customer__c": kind == "Customer", "On_Open_Quote__c": False,
            } | values,
        )  # fmt: skip
        return self._known(row, "Contact", person, situation, values)

    def campaign_response(
        self, person: Row, responded: datetime | None, kind: str = "Webcast", **values: object
    ) -> Row:
        """A campaign member of a lead or contact; without a date it did not respond."""
        target = {"LeadId": person, "ContactId": None} if "Company" in person else {"LeadId": None, "ContactId": person}
        return self.add(
            "CampaignMember", **target,
            **{"CampaignId": ids.record_id(ids.CAMPAIGN, 400 + self.draw.below(60)), "CampaignType": kind,
               "Status": "Responded" if responded else "Sent", "HasResponded": responded is not None,
               "FirstRespondedDate": responded, "CreatedDate": responded or self._after(person), **values},
        )  # fmt: skip

    def task(self, person: Row, when: datetime, subject: str, subtype: str = "Call", **values: object) -> Row:
        """A task about a lead or contact; `CallType="Inbound"` tells that the person called."""
        more = {"TaskSubtype": subtype, "Status": "Completed", "CallType": None} | values
        return self.add("Task", WhoId=person, ActivityDate=when, Subject=subject, CreatedDate=when, **more)

    def event(self, person: Row, when: datetime, subject: str) -> Row:
        """A meeting with a lead or contact."""
        created = min(when - timedelta(days=5), LAST_WRITE)
        return self.add("Event", WhoId=person, ActivityDate=when, Subject=subject, CreatedDate=created)

    def opportunity(self, contact: Row, stage: str, closed: bool, won: bool) -> Row:
        """An opportunity of the contact's account in which the contact has a role."""
        close = self.draw.moment(day("2026-01-05"), day("2026-10-30")) if closed else day("2027-01-29")
        opened = close - timedelta(days=120)
        deal = self.add(
            "Opportunity", AccountId=contact["AccountId"], StageName=stage, IsClosed=closed, IsWon=won,
            CloseDate=close, CreatedDate=opened,
        )  # fmt: skip
        role = self.draw.pick(("Decision Maker", "Evaluator", "Economic Buyer"))
        self.add("OpportunityContactRole", ContactId=contact, OpportunityId=deal, Role=role, CreatedDate=opened)
        return deal

    def bizible_person(self, lead: Row | None, contact: Row | None) -> Row:
        """The attribution record of a lead or contact."""
        links = {"bizible2__Lead__c": lead, "bizible2__Contact__c": contact}
        return self.add("bizible2__Bizible_Person__c", CreatedDate=self._after(lead or contact), **links)

    def owner(self) -> str:
        """A user, now and then a queue."""
        prefix = ids.QUEUE if self.draw.chance(0.05) else ids.USER
        return ids.record_id(prefix, 9000 + self.draw.below(14))

    def _after(self, row: Row | None) -> datetime:
        created = row["CreatedDate"] if row else None
        return min(created + timedelta(days=9), LAST_WRITE) if isinstance(created, datetime) else LAST_WRITE

    def _person_values(self, person: Person) -> dict[str, object]:
        office = person.direct or (person.company.switchboard if self.draw.chance(0.3) else None)
        return {
            "FirstName": person.given, "LastName": person.family, "Title": person.title, "Email": person.email,
            "Phone": phone(office, self.draw, person.country) if office else None,
            "MobilePhone": phone(person.mobile, self.draw, person.country) if person.mobile else None,
            "LeadSource": "Zoominfo", "HasOptedOutOfEmail": False, "DoNotCall": False,
            "Actively_Being_Sequenced__c": False, "Legal_Hold__c": False, "OwnerId": self.owner(),
            "CreatedById": ids.record_id(ids.USER, 9000 + self.draw.below(14)),
            "mkto71_Lead_Score__c": self.draw.below(60), "Behavior_Score__c": self.draw.below(8),
        }  # fmt: skip

    def _known(self, row: Row, object_name: str, person: Person, situation: str, values: dict[str, object]) -> Row:
        self.truth.append(Truth(object_name, row, person.key, situation))
        if not situation and not values.keys() & {"FirstName", "LastName", "Email"}:
            typed_carelessly(row, self.draw)
        return row
