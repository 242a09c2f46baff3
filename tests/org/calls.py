"""One call of a client, as the handlers see it, and the answers they give."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from starlette.responses import JSONResponse, Response

from tests.org.errors import OrgError
from tests.org.faults import Fault
from tests.org.state import State
from tests.org.store import Store


@dataclass
class Call:
    state: State
    name: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    fault: Fault | None = None

    @property
    def store(self) -> Store:
        return self.state.store

    @property
    def version(self) -> str:
        return self.path.get("version", "64.0")

    @cached_property
    def json(self) -> dict:
        try:
            return json.loads(self.body or b"{}")
        except ValueError as error:
            raise OrgError("JSON_PARSER_ERROR", f"The HTTP entity body is not JSON: {error}") from None


def refused(error: OrgError) -> Response:
    return JSONResponse([error.rest()], status_code=error.http)


def empty() -> Response:
    return Response(status_code=204)
