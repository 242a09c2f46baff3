"""The fields of each Salesforce object that the project knows: name, kind, and whether it must be there.

Names are Salesforce API names (`domain rules`, section 1); an org with other names maps its own in the
policy (`fields:`), so inside the program a field has one name only.

Kinds and their pandas dtypes: text, phone, id -> `TEXT` (`string[pyarrow]`, `NA` for missing);
flag -> `boolean`; number -> `Float64`; moment -> `datetime64[us, UTC]` (dates are midnight UTC).
"""

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final, Literal

import pandas as pd

Kind = Literal["id", "text", "phone", "flag", "number", "moment"]

TEXT: Final = pd.StringDtype("pyarrow")
DTYPES: Final = MappingProxyType(
    {
        "id": TEXT,
        "text": TEXT,
        "phone": TEXT,
        "flag": pd.BooleanDtype(),
        "number": pd.Float64Dtype(),
        "moment": pd.DatetimeTZDtype("us", "UTC"),
    }
)


@dataclass(frozen=True)
class Field:
    """One known field of one object."""

    name: str
    kind: Kind
    required: bool = False


def _fields(kind: Kind, names: str) -> tuple[Field, ...]:
    """A `*` behind a name marks a column without which the file is refused."""
    return tuple(Field(name.rstrip("*"), kind, name.endswith("*")) for name in names.split())


_PERSON = (
    *_fields("id", "OwnerId MasterRecordId"),
    *_fields("text", "FirstName LastName* Email* Title LeadSource* Investor_Name__c"),
    *_fields("phone", "Phone MobilePhone ZI_Phone_Number__c ZI_Mobile_Phone_Number__c"),
    *_fields("text", "ZI_Do_Not_Call_Direct_Phone__c ZI_Do_Not_Call_Mobile_Phone__c"),
    *_fields("text", "DOZISF__ZoomInfo_Non_Matched_Reason__c Supplemental_Email__c"),
    *_fields("flag", "HasOptedOutOfEmail DoNotCall Actively_Being_Sequenced__c Legal_Hold__c IsDeleted"),
    *_fields("text", "Partner_Account__c"),
    *_fields("number", "mkto71_Lead_Score__c Behavior_Score__c"),
    *_fields("moment", "mkto_si__Last_Interesting_Moment_Date__c LastActivityDate First_Engagement_Date__c"),
    *_fields("moment", "Last_Login_Date__c RingLead_Merge_Date_Time__c"),
    *_fields("moment", "CreatedDate LastModifiedDate SystemModstamp"),
    *_fields("text", "CreatedById"),
)

LEAD: Final = (
    *_fields("id", "Id*"),
    *_PERSON,
    *_fields("text", "Company* Status* Website Street City State PostalCode Country"),
    *_fields("flag", "IsConverted"),
    *_fields("id", "ConvertedContactId ConvertedOpportunityId"),
)
CONTACT: Final = (
    *_fields("id", "Id*"),
    *_PERSON,
    *_fields("id", "AccountId"),
    *_fields("text", "Contact_Status__c"),
    *_fields("phone", "HomePhone OtherPhone AssistantPhone"),
    *_fields("text", "MailingStreet MailingCity MailingState MailingPostalCode MailingCountry"),
    *_fields("flag", "Current_Customer__c On_Open_Quote__c"),
)
_STAMPS = _fields("moment", "CreatedDate LastModifiedDate SystemModstamp") + _fields("flag", "IsDeleted")
ACCOUNT: Final = (
    *_fields("id", "Id* OwnerId ParentId MasterRecordId"),
    *_fields("text", "Name* Type Website Industry BillingCity BillingCountry"),
    *_fields("phone", "Phone"),
    *_STAMPS,
)
CAMPAIGN_MEMBER: Final = (
    *_fields("id", "Id* LeadId* ContactId* CampaignId*"),
    *_fields("text", "Status CampaignType"),
    *_fields("flag", "HasResponded"),
    *_fields("moment", "FirstRespondedDate"),
    *_STAMPS,
)
TASK: Final = (
    *_fields("id", "Id* WhoId*"),
    *_fields("moment", "ActivityDate"),
    *_fields("text", "Subject TaskSubtype Status CallType"),
    *_STAMPS,
)
EVENT: Final = (
    *_fields("id", "Id* WhoId*"),
    *_fields("moment", "ActivityDate"),
    *_fields("text", "Subject"),
    *_STAMPS,
)
OPPORTUNITY: Final = (
    *_fields("id", "Id* AccountId"),
    *_fields("text", "StageName"),
    *_fields("flag", "IsClosed* IsWon*"),
    *_fields("moment", "CloseDate"),
    *_STAMPS,
)
OPPORTUNITY_CONTACT_ROLE: Final = (
    *_fields("id", "Id* ContactId* OpportunityId*"),
    *_fields("text", "Role"),
    *_STAMPS,
)
BIZIBLE_PERSON: Final = (
    *_fields("id", "Id* bizible2__Lead__c* bizible2__Contact__c*"),
    *_STAMPS,
)

OBJECTS: Final = MappingProxyType(
    {
        "Lead": LEAD,
        "Contact": CONTACT,
        "Account": ACCOUNT,
        "CampaignMember": CAMPAIGN_MEMBER,
        "Task": TASK,
        "Event": EVENT,
        "Opportunity": OPPORTUNITY,
        "OpportunityContactRole": OPPORTUNITY_CONTACT_ROLE,
        "bizible2__Bizible_Person__c": BIZIBLE_PERSON,
    }
)
"""Object name -> its known fields, `Id` first. Lead and Contact are the people; the rest is optional evidence."""

ID_PREFIXES: Final = MappingProxyType(
    {
        "Lead": "00Q",
        "Contact": "003",
        "Account": "001",
        "CampaignMember": "00v",
        "Task": "00T",
        "Event": "00U",
        "Opportunity": "006",
        "OpportunityContactRole": "00K",
    }
)
"""Key prefix of an object's ids; custom objects have one of the org's own."""

PEOPLE: Final = ("Lead", "Contact")


def fields_of(object_name: str, kind: Kind | None = None) -> tuple[str, ...]:
    """Names of an object's known fields, all or of one kind, in their fixed order."""
    return tuple(field.name for field in OBJECTS[object_name] if kind in (None, field.kind))


def empty_table(object_name: str) -> pd.DataFrame:
    """A table of the object with every known column, right dtypes and no row."""
    return _empty_table(object_name).copy(deep=False)


@cache
def _empty_table(object_name: str) -> pd.DataFrame:
    """Made once: rules ask for absent tables often, and fifty typed columns cost more than most rules."""
    return pd.DataFrame({f.name: pd.Series(dtype=DTYPES[f.kind]) for f in OBJECTS[object_name]})
