"""A mirror that is brought up to now holds what a whole extract would, and reads only what moved."""

import os
from pathlib import Path

import pandas as pd
import pytest

from hygiene.crm.files import read_source
from hygiene.crm.salesforce import bulk_query
from hygiene.crm.salesforce.describe import describe_needed
from hygiene.crm.salesforce.extract import read_org
from hygiene.crm.salesforce.mirror import STATE_FILE, held, refresh
from hygiene.errors import HygieneError, InputError, UsageError
from hygiene.pipeline import PlanRequest, make_and_save_plan
from hygiene.policy import parse_policy
from schemas.columns import OBJECTS
from tests.org import merge, records, recycle_bin
from tests.org.values import id18
from tests.sound_samples import SAMPLES

pytestmark = pytest.mark.enable_socket

LEADS = [id18(f"00Q5e0000000{number:03d}") for number in range(40)]
TASKS = [id18(f"00T5e0000000{number:03d}") for number in range(40)]
NOW = pd.Timestamp("2026-11-21T06:00:00Z")
LATER = pd.Timedelta(hours=1)


@pytest.fixture
def mirror(environment, opened, tmp_path):
    """`mirror()`: brings the mirror in `mirror.folder` up to the org's own clock."""
    people = [{"Id": one, "LastName": "A\nB", "Company": "株式会社", "Status": "Raw"} for one in LEADS]
    tasks = [{"Id": task, "WhoId": lead, "Subject": "x"} for task, lead in zip(TASKS, LEADS, strict=True)]
    stamps = {"SystemModstamp": "2026-11-20T00:00:00Z"}
    environment.load({"Lead": [row | stamps for row in people], "Task": [row | stamps for row in tasks]})

    class Mirror:
        folder = tmp_path / "mirror"
        rest_rows = 2000

        def settings(self):
            return parse_policy(f"salesforce: {{rest_rows: {self.rest_rows}}}", "test")

        def __call__(self, org=None):
            org = org or opened(self.settings())
            found = describe_needed(org, self.settings())
            with held(self.folder) as folder:
                return refresh(org, folder, self.settings(), found, pd.Timestamp(environment.state.store.now))

        def assert_whole(self):
            policy = self.settings()
            mirrored, whole = read_source(self.folder, policy), read_org(opened(policy), policy, NOW)
            assert mirrored.tables.keys() == whole.tables.keys()
            for name, table in whole.tables.items():
                pd.testing.assert_frame_equal(table, mirrored.tables[name])

    return Mirror()


@pytest.fixture
def moved(environment):
    """What the org's users do, an hour later each."""
    state = environment.state

    def do(action):
        with state.store.lock:
            state.store.now = (pd.Timestamp(state.store.now) + LATER).strftime("%Y-%m-%dT%H:%M:%S.000+0000")
            action(state)

    return do


@pytest.mark.parametrize("rest_rows", [0, 2000])
def test_what_was_changed_made_merged_and_deleted_comes_along_and_nothing_else_is_read(mirror, moved, rest_rows):
    mirror.rest_rows = rest_rows
    assert mirror() | {"Lead": 40, "Task": 40} == mirror_counts(Lead=40, Task=40)
    moved(lambda state: records.update(state, "Lead", LEADS[0], {"Title": "Countess"}))
    moved(lambda state: records.create(state, "Lead", {"LastName": "New", "Company": "B"}))
    moved(lambda state: merge.merge(state, "Lead", LEADS[1], {}, [LEADS[2]]))
    moved(lambda state: records.delete(state, "Lead", LEADS[3]))

    assert mirror() == mirror_counts(Lead=3, Task=1)
    mirror.assert_whole()


def mirror_counts(**read):
    return dict.fromkeys(OBJECTS, 0) | read


def test_what_came_back_out_of_the_bin_is_there_again(mirror, moved):
    moved(lambda state: records.delete(state, "Lead", LEADS[3]))
    mirror()
    moved(lambda state: recycle_bin.restore(state.store, LEADS[3]))

    mirror()

    mirror.assert_whole()


def test_what_went_for_good_is_seen_by_the_number_of_records(mirror, moved):
    mirror()
    moved(lambda state: records.delete(state, "Lead", LEADS[3], hard=True))

    assert mirror()["Lead"] == 39
    mirror.assert_whole()


def test_a_field_that_is_new_is_read_for_every_record(mirror, environment):
    store = environment.state.store
    with store.lock:
        title = store.objects["Lead"].fields.pop("Title")
    mirror()
    with store.lock:
        store.objects["Lead"].fields["Title"] = title

    assert mirror()["Lead"] == 40
    mirror.assert_whole()


def died_after(calls, mirror, opened):
    """The mirror stopped in the middle of a table that the Bulk API reads."""
    mirror.rest_rows = 0
    org = opened(mirror.settings())
    org.may_go_on = lambda: org.calls < calls
    with pytest.raises(HygieneError):
        mirror(org)


@pytest.mark.parametrize("calls", range(10, 19))
def test_a_process_that_died_goes_on_with_the_bulk_job_that_it_left_behind(mirror, opened, environment, calls):
    died_after(calls, mirror, opened)

    mirror()

    assert environment.calls.count("bulk.query.create") == 2
    mirror.assert_whole()


