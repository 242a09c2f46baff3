"""A plan of an org whose process is killed while it reads: a mirror is gone on with, all else begins anew."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from hygiene.crm.passing_folder import passing_folder
from tests.flows.live import until
from tests.org.values import id18

pytestmark = [pytest.mark.enable_socket, pytest.mark.slow]

LEADS = [id18(f"00Q5e0000000{number:03d}") for number in range(40)]


@pytest.fixture
def reader(environment, tmp_path, monkeypatch):
    """`reader(*words)`: the process of a plan of the org, every object by a Bulk job; temporary files lie in `temp`."""
    environment.load({"Lead": [{"Id": one, "LastName": "A", "Company": "B", "Status": "Raw"} for one in LEADS]})
    environment.load({"Task": [{"Id": id18("00T5e0000000001"), "WhoId": LEADS[0], "Subject": "x"}]})
    (tmp_path / "policy.yaml").write_text("salesforce: {rest_rows: 0}\ncaps: {minimum_population: 1000}\n")
    (tmp_path / "temp").mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(tmp_path / "temp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    started = []

    def plan(*words):
        command = [sys.executable, "-m", "hygiene.cli", "plan", "salesforce", "--policy", "policy.yaml", *words]
        started.append(subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT))
        return started[-1]

    yield plan
    for process in started:
        process.kill()
        process.communicate()


def killed_in_its_second_download(plan, org):
    """The plan, killed while the pages of its second Bulk job are on their way; what it started ends with it."""
    org.fault("hang", "bulk.query.results", nth=2, seconds=300)
    until(lambda: org.calls.count("bulk.query.results") == 2, "the second download", 120)
    plan.kill()
    plan.communicate(timeout=60)  # until none of its processes can speak any more
    with org.state.store.lock:
        org.state.faults.planned.clear()


def ended_well(plan):
    told, _ = plan.communicate(timeout=300)
    assert plan.returncode == 0, told.decode()


def files_in(folder):
    return sorted(path.name for path in folder.rglob("*.csv"))


def test_a_mirror_is_gone_on_with_behind_the_job_that_was_left(reader, environment):
    words = ("--mirror", "mirror")
    killed_in_its_second_download(reader(*words), environment)

    ended_well(reader(*words))

    assert environment.calls.count("bulk.query.create") == 2
    assert environment.calls.count("bulk.query.results") == 2 + 1


def test_without_a_mirror_all_is_read_anew_and_what_the_killed_plan_left_of_the_org_goes(reader, environment, tmp_path):
    killed_in_its_second_download(reader(), environment)
    assert "Lead.csv" in files_in(tmp_path / "temp")

    ended_well(reader())

    assert environment.calls.count("bulk.query.create") == 2 * 2
    assert files_in(tmp_path / "temp") == []


def test_a_plan_that_is_read_now_keeps_its_folder(reader, environment, tmp_path):
    environment.fault("hang", "bulk.query.results", nth=2, seconds=300)
    plan = reader()
    until(lambda: environment.calls.count("bulk.query.results") == 2, "the second download", 120)

    with passing_folder() as own:
        assert own.parent == tmp_path / "temp"
        assert "Lead.csv" in files_in(tmp_path / "temp")
    assert plan.poll() is None


def test_nothing_of_somebody_else_is_taken_away(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in ("lead-hygiene-notes", "lead-hygiene-empty", "other"):
        (tmp_path / name).mkdir()
    for name in ("lead-hygiene-notes/Lead.csv", "lead-hygiene-empty/.in-use", "other/.in-use", "lead-hygiene-file"):
        (tmp_path / name).write_text("")

    with passing_folder():
        pass

    assert len(list(tmp_path.iterdir())) == 4
    assert Path(tmp_path / "lead-hygiene-notes" / "Lead.csv").exists()
