"""Who may speak to the page: this browser only, through the address that the terminal showed.

Every request must name the page's own host (a foreign name that was pointed at this machine does not), come with the
session that a one-time token opened, and, where it changes something, from the page itself.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Final

from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OPEN: Final = "/open"
SESSION: Final = "review_session"
"""Key of a request's scope under which its session stands."""

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}

_OPENED: Final = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Review</title>'
    '<link rel="icon" href="/static/icon.svg">'
    '<meta http-equiv="refresh" content="0;url=/"><p><a href="/">Open the review</a></p>'
)
_CLOSED: Final = (
    "This address was used already, or is not whole. Open the newest address that the terminal shows; "
    "there is a new one each time one was used."
)


@dataclass
class Guard:
    """Lets a request through to `app` or refuses it.

    port: where the page listens. on_used: called with a new address when the last one was used.
    """

    app: ASGIApp
    port: int
    on_used: Callable[[str], None]
    _token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    _sessions: set[str] = field(default_factory=set, repr=False)

    @property
    def origin(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        """The address that opens the page once."""
        return f"{self.origin}{OPEN}?token={self._token}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        answer: ASGIApp | None = self._refusal(scope, headers)
        if answer is None and scope["path"] == OPEN:
            answer = self._opened(scope["query_string"].decode("latin-1"))
        await (answer or self._for_session(scope, headers))(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope, headers: Mapping[str, str]) -> ASGIApp | None:
        if headers.get("host") != f"127.0.0.1:{self.port}":
            return PlainTextResponse("This page answers at its own address only.", 421)
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return PlainTextResponse("No other page may ask.", 403)
        if scope["method"] in ("GET", "HEAD"):
            return None
        from_page = headers.get("origin") == self.origin
        if not from_page or not headers.get("content-type", "").startswith("application/json"):
            return PlainTextResponse("Only the page itself may change something.", 403)
        return None

    def _opened(self, query: str) -> ASGIApp:
        given = query.removeprefix("token=")
        if not secrets.compare_digest(given.encode(), self._token.encode()):
            return PlainTextResponse(_CLOSED, 403)
        self._token = secrets.token_urlsafe(32)
        session = secrets.token_urlsafe(32)
        self._sessions.add(session)
        answer = HTMLResponse(_OPENED)
        answer.set_cookie(self._cookie, session, httponly=True, samesite="strict", path="/")
        self.on_used(self.address)
        return answer

    def _for_session(self, scope: Scope, headers: Mapping[str, str]) -> ASGIApp:
        try:
            morsel = SimpleCookie(headers.get("cookie", "")).get(self._cookie)
        except CookieError:
            morsel = None
        session = "" if morsel is None else morsel.value
        known = [one for one in self._sessions if secrets.compare_digest(one.encode(), session.encode())]
        if not known:
            return PlainTextResponse(_CLOSED, 403)
        scope[SESSION] = known[0]
        return self.app

    @property
    def _cookie(self) -> str:
        """Browsers keep cookies by host, not by port: two pages at once need two names."""
        return f"review_{self.port}"


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
            message = {**message, "headers": [*message.get("headers", []), *own]}
        await send(message)

    return sending
