"""The small plan with its report, made once, and a real browser."""

import shutil

import pytest

from hygiene.plan import Plan
from hygiene.report.page import render
from hygiene.report.summary import summarise
from tests.hygiene.report.small_plan import small_plan

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def plan() -> Plan:
    return small_plan()


@pytest.fixture(scope="session")
def summary(plan, default_policy):
    return summarise(plan, default_policy)


@pytest.fixture(scope="session")
def page(plan, default_policy, summary) -> str:
    return render(plan, default_policy, summary)


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium: apt-get install chromium (Debian), or install Google Chrome")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-background-networking"]
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()
