"""The review page in real Chromium: markup is text, everybody can use it, it fits the screen."""

import pytest

from hygiene.pipeline import PlanRequest, make_and_save_plan
from tests.hygiene.review_page.conftest import NOW
from tests.hygiene.review_page.hostile import ATTACK, write_hostile_export
from tests.hygiene.review_page.in_browser import (
    PHONE,
    WIDE,
    ByThread,
    counted,
    press,
    shown,
    stands,
)

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


def test_markup_in_every_field_is_shown_as_text(browser, tmp_path):
    export = write_hostile_export(tmp_path / "export")
    make_and_save_plan(PlanRequest(export, tmp_path / "plan", NOW))
    with ByThread(tmp_path / "plan") as server:
        tab = server.tab(browser)
        press(tab, "d", "n")
        tab.keyboard.type(ATTACK)
        press(tab, "Escape")
        for dialog in "?bw":
            press(tab, dialog)
            tab.wait_for_selector("dialog[open]")
            press(tab, "Escape")
            tab.wait_for_selector("dialog:not([open])", state="attached")
        tab.reload()
        shown(tab)

        assert ATTACK in tab.inner_text("td.after >> nth=0")
        assert ATTACK in tab.inner_text("#list")
        assert tab.input_value("#note") == ATTACK
        assert tab.evaluate("[window.harmed, document.images.length, document.scripts.length]") == [None, 0, 1]
        assert tab.said == []
        tab.context.close()


@pytest.mark.parametrize("width", [900, 1024, 1280])
def test_a_window_of_any_width_shows_the_whole_page(server, browser, width):
    tab = server.tab(browser, {"width": width, "height": 800})

    assert tab.evaluate("document.documentElement.scrollWidth") <= width


WAYS = [(WIDE, "light"), (WIDE, "dark"), (PHONE, "light"), (PHONE, "dark")]


@pytest.mark.parametrize(("viewport", "scheme"), WAYS)
def test_it_is_accessible_and_inside_the_screen(server, browser, folder, viewport, scheme, of_all):
    from axe_playwright_python.sync_playwright import Axe

    tab = server.tab(browser, viewport, color_scheme=scheme)
    found = []

    def look(where: str) -> None:
        response = Axe().run(tab).response
        found.extend((where, item["id"], item["nodes"][0]["html"]) for item in response["violations"])
        if not tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
            found.append((where, "wider than the screen", ""))

    look("first case")
    press(tab, "a")
    counted(tab, of_all(1))
    press(tab, "k")
    stands(tab, "Approved")
    press(tab, "d")
    look("decided, all fields")
    for key in "?bwf":
        press(tab, key)
        tab.wait_for_selector("dialog[open]")
        look(f"dialog {key}")
        press(tab, "Escape")
        tab.wait_for_selector("dialog:not([open])", state="attached")
    if viewport == PHONE:
        tab.click("#queue-toggle")
        tab.wait_for_selector("#queue.open")
        look("queue")
    assert found == []
    assert tab.said == []
    tab.context.close()


def test_a_phone_opens_the_queue_and_goes_to_a_case(server, browser):
    tab = server.tab(browser, PHONE)
    first = shown(tab)
    tab.click("#queue-toggle")
    tab.click("#list [role=option] >> nth=3")
    tab.wait_for_function("first => location.hash !== '#' + first", arg=first)
    shown(tab)

    assert not tab.is_visible("#queue")
    tab.context.close()
