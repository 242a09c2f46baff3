"""Bulk API 2.0 query, streamed to a file as bytes: memory stays small; a page that breaks off is asked for again."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final

import requests

from hygiene.crm.salesforce.problems import LostAnswerError, OrgError
from hygiene.crm.salesforce.session import OrgSession

_CHUNK: Final = 1 << 20
_FIRST_POLL: Final = 0.1
_LONGEST_POLL: Final = 20.0
PAGE_ROWS: Final = 50_000
_LAST: Final = "null"
_FORGOTTEN: Final = frozenset({"NOT_FOUND", "BULK_JOB_FAILED", "INVALID_QUERY_LOCATOR"})


@dataclass(frozen=True)
class Left:
    """A job that is under way: which page comes next ("" is the first one), and what its file holds so far."""

    job: str
    locator: str = ""
    written: int = 0
    rows: int = 0


def query_to_file(
    org: OrgSession, soql: str, path: Path, *, note: Callable[[Left], None] = lambda _: None, left: Left | None = None
) -> int:
    """Writes the result of the query as CSV (UTF-8, one header); returns the number of records.

    note: told the job's id before it is polled, and after each page. left: what `note` was told last of this query and
    file by a process that ended; it goes on behind that page. Where the org does not know the job or the page any
    more, or the job failed, another one is made.

    Raises:
        OrgError: refused, or the job failed. LostAnswerError: no answer after every retry.
    """
    if left is not None:
        try:
            await_job(org, f"jobs/query/{left.job}")
            return _pages(org, _as_the_file_is(left, path), path, note)
        except OrgError as error:
            if error.code not in _FORGOTTEN:
                raise
    asked = {"operation": "query", "query": soql}
    left = Left(str(org.call("POST", org.data("jobs/query"), json=asked).json()["id"]))
    note(left)
    await_job(org, f"jobs/query/{left.job}")
    return _pages(org, left, path, note)


def _as_the_file_is(left: Left, path: Path) -> Left:
    """The job from its first page where the file lost what it held."""
    return left if path.exists() and path.stat().st_size >= left.written else Left(left.job)


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


def _pages(org: OrgSession, left: Left, path: Path, note: Callable[[Left], None]) -> int:
    path.touch(mode=0o600)
    with path.open("r+b") as out:
        out.truncate(left.written)
        out.seek(left.written)
        while left.locator != _LAST:
            left = _page_added(org, left, out)
            os.fsync(out.fileno())
            note(left)
    return left.rows


def _page_added(org: OrgSession, left: Left, out: BinaryIO) -> Left:
    params = {"maxRecords": str(PAGE_ROWS), **({"locator": left.locator} if left.locator else {})}
    found, locator = _page(org, left.job, params, out, with_header=not left.locator)
    out.flush()
    return replace(left, locator=locator, written=out.tell(), rows=left.rows + found)


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
        return int(answer.headers.get("Sforce-NumberOfRecords", 0)), answer.headers.get("Sforce-Locator", _LAST)
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
