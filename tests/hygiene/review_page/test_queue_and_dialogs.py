"""The review page in real Chromium: the list, its filters, and every dialog."""

import pandas as pd
import pytest

from tests.hygiene.review_page.in_browser import (
    counted,
    decided,
    press,
    shown,
)

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


def test_the_list_is_filtered_by_words_decision_and_rule_and_the_search_is_cleared_by_a_key(tab, of_all, cases):
    press(tab, "a")
    counted(tab, of_all(1))
    press(tab, "s")
    tab.wait_for_function(f"() => document.getElementById('found').textContent === '{cases - 1} cases of {cases}'")
    press(tab, "s")
    tab.wait_for_function(f"() => document.getElementById('found').textContent === '1 case of {cases}'")
    tab.select_option("#status", "")
    tab.select_option("#rule", "account_to_account")
    tab.wait_for_function(f"() => document.getElementById('found').textContent === '2 cases of {cases}'")
    tab.select_option("#rule", "")
    tab.fill("#words", "no such thing anywhere")
    tab.wait_for_selector("text=No case fits the filter.")
    tab.focus("#words")
    press(tab, "Escape")
    tab.wait_for_function(f"() => document.getElementById('found').textContent.startsWith('{cases} cases')")


def test_many_are_decided_at_once_after_their_number_was_shown_and_taken_back_by_one_undo(tab, folder, of_all):
    press(tab, "r")
    counted(tab, of_all(1))
    tab.select_option("#rule", "lead_to_lead")
    press(tab, "b")
    tab.wait_for_selector("dialog[open]")
    merges = int((pd.read_csv(folder / "review.csv", dtype=str)["rule"] == "lead_to_lead").sum())
    assert f"The filter shows {merges} cases" in tab.inner_text(".preview")
    button = tab.locator("dialog button.approve")
    number = int(button.inner_text().split(": ")[1].split()[0])
    button.click()
    counted(tab, of_all(number + 1))
    assert list(decided(folder).values()).count("approve") == number

    press(tab, "u")
    counted(tab, of_all(1))


@pytest.mark.parametrize(
    ("key", "button", "title"),
    [
        ("f", "finish", "What comes next"),
        ("b", "bulk", "Decide many"),
        ("w", "whatif", "What if the thresholds were others"),
        ("?", "help", "Keys"),
    ],
)
def test_each_dialog_opens_by_key_and_button_and_closes_by_key_and_button(tab, key, button, title):
    for opening, closing in ((key, "Escape"), (button, "button")):
        tab.click(f"[data-do={button}]") if opening == button else press(tab, key)
        tab.wait_for_selector("dialog[open]")
        assert tab.inner_text("dialog h2") == title
        tab.click("dialog .close button") if closing == "button" else press(tab, "Escape")
        tab.wait_for_selector("dialog:not([open])", state="attached")


def test_other_thresholds_show_what_they_would_do(tab):
    press(tab, "w")
    tab.fill("#auto", "0.5")
    tab.fill("#ask", "0.5")
    tab.wait_for_function("() => Number(document.querySelector('.told tbody td')?.textContent) > 0")
    tab.fill("#auto", "0.1")
    tab.wait_for_selector("text=must hold")


def test_an_answer_that_comes_late_does_not_stand_for_the_last_question(tab):
    press(tab, "w")
    tab.wait_for_selector(".told tbody td")
    tab.evaluate("""() => {
        const ask = window.fetch;
        let number = 0;
        window.late = false;
        window.fetch = async (...all) => {
            const first = number++ === 0;
            const answer = await ask(...all);
            if (first) await new Promise((go) => setTimeout(go, 1000));
            window.late = window.late || first;
            return answer;
        };
    }""")
    tab.fill("#auto", "0.5")
    tab.fill("#auto", "0.05")
    tab.wait_for_selector("text=must hold")
    tab.wait_for_function("() => window.late")
    tab.wait_for_timeout(200)

    assert "must hold" in tab.inner_text(".told")


def test_a_key_acts_at_once_after_a_dialog_whose_field_has_the_focus_still(tab):
    press(tab, "w")
    tab.wait_for_selector("#auto")
    tab.evaluate("""() => {
        const field = document.getElementById("auto");
        document.getElementById("dialog").close();
        field.dispatchEvent(new KeyboardEvent("keydown", { key: "f", bubbles: true }));
    }""")

    tab.wait_for_selector("dialog[open] .steps")


def test_the_end_tells_what_can_be_applied_what_waits_and_the_commands(tab, folder, of_all, cases):
    press(tab, "b")
    tab.click("dialog button.approve")
    counted(tab, of_all(cases))
    press(tab, "f")
    tab.wait_for_selector("dialog .steps")

    told = tab.inner_text("dialog")
    assert f"{cases} cases approved" in told
    assert f"lead-hygiene apply {folder.as_posix()} --to cleaned" in told
    assert f"lead-hygiene plan data/samples --decisions {folder.as_posix()}/review.csv" in told


def test_the_help_names_every_key_that_acts(tab):
    press(tab, "?")
    named = set(tab.locator("dialog .keys kbd").all_inner_texts())

    acting = set("arhcujkomxvden/sbwf?") | set("123456789")
    assert named == acting


def test_single_keys_can_be_switched_off(tab, folder, of_all):
    press(tab, "?")
    tab.uncheck("#single")
    press(tab, "Escape")
    tab.wait_for_selector("dialog:not([open])", state="attached")
    press(tab, "a", "r", "h")
    tab.click("#do-hold")
    counted(tab, of_all(1))

    assert list(decided(folder).values()) == ["hold"]


def test_the_list_is_walked_by_arrows(tab):
    first = shown(tab)
    tab.focus("#list")
    press(tab, "ArrowDown", "ArrowDown")
    tab.wait_for_function("first => location.hash !== '#' + first", arg=first)
    third = shown(tab)
    assert tab.get_attribute("#list", "aria-activedescendant") == f"row-{third}"
    press(tab, "ArrowUp", "ArrowUp")
    tab.wait_for_function("first => location.hash === '#' + first", arg=first)
