"""Which fields of a record are shown together, in which order, and what a person calls them."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from schemas.columns import OBJECTS

COMPANY: Final = "Company"
"""Shown for a contact, too: the name of its account, which is no field of it."""

SECTIONS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "Who": ("FirstName", "LastName", "Name", "Title", COMPANY, "Type", "Industry", "Website"),
        "Reach": (
            "Email", "Supplemental_Email__c", "Phone", "MobilePhone", "HomePhone", "OtherPhone", "AssistantPhone",
            "ZI_Phone_Number__c", "ZI_Mobile_Phone_Number__c",
        ),
        "Consent": (
            "DoNotCall", "HasOptedOutOfEmail", "Legal_Hold__c", "ZI_Do_Not_Call_Direct_Phone__c",
            "ZI_Do_Not_Call_Mobile_Phone__c", "DOZISF__ZoomInfo_Non_Matched_Reason__c",
        ),
        "Place": (
            "Street", "City", "State", "PostalCode", "Country", "MailingStreet", "MailingCity", "MailingState",
            "MailingPostalCode", "MailingCountry", "BillingCity", "BillingCountry",
        ),
        "Source and status": (
            "LeadSource", "Investor_Name__c", "Status", "Contact_Status__c", "Partner_Account__c",
            "Actively_Being_Sequenced__c", "Current_Customer__c", "On_Open_Quote__c",
        ),
        "Engagement": (
            "mkto71_Lead_Score__c", "Behavior_Score__c", "mkto_si__Last_Interesting_Moment_Date__c", "LastActivityDate",
            "First_Engagement_Date__c", "Last_Login_Date__c",
        ),
    }
)  # fmt: skip
REST: Final = "Record"
ALWAYS: Final = frozenset({"Name", "Title", COMPANY, "Email", "Phone"})
"""Shown even where all records agree: without them nobody knows who it is."""
_TELLING: Final = frozenset({"CreatedDate", "IsConverted", "OwnerId"})
"""Of the rest, what may tell something; other ids and stamps differ between any two records."""

_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Email": "E-mail",
        "Supplemental_Email__c": "Other e-mail",
        "HasOptedOutOfEmail": "E-mail opt-out",
        "DoNotCall": "Do Not Call",
        "ZI_Do_Not_Call_Direct_Phone__c": "ZoomInfo: Do Not Call, direct phone",
        "ZI_Do_Not_Call_Mobile_Phone__c": "ZoomInfo: Do Not Call, mobile phone",
        "DOZISF__ZoomInfo_Non_Matched_Reason__c": "ZoomInfo opt-out",
        "ZI_Phone_Number__c": "ZoomInfo phone",
        "ZI_Mobile_Phone_Number__c": "ZoomInfo mobile phone",
        "LeadSource": "Initial Source",
        "Investor_Name__c": "Investor",
        "mkto71_Lead_Score__c": "Lead score",
        "mkto_si__Last_Interesting_Moment_Date__c": "Last interesting moment",
        "LastActivityDate": "Last activity",
        "RingLead_Merge_Date_Time__c": "Merge stamp",
        "AccountId": "Account id",
        "OwnerId": "Owner id",
        "SystemModstamp": "System stamp",
        "Id": "Record id",
    }
)


def section_of(field: str) -> str:
    """The section a field is shown in."""
    return next((name for name, fields in SECTIONS.items() if field in fields), REST)


def is_quiet(field: str, differs: bool, changed: bool) -> bool:
    """Whether the field is folded away at first."""
    if changed or field in ALWAYS:
        return False
    return not differs or (section_of(field) == REST and field not in _TELLING)


def order_of(object_name: str) -> tuple[str, ...]:
    """The fields of an object as they are shown, those of no section last."""
    known = [field.name for field in OBJECTS[object_name]]
    named = [field for fields in SECTIONS.values() for field in fields if field in known or field == COMPANY]
    return (*named, *(field for field in known if field not in named))


def label_of(field: str) -> str:
    """`MobilePhone` -> `Mobile phone`, `Contact_Status__c` -> `Contact status`."""
    if field in _LABELS:
        return _LABELS[field]
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", field.removesuffix("__c").replace("_", " ")).split()
    return " ".join([words[0], *(word.lower() for word in words[1:])])
