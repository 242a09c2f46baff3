"""A plan from an org is the plan from its export."""

import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from hygiene.crm.salesforce.doctor import examined
from hygiene.crm.salesforce.extract import read_org
from hygiene.errors import OutsideError
from hygiene.pipeline import PlanRequest, make_and_save_plan
from hygiene.policy import load, parse_policy
from tests.org.values import id18
from tests.sound_samples import SAMPLES, write_sound_samples

pytestmark = pytest.mark.enable_socket

NOW = pd.Timestamp("2026-11-21T06:00:00Z")
_OFF = "{enabled: false, basis: x, months: null, required: false}"
NO_EVIDENCE = f"""
opt_out:
  evidence: {{opportunity: {_OFF}, campaign_response: {_OFF}, conversation: {_OFF}}}
"""


def policy(rest_rows):
    return parse_policy(f"salesforce: {{rest_rows: {rest_rows}}}", "test")


def planned(source, out, policy):
    make_and_save_plan(PlanRequest(source, out, NOW, policy_file=policy))
    return {name: (out / name).read_bytes() for name in ("changes.csv", "review.csv", "verdicts.csv")}


@pytest.mark.parametrize("searched", [True, False])
def test_the_org_and_the_folder_of_the_same_data_give_the_same_changes_byte_for_byte(environment, tmp_path, searched):
    folder = tmp_path / "export"
    folder.mkdir()
    environment.load_folder(write_sound_samples(folder))
    policy = tmp_path / "policy.yaml"
    shutil.copytree(SAMPLES / "dnc", tmp_path / "dnc")
    policy.write_text((SAMPLES / "policy.yaml").read_text(encoding="utf-8") + ("" if searched else NO_EVIDENCE))

    of_folder = planned(folder, tmp_path / "of_folder", policy)

    assert len(of_folder["changes.csv"].splitlines()) > 1000
    assert planned(Path("salesforce"), tmp_path / "of_org", policy) == of_folder


def test_what_the_policy_does_not_look_for_is_not_read(environment, tmp_path, opened):
    environment.load_folder(write_sound_samples(tmp_path))
    settings = parse_policy(NO_EVIDENCE, "test")

    extract = read_org(opened(settings), settings, NOW)

    assert "Opportunity" not in extract.tables
    assert "Subject" not in extract.given["Task"]
    assert extract.findings.query("code == 'org_lacks'").empty


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


@pytest.mark.skipif(sys.platform == "win32", reason="only POSIX limits the size of a process's files")
@pytest.mark.parametrize("mirrored", [True, False])
@pytest.mark.parametrize("rest_rows", [0, 50_000])
def test_a_disk_that_is_full_is_told_and_a_mirror_goes_on_afterwards(
    environment, tmp_path, opened, mirrored, rest_rows
):
    ids = [id18(f"00Q5e0000000{number:03d}") for number in range(200)]
    environment.load({"Lead": [{"Id": one, "LastName": "A" * 80, "Company": "B" * 200} for one in ids]})
    kept = f"Path({str(tmp_path / 'kept')!r})" if mirrored else None
    script = f"""
import resource, signal
from pathlib import Path
import pandas as pd
from hygiene.crm.salesforce.connect import connect
from hygiene.crm.salesforce.extract import read_org
from hygiene.errors import OutsideError
from hygiene.policy import parse_policy
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
policy = parse_policy("salesforce: {{rest_rows: {rest_rows}}}", "test")
with connect(policy) as org:
    try:
        read_org(org, policy, pd.Timestamp("2026-11-21", tz="UTC"), mirror={kept})
    except OutsideError as error:
        print(error)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert "cannot be written (File too large); make room there, and try again." in done.stdout, done.stderr
    if mirrored:
        extract = read_org(opened(policy(rest_rows)), policy(rest_rows), NOW, mirror=tmp_path / "kept")
        assert extract.tables["Lead"]["Id"].tolist() == ids
