"""The short pages in real Chromium: accessible, quiet, and inside the screen on a phone and on a wide one."""

import pytest

from hygiene.report.analyst import analyst
from hygiene.report.comparing import diff_sheet
from hygiene.report.explained import explained
from hygiene.report.monday import Weekend, monday
from hygiene.report.sheet import as_page
from tests.hygiene.report.small_plan import empty_plan
from tests.tables import AS_OF

pytestmark = pytest.mark.browser

WAYS = [(360, "light"), (360, "dark"), (1440, "light"), (1440, "dark")]


@pytest.fixture(scope="module")
def pages(plan, policy, summary):
    """Name -> page."""
    first = str(plan.tables["changes"]["record_id"].iloc[0])
    return {
        "diff": as_page(diff_sheet(empty_plan(), policy, plan, policy)),
        "explain": as_page(explained(plan, first, "Lead")),
        "monday": as_page(monday(Weekend(summary, AS_OF, 15, 1))),
        "analyst": as_page(analyst(plan, summary)),
    }


@pytest.mark.parametrize("name", ["diff", "explain", "monday", "analyst"])
@pytest.mark.parametrize(("width", "scheme"), WAYS)
def test_it_is_accessible_quiet_and_inside_the_screen(browser, pages, name, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    tab = context.new_page()
    tab.set_default_timeout(120_000)
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("request", lambda asked: said.append(asked.url))
    tab.set_content(pages[name])

    found = Axe().run(tab).response["violations"]

    assert said == []
    assert [(item["id"], item["nodes"][0]["html"]) for item in found] == []
    assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()
