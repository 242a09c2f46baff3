"""The org as an ASGI application: routes, sessions, the API budget and the faults that strike a whole call."""

import asyncio
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.org import admin, bulk_ingest, bulk_query, collections, login, rest, soap
from tests.org.calls import Call, refused
from tests.org.errors import OrgError
from tests.org.faults import Fault
from tests.org.state import State

_DATA = "/services/data/v{version}"
_OPEN = {"login", "versions"}
ROUTES = (
    ("POST", "/services/oauth2/token", "login", login.token),
    ("GET", "/services/oauth2/userinfo", "userinfo", rest.user_info),
    ("GET", "/services/data", "versions", rest.versions),
    ("GET", _DATA, "resources", rest.resources),
    ("GET", f"{_DATA}/limits", "limits", rest.limits),
    ("GET", f"{_DATA}/sobjects", "describe.all", rest.objects),
    ("GET", f"{_DATA}/sobjects/{{object}}/describe", "describe", rest.describe),
    ("POST", f"{_DATA}/sobjects/{{object}}", "record.create", rest.create),
    ("GET", f"{_DATA}/sobjects/{{object}}/{{id}}", "record.read", rest.retrieve),
    ("PATCH", f"{_DATA}/sobjects/{{object}}/{{id}}", "record.update", rest.update),
    ("DELETE", f"{_DATA}/sobjects/{{object}}/{{id}}", "record.delete", rest.delete),
    ("GET", f"{_DATA}/query", "query", rest.query),
    ("GET", f"{_DATA}/queryAll", "query.all", rest.query_all),
    ("GET", f"{_DATA}/{{kind:str}}/{{locator}}", "query.more", rest.query_more),
    ("POST", f"{_DATA}/composite/sobjects", "collections.create", collections.create),
    ("PATCH", f"{_DATA}/composite/sobjects", "collections.update", collections.update),
    ("DELETE", f"{_DATA}/composite/sobjects", "collections.delete", collections.delete),
    ("POST", f"{_DATA}/composite/sobjects/{{object}}", "collections.read", collections.retrieve),
    ("GET", f"{_DATA}/composite/sobjects/{{object}}", "collections.read", collections.retrieve),
    ("POST", f"{_DATA}/jobs/query", "bulk.query.create", bulk_query.create),
    ("GET", f"{_DATA}/jobs/query/{{id}}", "bulk.query.state", bulk_query.state),
    ("GET", f"{_DATA}/jobs/query/{{id}}/results", "bulk.query.results", bulk_query.results),
    ("PATCH", f"{_DATA}/jobs/query/{{id}}", "bulk.query.abort", bulk_query.patch),
    ("DELETE", f"{_DATA}/jobs/query/{{id}}", "bulk.query.delete", bulk_query.delete),
    ("POST", f"{_DATA}/jobs/ingest", "bulk.ingest.create", bulk_ingest.create),
    ("PUT", f"{_DATA}/jobs/ingest/{{id}}/batches", "bulk.ingest.upload", bulk_ingest.upload),
    ("PATCH", f"{_DATA}/jobs/ingest/{{id}}", "bulk.ingest.close", bulk_ingest.close),
    ("GET", f"{_DATA}/jobs/ingest/{{id}}", "bulk.ingest.state", bulk_ingest.told),
    ("GET", f"{_DATA}/jobs/ingest/{{id}}/{{which}}", "bulk.ingest.results", bulk_ingest.results),
    ("DELETE", f"{_DATA}/jobs/ingest/{{id}}", "bulk.ingest.delete", bulk_ingest.delete),
    ("POST", "/services/Soap/u/{version}", "soap", soap.answer),
    ("POST", "/services/Soap/u/{version}/{org}", "soap", soap.answer),
    ("POST", "/admin/faults", "admin", admin.fault),
    ("DELETE", "/admin/faults", "admin", admin.clear),
    ("POST", "/admin/settings", "admin", admin.settings),
    ("POST", "/admin/take-away", "admin", admin.take_away),
    ("GET", "/admin/rows/{object}", "admin", admin.rows),
    ("GET", "/admin/calls", "admin", admin.calls),
)


class _Cut(Response):
    """The connection ends without an answer."""

    async def __call__(self, scope, *_):
        scope["org.cut"]()


