"""Bulk API 2.0 query, streamed to a file as bytes: memory stays small; a page that breaks off is asked for again."""

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

import requests

from hygiene.crm.salesforce.problems import LostAnswerError, OrgError
from hygiene.crm.salesforce.session import OrgSession

_CHUNK: Final = 1 << 20
_FIRST_POLL: Final = 0.1
_LONGEST_POLL: Final = 20.0
PAGE_ROWS: Final = 50_000


def query_to_file(
    org: OrgSession, soql: str, path: Path, *, note: Callable[[str], None] | None = None, page_rows: int = PAGE_ROWS
) -> int:
    """Writes the result of the query as CSV (UTF-8, one header); returns the number of records.

    note: told the job's id before it is polled.

    Raises:
        OrgError: refused, or the job failed. LostAnswerError: no answer after every retry.
    """
    asked = {"operation": "query", "query": soql}
    job = str(org.call("POST", org.data("jobs/query"), json=asked).json()["id"])
    if note is not None:
        note(job)
    await_job(org, f"jobs/query/{job}")
    with path.open("wb") as out:
        return _pages(org, job, out, page_rows)


def await_job(org: OrgSession, job: str) -> str:
    """Polls a job until it is at its end, and returns its state (`JobComplete`, or `Failed` of an ingest job).

    Raises:
        OrgError: a query job failed or was aborted.
    """
    wait = _FIRST_POLL
    while True:
        told = org.call("GET", org.data(job)).json()
        state = str(told["state"])
        if state in ("JobComplete", "Failed") and (state == "JobComplete" or "ingest" in job):
            return state
        if state in ("Failed", "Aborted"):
            raise OrgError("BULK_JOB_FAILED")
        org.sleep(wait)
        wait = min(_LONGEST_POLL, wait * 1.5)


def _pages(org: OrgSession, job: str, out: BinaryIO, page_rows: int) -> int:
    locator, rows = "", 0
    while locator != "null":
        params = {"maxRecords": str(page_rows), **({"locator": locator} if locator else {})}
        found, locator = _page(org, job, params, out, with_header=not locator)
        rows += found
    return rows


def _page(org: OrgSession, job: str, params: dict[str, str], out: BinaryIO, *, with_header: bool) -> tuple[int, str]:
    start = out.tell()
    for tried in range(org.tries):
        answer = org.call("GET", org.data(f"jobs/query/{job}/results"), params=params, stream=True)
        try:
            with answer:
                _copy(answer, out, with_header=with_header)
        except requests.RequestException:
            out.seek(start)
            out.truncate()
            org.sleep(org.first_wait * 2**tried)
            continue
        return int(answer.headers.get("Sforce-NumberOfRecords", 0)), answer.headers.get("Sforce-Locator", "null")
    raise LostAnswerError


def _copy(answer: requests.Response, out: BinaryIO, *, with_header: bool) -> None:
    """As bytes: the answer names no charset, and it is UTF-8. Names of fields have no line break."""
    head = b"" if not with_header else None
    for chunk in answer.iter_content(_CHUNK):
        if head is None:
            out.write(chunk)
            continue
        head += chunk
        if b"\n" in head:
            out.write(head.partition(b"\n")[2])
            head = None
