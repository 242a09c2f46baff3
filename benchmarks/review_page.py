"""How soon the review page of a plan with many cases is there, and how smoothly its queue scrolls.

usage: python benchmarks/review_page.py [--pairs 5200]

Makes that many pairs of invented leads, a plan that leaves each pair to a person, and opens the page in Chromium.
Wanted: open in under 1 s, no frame of the scrolling over 50 ms, a decision saved and the next case shown in under 0.2 s.
"""

import argparse
import csv
import itertools
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from hygiene.pipeline import PlanRequest, make_and_save_plan

if TYPE_CHECKING:
    from playwright.sync_api import Page

SYLLABLES = ("ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "wu")
FRAMES = """async () => {
  const list = document.getElementById("list"), frames = [];
  let last = performance.now();
  for (let at = 0; at < 240; at += 1) {
    list.scrollTop += list.scrollHeight / 260;
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    frames.push(now - last);
    last = now;
  }
  return frames.sort((one, other) => one - other);
}"""


def main() -> None:
    """Print a line for each figure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=5200)
    pairs = parser.parse_args().pairs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_leads(folder / "export", pairs)
        now = pd.Timestamp("2026-11-26T10:00:00Z")
        make_and_save_plan(PlanRequest(folder / "export", folder / "plan", now, asks_only=("lead_to_lead",)))
        measure(folder / "plan")


def write_leads(folder: Path, pairs: int) -> None:
    """Writes `Lead.csv`: two leads of each person, told apart by a title and the spelling of a number."""
    folder.mkdir()
    # Every ninth name, so that neighbours are no near misspellings of each other.
    names = (
        "".join(part).capitalize() for part in itertools.islice(itertools.product(SYLLABLES, repeat=4), 0, None, 9)
    )
    with (folder / "Lead.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(
            [
                "Id",
                "FirstName",
                "LastName",
                "Email",
                "Company",
                "Title",
                "Phone",
                "LeadSource",
                "Status",
                "Country",
                "CreatedDate",
            ]
        )
        for number, last in zip(range(pairs), names, strict=False):
            first, firm = last[::-1].capitalize(), f"{last[:4]} {number % 700} Works"
            mail, phone = f"{first}.{last}@{last[:4]}{number % 700}.example".lower(), f"{2125550000 + number * 7919}"
            common = [first, last, mail, firm]
            rows.writerow([f"00Q{2 * number:012d}", *common, "Engineer", phone, "Web", "Raw", "US", "2024-01-01"])
            spelled = f"({phone[:3]}) {phone[3:6]}-{phone[6:]}"
            rows.writerow([f"00Q{2 * number + 1:012d}", *common, "", spelled, "Web", "Raw", "US", "2025-01-01"])


def measure(plan: Path) -> None:
    """Starts the command, opens the page, scrolls, decides, searches."""
    from playwright.sync_api import sync_playwright

    began = time.perf_counter()
    command = [sys.executable, "-u", "-m", "hygiene.cli", "review", str(plan), "--as", "benchmark"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server, sync_playwright() as playwright:
        told = iter(server.stdout or ())
        address = next(found[0] for line in told if (found := re.search(r"http://\S+", line)))
        print(f"server ready           {time.perf_counter() - began:8.2f} s")
        program = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 1440, "height": 900})
        began = time.perf_counter()
        tab.goto(address)
        tab.wait_for_selector("#question")
        print(f"page open              {time.perf_counter() - began:8.2f} s, {tab.inner_text('#found')}")
        again = time.perf_counter()
        tab.reload()
        tab.wait_for_selector("#question")
        print(f"reloaded               {time.perf_counter() - again:8.2f} s")
        frames = tab.evaluate(FRAMES)
        rows = tab.locator("#list [role=option]").count()
        print(
            f"scrolling the queue    {frames[len(frames) // 2]:8.1f} ms a frame, {frames[int(len(frames) * 0.99)]:.1f} ms"
            f" at 99 %, {frames[-1]:.1f} ms at most; {rows} rows in the page"
        )
        print(f"decide and go on       {median(tab, decide):8.3f} s")
        print(f"search                 {timed(lambda: search(tab)):8.3f} s")
        print(f"decide all others      {timed(lambda: decide_all(tab)):8.2f} s")
        browser.close()
        server.terminate()


def median(tab: "Page", step: Callable[["Page"], None]) -> float:
    """The middle one of 21 times."""
    return sorted(timed(lambda: step(tab)) for _ in range(21))[10]


def timed(step: Callable[[], None]) -> float:
    """Seconds that it takes."""
    began = time.perf_counter()
    step()
    return time.perf_counter() - began


def decide(tab: "Page") -> None:
    """Approves, and waits for the next case."""
    before = tab.inner_text("div.title code")
    tab.keyboard.press("a")
    tab.wait_for_function("before => document.querySelector('div.title code')?.textContent !== before", arg=before)


def search(tab: "Page") -> None:
    """Looks for one number."""
    tab.fill("#words", f"{2125550000 + 42 * 7919}")
    tab.wait_for_function("() => document.getElementById('found').textContent.startsWith('1 case of')")
    tab.focus("#words")
    tab.keyboard.press("Escape")


def decide_all(tab: "Page") -> None:
    """Puts every open case on hold."""
    tab.keyboard.press("b")
    tab.click("dialog button.hold")
    tab.wait_for_function("() => document.getElementById('progress').value === document.getElementById('progress').max")


if __name__ == "__main__":
    main()
