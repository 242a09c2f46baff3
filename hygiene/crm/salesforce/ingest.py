"""Bulk API 2.0 ingest: create, upload, close, poll, and the three result files joined by id."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from hygiene.crm.salesforce.bulk_query import await_job
from hygiene.crm.salesforce.problems import LostAnswerError, OrgError
from hygiene.crm.salesforce.session import OrgSession

NULL: Final = "#N/A"
"""What clears a cell; an empty one would leave it as it is."""

_HAS_CONTENT: Final = frozenset({"INVALIDJOBSTATE", "CLIENT_INPUT_ERROR"})
"""What the org says to a second upload."""


def ingest(
    org: OrgSession, object_name: str, operation: str, rows: Sequence[Mapping[str, str | None]],
    note: Callable[[str], None],
) -> dict[str, str]:  # fmt: skip
    """Runs a job over rows that have all the same columns; `Id` -> "" when done, else the org's code.

    A row that the org did not process is not in the result. note: told the job's id before it is uploaded to.

    Raises:
        OrgError: refused. LostAnswerError: no answer; the job is to be `laid_to_rest`.
    """
    asked = {"object": object_name, "operation": operation, "contentType": "CSV", "lineEnding": "LF"}
    job = str(org.call("POST", org.data("jobs/ingest"), json=asked).json()["id"])
    note(job)
    place, content = org.data(f"jobs/ingest/{job}"), _csv(rows)
    _upload(org, place, content)
    _close(org, place)
    await_job(org, f"jobs/ingest/{job}")
    return results(org, job)


def laid_to_rest(org: OrgSession, job: str) -> None:
    """Nothing more happens by that job when this returns: one that still takes rows is aborted, any other awaited.

    Raises:
        OrgError, LostAnswerError: the org cannot be asked.
    """
    place = f"jobs/ingest/{job}"
    try:
        if str(org.call("GET", org.data(place)).json()["state"]) == "Open":
            org.call("PATCH", org.data(place), json={"state": "Aborted"})
        await_job(org, place)
    except OrgError as error:
        # Aborted, or so old that the org has forgotten it.
        if error.code not in ("BULK_JOB_FAILED", "NOT_FOUND", "INVALIDJOBSTATE"):
            raise


def results(org: OrgSession, job: str) -> dict[str, str]:
    """What became of each row of a job that is at its end."""
    place = org.data(f"jobs/ingest/{job}")
    done = {row["sf__Id"]: "" for row in _rows(org, f"{place}/successfulResults")}
    failed = {row["Id"]: row["sf__Error"].partition(":")[0] for row in _rows(org, f"{place}/failedResults")}
    return {**done, **failed}


def _upload(org: OrgSession, place: str, content: bytes) -> None:
    """A job takes one upload: where the first answer was lost, whether it came whole is asked by what became of it."""
    try:
        org.call("PUT", f"{place}/batches", body=lambda: content, headers={"Content-Type": "text/csv; charset=UTF-8"})
    except OrgError as error:
        if error.code not in _HAS_CONTENT:
            raise
        raise LostAnswerError from None


def _close(org: OrgSession, place: str) -> None:
    """Closed once: where the first answer was lost, the second call is refused as the job is no longer open."""
    try:
        org.call("PATCH", place, json={"state": "UploadComplete"})
    except OrgError as error:
        if error.code != "INVALIDJOBSTATE":
            raise


def _csv(rows: Sequence[Mapping[str, str | None]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(rows[0].keys())
    writer.writerows([[NULL if value is None else value for value in row.values()] for row in rows])
    return out.getvalue().encode()


def _rows(org: OrgSession, path: str) -> list[dict[str, str]]:
    text = org.call("GET", path).content.decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))
