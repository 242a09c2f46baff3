"""A run on an org taken back, as people type it; who was erased stays erased."""

import pandas as pd
import pytest

from hygiene.crm.salesforce.connect import connect
from hygiene.errors import BrakeError, UsageError
from hygiene.policy import load
from tests.hygiene.crm.salesforce.org_commands import known, plan, said, stopped
from tests.hygiene.crm.salesforce.small_org import (
    ADA,
    GONE,
    OTHER,
    QUIET,
    TEST,
    TWICE,
    standing,
)

pytestmark = pytest.mark.enable_socket


def test_a_run_is_undone_by_a_plan_of_its_own_and_who_was_erased_stays_erased(approved):
    before = standing(approved)
    said("apply", "plan", "--to", "salesforce")

    text = said("undo", known()[0].id, "--out", "back")
    undo = pd.read_csv("back/changes.csv")
    said("apply", "back", "--to", "salesforce")

    assert "undelete" in text
    assert GONE not in set(undo["record_id"])
    after = standing(approved)
    assert after.keys() == before.keys() - {GONE}
    # What must not be called stays blanked, unless it is named.
    assert after[QUIET]["Phone"] is None
    assert {key: after[key] for key in (ADA, TWICE, TEST, OTHER)} == {
        key: before[key] for key in (ADA, TWICE, TEST, OTHER)
    }
    assert [run.state for run in known()] == ["completed", "completed"]
    assert "The chain is sound" in said("ledger", "check")


def test_one_change_of_a_run_is_undone_by_its_record(approved):
    said("apply", "plan", "--to", "salesforce")
    said("undo", known()[0].id, "--only", TEST, "--out", "back")

    said("apply", "back", "--to", "salesforce")

    assert standing(approved).keys() == {QUIET, ADA, OTHER, TEST}


def test_an_open_run_is_not_undone_and_a_run_on_a_folder_names_its_plan(approved):
    run = stopped(approved, "soap.merge")
    with pytest.raises(UsageError, match=rf"has not ended; first: lead-hygiene resume {run.id}"):
        said("undo", run.id)
    with pytest.raises(UsageError, match=r"nothing: no run has this id"):
        said("undo", "nothing")


def test_an_undo_that_was_planned_before_an_erasure_brings_nobody_back(approved, monkeypatch, own_home):
    said("apply", "plan", "--to", "salesforce")
    said("undo", known()[0].id, "--out", "back")
    assert approved.row(TWICE)["MasterRecordId"] == ADA
    with connect(load()) as session:
        opted_out = {"DOZISF__ZoomInfo_Non_Matched_Reason__c": "OPT_OUT", "LeadSource": "Zoominfo"}
        session.call("PATCH", session.data(f"sobjects/Lead/{ADA}"), json=opted_out)
    plan("next")
    assert ADA in set(pd.read_csv("next/changes.csv").query("action == 'erase'")["record_id"])
    with monkeypatch.context() as mary:
        mary.setenv("LEAD_HYGIENE_USER", "mary")
        said("approve", "next")
    said("apply", "next", "--to", "salesforce")

    with pytest.raises(BrakeError, match=r"would bring back 1 record, whose before-images were destroyed"):
        said("apply", "back", "--to", "salesforce")

    assert approved.row(ADA) is None
    assert approved.row(TWICE) is None
    left = b"".join(file.read_bytes() for file in own_home.rglob("*") if file.is_file())
    assert b"ada@engine.example" not in left
    assert ADA.encode() not in left


def test_an_erased_person_is_recognised_when_back(approved):
    said("apply", "plan", "--to", "salesforce")
    back = {**approved.row(OTHER), "Id": "00Q000000000099AAA", "Email": "gone@a.example", "LastName": "Gone"}
    approved.load({"Lead": [{key: value for key, value in back.items() if value is not None}]})

    plan("next")

    assert "returned_after_purge" in set(pd.read_csv("next/findings.csv")["rule"])
