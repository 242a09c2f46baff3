"""Plans told from their folders: differences, single records and reports, as text and as private pages."""

import os
import stat

import pandas as pd
import pytest

from hygiene import reporting
from hygiene.applying import ApplyRequest, apply_to_folder
from hygiene.errors import BrakeError, InputError, UsageError
from hygiene.pipeline import PlanRequest, make_and_save_plan
from hygiene.report_command import ReportRequest, report
from tests.tables import AS_OF

LEADS = """Id,FirstName,LastName,Company,Title,Email,LeadSource,Status
00Q000000000001EAA,Ada,Lovelace,Engines,Test,ada@engines.test,Web,Raw
00Q000000000002EAA,Grace,Hopper,Compilers,Admiral,grace@compilers.test,Web,Raw
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    """A saved plan that deletes the first of two leads."""
    folder = tmp_path_factory.mktemp("reporting")
    (folder / "source").mkdir()
    (folder / "source" / "Lead.csv").write_text(LEADS, encoding="utf-8")
    make_and_save_plan(PlanRequest(folder / "source", folder / "plan", now=AS_OF))
    return folder / "plan"


def test_an_id_of_15_characters_is_the_record_of_18(plan):
    short, whole = (reporting.explain(plan, given, None) for given in ("00Q000000000001", "00Q000000000001EAA"))

    assert short == whole
    assert "It is deleted by test_lead" in whole


@pytest.mark.parametrize("wrong", ["00Q1", "Ada", "00Q000000000001EAB", "R-9999"])
def test_what_is_no_id_and_no_case_number_is_told_so(plan, wrong):
    with pytest.raises(UsageError):
        reporting.explain(plan, wrong, None)


def test_of_a_case_the_records_are_told_that_can_be_explained(tmp_path):
    (tmp_path / "source").mkdir()
    names = "00Q000000000001,Anna,Hansen", "00Q000000000002,Anna,Hanson"
    rows = [f"{name},,Nord Verlag,Raw,Website" for name in names]
    header = "Id,FirstName,LastName,Email,Company,Status,LeadSource"
    (tmp_path / "source" / "Lead.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    make_and_save_plan(PlanRequest(tmp_path / "source", tmp_path / "plan", now=AS_OF))
    (case,) = pd.read_csv(tmp_path / "plan" / "review.csv")["case_id"]

    with pytest.raises(UsageError, match="is a case; give one of its records: 00Q000000000001EAA, 00Q000000000002EAA"):
        reporting.explain(tmp_path / "plan", case, None)


def test_a_page_is_private_and_takes_the_place_of_an_older_one(plan, tmp_path):
    page = tmp_path / "page.html"
    page.write_text("older", encoding="utf-8")

    text = reporting.diff(plan, plan, page)

    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert text.endswith(f"Wrote {page.as_posix()}")
    assert [file.name for file in tmp_path.iterdir()] == ["page.html"]
    if os.name == "posix":
        assert stat.S_IMODE(page.stat().st_mode) == 0o600


def test_a_page_that_cannot_be_written_is_told_in_a_sentence(plan, tmp_path):
    with pytest.raises(UsageError, match="name another file"):
        reporting.diff(plan, plan, tmp_path / "no folder" / "page.html")


def test_an_altered_plan_is_not_explained(plan, tmp_path):
    for file in plan.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    changes = tmp_path / "changes.csv"
    changes.write_text(changes.read_text(encoding="utf-8").replace("test_lead", "other_rule"), encoding="utf-8")

    with pytest.raises(BrakeError):
        reporting.explain(tmp_path, "00Q000000000001", None)


def test_the_reviewer_s_report_of_a_saved_plan_is_the_one_that_the_plan_wrote(plan, tmp_path):
    report(ReportRequest(plan, out=tmp_path / "again.html"))

    assert (tmp_path / "again.html").read_bytes() == (plan / "report.html").read_bytes()


def test_the_json_of_a_saved_plan_is_its_summary(plan, tmp_path):
    report(ReportRequest(plan, out=tmp_path / "again.json", json=True))

    assert (tmp_path / "again.json").read_bytes() == (plan / "summary.json").read_bytes()


def test_the_analyst_s_report_shows_values_says_so_and_is_private(plan, tmp_path):
    page = tmp_path / "analyst.html"

    report(ReportRequest(plan, "analyst", page))

    assert "It holds personal data" in page.read_text(encoding="utf-8")
    assert "00Q000000000001EAA" in page.read_text(encoding="utf-8")
    if os.name == "posix":
        assert stat.S_IMODE(page.stat().st_mode) == 0o600


def test_the_monday_page_counts_what_apply_left_in_its_folder(plan, tmp_path):
    apply_to_folder(ApplyRequest(plan, tmp_path / "cleaned", AS_OF))

    text = report(ReportRequest(plan, "monday", applied=tmp_path / "cleaned", since=(plan,)))

    assert "1 planned: 1 applied, 0 drifted, 0 refused and 0 held." in text
    assert "Earlier plan" in text


def test_receipts_of_another_plan_are_not_told_as_those_of_this_one(plan, tmp_path):
    head = "change_id,rule,action,status,because\n"
    (tmp_path / "receipts.csv").write_text(f"{head}c0,test_lead,delete,applied,\n", encoding="utf-8")

    with pytest.raises(InputError, match="not those of this plan"):
        report(ReportRequest(plan, "monday", applied=tmp_path))


@pytest.mark.parametrize("request_of", [
    lambda plan: ReportRequest(plan, "nobody"),
    lambda plan: ReportRequest(plan, "analyst", since=(plan,)),
    lambda plan: ReportRequest(plan, "reviewer", applied=plan),
    lambda plan: ReportRequest(plan, "analyst", run="x"),
])  # fmt: skip
def test_a_wrong_word_is_told_before_anything_is_read(plan, request_of):
    with pytest.raises(UsageError, match="--for"):
        report(request_of(plan))
