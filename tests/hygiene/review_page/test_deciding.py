"""The review page in real Chromium: each case is decided by keys and by buttons."""

import pytest

from hygiene.decided_file import read_review
from tests.hygiene.review_page.in_browser import (
    case_of,
    counted,
    decided,
    go_to,
    press,
    says,
    shown,
    stands,
)

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


@pytest.mark.parametrize(("key", "decision"), [("a", "approve"), ("r", "reject"), ("h", "hold")])
def test_a_key_and_a_button_decide_and_go_on_to_the_next_open_case(tab, folder, key, decision, of_all):
    first = shown(tab)
    press(tab, key)
    counted(tab, of_all(1))
    second = shown(tab)
    tab.click(f"#do-{decision}")
    counted(tab, of_all(2))

    assert len({first, second, shown(tab)}) == 3
    assert decided(folder) == {first: decision, second: decision}


def test_keys_and_buttons_go_back_and_forth_and_over_what_is_decided(tab, of_all):
    first = shown(tab)
    press(tab, "j")
    second = shown(tab)
    press(tab, "a")
    counted(tab, of_all(1))
    third = shown(tab)
    press(tab, "k")
    assert shown(tab) == second
    press(tab, "k")
    assert shown(tab) == first
    press(tab, "o")
    assert shown(tab) == third
    tab.click("#do-previous")
    assert shown(tab) == second
    tab.click("#do-next")
    assert shown(tab) == third


def test_undo_takes_back_and_shows_what_it_took_back(tab, folder, of_all):
    first = shown(tab)
    press(tab, "a")
    counted(tab, of_all(1))
    press(tab, "u")
    counted(tab, of_all(0))
    assert shown(tab) == first
    assert decided(folder) == {}

    press(tab, "r")
    counted(tab, of_all(1))
    tab.click("#do-undo")
    counted(tab, of_all(0))
    press(tab, "u")
    says(tab, "nothing to undo")


def test_a_decision_is_opened_again(tab, folder, of_all):
    press(tab, "a")
    counted(tab, of_all(1))
    press(tab, "k")
    stands(tab, "Approved by Ada")
    press(tab, "c")
    stands(tab, "Open")
    tab.click("#do-hold")
    counted(tab, of_all(1))
    press(tab, "k")
    stands(tab, "On hold")
    tab.click("#do-hold")
    stands(tab, "Open")

    assert decided(folder) == {}


def test_a_record_is_left_out_another_stays_and_a_value_is_chosen_by_keys(tab, folder, of_all):
    case = case_of(folder, "lead_to_lead", 3)
    go_to(tab, case)
    press(tab, "3", "x")
    tab.wait_for_selector("thead th.out[data-record='2']")
    press(tab, "2", "m")
    tab.wait_for_selector("thead th.master[data-record='1']")
    press(tab, "v")
    field = tab.evaluate("document.activeElement.dataset.field")
    press(tab, "ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft", "Enter")
    tab.wait_for_selector("td.chosen")
    assert tab.evaluate("document.activeElement.dataset.field") == field
    press(tab, "Escape", "a")
    counted(tab, of_all(1))

    row = read_review(folder / "review.csv").set_index("case_id").loc[case]
    first, second, third = row["records"].split(";")
    assert (row["leave_out"], row["master"], row["values"]) == (third, second, f"{field}={first}")


def test_the_same_by_mouse(tab, folder):
    case = case_of(folder, "lead_to_lead", 3)
    go_to(tab, case)
    tab.click("thead th[data-record='2'] >> text=Leave out")
    tab.wait_for_selector("thead th.out[data-record='2']")
    tab.click("thead th[data-record='1'] >> text=Master")
    tab.wait_for_selector("thead th.master[data-record='1']")
    tab.click("button.value[data-field='Email'] >> nth=0")
    tab.wait_for_selector("td.chosen")
    tab.click("td.chosen button")
    tab.wait_for_function("() => !document.querySelector('td.chosen')")
    tab.click("thead th[data-record='2'] >> text=Take in")
    tab.wait_for_function("() => !document.querySelector('th.out')")

    row = read_review(folder / "review.csv").set_index("case_id").loc[case]
    assert row["master"] == row["records"].split(";")[1]
    assert row[["leave_out", "values"]].isna().all()


def test_of_two_records_none_can_be_left_out_and_no_lead_is_master_of_a_contact(tab, folder):
    go_to(tab, case_of(folder, "lead_to_contact", 2))
    press(tab, "x")
    says(tab, "Nothing would be left to merge")

    assert tab.is_disabled("thead th[data-record='1'] >> text=Master")


def test_fields_that_agree_and_further_evidence_are_a_key_away(tab, folder):
    go_to(tab, case_of(folder, "lead_to_lead", 3))
    hidden = tab.locator("tr:has(th[title='SystemModstamp'])")
    assert not hidden.is_visible()
    press(tab, "d")
    hidden.wait_for(state="visible")
    press(tab, "d")
    hidden.wait_for(state="hidden")

    pairs = tab.locator(".pairs button")
    press(tab, "e")
    assert [pairs.nth(at).get_attribute("aria-pressed") for at in range(2)] == ["false", "true"]


def test_a_note_is_kept_and_found(tab, folder, cases):
    case = shown(tab)
    press(tab, "n")
    tab.keyboard.type("a twin, says Zebulon: j k a r h")
    press(tab, "Escape")
    tab.wait_for_function("() => document.activeElement.id !== 'note'")
    press(tab, "j")
    shown(tab)
    press(tab, "/")
    tab.keyboard.type("zebulon")
    tab.wait_for_function(f"() => document.getElementById('found').textContent.startsWith('1 case of {cases}')")

    assert shown(tab) == case
    assert read_review(folder / "review.csv").set_index("case_id").loc[case, "note"].startswith("a twin")
    assert decided(folder) == {}
