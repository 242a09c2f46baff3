"""The plan is approved on the page: with what is decided then, by the account that runs it."""

import pandas as pd
import pytest

from hygiene.ledger import open_ledger
from hygiene.pipeline import PlanRequest, make_and_save_plan
from tests.hygiene.review_page.conftest import NOW
from tests.hygiene.review_page.in_browser import decided, press, shown

pytestmark = pytest.mark.enable_socket

HEADER = "Id,FirstName,LastName,Email,Company,Status,LeadSource"
SISTERS = (
    "00Q000000000001,Anna,Hansen,,Nord Verlag,Raw,Website",
    "00Q000000000002,Anna,Hanson,,Nord Verlag,Raw,Website",
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A plan with one case, and nobody to erase."""
    monkeypatch.setenv("LEAD_HYGIENE_USER", "mary")
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "Lead.csv").write_text("\n".join([HEADER, *SISTERS]), encoding="utf-8")
    make_and_save_plan(PlanRequest(tmp_path / "source", tmp_path / "plan", NOW))
    return tmp_path / "plan"


def approvals() -> list[tuple[str, int]]:
    with open_ledger(lambda: NOW, create=True) as ledger:
        return [(entry.content["by"], entry.content["changes"]) for entry in ledger.entries("approval")]


def test_what_is_approved_is_what_is_decided_at_that_moment(ada, folder):
    (case,) = pd.read_csv(folder / "review.csv")["case_id"]
    before = ada.send("/api/approve", {}).json()["told"]
    ada.decide(case, decision="approve")
    after = ada.send("/api/approve", {}).json()["told"]

    assert "mary approved 0 changes of plan" in before
    assert "1 x merge by lead_to_lead" in after
    assert [by for by, _ in approvals()] == ["mary", "mary"]
    assert approvals()[0][1] < approvals()[1][1]
    assert decided(folder) == {case: "approve"}


def test_decisions_that_cannot_be_written_are_not_approved(ada, folder):
    (folder / "review.csv").unlink()
    (folder / "review.csv").mkdir()

    assert ada.send("/api/approve", {}).json()["problem"].startswith("Nothing was approved: ")
    assert approvals() == []


@pytest.mark.browser
def test_the_button_tells_what_was_approved_and_what_comes_next(tab, folder):
    shown(tab)
    press(tab, "a")
    press(tab, "f")
    tab.click("#approve-plan")
    tab.wait_for_selector("text=mary approved")

    assert "Next: lead-hygiene apply" in tab.inner_text("dialog")
    assert len(approvals()) == 1
