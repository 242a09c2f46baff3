"""An org becomes an `Extract`: its tables as CSV files in a private folder, read by the same door as an analyst's."""

import csv
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pandas as pd

from hygiene.crm.extract import Extract
from hygiene.crm.files import read_source
from hygiene.crm.salesforce.bulk_query import query_to_file
from hygiene.crm.salesforce.describe import Described, describe, required_missing
from hygiene.crm.salesforce.session import OrgSession
from hygiene.errors import InputError
from hygiene.policy import Policy
from schemas import outputs
from schemas.columns import OBJECTS, PEOPLE

Progress = Callable[[str, int, int], None]
RULE: Final = "extract"


def read_org(org: OrgSession, policy: Policy, now: pd.Timestamp, progress: Progress | None = None) -> Extract:
    """Every known object of the org; the files that it lay in are gone when this returns.

    now: taken as the moment of extraction, before the first record is read.

    Raises:
        InputError: the org lacks a field of Lead and Contact without which no plan can be made.
        OutsideError: the org refused or did not answer. BrakeError: the API budget is used up.
    """
    described = {name: describe(org, name, policy) for name in OBJECTS}
    _refuse_missing(described)
    with tempfile.TemporaryDirectory(prefix="lead-hygiene-") as folder:
        extract_to(org, Path(folder), policy, described, progress=progress)
        # Names of the org become those of the program by the policy, as with an analyst's files.
        extract = read_source(Path(folder), policy, progress)
    findings = outputs.stack("findings", [extract.findings, missing_findings(described)])
    return replace(extract, findings=findings, extracted_at=now)


def extract_to(
    org: OrgSession, folder: Path, policy: Policy, described: Mapping[str, Described | None],
    *, since: pd.Timestamp | None = None, progress: Progress | None = None, note: Callable[[str], None] | None = None,
) -> dict[str, int]:  # fmt: skip
    """Writes `OBJECT.csv` for each object of the org; returns the number of records of each.

    since: only records whose SystemModstamp is at or after it. note: told each bulk job's id before it is polled.
    """
    rows, there = {}, [each for each in described.values() if each is not None]
    for done, each in enumerate(there):
        if progress is not None:
            progress(f"Salesforce: {each.object}", done, len(there))
        rows[each.object] = _extract(org, folder / f"{each.object}.csv", each, policy, since, note)
    return rows


def _extract(
    org: OrgSession, path: Path, each: Described, policy: Policy, since: pd.Timestamp | None,
    note: Callable[[str], None] | None,
) -> int:  # fmt: skip
    where = _where(each, since)
    columns = list(each.names.values())
    soql = f"SELECT {', '.join(columns)} FROM {each.object}{where}"
    count = int(_query(org, f"SELECT COUNT() FROM {each.object}{where}")["totalSize"])
    if count > policy.salesforce.rest_rows:
        return query_to_file(org, soql, path, note=note)
    return _rest_to_file(org, soql, path, columns)


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


def records(org: OrgSession, soql: str, *, deleted: bool = False) -> Iterator[Mapping[str, Any]]:
    """The records of a REST query, page by page; `deleted`: those in the recycle bin too."""
    page = _query(org, soql, "queryAll" if deleted else "query")
    yield from page["records"]
    while not page["done"]:
        page = org.call("GET", str(page["nextRecordsUrl"])).json()
        yield from page["records"]


def _query(org: OrgSession, soql: str, resource: str = "query") -> Mapping[str, Any]:
    answer: Mapping[str, Any] = org.call("GET", org.data(resource), params={"q": soql}).json()
    return answer


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _refuse_missing(described: Mapping[str, Described | None]) -> None:
    lacking = [f"{name}.{field}" for name in PEOPLE for field in required_missing(name, described[name])]
    if lacking:
        raise InputError(
            f"The org lacks or hides {', '.join(lacking)}, without which no plan can be made; name the org's own fields"
            " in the policy under fields, or grant the user access (lead-hygiene doctor salesforce)."
        )


def missing_findings(described: Mapping[str, Described | None]) -> pd.DataFrame:
    """A finding for each object and field that the org lacks: the rules that need it stand still."""
    told: list[tuple[str, str | None, str]] = [
        (name, field, f"The org lacks or hides {name}.{field}: what needs it does not work; name it in the policy"
         f" under fields.{name}, or grant access.")
        for name, each in described.items() if each is not None for field in each.missing
    ]  # fmt: skip
    told += [(name, None, f"The org has no {name}, or hides it.") for name, each in described.items() if each is None]
    frame = pd.DataFrame(told, columns=["object", "field", "message"])
    return outputs.typed("findings", frame.assign(rule=RULE, code="org_lacks"))
