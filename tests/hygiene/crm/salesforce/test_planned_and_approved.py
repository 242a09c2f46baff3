"""A plan of an org is known to the ledger: who made it, and what people decided before."""

from pathlib import Path

import pandas as pd
import pytest

from hygiene import moments
from hygiene.approving import approve_plan
from hygiene.errors import BrakeError
from hygiene.ledger import open_ledger
from hygiene.ledger.approvals import approval_of, asked_of
from hygiene.ledger.decided import remember
from hygiene.ledger.pseudonyms import Pseudonyms
from hygiene.pipeline import PlanRequest, make_and_save_plan
from hygiene.saved_plan import load
from schemas import outputs
from tests.personal import personal_of
from tests.sound_samples import SAMPLES, write_sound_samples

pytestmark = pytest.mark.enable_socket

NOW = pd.Timestamp("2026-11-21T06:00:00Z")


@pytest.fixture
def planned(environment, tmp_path, monkeypatch):
    """The org of the samples, and a plan of it that Ada made."""
    monkeypatch.setenv("LEAD_HYGIENE_USER", "ada")
    environment.load_folder(write_sound_samples(tmp_path))
    return plan(tmp_path / "plan")


def plan(folder):
    made = make_and_save_plan(PlanRequest(Path("salesforce"), folder, NOW, policy_file=SAMPLES / "policy.yaml")).plan
    return folder, made


def test_who_made_a_plan_of_the_org_does_not_approve_its_erasures_and_another_person_does(planned, monkeypatch):
    folder, made = planned
    assert (made.tables["changes"]["action"] == "erase").any()

    with pytest.raises(BrakeError, match=r"ada made this plan, and \d+ people would be erased"):
        approve_plan(folder, moments.now)
    monkeypatch.setenv("LEAD_HYGIENE_USER", "mary")
    said = approve_plan(folder, moments.now)

    assert "mary approved" in said
    assert "erase by zoominfo_opt_out" in said
    automatic = made.tables["changes"].loc[lambda rows: rows["tier"] == "auto"]
    with open_ledger(moments.now, create=False) as ledger:
        assert approval_of(ledger, asked_of(made.digest, automatic), load(folder).policy).content["by"] == "mary"


def test_what_the_ledger_says_of_a_plan_are_counts_and_no_value_of_a_record(planned):
    _, made = planned
    with open_ledger(moments.now, create=False) as ledger:
        (entry,) = ledger.entries("plan")
        text = str(list(ledger.chain()))

    assert (entry.subject, entry.content["by"]) == (made.digest, "ada")
    assert entry.content["duplicates"]["contact_to_contact"].keys() == {
        "records", "duplicates_before", "duplicates_after",
    }  # fmt: skip
    assert {"lead_to_lead", "zoominfo_opt_out"} < set(entry.content["rules"])
    assert {each["name"] for each in entry.content["lists"]} == {"uk_tps", "us_registry"}
    assert personal_of(SAMPLES).found_in(text) == []


def test_not_a_duplicate_is_remembered_by_the_next_plan(planned, tmp_path):
    _, made = planned
    changes = made.tables["changes"]
    merge = changes[(changes["action"] == "merge") & (changes["tier"] == "auto")].iloc[0]
    pair = f"{merge['record_id']};{merge['into_id']}"
    review = outputs.typed(
        "review", pd.DataFrame({"case_id": ["k"], "records": [pair], "decision": ["reject"], "leave_out": [None]})
    )
    with open_ledger(moments.now, create=False) as ledger:
        remember(ledger, "run", Pseudonyms(b"x"), review, changes.head(0))

    _, again = plan(tmp_path / "again")

    merges = again.tables["changes"].loc[lambda rows: rows["action"] == "merge", ["record_id", "into_id"]]
    assert set(pair.split(";")) not in [set(row) for row in merges.to_numpy().tolist()]
    assert len(merges) > 0
