"""`composite/sobjects`: up to 200 records a call, one result a record, in order."""

from collections.abc import Callable, Iterable

from starlette.responses import JSONResponse, Response

from tests.org import records
from tests.org.calls import Call
from tests.org.errors import OrgError
from tests.org.rest import as_json
from tests.org.values import id18

_MOST = 200


def create(call: Call) -> Response:
    return _each(call, _records(call), lambda r: records.create(call.state, _type(r), _values(r)))


def update(call: Call) -> Response:
    def one(record: dict) -> str:
        if not record.get("id", record.get("Id")):
            raise OrgError("MISSING_ARGUMENT", "Id not specified in an update call", ["Id"])
        record_id = id18(record.get("id", record.get("Id")))
        records.update(call.state, _type(record), record_id, _values(record))
        return record_id

    return _each(call, _records(call), one)


def delete(call: Call) -> Response:
    def one(record_id: str) -> str:
        records.delete(call.state, call.store.object_of(record_id), record_id)
        return id18(record_id)

    ids = _at_most([i for i in call.query.get("ids", "").split(",") if i])
    return _each(call, ids, one, all_or_none=call.query.get("allOrNone", "false").lower() == "true")


def retrieve(call: Call) -> Response:
    name = call.store.object(call.path["object"]).name
    ids = call.json["ids"] if call.body else call.query["ids"].split(",")
    fields = call.json["fields"] if call.body else call.query["fields"].split(",")
    rows = [call.store.raw(name, id18(i)) for i in _at_most(ids, 2000)]
    shown = [as_json(call, name, r, list(fields)) if r and not r["IsDeleted"] else None for r in rows]
    return JSONResponse(shown)


def _each(call: Call, items: Iterable, one: Callable, *, all_or_none: bool | None = None) -> Response:
    """Each item in its own savepoint, so that what a refused one had begun is undone."""
    strict = call.json.get("allOrNone", False) if all_or_none is None else all_or_none
    db = call.store.db
    db.execute("SAVEPOINT whole")
    results = [in_savepoint(db, one, item) for item in items]
    if strict and not all(r["success"] for r in results):
        db.execute("ROLLBACK TO whole")
        done = OrgError("ALL_OR_NONE_OPERATION_ROLLED_BACK", "Record rolled back because not all were valid")
        results = [r if not r["success"] else {"success": False, "errors": [done.collection()]} for r in results]
    db.execute("RELEASE whole")
    return JSONResponse(results)


def in_savepoint(db, one: Callable, item: object) -> dict:
    db.execute("SAVEPOINT one")
    try:
        return {"id": one(item), "success": True, "errors": []}
    except OrgError as error:
        db.execute("ROLLBACK TO one")
        return {"success": False, "errors": [error.collection()]}
    finally:
        db.execute("RELEASE one")


def _records(call: Call) -> list[dict]:
    return _at_most(call.json.get("records", []))


def _at_most(items: list, most: int = _MOST) -> list:
    if len(items) > most:
        raise OrgError("EXCEEDED_ID_LIMIT", f"record limit reached. cannot submit more than {most} records")
    return items


def _type(record: dict) -> str:
    try:
        return record["attributes"]["type"]
    except (KeyError, TypeError):
        raise OrgError("INVALID_INPUT", "each record needs attributes.type") from None


def _values(record: dict) -> dict:
    return {n: v for n, v in record.items() if n != "attributes" and n.lower() != "id"}