@pytest.mark.parametrize("calls", range(10, 19))
def test_what_moved_while_nobody_went_on_is_there_too(mirror, opened, moved, calls):
    died_after(calls, mirror, opened)
    moved(lambda state: records.update(state, "Lead", LEADS[0], {"Title": "Countess"}))
    moved(lambda state: records.delete(state, "Lead", LEADS[3]))

    mirror()

    mirror.assert_whole()


def test_a_job_that_the_org_has_forgotten_is_made_again(mirror, opened, environment):
    mirror.rest_rows = 0
    environment.fault("unavailable", "bulk.query.results", times=100)
    org = opened(mirror.settings())
    org.first_wait, org.tries = 0.001, 2
    with pytest.raises(HygieneError):
        mirror(org)
    with environment.state.store.lock:
        environment.state.faults.planned.clear()
        environment.state.jobs.clear()

    mirror()

    mirror.assert_whole()


def test_pages_that_were_read_before_a_process_died_are_not_read_again(mirror, opened, environment, monkeypatch):
    monkeypatch.setattr(bulk_query, "PAGE_ROWS", 7)
    mirror.rest_rows = 0
    environment.fault("unavailable", "bulk.query.results", times=100, nth=5)
    org = opened(mirror.settings())
    org.first_wait, org.tries = 0.001, 1
    with pytest.raises(HygieneError):
        mirror(org)
    with environment.state.store.lock:
        environment.state.faults.planned.clear()
    assert environment.calls.count("bulk.query.results") == 4 + 1

    assert mirror()["Lead"] == 40

    # Leads and tasks have six pages each; what is asked twice is the page that failed.
    assert environment.calls.count("bulk.query.results") == 6 + 6 + 1
    mirror.assert_whole()


def test_a_mirror_that_is_older_than_the_policy_says_is_read_whole_again(mirror, moved):
    mirror()
    for _ in range(24 * 7 - 1):
        moved(lambda _: None)
    assert mirror()["Lead"] == 0
    moved(lambda _: None)
    assert mirror()["Lead"] == 40
    moved(lambda _: None)
    assert mirror()["Lead"] == 0


def test_an_object_that_the_org_no_longer_shows_is_in_no_plan(mirror, environment):
    mirror()
    with environment.state.store.lock:
        del environment.state.store.objects["Task"]

    mirror()

    mirror.assert_whole()


def test_an_object_that_the_policy_no_longer_needs_is_in_no_plan(mirror, opened, environment):
    environment.load({"Opportunity": [{"Id": id18("0065e0000000001"), "StageName": "Won", "IsWon": "true"}]})
    mirror()
    assert (mirror.folder / "Opportunity.csv").exists()
    off = "{enabled: false, basis: x, months: null, required: false}"
    policy = parse_policy(f"opt_out: {{evidence: {{opportunity: {off}}}}}", "test")

    extract = read_org(opened(policy), policy, NOW, mirror=mirror.folder)

    assert "Opportunity" not in extract.tables
    assert not (mirror.folder / "Opportunity.csv").exists()


def test_a_plan_of_a_mirror_is_the_plan_of_the_org(mirror, moved, tmp_path):
    def planned(name, folder):
        request = PlanRequest(Path("salesforce"), tmp_path / name, NOW, as_of=NOW, mirror=folder)
        return make_and_save_plan(request).plan.tables["changes"]

    assert planned("first", mirror.folder).empty
    moved(lambda state: records.update(state, "Lead", LEADS[0], {"Title": "Test"}))
    mirrored = planned("second", mirror.folder)

    assert mirrored["record_id"].tolist() == [LEADS[0]]
    pd.testing.assert_frame_equal(mirrored, planned("whole", None))


def test_a_folder_of_files_has_no_mirror(tmp_path):
    with pytest.raises(UsageError, match="--mirror is for an org"):
        make_and_save_plan(PlanRequest(SAMPLES, tmp_path / "plan", NOW, mirror=tmp_path / "kept"))


def test_a_mirror_is_for_one_process_at_a_time(mirror):
    with held(mirror.folder), pytest.raises(UsageError, match="Another plan is being made"), held(mirror.folder):
        pass
    mirror()


def test_a_mirror_of_another_org_is_left_alone(mirror):
    mirror()
    state = mirror.folder / STATE_FILE
    state.write_text(state.read_text().replace("https://", "https://other."))
    with pytest.raises(InputError, match=r"is a mirror of another org \(https://other\."):
        mirror()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_mirror_can_be_read_by_its_owner_alone(mirror):
    mirror()
    assert mirror.folder.stat().st_mode & 0o077 == 0


def test_a_folder_of_something_else_is_left_alone(mirror):
    mirror.folder.mkdir()
    (mirror.folder / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match="no mirror"):
        mirror()
    (mirror.folder / STATE_FILE).write_text("{")
    with pytest.raises(InputError, match="is damaged"):
        mirror()
    assert (mirror.folder / "notes.txt").read_text() == "mine"
