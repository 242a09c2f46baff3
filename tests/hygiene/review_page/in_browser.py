"""The page in a tab of a real browser: served by a thread of the tests, or by the command in a process of its own."""

import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from queue import Queue
from typing import Self

import pandas as pd
from playwright.sync_api import Browser, Page

from hygiene import moments
from hygiene.decided_file import read_review
from hygiene.review_page.server import ReviewRequest, ReviewServer

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/open\?token=\S+")
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 780}


class Served:
    """The page, served; `address` is the newest that it showed."""

    def __init__(self) -> None:
        self.address = self.next_address()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        raise NotImplementedError

    def next_address(self) -> str:
        raise NotImplementedError

    def tab(self, browser: Browser, viewport=WIDE, **more) -> Page:
        """A new browser window with the page in it, at the first case."""
        tab = browser.new_context(viewport=viewport, **more).new_page()
        tab.set_default_timeout(120_000)  # of a machine that does much else
        tab.said, tab.asked = [], []
        tab.on("console", lambda message: tab.said.append(message.text))
        tab.on("pageerror", lambda error: tab.said.append(str(error)))
        tab.on("request", lambda request: tab.asked.append(request.url))
        tab.goto(self.address)
        self.address = self.next_address()
        shown(tab)
        return tab


class ByThread(Served):
    """What the command serves, without the command."""

    def __init__(self, plan: Path, by: str = "Ada") -> None:
        self._request, self._addresses = ReviewRequest(plan, by, moments.now), Queue()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        super().__init__()

    def next_address(self) -> str:
        return self._addresses.get(timeout=120)

    def stop(self) -> None:
        self._server.server.should_exit = True
        self._thread.join(120)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        self._server = ReviewServer(self._request, self._addresses.put)
        self._addresses.put(self._server.guard.address)
        self._server.run()


class Running(Served):
    """`lead-hygiene review` as a process."""

    def __init__(self, plan: Path, by: str = "Ada") -> None:
        command = [sys.executable, "-u", "-X", "faulthandler", "-m", "hygiene.cli", "review", str(plan), "--as", by]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.told: list[str] = []
        super().__init__()

    def next_address(self) -> str:
        for line in self.process.stdout:
            self.told.append(line)
            found = ADDRESS.search(line)
            if found:
                return found[0]
        raise AssertionError("".join(self.told))

    def stop(self) -> None:
        """Ends it as a system does; one that does not end tells where it is."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(120)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGABRT)
            raise AssertionError(self.process.stdout.read()) from None
        finally:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()


def shown(tab: Page) -> str:
    """The id of the case on the screen, once it is there."""
    tab.wait_for_function(
        "() => document.querySelector('#question') && location.hash.slice(1) === "
        "document.querySelector('div.title code').textContent"
    )
    return tab.inner_text("div.title code")


def press(tab: Page, *keys: str) -> None:
    for key in keys:
        tab.keyboard.press(key)


def stands(tab: Page, text: str) -> None:
    """Waits until the case on the screen says so."""
    tab.wait_for_function("text => document.getElementById('stands')?.textContent.startsWith(text)", arg=text)


def counted(tab: Page, text: str) -> None:
    tab.wait_for_function("text => document.getElementById('counted').textContent.startsWith(text)", arg=text)


def says(tab: Page, text: str) -> None:
    tab.wait_for_function("text => document.getElementById('said').textContent.includes(text)", arg=text)


def go_to(tab: Page, case: str) -> None:
    """Shows a case by searching for it."""
    press(tab, "/")
    tab.fill("#words", case)
    tab.wait_for_function("() => document.getElementById('found').textContent.startsWith('1 case of')")
    tab.wait_for_function("id => location.hash === '#' + id", arg=case)
    press(tab, "Escape")
    assert shown(tab) == case


def case_of(folder, rule: str, records: int) -> str:
    """The first case of a rule with so many records."""
    review = pd.read_csv(folder / "review.csv", dtype=str)
    fits = (review["rule"] == rule) & (review["records"].str.count(";") == records - 1)
    return str(review.loc[fits, "case_id"].iloc[0])


def decided(folder) -> dict[str, str]:
    """Case id -> decision, as `apply` would see it."""
    review = read_review(folder / "review.csv").dropna(subset=["decision"])
    return dict(review[["case_id", "decision"]].itertuples(index=False))
