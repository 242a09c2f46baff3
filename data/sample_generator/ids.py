"""Salesforce record ids: three characters for the object, twelve for the record, three that guard the case."""

import string

PREFIXES = {
    "Lead": "00Q",
    "Contact": "003",
    "Account": "001",
    "CampaignMember": "00v",
    "Task": "00T",
    "Event": "00U",
    "Opportunity": "006",
    "OpportunityContactRole": "00K",
    "bizible2__Bizible_Person__c": "a1B",
}
USER, QUEUE, CAMPAIGN = "005", "00G", "701"
_BASE_62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
_BASE_32 = string.ascii_uppercase + "012345"


def record_id(prefix: str, number: int) -> str:
    """The 18-character id of the record with that running number."""
    tail = ""
    while number:
        number, digit = divmod(number, 62)
        tail = _BASE_62[digit] + tail
    return with_checksum(f"{prefix}5e{tail.rjust(10, '0')}")


def with_checksum(short: str) -> str:
    """A 15-character id with its three check characters: one bit for each upper-case letter, by five."""
    chunks = (short[start : start + 5] for start in (0, 5, 10))
    return short + "".join(_BASE_32[sum(1 << i for i, c in enumerate(chunk) if c.isupper())] for chunk in chunks)
