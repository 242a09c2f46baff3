"""The review page on this machine's own address, until it is stopped."""

import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd
import uvicorn

from hygiene import saved_plan
from hygiene.decided_file import take_in
from hygiene.decision_store import DecisionStore
from hygiene.errors import UsageError
from hygiene.manifest import moment_text
from hygiene.review import check_cells
from hygiene.review_page.app import LARGEST_BODY, Page
from hygiene.review_page.case_book import case_book
from hygiene.review_page.desk import Desk
from hygiene.review_page.guard import Guard


@dataclass(frozen=True)
class ReviewRequest:
    """Which plan is reviewed by whom. port: 0 for any free one. now: the clock."""

    plan: Path
    by: str
    now: Callable[[], pd.Timestamp]
    port: int = 0


class ReviewServer:
    """A page that is ready to be served: `guard.address` opens it once."""

    def __init__(self, request: ReviewRequest, on_used: Callable[[str], None]) -> None:
        """Reads the plan and takes in what was filled in in its review.csv.

        Raises:
            InputError, BrakeError: as `saved_plan.load`. UsageError: a mistake in review.csv, told by row; a port that
                is taken. OutsideError: the decisions cannot be kept.
        """
        saved = saved_plan.load(request.plan)
        # Decisions that contradict each other are mended here, so they do not keep the page from being opened.
        check_cells(saved.plan.tables["review"], saved.policy.survivorship)
        self.store = DecisionStore(request.plan, saved.plan.digest)
        try:
            take_in(request.plan, self.store, moment_text(request.now()))
            self.socket = _listening(request.port)
        except BaseException:
            self.store.close()
            raise
        desk = Desk(case_book(saved.plan, saved.policy), self.store, request.by, request.now)
        desk.warm()
        self.page = Page(desk, request.plan, partial(_approved, request))
        self.guard = Guard(self.page.app(), self.socket.getsockname()[1], on_used)
        self.server = uvicorn.Server(_config(self.guard))

    def run(self) -> None:
        """Serves until it is stopped; then review.csv is up to date."""
        try:
            with suppress(KeyboardInterrupt):
                self.server.run(sockets=[self.socket])
        finally:
            self.close()

    def close(self) -> None:
        """Writes review.csv and lets go of the files."""
        self.page.write_file()
        self.store.close()
        self.socket.close()


def _approved(request: ReviewRequest) -> str:
    """In the name of the account that runs this page, as by the command: a name that was given to it proves nothing."""
    # The ledger is slow to import, and most who decide cases approve no plan.
    from hygiene.approving import approve_plan

    return approve_plan(request.plan, request.now)


def _config(app: Guard) -> uvicorn.Config:
    # No access log: it would hold what was searched for.
    return uvicorn.Config(
        app, log_level="error", access_log=False, lifespan="off", ws="none", http="h11", loop="asyncio",
        server_header=False, timeout_graceful_shutdown=1, h11_max_incomplete_event_size=LARGEST_BODY,
    )  # fmt: skip


def _listening(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.bind(("127.0.0.1", port))
        # From here on a browser that is told the address waits instead of being refused.
        listener.listen()
    except OSError as error:
        listener.close()
        raise UsageError(f"Port {port} cannot be used ({error.strerror}); leave --port out for a free one.") from None
    return listener
