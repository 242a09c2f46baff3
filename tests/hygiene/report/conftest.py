"""The small plan with its report, made once, and a real browser."""

import shutil

import pytest

from hygiene.plan import Plan
from hygiene.policy import Policy, parse_policy
from hygiene.report.page import render
from hygiene.report.summary import summarise
from tests.hygiene.report.small_plan import small_plan

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def plan() -> Plan:
    return small_plan()


@pytest.fixture(scope="session")
def policy() -> Policy:
    """The shipped policy with thresholds of its own, so that fitting the matcher again does not touch these tests."""
    return parse_policy("tiers: {auto: 0.998, review: 0.5}", "test policy")


@pytest.fixture(scope="session")
def summary(plan, policy):
    return summarise(plan, policy)


@pytest.fixture(scope="session")
def page(plan, policy, summary) -> str:
    return render(plan, policy, summary)


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
