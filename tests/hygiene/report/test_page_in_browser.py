"""The report in real Chromium: quiet, self-contained, readable on a phone, accessible in light and dark."""

import pytest

pytestmark = pytest.mark.browser

PHONE, WIDE = {"width": 360, "height": 740}, {"width": 1440, "height": 900}


@pytest.fixture(scope="module")
def address(page, tmp_path_factory):
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(page, encoding="utf-8")
    return file.as_uri()


@pytest.fixture
def opened(browser, address, request):
    """The report in a tab of the asked size and colours, with what the tab said and asked for."""
    options = {"viewport": WIDE, "color_scheme": "light", **request.param}
    context = browser.new_context(**options)
    tab = context.new_page()
    tab.set_default_timeout(120_000)
    tab.said, tab.asked = [], []
    tab.on("console", lambda message: tab.said.append(message.text))
    tab.on("pageerror", lambda error: tab.said.append(str(error)))
    tab.on("request", lambda asked: tab.asked.append(asked.url))
    tab.goto(address)
    yield tab
    context.close()


EVERY_WAY = [
    pytest.param({"viewport": size, "color_scheme": scheme}, id=f"{name} and {scheme}")
    for name, size in (("phone", PHONE), ("wide", WIDE))
    for scheme in ("light", "dark")
]


@pytest.mark.parametrize("opened", EVERY_WAY, indirect=True)
def test_it_opens_quietly_and_asks_for_nothing_else(opened, address):
    assert opened.said == []
    assert opened.asked == [address]


WIDTHS = [
    pytest.param({"viewport": {"width": width, "height": 800}}, id=str(width)) for width in (320, 360, 900, 1024, 1440)
]


@pytest.mark.parametrize("opened", WIDTHS, indirect=True)
def test_nothing_runs_out_of_the_screen(opened):
    inside = "document.documentElement.scrollWidth <= window.innerWidth"
    out = """[...document.querySelectorAll('body *')].filter(e => !e.closest('svg') && !e.closest('.cards thead') &&
        e.getBoundingClientRect().right > window.innerWidth + 1).map(e => e.outerHTML.slice(0, 80))"""

    assert opened.evaluate(inside)
    assert opened.evaluate(out) == []


@pytest.mark.parametrize("opened", EVERY_WAY, indirect=True)
def test_axe_finds_no_violation(opened):
    from axe_playwright_python.sync_playwright import Axe

    results = Axe().run(opened)

    assert [(found["id"], found["nodes"][0]["html"]) for found in results.response["violations"]] == []


@pytest.mark.parametrize("opened", [{"java_script_enabled": False}], indirect=True)
def test_it_reads_without_scripts(opened):
    assert "Every count reconciles" in opened.locator("main").inner_text()


@pytest.mark.parametrize("opened", [{}], indirect=True)
def test_it_follows_the_reader_into_the_dark(opened):
    background = "getComputedStyle(document.body).backgroundColor"
    bar = "getComputedStyle(document.querySelector('figure svg .mark-rect path')).fill"
    light = opened.evaluate(f"[{background}, {bar}]")

    opened.emulate_media(color_scheme="dark")
    dark = opened.evaluate(f"[{background}, {bar}]")

    assert light[0] != dark[0]
    assert light[1] != dark[1]


@pytest.mark.parametrize("opened", [{"color_scheme": "dark"}], indirect=True)
def test_it_prints_in_light_colours_with_every_section(opened):
    opened.emulate_media(media="print")

    assert opened.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not opened.locator("nav").is_visible()
    assert opened.pdf(format="A4").startswith(b"%PDF")
