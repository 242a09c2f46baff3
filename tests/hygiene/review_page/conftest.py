"""A saved plan of the samples to review, and the page's application without a socket."""

import asyncio
import shutil
from pathlib import Path

import httpx
import pandas as pd
import pytest

from hygiene.pipeline import PlanRequest, make_and_save_plan
from hygiene.review_page.server import ReviewRequest, ReviewServer
from tests.hygiene.review_page.in_browser import ByThread

NOW = pd.Timestamp("2026-11-26T10:00:00Z")
SAMPLES = Path("data/samples")


@pytest.fixture(scope="session")
def saved(tmp_path_factory) -> Path:
    """The plan, made once."""
    folder = tmp_path_factory.mktemp("samples") / "plan"
    make_and_save_plan(PlanRequest(SAMPLES, folder, NOW))
    return folder


@pytest.fixture
def folder(saved, tmp_path) -> Path:
    """A copy of it to decide on."""
    return Path(shutil.copytree(saved, tmp_path / "plan"))


class Visitor:
    """A browser without a screen, at the page's own address; `opened` once it has used the token."""

    def __init__(self, server: ReviewServer) -> None:
        self.server = server
        transport = httpx.ASGITransport(server.guard, raise_app_exceptions=True)
        self._client = httpx.AsyncClient(transport=transport, base_url=server.guard.origin)
        self.cookies = self._client.cookies

    def get(self, path: str, **more) -> httpx.Response:
        return asyncio.run(self._client.get(path, **more))

    def post(self, path: str, **more) -> httpx.Response:
        return asyncio.run(self._client.post(path, **more))

    def opened(self) -> "Visitor":
        assert self.get(self.server.guard.address).status_code == 200
        return self

    def send(self, path: str, body: object) -> httpx.Response:
        return self.post(path, json=body, headers={"Origin": self.server.guard.origin})

    def decide(self, case: str, seen: int = 0, **cells: str) -> httpx.Response:
        return self.send("/api/decide", {"cases": [[case, seen]], "cells": cells})


@pytest.fixture
def serve(folder):
    """Starts a page for somebody: `serve("Ada")`."""
    servers = []

    def start(by: str = "Ada", plan: Path = folder) -> Visitor:
        servers.append(ReviewServer(ReviewRequest(plan, by, lambda: NOW), lambda _: None))
        return Visitor(servers[-1])

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def ada(serve) -> Visitor:
    return serve("Ada").opened()


@pytest.fixture
def server(folder):
    with ByThread(folder) as started:
        yield started


@pytest.fixture
def tab(server, browser):
    """The page at its first case; at the end nothing was said on the console, and nobody else was asked."""
    page = server.tab(browser)
    yield page
    origin = page.url.split("/#")[0]
    assert page.said == []
    assert [url for url in page.asked if not url.startswith(f"{origin}/")] == []
    page.context.close()


@pytest.fixture
def cases(saved) -> int:
    """Cases of the plan of the samples: another weight of the matcher makes other ones."""
    return len(pd.read_csv(saved / "review.csv", dtype=str))


@pytest.fixture
def of_all(cases):
    """What the page counts, of so many decided ones."""
    return lambda decided_ones: f"{decided_ones} of {cases}"