class OrgApp:
    """Paths may end with a slash or not; a cut closes the socket itself."""

    def __init__(self, state: State):
        self.speak_of(state)

    def speak_of(self, state: State) -> None:
        """From the next call on, of this state."""
        routes = [Route(p, _endpoint(state, n, h), methods=[m]) for m, p, n, h in ROUTES]
        self.routes = Starlette(routes=routes)

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            scope = scope | {"path": scope["path"].rstrip("/") or "/", "org.cut": send.__self__.transport.abort}
        await self.routes(scope, receive, send)


def _endpoint(state: State, name: str, handler: Callable[[Call], Response]):
    async def endpoint(request: Request) -> Response:
        call = Call(state, name, request.path_params, request.query_params, request.headers, await request.body())
        with state.store.lock:
            answer, pause = _answer(call, handler)
        if pause:
            await _silent(request, pause, call.fault)
            return _Cut()
        answer.headers.update(state.limits.header())
        return answer

    return endpoint


async def _silent(request: Request, seconds: float, fault: Fault) -> None:
    """Says nothing until the caller has hung up, or the time is over; whoever waits that long has no time-out."""
    until = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < until:
        if await request.is_disconnected():
            return
        await asyncio.sleep(min(0.02, seconds))
    fault.sat_out += fault.kind == "hang"


def _answer(call: Call, handler: Callable[[Call], Response]) -> tuple[Response, float]:
    """The answer, or how long to stay silent before the connection ends."""
    if call.name == "admin":
        return _tried(call, handler), 0
    try:
        session = _name(call)
        call.state.calls.append(call.name)
        call.fault = call.state.faults.due(call.name)
        struck = call.fault.kind if call.fault else ""
        if struck == "hang":
            return refused(OrgError("HANG", "")), call.fault.seconds
        _worked(call)
        _strike(call, struck)
        _session(call, session)
        call.state.limits.count()
    except OrgError as error:
        return _refused(call, error), 0
    for late in [each for each in call.state.late if each.name == call.name]:
        call.state.late.remove(late)
        _tried(late, handler)
    if struck == "late":
        call.state.late.append(call)
        return refused(OrgError("LATE", "")), 0.001
    answer = _tried(call, handler)
    if struck == "gateway":
        return Response("<html>Gateway Time-out</html>", status_code=504), 0
    return answer, 0.001 if struck == "cut" else 0


def _name(call: Call) -> str | None:
    """The session of the call; a SOAP call is named after its operation."""
    if not call.name.startswith("soap"):
        kind, _, token = call.headers.get("authorization", "").partition(" ")
        return token if kind.lower() in {"bearer", "oauth"} else None
    operation, _, session = soap.operation(call.body)
    call.name = "login" if operation == "login" else f"soap.{operation}"
    return session


def _worked(call: Call) -> None:
    """What the org does by itself meanwhile."""
    db = call.store.db
    db.execute("BEGIN")
    bulk_ingest.work(call.state)
    db.execute("COMMIT")


def _strike(call: Call, struck: str) -> None:
    if struck == "expire":
        call.state.tokens.clear()
    if struck == "unavailable":
        raise OrgError("SERVER_UNAVAILABLE", "the server is not available", http=503)
    if struck == "busy":
        told = "ConcurrentPerOrgLongTxn Limit exceeded."
        raise OrgError("REQUEST_LIMIT_EXCEEDED", told, http=403)
    if struck == "daily_limit":
        raise OrgError("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", http=403)


def _session(call: Call, session: str | None) -> None:
    if call.name not in _OPEN and session not in call.state.tokens:
        raise OrgError("INVALID_SESSION_ID", "Session expired or invalid", http=401)


def _tried(call: Call, handler: Callable[[Call], Response]) -> Response:
    """A call that fails as a whole leaves nothing behind."""
    db = call.store.db
    db.execute("BEGIN")
    try:
        answer = handler(call)
    except OrgError as error:
        db.execute("ROLLBACK")
        return _refused(call, error)
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")
    return answer


def _refused(call: Call, error: OrgError) -> Response:
    is_soap = call.name.startswith("soap") or b"Envelope" in call.body[:300]
    return soap.fault(error) if is_soap and error.http != 503 else refused(error)
