"""Writes the org as the files that an analyst brings, each object in the dialect of one Salesforce export."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from data.sample_generator import ids
from data.sample_generator.draw import Draw
from data.sample_generator.names import words
from data.sample_generator.org import Org, Row

_PERSON = (
    "FirstName LastName Title {company} Email Supplemental_Email__c Phone MobilePhone {phones} ZI_Phone_Number__c"
    " ZI_Mobile_Phone_Number__c ZI_Do_Not_Call_Direct_Phone__c ZI_Do_Not_Call_Mobile_Phone__c"
    " DOZISF__ZoomInfo_Non_Matched_Reason__c HasOptedOutOfEmail DoNotCall LeadSource Investor_Name__c {status}"
    " {address} mkto71_Lead_Score__c Behavior_Score__c mkto_si__Last_Interesting_Moment_Date__c LastActivityDate"
    " First_Engagement_Date__c Last_Login_Date__c Actively_Being_Sequenced__c Partner_Account__c"
    " RingLead_Merge_Date_Time__c Legal_Hold__c {object_flags} OwnerId CreatedById CreatedDate LastModifiedDate"
    " SystemModstamp IsDeleted MasterRecordId {custom}"
)
_COLUMNS = {
    "Lead": ("Id " + _PERSON).format(
        company="Company Website", phones="", status="Status", address="Street City State PostalCode Country",
        object_flags="IsConverted ConvertedContactId ConvertedOpportunityId",
        custom="Region_Notes__c Fit_Score_Legacy__c",
    ),
    "Contact": ("Id AccountId " + _PERSON).format(
        company="", phones="HomePhone OtherPhone AssistantPhone", status="Contact_Status__c",
        address="MailingStreet MailingCity MailingState MailingPostalCode MailingCountry",
        object_flags="Current_Customer__c On_Open_Quote__c", custom="",
    ),
    "Account": "Id OwnerId ParentId MasterRecordId Name Type Website Industry BillingCity BillingCountry Phone",
    "CampaignMember": "Id LeadId ContactId CampaignId CampaignType Status HasResponded FirstRespondedDate",
    "Task": "Id WhoId ActivityDate Subject TaskSubtype CallType Status",
    "Event": "Id WhoId ActivityDate Subject",
    "Opportunity": "Id AccountId StageName IsClosed IsWon CloseDate",
    "OpportunityContactRole": "Id ContactId OpportunityId Role",
    "bizible2__Bizible_Person__c": "Id bizible2__Lead__c bizible2__Contact__c",
}  # fmt: skip
_STAMPS = "CreatedDate LastModifiedDate SystemModstamp IsDeleted"
_DATES = frozenset(
    words(
        "mkto_si__Last_Interesting_Moment_Date__c LastActivityDate First_Engagement_Date__c Last_Login_Date__c"
        " FirstRespondedDate ActivityDate CloseDate"
    )
)


@dataclass(frozen=True)
class Dialect:
    """How one kind of export spells things."""

    encoding: str = "utf-8"
    line_end: str = "\n"
    quote_all: bool = False
    true_false: tuple[str, str] = ("true", "false")
    moment: str = "%Y-%m-%dT%H:%M:%SZ"
    short_ids: bool = False


DIALECTS: dict[str, Dialect] = {
    # Data Loader
    "Contact": Dialect(quote_all=True, moment="%Y-%m-%dT%H:%M:%S.000Z"),
    # weekly export of an org whose administrator chose a Western encoding
    "Account": Dialect("cp1252", quote_all=True, true_false=("1", "0"), moment="%Y-%m-%d %H:%M:%S"),
    # saved by a spreadsheet
    "Task": Dialect("utf-8-sig", "\r\n"),
    # pasted together from reports
    "OpportunityContactRole": Dialect(short_ids=True),
}


def mint_ids(org: Org) -> None:
    """Give every row without an id one, in the order of creation, as Salesforce does."""
    for name, rows in org.rows.items():
        draw, number = Draw(f"ids of {name}"), 1_000_000
        rows.sort(key=_created)
        for row in rows:
            number += draw.whole(1, 900)
            row["Id"] = row["Id"] or ids.record_id(ids.PREFIXES[name], number)


def write_table(org: Org, name: str, folder: Path) -> None:
    """One object as `NAME.csv` in its dialect."""
    dialect = DIALECTS.get(name, Dialect())
    columns = _columns(name)
    text = _csv([columns, *(_cells(row, columns, dialect) for row in org.rows[name])], dialect)
    (folder / f"{name}.csv").write_bytes(text.encode(dialect.encoding))


def write_truth(org: Org, path: Path) -> None:
    """`object, record_id, person, situation` for every lead and contact."""
    rows = sorted([t.object_name, _id(t.row), t.person, t.situation] for t in org.truth)
    text = _csv([["object", "record_id", "person", "situation"], *rows], Dialect())
    path.write_bytes(text.encode())


def _created(row: Row) -> datetime:
    created = row["CreatedDate"]
    assert isinstance(created, datetime)  # every row is made with one
    return created


def _columns(name: str) -> tuple[str, ...]:
    stamped = _COLUMNS[name] if "SystemModstamp" in _COLUMNS[name] else f"{_COLUMNS[name]} {_STAMPS}"
    return tuple(stamped.split())


def _cells(row: Row, columns: tuple[str, ...], dialect: Dialect) -> list[str]:
    return [_cell(row.get(column), column, dialect) for column in columns][: row.cells]


def _cell(value: object, column: str, dialect: Dialect) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return dialect.true_false[0 if value else 1]
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if column in _DATES else dialect.moment)
    text = _id(value) if isinstance(value, Row) else str(value)
    return text[:15] if dialect.short_ids and column.endswith("Id") else text


def _id(row: Row) -> str:
    """The row's id; a row may borrow that of another."""
    value = row["Id"]
    return _id(value) if isinstance(value, Row) else str(value)


def _csv(lines: Iterable[Sequence[str]], dialect: Dialect) -> str:
    out = io.StringIO(newline="")
    if dialect.quote_all:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator=dialect.line_end)
    else:
        writer = csv.writer(out, lineterminator=dialect.line_end)
    writer.writerows(lines)
    return out.getvalue()
