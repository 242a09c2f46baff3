"""How long a saved plan takes to be told, how large its page is, and how soon Chromium has opened it.

usage: python benchmarks/report.py PLAN

PLAN is the folder of a saved plan, for example of 1.3 million records (`benchmarks/plan.py` tells how to make one).
Wanted for the reviewer's report of such a plan: under 10 s from the loaded plan, under 3 MB, open in under 2 s.
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

from hygiene import saved_plan
from hygiene.report.analyst import analyst
from hygiene.report.page import render
from hygiene.report.sheet import as_page
from hygiene.report.summary import summarise


def main() -> None:
    """Print a line for each step."""
    started = time.perf_counter()
    saved = saved_plan.load(Path(sys.argv[1]))
    print(f"load    {time.perf_counter() - started:6.2f} s, {len(saved.plan.tables['changes']):,} changes")
    started = time.perf_counter()
    summary = summarise(saved.plan, saved.policy)
    page = render(saved.plan, saved.policy, summary)
    print(f"reviewer{time.perf_counter() - started:6.2f} s, {len(page.encode()) / 1e6:.2f} MB{opened(page)}")
    started = time.perf_counter()
    page = as_page(analyst(saved.plan, summary))
    print(f"analyst {time.perf_counter() - started:6.2f} s, {len(page.encode()) / 1e6:.2f} MB{opened(page)}")


def opened(page: str) -> str:
    """How long the page takes to load in Chromium, from asking for it to its `load` event."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "page.html"
        file.write_text(page, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        tab = browser.new_page()
        started = time.perf_counter()
        tab.goto(file.as_uri())
        seconds = time.perf_counter() - started
        browser.close()
    return f", opens in {seconds:.2f} s"


if __name__ == "__main__":
    main()
