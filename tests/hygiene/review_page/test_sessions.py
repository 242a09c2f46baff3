"""The review page in real Chromium: a long review, two people at once, a server that dies."""

import pandas as pd
import pytest

from tests.hygiene.review_page.in_browser import (
    Running,
    counted,
    decided,
    press,
    says,
    shown,
    stands,
)

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


@pytest.fixture
def server(folder):
    """The command in a process of its own, as a person has it."""
    with Running(folder) as started:
        yield started


def test_fifty_cases_are_reviewed_by_keyboard_alone_with_a_reload_in_the_middle(tab, folder, of_all):
    keys = {"a": "approve", "r": "reject", "h": "hold"}
    wanted = {}
    for number in range(50):
        case = shown(tab)
        key = "arh"[number % 3]
        press(tab, key)
        counted(tab, of_all(number + 1))
        wanted[case] = keys[key]
        if number == 25:
            at = shown(tab)
            tab.reload()
            assert shown(tab) == at
            counted(tab, of_all(26))

    assert decided(folder) == wanted
    for _ in range(600):  # the file follows when the decider rests
        tab.wait_for_timeout(100)
        review = pd.read_csv(folder / "review.csv", dtype=str).dropna(subset=["decision"])
        if len(review) == len(wanted):
            break
    assert dict(review[["case_id", "decision"]].itertuples(index=False)) == wanted
    assert set(review["decided_by"]) == {"Ada"}


def test_of_two_people_the_second_is_told_who_decided_what_and_may_then_change_it(tab, folder, browser, of_all):
    with Running(folder, "Eve") as other:
        eve = other.tab(browser)
        case = shown(tab)
        assert shown(eve) == case
        # Eve's page is kept from hearing of it by itself: she decides before it could.
        eve.route("**/api/since/*", lambda route: route.fulfill(json={"decided": {}, "seq": 0, "file_problem": ""}))
        press(tab, "a")
        counted(tab, of_all(1))
        press(eve, "r")
        says(eve, "Ada approved it meanwhile")
        stands(eve, "Approved by Ada")
        assert decided(folder)[case] == "approve"

        press(eve, "r")
        says(eve, "Rejected.")
        assert decided(folder)[case] == "reject"
        press(tab, "k")
        stands(tab, "Rejected by Eve")
        assert eve.said == []
        eve.context.close()


def test_what_one_person_decides_is_seen_by_the_other_in_a_moment(tab, folder, browser, of_all):
    with Running(folder, "Eve") as other:
        eve = other.tab(browser)
        press(tab, "h")
        counted(eve, of_all(1))
        says(eve, "Ada changed this case while you looked")
        eve.context.close()


def test_a_killed_server_loses_nothing(server, tab, folder, of_all):
    case = shown(tab)
    press(tab, "a")
    counted(tab, of_all(1))
    server.process.kill()
    server.process.wait()

    assert decided(folder) == {case: "approve"}
    press(tab, "a")
    says(tab, "The server does not answer")
    tab.said.clear()  # Chromium tells of the broken connection by itself


def test_a_session_goes_on_after_the_server_was_started_again(folder, browser, of_all):
    with Running(folder) as first:
        tab = first.tab(browser)
        press(tab, "a")
        counted(tab, of_all(1))
    with Running(folder) as second:
        counted(second.tab(browser), of_all(1))


def test_a_page_without_the_token_shows_nothing(server, browser):
    tab = browser.new_context().new_page()
    origin = server.address.split("/open")[0]

    for address in (origin, f"{origin}/open?token=wrong", origin.replace("127.0.0.1", "localhost")):
        answer = tab.goto(address)
        assert answer.status in (403, 421)
        assert tab.locator("#case").count() == 0
    tab.context.close()
