"""What the admin of the org may do from outside: faults, clock, settings, permissions, and a look at the rows."""

from starlette.responses import JSONResponse, Response

from tests.org.calls import Call
from tests.org.describe import readonly
from tests.org.faults import Fault
from tests.org.values import moment, shown


def fault(call: Call) -> Response:
    call.state.faults.planned.append(Fault(**call.json))
    return JSONResponse({"planned": len(call.state.faults.planned)})


def clear(call: Call) -> Response:
    call.state.faults.planned.clear()
    return JSONResponse({"planned": 0})


def settings(call: Call) -> Response:
    """`page_size, source_rule, hard_delete, convert_leads, automation, poll_steps`, and `api_limit`, `now`."""
    given = dict(call.json)
    if "now" in given:
        call.store.now = moment(given.pop("now"))
    if "api_limit" in given:
        call.state.limits.maximum = given.pop("api_limit")
    if "public_key" in given:
        call.state.public_key = given.pop("public_key")
    call.state.change(given)
    return JSONResponse(call.state.settings | {"now": call.store.now, "api_limit": call.state.limits.maximum})


def take_away(call: Call) -> Response:
    """`object` with `permission` (query, create, update, delete), or `field` (hidden, or `readonly`: true)."""
    described = call.store.object(call.json["object"])
    if "permission" in call.json:
        described.permissions.discard(call.json["permission"])
    if "field" in call.json:
        known = described.find(call.json["field"])
        if call.json.get("readonly"):
            described.fields[known.name] = readonly(known)
        else:
            del described.fields[known.name]
    return JSONResponse(described.summary())


def rows(call: Call) -> Response:
    described = call.store.object(call.path["object"])
    names = ", ".join(f'"{n}"' for n in described.fields)
    found = call.store.db.execute(f'SELECT {names} FROM "{described.name}" ORDER BY "Id"')
    fields = described.fields.values()
    return JSONResponse([{f.name: shown(f, v) for f, v in zip(fields, row, strict=True)} for row in found])


def calls(call: Call) -> Response:
    """Names of the calls so far, in order."""
    return JSONResponse(call.state.calls)
