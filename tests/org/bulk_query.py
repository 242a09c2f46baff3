"""Bulk API 2.0 query: a job, its states, its result in pages by `Sforce-Locator`."""

import csv
from dataclasses import dataclass, field

from starlette.responses import JSONResponse, Response

from tests.org.calls import Call, empty
from tests.org.errors import OrgError
from tests.org.soql import Query, compile_query

_MOST = 50_000


@dataclass
class QueryJob:
    """Lines are CSV text as the org was when the job ran; later writes do not change them."""

    id: str
    soql: str
    operation: str
    object: str
    header: str
    lines: list[str] = field(default_factory=list)
    polls: int = 0
    state: str = "UploadComplete"

    def described(self, version: str) -> dict:
        known = {"id": self.id, "operation": self.operation, "object": self.object, "state": self.state}
        known |= {"concurrencyMode": "Parallel", "contentType": "CSV", "apiVersion": float(version)}
        known |= {"lineEnding": "LF", "columnDelimiter": "COMMA", "query": self.soql}
        return known | ({"numberRecordsProcessed": len(self.lines)} if self.state == "JobComplete" else {})


def create(call: Call) -> Response:
    operation = call.json.get("operation")
    if operation not in {"query", "queryAll"}:
        raise OrgError("INVALIDJOB", "operation is query or queryAll", http=400)
    asked = compile_query(call.store, call.json["query"], deleted=operation == "queryAll")
    if asked.counts:
        raise OrgError("INVALIDJOB", "aggregate queries are not supported in bulk query", http=400)
    header, *_ = lines_of([asked.names])
    job = QueryJob(f"7509Z{len(call.state.jobs):010d}AAA", call.json["query"], operation, asked.object.name, header)
    job.lines = lines_of(call.store.db.execute(asked.select(_csv_columns(asked)), asked.arguments))
    slow = call.fault is not None and call.fault.kind == "slow"
    job.polls = call.fault.polls if slow else call.state.settings["poll_steps"]
    call.state.jobs[job.id] = job
    return JSONResponse(job.described(call.version))


def lines_of(rows) -> list[str]:
    lines = _Lines()
    csv.writer(lines, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return list(lines)


class _Lines(list):
    """A csv writer writes each row with one call: so each record is one entry, whatever line breaks it has."""

    write = list.append


def _csv_columns(asked: Query) -> str:
    return ", ".join(_csv_column(f.type, c) for f, c in zip(asked.fields, asked.columns, strict=True))


def _csv_column(kind: str, column: str) -> str:
    if kind == "datetime":
        return f"substr({column}, 1, 23) || 'Z'"
    return f"CASE {column} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END" if kind == "boolean" else column


def state(call: Call) -> Response:
    job = job_of(call, QueryJob)
    if job.state in {"UploadComplete", "InProgress"}:
        job.state = "InProgress" if job.polls > 0 else "JobComplete"
        job.polls -= 1
    return JSONResponse(job.described(call.version))


def job_of(call: Call, kind: type):
    job = call.state.jobs.get(call.path["id"])
    if not isinstance(job, kind):
        raise OrgError("NOT_FOUND", "The requested resource does not exist", http=404)
    return job


def results(call: Call) -> Response:
    job = job_of(call, QueryJob)
    if job.state != "JobComplete":
        raise OrgError("INVALIDJOBSTATE", f"job is {job.state}", http=400)
    locator = call.query.get("locator", "0")
    if not locator.isdigit():
        raise OrgError("INVALID_QUERY_LOCATOR", f"invalid locator {locator}")
    start = int(locator)
    end = start + min(int(call.query.get("maxRecords", _MOST)), _MOST)
    lines = job.lines[start:end]
    headers = {"Sforce-NumberOfRecords": str(len(lines)), "Content-Type": "text/csv"}
    headers["Sforce-Locator"] = str(end) if end < len(job.lines) else "null"
    return Response((job.header + "".join(lines)).encode(), headers=headers)


def patch(call: Call) -> Response:
    job = job_of(call, QueryJob)
    job.state = call.json["state"]
    return JSONResponse(job.described(call.version))


def delete(call: Call) -> Response:
    job_of(call, QueryJob)
    del call.state.jobs[call.path["id"]]
    return empty()
