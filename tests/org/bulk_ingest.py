"""Bulk API 2.0 ingest: create, upload, close, poll, and the three result files.

A job that was closed goes on by itself: a slow one is worked off after some further calls, whoever makes them.
"""

import csv
import io
from dataclasses import dataclass, field

from starlette.responses import JSONResponse, Response

from tests.org import records
from tests.org.bulk_query import job_of, lines_of
from tests.org.calls import Call, empty
from tests.org.collections import in_savepoint
from tests.org.errors import OrgError
from tests.org.faults import Fault
from tests.org.state import State
from tests.org.values import id18

_OPERATIONS = {"insert", "update", "delete", "hardDelete"}
_LARGEST = 150_000_000


@dataclass
class IngestJob:
    id: str
    object: str
    operation: str
    state: str = "Open"
    outcome: str = "JobComplete"
    error: str | None = None
    data: bytes | None = None
    waits: int = 0
    fault: Fault | None = None
    done: bool = False
    header: list[str] = field(default_factory=list)
    successful: list[list[str]] = field(default_factory=list)
    failed: list[list[str]] = field(default_factory=list)
    unprocessed: list[list[str]] = field(default_factory=list)

    def described(self, version: str) -> dict:
        known = {"id": self.id, "object": self.object, "operation": self.operation, "state": self.state}
        known |= {"contentType": "CSV", "lineEnding": "LF", "columnDelimiter": "COMMA", "apiVersion": float(version)}
        known |= {"jobType": "V2Ingest", "concurrencyMode": "Parallel"}
        known["contentUrl"] = f"services/data/v{version}/jobs/ingest/{self.id}/batches"
        if self.state in {"JobComplete", "Failed"}:
            known["numberRecordsProcessed"] = len(self.successful) + len(self.failed)
            known["numberRecordsFailed"] = len(self.failed)
        return known | ({"errorMessage": self.error} if self.state == "Failed" else {})


def create(call: Call) -> Response:
    operation, described = call.json.get("operation"), call.store.object(call.json.get("object", ""))
    if operation not in _OPERATIONS:
        raise OrgError("INVALIDJOB", f"operation {operation} is not supported; one of {sorted(_OPERATIONS)}")
    if operation == "hardDelete" and not call.state.settings["hard_delete"]:
        raise OrgError("FEATURENOTENABLED", "Hard delete operation requires special user profile permission")
    job = IngestJob(f"7509Z{len(call.state.jobs):010d}AAA", described.name, operation)
    call.state.jobs[job.id] = job
    return JSONResponse(job.described(call.version))


def upload(call: Call) -> Response:
    job = job_of(call, IngestJob)
    if job.state != "Open" or job.data is not None:
        raise OrgError("INVALIDJOBSTATE", "a job takes one upload while it is open")
    if len(call.body) > _LARGEST:
        raise OrgError("INVALIDBATCH", "the upload is too large", http=413)
    job.data = call.body
    return Response(status_code=201)


def close(call: Call) -> Response:
    job, wanted = job_of(call, IngestJob), call.json.get("state")
    if wanted not in {"UploadComplete", "Aborted"} or job.state != "Open":
        raise OrgError("INVALIDJOBSTATE", f"a job that is {job.state} cannot become {wanted}")
    job.state, job.fault = wanted, call.fault
    slow = call.fault is not None and call.fault.kind == "slow"
    job.waits = call.fault.polls if slow else call.state.settings["poll_steps"]
    _go_on(call.state, job)
    return JSONResponse(job.described(call.version))


def work(state: State) -> None:
    """Jobs under way are a call nearer to their end."""
    for job in list(state.jobs.values()):
        if isinstance(job, IngestJob):
            _go_on(state, job)


def _go_on(state: State, job: IngestJob) -> None:
    if job.state != "UploadComplete" or job.done:
        return
    if job.waits <= 0:
        _run(state, job)
    job.waits -= 1


def _run(state: State, job: IngestJob) -> None:
    fault, job.done = job.fault, True
    job.header, *rows = list(csv.reader(io.StringIO((job.data or b"").decode("utf-8-sig"), newline=""))) or [[]]
    try:
        known = state.store.object(job.object)
        names = [known.find(name).name for name in job.header]
    except OrgError as error:
        job.outcome, job.error, job.unprocessed = (
            "Failed",
            f"InvalidBatch : Field name not found : {error.message}",
            rows,
        )
        return
    stop = fault.rows if fault and fault.kind in {"job_failed", "unprocessed"} else len(rows)
    for row in rows[:stop]:
        _one(state, job, names, row)
    job.unprocessed = rows[stop:]
    if fault and fault.kind == "job_failed":
        job.outcome, job.error = "Failed", "InternalServerError : the job failed"


def _one(state: State, job: IngestJob, names: list[str], row: list[str]) -> None:
    answer = in_savepoint(state.store.db, lambda given: _write(state, job, given), dict(zip(names, row, strict=False)))
    if answer["success"]:
        job.successful.append([answer["id"], str(job.operation == "insert").lower(), *row])
        return
    error = answer["errors"][0]
    message = f"{error['statusCode']}:{error['message']}:{','.join(error['fields']) or '--'}"
    job.failed.append(["", message, *row])


def _write(state: State, job: IngestJob, given: dict[str, str]) -> str:
    """An empty cell means unchanged, `#N/A` means null."""
    record_id = given.pop("Id", "")
    values = {name: None if value == "#N/A" else value for name, value in given.items() if value != ""}
    if job.operation == "insert":
        return records.create(state, job.object, values)
    if not record_id:
        raise OrgError("MISSING_ARGUMENT", "Id not specified", ["Id"])
    if job.operation == "update":
        records.update(state, job.object, record_id, values)
    else:
        records.delete(state, job.object, record_id, hard=job.operation == "hardDelete")
    return id18(record_id)


def told(call: Call) -> Response:
    job = job_of(call, IngestJob)
    if job.done and job.state == "UploadComplete":
        job.state = job.outcome
    shown = job.described(call.version)
    return JSONResponse(shown | ({"state": "InProgress"} if job.state == "UploadComplete" else {}))


def results(call: Call) -> Response:
    job, which = job_of(call, IngestJob), call.path["which"].lower()
    if job.state not in {"JobComplete", "Failed", "Aborted"}:
        raise OrgError("INVALIDJOBSTATE", f"job is {job.state}")
    before = {"successfulresults": ["sf__Id", "sf__Created"], "failedresults": ["sf__Id", "sf__Error"]}
    rows = {"successfulresults": job.successful, "failedresults": job.failed, "unprocessedrecords": job.unprocessed}
    if which not in rows:
        raise OrgError("NOT_FOUND", "The requested resource does not exist", http=404)
    lines = lines_of([before.get(which, []) + job.header, *reversed(rows[which])])
    return Response("".join(lines).encode(), headers={"Content-Type": "text/csv"})


def delete(call: Call) -> Response:
    job_of(call, IngestJob)
    del call.state.jobs[call.path["id"]]
    return empty()
