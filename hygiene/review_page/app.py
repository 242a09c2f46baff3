"""The page's routes: static files, and JSON in and out of the desk."""

import asyncio
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hygiene.decided_file import write_out
from hygiene.errors import HygieneError, UsageError
from hygiene.review_page.desk import Desk
from hygiene.review_page.guard import SESSION

LARGEST_BODY: Final = 4_000_000
_QUIET_SECONDS: Final = 1.0
_KINDS: Final = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Page:
    """The application of one desk.

    folder: the plan's, where review.csv is kept up to date. approve: notes an approval of the plan with what that file
    says, and tells what it lets through.
    """

    def __init__(self, desk: Desk, folder: Path, approve: Callable[[], str]) -> None:
        self.desk, self.folder, self.approve = desk, folder, approve
        self.file_problem = ""
        self._waiting: asyncio.Task[None] | None = None
        self._static = _static_files()

    def app(self) -> Starlette:
        """The ASGI application; it must stand behind a `Guard`."""
        routes = [
            Route("/", self._file),
            Route("/static/{name}", self._file),
            Route("/api/queue", self._queue),
            Route("/api/case/{case}", self._case),
            Route("/api/since/{seq:int}", self._since),
            Route("/api/search", self._search),
            Route("/api/outcome", self._outcome),
            Route("/api/what-if", self._what_if),
            Route("/api/decide", self._decide, methods=["POST"]),
            Route("/api/undo", self._undo, methods=["POST"]),
            Route("/api/write", self._write, methods=["POST"]),
            Route("/api/approve", self._approve, methods=["POST"]),
        ]
        return Starlette(routes=routes, exception_handlers={HygieneError: _told})

    def write_file(self) -> None:
        """Brings review.csv up to date; what hinders it is shown on the page, since nothing is lost by it."""
        try:
            write_out(self.folder, self.desk.store)
            self.file_problem = ""
        except HygieneError as error:
            self.file_problem = str(error)

    async def _file(self, request: Request) -> Response:
        found = self._static.get(request.path_params.get("name", "index.html"))
        if found is None:
            return Response("There is no such file.", 404, media_type="text/plain")
        content, kind = found
        return Response(content, media_type=kind)

    async def _queue(self, _: Request) -> Response:
        return JSONResponse(self.desk.opened())

    async def _case(self, request: Request) -> Response:
        return JSONResponse(self.desk.case(request.path_params["case"]))

    async def _since(self, request: Request) -> Response:
        return JSONResponse({**self.desk.since(request.path_params["seq"]), "file_problem": self.file_problem})

    async def _search(self, request: Request) -> Response:
        return JSONResponse(self.desk.search(request.query_params.get("words", "")))

    async def _outcome(self, _: Request) -> Response:
        return JSONResponse(self.desk.outcome())

    async def _what_if(self, request: Request) -> Response:
        try:
            auto, review = (float(request.query_params[name]) for name in ("auto", "review"))
        except (KeyError, ValueError):
            raise UsageError("A threshold is a number between 0 and 1.") from None
        return JSONResponse(self.desk.what_if(auto, review))

    async def _decide(self, request: Request) -> Response:
        asked = await _body(request)
        cases = [(str(case), int(seen)) for case, seen in asked["cases"]]
        cells = {str(name): str(value) for name, value in asked["cells"].items()}
        done = self.desk.decide(request.scope[SESSION], cases, cells)
        return JSONResponse(done, background=BackgroundTask(self._write_soon))

    async def _undo(self, request: Request) -> Response:
        done = self.desk.undo(request.scope[SESSION])
        return JSONResponse(done, background=BackgroundTask(self._write_soon))

    async def _write(self, _: Request) -> Response:
        self.write_file()
        return JSONResponse({"file_problem": self.file_problem})

    async def _approve(self, _: Request) -> Response:
        """What is approved is what stands in the file: where it cannot be brought up to date, nothing is."""
        self.write_file()
        if self.file_problem:
            raise UsageError(f"Nothing was approved: {self.file_problem}")
        return JSONResponse({"told": await run_in_threadpool(self.approve)})

    async def _write_soon(self) -> None:
        """One writing for many decisions: it waits until nothing was decided for a moment."""
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = asyncio.create_task(self._write_later())

    async def _write_later(self) -> None:
        await asyncio.sleep(_QUIET_SECONDS)
        self.write_file()


async def _body(request: Request) -> Any:
    try:
        asked = await request.json()
        if isinstance(asked["cases"], list) and isinstance(asked["cells"], dict):
            return asked
    except (ValueError, KeyError, TypeError):
        pass
    raise UsageError("The page asked for something that cannot be read; load it again.")


async def _told(_: Request, error: Exception) -> Response:
    """What a person can mend is an answer like any other: a browser would log another status as a fault of the page."""
    return JSONResponse({"problem": str(error)})


def _static_files() -> dict[str, tuple[bytes, str]]:
    """Name -> content and kind, of every file that is shipped."""
    folder = files("hygiene.review_page").joinpath("static")
    return {
        entry.name: (entry.read_bytes(), _KINDS[Path(entry.name).suffix])
        for entry in folder.iterdir()
        if Path(entry.name).suffix in _KINDS
    }
