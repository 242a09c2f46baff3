"""One object of an org as a CSV file: by REST where it is small, else by the Bulk API, with bounded memory."""

import csv
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from hygiene.crm.salesforce.bulk_query import Left, query_to_file
from hygiene.crm.salesforce.describe import Described
from hygiene.crm.salesforce.queries import queried, records
from hygiene.crm.salesforce.session import OrgSession
from hygiene.policy import Policy
from hygiene.progress import Progress


def fetch(
    org: OrgSession, path: Path, each: Described, policy: Policy, *, since: pd.Timestamp | None = None,
    note: Callable[[Left], None] = lambda _: None, left: Left | None = None,
) -> int:  # fmt: skip
    """Writes the described fields of every record; returns how many there are.

    since: only records whose SystemModstamp is at or after it. note, left: of a bulk job for these
    records, as `query_to_file` has them.

    Raises:
        OrgError: refused. LostAnswerError: no answer after every retry.
    """
    where = _where(each, since)
    columns = list(each.names.values())
    soql = f"SELECT {', '.join(columns)} FROM {each.object}{where}"
    if left is not None or count(org, each, since) > policy.salesforce.rest_rows:
        return query_to_file(org, soql, path, note=note, left=left)
    return _rest_to_file(org, soql, path, columns)


def told_of(described: Mapping[str, Described | None], progress: Progress | None) -> Iterator[Described]:
    """The objects that the org has, one by one; `progress` is told of each before it."""
    there = [each for each in described.values() if each is not None]
    for done, each in enumerate(there):
        if progress is not None:
            progress(f"Salesforce: {each.object}", done, len(there))
        yield each


def count(org: OrgSession, each: Described, since: pd.Timestamp | None = None) -> int:
    """How many records there are, the recycle bin aside."""
    return int(queried(org, f"SELECT COUNT() FROM {each.object}{_where(each, since)}")["totalSize"])


def deleted_since(org: OrgSession, each: Described, since: pd.Timestamp) -> set[str]:
    """Ids of records that went into the recycle bin at or after that moment; those gone for good are in no answer."""
    soql = f"SELECT Id FROM {each.object}{_where(each, since)} AND IsDeleted = true"
    return {str(record["Id"]) for record in records(org, soql, deleted=True)}


def _where(each: Described, since: pd.Timestamp | None) -> str:
    """Deleted records are in no query. Converted leads come along, as in an export: evidence, never changed."""
    if since is None:
        return ""
    return f" WHERE {each.names['SystemModstamp']} >= {since.strftime('%Y-%m-%dT%H:%M:%SZ')}"


def _rest_to_file(org: OrgSession, soql: str, path: Path, columns: list[str]) -> int:
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(columns)
        for record in records(org, soql):
            writer.writerow([_cell(record.get(name)) for name in columns])
            rows += 1
    return rows


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
