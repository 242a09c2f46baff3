"""REST: versions, limits, describe, query with pages, single records."""

from starlette.responses import JSONResponse, Response

from tests.org import records
from tests.org.calls import Call, empty
from tests.org.errors import OrgError
from tests.org.soql import Query, compile_query
from tests.org.values import id18, moment, shown


def versions(call: Call) -> Response:
    known = [{"label": "Stand-in", "url": f"/services/data/v{v}", "version": v} for v in ("59.0", "64.0")]
    return JSONResponse(known)


def resources(call: Call) -> Response:
    base = f"/services/data/v{call.version}"
    return JSONResponse({name: f"{base}/{name}" for name in ("sobjects", "query", "queryAll", "limits", "jobs")})


def limits(call: Call) -> Response:
    return JSONResponse(call.state.limits.answer())


def user_info(call: Call) -> Response:
    return JSONResponse({"user_id": "0055e00000000AAAAA", "organization_id": "00D9Z0000000001EAA"})


def objects(call: Call) -> Response:
    listed = [described.summary() for described in call.store.objects.values()]
    return JSONResponse({"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": listed})


def describe(call: Call) -> Response:
    return JSONResponse(call.store.object(call.path["object"]).described())


def query(call: Call) -> Response:
    return _first_page(call, deleted=False)


def query_all(call: Call) -> Response:
    return _first_page(call, deleted=True)


def _first_page(call: Call, *, deleted: bool) -> Response:
    if not call.query.get("q"):
        raise OrgError("MALFORMED_QUERY", "a q parameter is needed")
    asked = compile_query(call.store, call.query["q"], deleted=deleted)
    if asked.counts:
        total = call.store.db.execute(asked.select("COUNT(*)"), asked.arguments).fetchone()[0]
        return JSONResponse({"totalSize": total, "done": True, "records": []})
    rows = call.store.db.execute(asked.select(), asked.arguments).fetchall()
    call.state.cursors[locator := f"01g9Z{len(call.state.cursors):010d}EAA"] = (asked, rows)
    return JSONResponse(page(call, locator, 0))


def query_more(call: Call) -> Response:
    locator, _, start = call.path["locator"].partition("-")
    return JSONResponse(page(call, locator, int(start or 0)))


def page(call: Call, locator: str, start: int) -> dict:
    """`totalSize, done, records` and, where there are more, `nextRecordsUrl`."""
    if locator not in call.state.cursors:
        raise OrgError("INVALID_QUERY_LOCATOR", f"invalid query locator {locator}")
    asked, rows = call.state.cursors[locator]
    end = start + call.state.settings["page_size"]
    answer = {"totalSize": len(rows), "done": end >= len(rows)}
    if not answer["done"]:
        kind = call.path.get("kind", "query")
        answer["nextRecordsUrl"] = f"/services/data/v{call.version}/{kind}/{locator}-{end}"
    return answer | {"records": [_record(call, asked, row) for row in rows[start:end]]}


def _record(call: Call, asked: Query, row: tuple) -> dict:
    out: dict = {"attributes": {"type": asked.object.name}}
    for name, known, value in zip(asked.names, asked.fields, row, strict=True):
        parent, dot, field = name.partition(".")
        if not dot:
            out[name] = shown(known, value)
            if name == "Id":
                out["attributes"]["url"] = f"/services/data/v{call.version}/sobjects/{asked.object.name}/{value}"
        elif value is not None:
            out.setdefault(parent, {"attributes": {"type": parent}})[field] = shown(known, value)
        else:
            out.setdefault(parent, None)
    return out


def as_json(call: Call, name: str, row: dict, only: list[str] | None = None) -> dict:
    described = call.store.object(name)
    fields = [described.find(n) for n in only] if only else described.fields.values()
    url = f"/services/data/v{call.version}/sobjects/{described.name}/{row['Id']}"
    values = {f.name: shown(f, row[f.name]) for f in fields}
    return {"attributes": {"type": described.name, "url": url}} | values


def retrieve(call: Call) -> Response:
    name = call.store.object(call.path["object"]).name
    only = call.query["fields"].split(",") if call.query.get("fields") else None
    return JSONResponse(as_json(call, name, call.store.live(name, call.path["id"]), only))


def create(call: Call) -> Response:
    record_id = records.create(call.state, call.path["object"], _values(call.json))
    return JSONResponse({"id": record_id, "success": True, "errors": []}, status_code=201)


def update(call: Call) -> Response:
    _unmodified(call)
    records.update(call.state, call.path["object"], call.path["id"], _values(call.json))
    return empty()


def delete(call: Call) -> Response:
    records.delete(call.state, call.path["object"], call.path["id"])
    return empty()


def _values(body: dict) -> dict:
    return {name: value for name, value in body.items() if name != "attributes"}


def _unmodified(call: Call) -> None:
    """`If-Unmodified-Since` is honoured here and nowhere else, as in a real org."""
    since = call.headers.get("if-unmodified-since")
    if not since:
        return
    from email.utils import parsedate_to_datetime

    row = call.store.live(call.store.object(call.path["object"]).name, id18(call.path["id"]))
    if row["LastModifiedDate"] > moment(parsedate_to_datetime(since).isoformat()):
        raise OrgError("PRECONDITION_FAILED", "The record was changed since that moment", http=412)
