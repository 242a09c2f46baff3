"""Bulk API 2.0 ingest: create, upload, close, poll, and the three result files joined by id."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from hygiene.crm.salesforce.bulk_query import await_job
from hygiene.crm.salesforce.problems import OrgError
from hygiene.crm.salesforce.session import OrgSession

_NULL: Final = "#N/A"
"""What clears a cell; an empty one would leave it as it is."""


def ingest(
    org: OrgSession, object_name: str, operation: str, rows: Sequence[Mapping[str, str | None]],
    note: Callable[[str], None],
) -> dict[str, str]:  # fmt: skip
    """Runs a job over rows that have all the same columns; `Id` -> "" when done, else the org's code.

    A row that the org did not process is not in the result. note: told the job's id before it is uploaded to.
    """
    asked = {"object": object_name, "operation": operation, "contentType": "CSV", "lineEnding": "LF"}
    job = str(org.call("POST", org.data("jobs/ingest"), json=asked).json()["id"])
    note(job)
    place, content = org.data(f"jobs/ingest/{job}"), _csv(rows)
    org.call("PUT", f"{place}/batches", body=lambda: content, headers={"Content-Type": "text/csv; charset=UTF-8"})
    _close(org, place)
    await_job(org, f"jobs/ingest/{job}")
    return results(org, job)


def results(org: OrgSession, job: str) -> dict[str, str]:
    """What became of each row of a job that is at its end."""
    place = org.data(f"jobs/ingest/{job}")
    done = {row["sf__Id"]: "" for row in _rows(org, f"{place}/successfulResults")}
    failed = {row["Id"]: row["sf__Error"].partition(":")[0] for row in _rows(org, f"{place}/failedResults")}
    return {**done, **failed}


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
    writer.writerows([[_NULL if value is None else value for value in row.values()] for row in rows])
    return out.getvalue().encode()


def _rows(org: OrgSession, path: str) -> list[dict[str, str]]:
    text = org.call("GET", path).content.decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))
