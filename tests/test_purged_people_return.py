"""From the apply that erases somebody to the plan and the list check that recognise them: files, keys and all."""

import shutil
import sqlite3
from pathlib import Path

import pandas as pd
import pytest

from hygiene.applying import ApplyRequest, apply_to_folder
from hygiene.check_list import ListRequest, check_list
from hygiene.crm.bundle import csv_bytes, read_bundle_table
from hygiene.errors import OutsideError, PartlyAppliedError, UsageError
from hygiene.key_file import key_file
from hygiene.keys import KeyMissingError
from hygiene.pipeline import PlanRequest, make_and_save_plan
from hygiene.suppression_store import known_suppressions, status, stored, suppression_file
from tests.tables import AS_OF, assert_table, frame

ONLY = ("zoominfo_opt_out", "dnc_internal", "returned_after_purge")
NEXT_WEEK = AS_OF + pd.Timedelta(days=7)
LEADS = """
    Id     | LastName | Email          | Phone        | MobilePhone  | Company | Status | LeadSource | CreatedDate | DoNotCall | DOZISF__ZoomInfo_Non_Matched_Reason__c | LastActivityDate
    Lead 1 | Gone     | gone@a.example | 415 555 0101 |              | Aco     | Raw    | Zoominfo   | 2021-01-01  | false     | OPT_OUT                                |
    Lead 2 | Quiet    | q@b.example    | 415 555 0102 |              | Bco     | Raw    | Demo       | 2021-01-01  | true      |                                        |
    Lead 3 | Other    | o@c.example    | 415 555 0103 |              | Cco     | Raw    | Demo       | 2021-01-01  | false     |                                        |
"""  # noqa: E501
MORE = """
    Lead 4 | Gone     | Gone@A.example |              |              | Aco     | Raw    | Purchased List | 2026-11-10 | false |                                        |
    Lead 5 | Somebody | s@d.example    | +14155550102 |              | Dco     | Raw    | Purchased List | 2026-11-10 | false |                                        |
"""  # noqa: E501
EMPTY = {
    "CampaignMember": "Id,LeadId,ContactId,CampaignId,CampaignType,Status,HasResponded,FirstRespondedDate\n",
    "Task": "Id,WhoId,ActivityDate,Subject,TaskSubtype,CallType\n",
    "Event": "Id,WhoId,ActivityDate,Subject\n",
}


def export(folder: Path, leads: str) -> Path:
    folder.mkdir()
    (folder / "Lead.csv").write_bytes(csv_bytes(frame(leads)))
    for name, text in EMPTY.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "policy.yaml").write_text("caps: {minimum_population: 1000}\n", encoding="utf-8")
    return folder


def planned(source: Path, out: Path, as_of=AS_OF):
    make_and_save_plan(PlanRequest(source, out, as_of, as_of=as_of, only=ONLY))
    return out


@pytest.fixture(scope="module")
def first_week(tmp_path_factory):
    """The first week's plan is applied: lead 1 is erased, the number of lead 2 blanked. Made once, with its home."""
    place = tmp_path_factory.mktemp("first_week")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEAD_HYGIENE_HOME", str(place / "home"))
        source = export(place / "first", LEADS)
        plan = planned(source, place / "plan")
        apply_to_folder(ApplyRequest(plan, place / "cleaned", now=AS_OF))
    return place


@pytest.fixture
def purged(first_week, tmp_path, own_home):
    """A copy of the first week."""
    shutil.copytree(first_week, tmp_path, dirs_exist_ok=True)
    shutil.copytree(tmp_path / "home", own_home, dirs_exist_ok=True)
    return tmp_path


def test_planning_alone_makes_no_keys_and_no_list(tmp_path):
    planned(export(tmp_path / "first", LEADS), tmp_path / "plan")

    assert not key_file().exists()
    assert not suppression_file().exists()


def test_who_comes_back_is_told_by_the_next_plan_and_a_blanked_number_is_blanked_again(purged):
    back = export(purged / "next", "\n".join(LEADS.strip().splitlines()[:1] + LEADS.strip().splitlines()[3:]) + MORE)

    plan = planned(back, purged / "plan 2", NEXT_WEEK)

    findings = read_bundle_table(plan, "findings")
    told = findings[findings["rule"] == "returned_after_purge"]
    assert_table(
        """
        record_id | field | code
        Lead 4    | Email | returned_after_purge
        Lead 5    | Phone | dnc_number_returned
        """,
        told,
    )
    assert "through Purchased List" in told["message"].iloc[0]
    changes = read_bundle_table(plan, "changes")
    assert_table(
        "action | record_id | field | tier\nupdate | Lead 5 | Phone | auto",
        changes[changes["rule"] == "returned_after_purge"],
    )


