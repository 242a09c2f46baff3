"""A plan from an org is the plan from its export."""

from pathlib import Path

import pandas as pd
import pytest

from hygiene.crm.salesforce.describe import describe
from hygiene.crm.salesforce.doctor import examined
from hygiene.crm.salesforce.extract import extract_to, read_org
from hygiene.errors import OutsideError
from hygiene.pipeline import PlanRequest, make_and_save_plan
from hygiene.policy import load, parse_policy
from tests.sound_samples import SAMPLES, write_sound_samples

pytestmark = pytest.mark.enable_socket

NOW = pd.Timestamp("2026-11-21T06:00:00Z")


def policy(rest_rows):
    return parse_policy(f"salesforce: {{rest_rows: {rest_rows}}}", "test")


def planned(source, out):
    make_and_save_plan(PlanRequest(source, out, NOW, policy_file=SAMPLES / "policy.yaml"))
    return (out / "changes.csv").read_bytes()


def test_the_org_and_the_folder_of_the_same_data_give_the_same_changes_byte_for_byte(environment, tmp_path):
    folder = tmp_path / "export"
    folder.mkdir()
    environment.load_folder(write_sound_samples(folder))

    assert planned(Path("salesforce"), tmp_path / "of_org") == planned(folder, tmp_path / "of_folder")


def test_the_bulk_api_and_rest_read_the_same_tables(environment, tmp_path, opened):
    environment.load_folder(write_sound_samples(tmp_path))
    by_rest = read_org(opened(policy(50_000)), policy(50_000), NOW)
    by_bulk = read_org(opened(policy(0)), policy(0), NOW)

    assert "bulk.query.create" in environment.calls
    for name, table in by_rest.tables.items():
        pd.testing.assert_frame_equal(table, by_bulk.tables[name])


def test_text_beyond_latin_1_and_line_breaks_come_through_the_bulk_api(environment, tmp_path, opened):
    row = {"Id": "00Q5e0000004C9VEAU", "LastName": "Żółć", "Company": "株式会社", "Street": 'a\nb, "c"'}
    environment.load({"Lead": [row | {"Email": "a@b.example", "Status": "Raw"}]})

    leads = read_org(opened(policy(0)), policy(0), NOW).tables["Lead"]

    assert leads[["LastName", "Company", "Street"]].to_numpy().tolist() == [["Żółć", "株式会社", 'a\nb, "c"']]


@pytest.mark.parametrize("on", ["describe", "query", "bulk.query.create", "bulk.query.state", "bulk.query.results"])
@pytest.mark.parametrize("kind", ["unavailable", "cut"])
def test_a_fault_of_any_call_of_the_extract_is_got_over(environment, on, kind, opened):
    environment.load({"Lead": [{"Id": "00Q5e0000004C9VEAU", "LastName": "A", "Company": "B", "Status": "Raw"}]})
    environment.fault(kind, on, times=2)
    org = opened(policy(0))
    org.first_wait = 0.01

    assert len(read_org(org, policy(0), NOW).tables["Lead"]) == 1


def test_only_what_moved_since_is_extracted(environment, tmp_path, opened):
    rows = [
        {"Id": f"00Q5e000000{number}", "LastName": "A", "SystemModstamp": f"2026-11-{day}T00:00:00Z"}
        for number, day in (("4C9VEAU", "20"),)
    ]
    environment.load({"Lead": rows})
    org = opened(load())
    found = {"Lead": describe(org, "Lead", load())}

    assert extract_to(org, tmp_path, load(), found, since=pd.Timestamp("2026-11-21", tz="UTC")) == {"Lead": 0}
    assert extract_to(org, tmp_path, load(), found, since=pd.Timestamp("2026-11-20", tz="UTC")) == {"Lead": 1}


def test_an_ended_session_that_cannot_be_renewed_says_so(environment, opened):
    environment.fault("expire", "describe")

    with pytest.raises(OutsideError, match="INVALID_SESSION_ID: the session has ended"):
        read_org(opened(load()), load(), NOW)


def test_the_daily_limit_stops_at_once(environment, opened):
    environment.fault("daily_limit", "describe")

    with pytest.raises(OutsideError, match="REQUEST_LIMIT_EXCEEDED"):
        read_org(opened(load()), load(), NOW)
    assert len(environment.calls) == 1


def test_the_doctor_names_what_the_org_lacks(environment):
    told = examined(load()).splitlines()

    assert told[0] == "Login and API version are right."
    assert any(line.startswith("Lead: ") for line in told)


def test_the_doctor_says_when_a_field_that_every_plan_needs_is_missing(environment):
    renamed = parse_policy("fields: {Lead: {Email: Mail__c}}", "test")

    with pytest.raises(OutsideError, match=r"No plan can be made without Lead\.Email"):
        examined(renamed)
