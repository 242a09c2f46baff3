"""The partner SOAP API, for what REST has not: merge, convertLead, undelete, emptyRecycleBin."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from hygiene.crm.salesforce.problems import OrgError
from hygiene.crm.salesforce.session import OrgSession

MOST: Final = 200
"""Requests a call."""
_ENVELOPE: Final = (
    '<?xml version="1.0" encoding="UTF-8"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns="urn:partner.soap.sforce.com" xmlns:o="urn:sobject.partner.soap.sforce.com"><e:Header><SessionHeader>'
    "<sessionId>{session}</sessionId></SessionHeader></e:Header><e:Body>{body}</e:Body></e:Envelope>"
)
# What XML 1.0 cannot hold at all.
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Answer:
    """What one request of a call came to: done, or the org's code; its message may hold values and stays here."""

    done: bool
    code: str = ""
    fields: tuple[str, ...] = ()


def merge_request(object_name: str, master: str, losers: Sequence[str], values: Mapping[str, str | None]) -> str:
    """One master and at most two losers; None clears."""
    cleared = "".join(f"<o:fieldsToNull>{_text(name)}</o:fieldsToNull>" for name, v in values.items() if v is None)
    set_to = "".join(f"<o:{name}>{_text(v)}</o:{name}>" for name, v in values.items() if v is not None)
    kept = f"<o:type>{object_name}</o:type>{cleared}<o:Id>{_text(master)}</o:Id>{set_to}"
    merged = "".join(f"<recordToMergeIds>{_text(loser)}</recordToMergeIds>" for loser in losers)
    return f"<request><masterRecord>{kept}</masterRecord>{merged}</request>"


def convert_request(
    lead: str, contact: str, account: str, status: str, *, owner: str | None, overwrite_source: bool
) -> str:
    """One lead into an existing contact and its account, without an opportunity."""
    given = {
        "accountId": account, "contactId": contact, "convertedStatus": status, "doNotCreateOpportunity": "true",
        "leadId": lead, "overwriteLeadSource": str(overwrite_source).lower(), "ownerId": owner,
        "sendNotificationEmail": "false",
    }  # fmt: skip
    inner = "".join(f"<{name}>{_text(value)}</{name}>" for name, value in given.items() if value is not None)
    return f"<leadConverts>{inner}</leadConverts>"


def ids_request(ids: Sequence[str]) -> list[str]:
    """For undelete and emptyRecycleBin."""
    return [f"<ids>{_text(one)}</ids>" for one in ids]


def call(org: OrgSession, operation: str, requests: Sequence[str]) -> list[Answer]:
    """One answer a request, in order.

    Raises:
        OrgError: the call as a whole was refused. LostAnswerError: sent, and no answer came.
    """
    body = f"<{operation}>{''.join(requests)}</{operation}>"

    def envelope() -> bytes:
        return _ENVELOPE.format(session=_text(org.token), body=body).encode()

    answer = org.call(
        "POST", f"/services/Soap/u/{org.version}", body=envelope, once=True,
        headers={"Content-Type": "text/xml; charset=UTF-8", "SOAPAction": '""'},
    )  # fmt: skip
    results = [each for each in ElementTree.fromstring(answer.content).iter() if _local(each) == "result"]
    if len(results) != len(requests):
        raise OrgError("UNEXPECTED_ANSWER")
    return [_answer(each) for each in results]


def _answer(result: ElementTree.Element) -> Answer:
    told = {_local(each): each.text or "" for each in result.iter()}
    if told.get("success") == "true":
        return Answer(done=True)
    fields = tuple(each.text for each in result.iter() if _local(each) == "fields" and each.text)
    return Answer(done=False, code=told.get("statusCode", "UNKNOWN_EXCEPTION"), fields=fields)


def _text(value: str) -> str:
    """As text of an element; a bare carriage return would be read as a line feed."""
    return escape(_NO_XML.sub("", value), {"\r": "&#13;"})


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