def test_a_list_that_would_bring_them_back_is_refused(purged):
    given = purged / "list.csv"
    given.write_text(
        "Last Name,Email,Company,Country,Lead Source,Phone\n"
        "Gone,gone@a.example,Aco,USA,Conference,\n"
        "Someone,x@d.example,Dco,USA,Conference,415 555 0102\n",
        encoding="utf-8",
    )

    request = ListRequest(given, purged / "cleaned", purged / "checked", NEXT_WEEK)
    outcome = check_list(request, known_suppressions(NEXT_WEEK))

    assert outcome.rejected == 2
    assert "suppressed: the person of Email was erased" in outcome.reasons
    assert "Phone is on the internal Do-Not-Call list" in outcome.reasons


def test_the_list_holds_hashes_alone(purged):
    content = suppression_file().read_bytes()

    assert set(stored()["kind"]) == {"email", "phone"}
    assert not [text for text in (b"gone", b"5550101", b"5550102", b"Gone") if text in content]
    assert "3 hashes on the suppression list" in status(NEXT_WEEK)


def test_a_home_that_cannot_be_written_stops_the_apply_before_it_writes(tmp_path, monkeypatch):
    plan = planned(export(tmp_path / "first", LEADS), tmp_path / "plan")
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("LEAD_HYGIENE_HOME", str(tmp_path / "file" / "home"))

    with pytest.raises(UsageError, match="choose another LEAD_HYGIENE_HOME"):
        apply_to_folder(ApplyRequest(plan, tmp_path / "cleaned", now=AS_OF))

    assert not (tmp_path / "cleaned").exists()


def test_a_list_that_cannot_be_written_is_told_as_an_apply_in_part(purged, monkeypatch):
    monkeypatch.setattr("hygiene.private_sqlite._WAIT_SECONDS", 0.01)
    with sqlite3.connect(suppression_file(), isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")

        with pytest.raises(PartlyAppliedError, match="is not on the suppression list"):
            apply_to_folder(ApplyRequest(purged / "plan", purged / "cleaned 2", now=AS_OF))
    other.close()


def test_a_plan_writes_nothing_to_the_list(purged):
    before = {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in suppression_file().parent.iterdir()}

    planned(purged / "cleaned", purged / "plan 2", NEXT_WEEK)

    after = {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in suppression_file().parent.iterdir()}
    assert after == before


def test_a_list_of_a_later_version_is_left_alone(purged):
    with sqlite3.connect(suppression_file()) as file:
        file.execute("PRAGMA user_version = 9")
    file.close()

    with pytest.raises(UsageError, match="another version"):
        stored()


def test_applying_the_same_again_puts_nobody_on_the_list_twice(purged):
    before = stored()

    apply_to_folder(ApplyRequest(purged / "plan", purged / "cleaned 2", now=AS_OF))

    pd.testing.assert_frame_equal(stored(), before)


def test_without_its_keys_the_list_stops_a_plan_and_an_apply_and_nothing_is_written(purged):
    key_file().unlink()

    with pytest.raises(KeyMissingError, match="restore it from your backup"):
        planned(purged / "cleaned", purged / "plan 2", NEXT_WEEK)
    with pytest.raises(KeyMissingError, match="restore it from your backup"):
        apply_to_folder(ApplyRequest(purged / "plan", purged / "cleaned 2", now=AS_OF))

    assert not (purged / "plan 2").exists()
    assert not (purged / "cleaned 2").exists()
    assert not key_file().exists()


def test_a_list_that_another_program_holds_is_told(purged, monkeypatch):
    monkeypatch.setattr("hygiene.private_sqlite._WAIT_SECONDS", 0.01)
    with sqlite3.connect(suppression_file(), isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")

        with pytest.raises(OutsideError, match="locked"):
            planned(purged / "cleaned", purged / "plan 2", NEXT_WEEK)
    other.close()
