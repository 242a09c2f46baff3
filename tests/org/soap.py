"""The partner SOAP API: elements are matched by local name, since clients name them differently.

A call that the org refuses is HTTP 200 with `success=false`; a fault (no session, unknown call) is HTTP 500.
"""

from collections.abc import Callable
from xml.sax.saxutils import escape

from lxml import etree
from starlette.responses import Response

from tests.org import login, records, recycle_bin
from tests.org.calls import Call
from tests.org.convert import convert
from tests.org.errors import OrgError
from tests.org.merge import merge

_MOST = 200
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" '
    'xmlns="urn:partner.soap.sforce.com" xmlns:sf="urn:fault.partner.soap.sforce.com" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>{}</soapenv:Body></soapenv:Envelope>'
)


def operation(body: bytes) -> tuple[str, etree._Element, str | None]:
    """Name of the call, its element and the session id of the header."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise OrgError("MALFORMED_REQUEST", str(error)) from None
    parts = {_local(part): part for part in root}
    if not len(parts.get("Body", ())):
        raise OrgError("MALFORMED_REQUEST", "no call in the SOAP body")
    session = next((e.text for e in parts.get("Header", root).iter() if _local(e) == "sessionId"), None)
    call = parts["Body"][0]
    return _local(call), call, session


def answer(call: Call) -> Response:
    name, element, _ = operation(call.body)
    if name not in _CALLS:
        raise OrgError("UNKNOWN_OPERATION", f"no operation available for request {name}")
    results = "".join(_tag("result", r) for r in _CALLS[name](call, element))
    return _envelope(f"<{name}Response>{results}</{name}Response>", 200)


def fault(error: OrgError) -> Response:
    code, message = f"sf:{error.code}", escape(f"{error.code}: {error.message}")
    detail = f"<sf:exceptionCode>{error.code}</sf:exceptionCode><sf:exceptionMessage>{escape(error.message)}"
    detail = f'<detail xmlns=""><sf:fault>{detail}</sf:exceptionMessage></sf:fault></detail>'
    whole = f'<faultcode xmlns="">{code}</faultcode><faultstring xmlns="">{message}</faultstring>'
    return _envelope(f"<soapenv:Fault>{whole}{detail}</soapenv:Fault>", 500)


def _login(call: Call, element) -> list[dict]:
    return [login.soap(call, _text(element, "username"), _text(element, "password"))]


def _merges(call: Call, element) -> list[dict]:
    requests = _at_most([e for e in element if _local(e) in {"request", "mergeRequests"}])
    return [_one(call, lambda r: _merge(call, r), request) for request in requests]


def _merge(call: Call, request) -> dict:
    master = next(e for e in request if _local(e) == "masterRecord")
    losers = [e.text for e in request if _local(e) == "recordToMergeIds"]
    name, record_id, values = _sobject(master)
    return merge(call.state, name, record_id, values, losers)


def _sobject(element) -> tuple[str, str, dict]:
    """Type, id and values of an sObject element; `fieldsToNull` clears."""
    name = element.get("{http://www.w3.org/2001/XMLSchema-instance}type", "").rpartition(":")[2]
    record_id, values = "", {}
    for child in element:
        tag = _local(child)
        if tag == "type":
            name = child.text
        elif tag == "fieldsToNull":
            values[child.text] = None
        elif tag == "Id":
            record_id = child.text or record_id
        elif child.get(_NIL) != "true":
            values[tag] = child.text
    return name, record_id, values


def _converts(call: Call, element) -> list[dict]:
    asked = _at_most([e for e in element if _local(e) == "leadConverts"])
    return [_one(call, lambda e: convert(call.state, {_local(c): c.text for c in e}), e) for e in asked]


def _of_ids(change: Callable[[Call, str], str]) -> Callable:
    def run(call: Call, element) -> list[dict]:
        ids = _at_most([e.text for e in element if _local(e).lower() == "ids"])
        return [_one(call, lambda i: {"id": change(call, i), "success": True}, i) for i in ids]

    return run


def _delete(call: Call, record_id: str) -> str:
    records.delete(call.state, call.store.object_of(record_id), record_id)
    return record_id


def _undelete(call: Call, record_id: str) -> str:
    call.state.faults.row(record_id)
    return recycle_bin.restore(call.store, record_id)


def _creates(call: Call, element) -> list[dict]:
    def one(sobject) -> dict:
        name, _, values = _sobject(sobject)
        return {"id": records.create(call.state, name, values), "success": True}

    return [_one(call, one, e) for e in _at_most([e for e in element if _local(e) == "sObjects"])]


def _updates(call: Call, element) -> list[dict]:
    def one(sobject) -> dict:
        name, record_id, values = _sobject(sobject)
        records.update(call.state, name, record_id, values)
        return {"id": record_id, "success": True}

    return [_one(call, one, e) for e in _at_most([e for e in element if _local(e) == "sObjects"])]


def _one(call: Call, change: Callable, item) -> dict:
    """Each item is its own transaction."""
    call.store.db.execute("SAVEPOINT soap")
    try:
        return change(item)
    except OrgError as error:
        call.store.db.execute("ROLLBACK TO soap")
        told = {"fields": error.fields, "message": error.message, "statusCode": error.code}
        return {"errors": told, "success": False}
    finally:
        call.store.db.execute("RELEASE soap")


_CALLS = {
    "login": _login,
    "merge": _merges,
    "convertLead": _converts,
    "create": _creates,
    "update": _updates,
    "delete": _of_ids(_delete),
    "undelete": _of_ids(_undelete),
    "emptyRecycleBin": _of_ids(lambda call, i: recycle_bin.purge(call.store, i)),
}


def _at_most(items: list) -> list:
    if len(items) > _MOST:
        raise OrgError("EXCEEDED_ID_LIMIT", f"record limit reached. cannot submit more than {_MOST} records")
    return items


def _tag(name: str, value: object) -> str:
    if isinstance(value, dict):
        return f"<{name}>{''.join(_tag(n, v) for n, v in value.items())}</{name}>"
    if isinstance(value, list):
        return "".join(_tag(name, v) for v in value)
    if value is None:
        return f'<{name} xsi:nil="true"/>'
    return f"<{name}>{escape(str(value).lower() if isinstance(value, bool) else str(value))}</{name}>"


def _local(element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _text(element, name: str) -> str:
    return next((e.text or "" for e in element if _local(e) == name), "")


def _envelope(body: str, status: int) -> Response:
    return Response(_ENVELOPE.format(body), status_code=status, media_type="text/xml")
