"""Queries by REST, for few records."""

from collections.abc import Iterator, Mapping
from typing import Any

from hygiene.crm.salesforce.session import OrgSession


def records(org: OrgSession, soql: str, *, deleted: bool = False) -> Iterator[Mapping[str, Any]]:
    """The records of a REST query, page by page; `deleted`: those in the recycle bin too."""
    page = queried(org, soql, "queryAll" if deleted else "query")
    yield from page["records"]
    while not page["done"]:
        page = org.call("GET", str(page["nextRecordsUrl"])).json()
        yield from page["records"]


def queried(org: OrgSession, soql: str, resource: str = "query") -> Mapping[str, Any]:
    """The first page of the answer."""
    answer: Mapping[str, Any] = org.call("GET", org.data(resource), params={"q": soql}).json()
    return answer
