"""Calls to the org: time-outs, retries with back-off and jitter, one new login a call, and the API budget."""

import logging
import random
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version as package_version
from typing import Any, Final, Self

import requests

from hygiene.crm.salesforce.login import Way
from hygiene.crm.salesforce.problems import AGAIN_STATUS, EXPIRED, LostAnswerError, OrgError
from hygiene.errors import BrakeError, WindowOverError

TIMEOUT: Final = (10.0, 120.0)
"""Seconds to connect, and between two bytes of an answer."""
MAX_LOGINS: Final = 10
"""New logins a run: a user who is thrown out again and again must not lock the account."""
_LOG: Final = logging.getLogger(__name__)
_USAGE: Final = re.compile(r"api-usage=(\d+)/(\d+)")
_LONGEST_WAIT: Final = 60.0
_FROM_BETWEEN: Final = frozenset({"HTTP_500", "HTTP_502", "HTTP_504"})
"""Told without a code of the org: a gateway gave up, and the org may have done what it was asked."""


class _TimedSession(requests.Session):
    """Every call has a time-out, those of the library's login as well."""

    def __init__(self, timeout: tuple[float, float]) -> None:
        super().__init__()
        self.headers["User-Agent"] = f"lead-hygiene/{package_version('lead-hygiene')}"
        self._timeout = timeout

    def request(self, *args: Any, **more: Any) -> requests.Response:
        more.setdefault("timeout", self._timeout)
        return super().request(*args, **more)


@dataclass
class OrgSession:
    """A session with one org.

    version: of the API, as in 62.0. budget: share of the org's daily API requests that may be used up, by anyone, when
    this program goes on. tries: of one call. may_go_on: asked before each call, for the hard end of a run window.
    calls: made so far.
    """

    way: Way
    version: str
    budget: float = 1.0
    tries: int = 6
    first_wait: float = 0.5
    timeout: tuple[float, float] = TIMEOUT
    sleep: Callable[[float], None] = time.sleep
    may_go_on: Callable[[], bool] = lambda: True
    calls: int = 0
    _logins: int = 0
    _usage: str = ""
    _http: requests.Session = field(init=False, repr=False)
    _token: str = field(init=False, repr=False, default="")
    _url: str = field(init=False, default="")
    _random: random.Random = field(init=False, repr=False, default_factory=random.SystemRandom)

    def __post_init__(self) -> None:
        self._http = _TimedSession(self.timeout)

    @property
    def token(self) -> str:
        """The session id, logged in first where there is none."""
        if not self._token:
            self._login()
        return self._token

    @property
    def url(self) -> str:
        """The org's address, logged in first where it is not known yet."""
        if not self._url:
            self._login()
        return self._url

    def data(self, path: str) -> str:
        """Path of a REST resource."""
        return f"/services/data/v{self.version}/{path}"

    def call(
        self, method: str, path: str, *, body: Callable[[], bytes] | None = None, json: Any = None,
        headers: Mapping[str, str] | None = None, params: Mapping[str, str] | None = None, stream: bool = False,
        once: bool = False,
    ) -> requests.Response:  # fmt: skip
        """The answer of a call that went well.

        body: made anew for each try, since it may hold the session id. once: a write that must not be sent again when
        its answer is lost.

        Raises:
            OrgError: the org refused. LostAnswerError: no answer. BrakeError: the API budget is used up.
            WindowOverError: the run window is over for good.
        """
        relogged = False
        for tried in range(self.tries):
            self._check_bounds()
            token = self.token
            try:
                self.calls += 1
                answer = self._http.request(
                    method, self._url + path, data=body() if body else None, json=json, params=params, stream=stream,
                    headers={"Authorization": f"Bearer {token}", **(headers or {})}, timeout=self.timeout,
                )  # fmt: skip
            except requests.RequestException:
                if once or tried + 1 == self.tries:
                    raise LostAnswerError from None
                self._wait(tried)
                continue
            self._usage = answer.headers.get("Sforce-Limit-Info", self._usage)
            if answer.ok:
                return answer
            code = code_of(answer)
            if once and code in _FROM_BETWEEN:
                raise LostAnswerError
            if code == EXPIRED and not relogged:
                relogged = True
                self._login()
            elif _again(answer, code) and tried + 1 < self.tries:
                self._wait(tried)
            else:
                raise OrgError(code, answer.status_code)
        raise OrgError("SERVER_UNAVAILABLE")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the connections; the session can still be used."""
        self._http.close()

    def _login(self) -> None:
        if self._token and not self.way.again:
            raise OrgError(EXPIRED)
        if self._logins >= MAX_LOGINS:
            raise OrgError(EXPIRED)
        if self.way.warning and not self._logins:
            _LOG.warning(self.way.warning)
        self._logins += 1
        for tried in range(self.tries):
            try:
                self._token, self._url = self.way.login(self._http)
            except LostAnswerError:
                if tried + 1 == self.tries:
                    raise
                self._wait(tried)
            else:
                return

    def _wait(self, tried: int) -> None:
        longest = min(_LONGEST_WAIT, self.first_wait * 2**tried)
        self.sleep(longest * (0.5 + self._random.random() / 2))

    def _check_bounds(self) -> None:
        """Before a call, never after one: the answer of a write must be heard."""
        if not self.may_go_on():
            raise WindowOverError("The run window closed in the middle of a batch; resume the run in the next one.")
        found = _USAGE.search(self._usage)
        if found and int(found[1]) > self.budget * int(found[2]):
            raise BrakeError(
                f"{int(found[1]):,} of the org's {int(found[2]):,} API requests of 24 hours are used, more than"
                f" salesforce.api_budget_percent allows ({self.budget:.0%}); resume later, or raise it."
            )


def _again(answer: requests.Response, code: str) -> bool:
    """Too many calls at once end soon; the calls of a day do not, and both have one code."""
    if code == "REQUEST_LIMIT_EXCEEDED":
        return "Concurrent" in answer.text
    return answer.status_code in AGAIN_STATUS


def code_of(answer: requests.Response) -> str:
    """The org's code of a refused call, REST or SOAP; else the HTTP status."""
    text = answer.text
    found = re.search(r'"(?:errorCode|error)"\s*:\s*"([A-Za-z_]+)"|exceptionCode>(?:\w+:)?([A-Z_]+)<', text)
    return (found[1] or found[2]) if found else f"HTTP_{answer.status_code}"


def in_parts(values: Iterable[Any], size: int) -> Iterable[list[Any]]:
    """Lists of at most `size` values, in order."""
    every = list(values)
    return (every[start : start + size] for start in range(0, len(every), size))
