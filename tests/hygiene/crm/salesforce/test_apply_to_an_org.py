"""What is applied to an org is what the folder sink writes, whatever befalls the calls."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from hygiene.apply.executor import Executor
from hygiene.apply.images import MemoryImages
from hygiene.apply.journal import MemoryJournal
from hygiene.apply.pace import Pace
from hygiene.apply.steps import Step, steps_of
from hygiene.apply_changes import apply_changes
from hygiene.applying import approved_changes
from hygiene.crm.files import read_source
from hygiene.crm.salesforce.extract import read_org
from hygiene.crm.salesforce.sink import SalesforceSink
from hygiene.errors import HygieneError
from hygiene.manifest import moment_text
from hygiene.pipeline import PlanRequest, make_and_save_plan
from hygiene.policy import parse_policy
from hygiene.snapshot import Snapshot
from tests.org.values import id18
from tests.sound_samples import SAMPLES, write_sound_samples

pytestmark = pytest.mark.enable_socket

NOW = pd.Timestamp("2026-11-21T06:00:00Z")
THEN = "2026-11-20T00:00:00Z"
LEADS, CONTACT, ACCOUNT, TASK = (
    [id18(f"00Q5e0000000{number:03d}") for number in range(1, 9)],
    *(id18(f"{prefix}5e0000000001") for prefix in ("003", "001", "00T")),
)
BY_THE_ORG = {"SystemModstamp", "LastModifiedDate"}


@pytest.fixture
def executor(opened):
    """`executor(policy)`: one that writes to the org, and does not wait long for it."""

    def make(policy, journal=None, since=THEN):
        org = opened(policy)
        org.first_wait, org.timeout, org.tries = 0.01, (2.0, 0.5), 3
        sink = SalesforceSink(org, policy)
        return Executor(sink, journal or MemoryJournal(), MemoryImages(), since, Pace(error_share=1.0))

    return make


def statuses(journal):
    return Counter((receipt.status, receipt.code) for receipt in journal.receipts())


def test_apply_then_plan_again_has_no_automatic_change_and_the_org_equals_the_cleaned_folder(
    environment, tmp_path, opened, executor
):
    environment.settings(source_rule=False)
    folder = tmp_path / "export"
    folder.mkdir()
    environment.load_folder(write_sound_samples(folder))
    request = PlanRequest(Path("salesforce"), tmp_path / "plan", NOW, policy_file=SAMPLES / "policy.yaml")
    plan, policy = make_and_save_plan(request)
    run = executor(policy, since=moment_text(plan.as_of))

    run.run(steps_of(approved_changes(plan).approved))
    again, _ = make_and_save_plan(replace(request, out=tmp_path / "again"))

    assert set(statuses(run.journal)) == {("applied", "")}
    changes = again.tables["changes"]
    assert changes[changes["tier"] == "auto"].to_dict("records") == []
    before = read_source(folder, policy)
    snapshot = Snapshot(before.tables, plan.as_of, before.given)
    cleaned = apply_changes(snapshot, approved_changes(plan).approved)
    org = read_org(opened(policy), policy, NOW)
    # Of children the two differ: an org keeps one membership a person and campaign, and deletes a person's activities.
    for name in ("Lead", "Contact", "Account", "bizible2__Bizible_Person__c"):
        assert_same(cleaned.table(name), org.tables[name], before.given[name] - BY_THE_ORG)


def assert_same(cleaned, org, fields):
    """Live records have the same values; a converted lead is read-only and is compared by whom it became."""
    if "IsConverted" in cleaned.columns:
        fields = fields | {"ConvertedContactId"}
        cleaned, org = (table[~table["IsConverted"].fillna(False).astype(bool)] for table in (cleaned, org))
    names = sorted(fields)
    # A checkbox of an org is never empty.
    flags = dict.fromkeys([name for name in names if cleaned[name].dtype == "boolean"], False)
    cleaned, org = (table[names].fillna(flags).reset_index(drop=True) for table in (cleaned, org))
    pd.testing.assert_frame_equal(cleaned, org)


def test_records_left_for_a_locked_source_are_no_errors_and_do_not_stop_a_run_over_the_samples(
    environment, tmp_path, executor
):
    folder = tmp_path / "export"
    folder.mkdir()
    environment.load_folder(write_sound_samples(folder))
    request = PlanRequest(Path("salesforce"), tmp_path / "plan", NOW, policy_file=SAMPLES / "policy.yaml")
    plan, policy = make_and_save_plan(request)
    steps = steps_of(approved_changes(plan).approved)
    run = replace(executor(policy, since=moment_text(plan.as_of)), pace=Pace(error_share=policy.salesforce.error_share))

    run.run(steps)

    told = statuses(run.journal)
    assert set(told) == {("applied", ""), ("held", "LOCKED_SOURCE"), ("held", "EARLIER_STEP_NOT_APPLIED")}
    assert told.total() == len(steps)
    became = {receipt.step_id: receipt for receipt in run.journal.receipts()}
    merges = [step for step in steps if step.kind == "merge"]
    gone = {row["Id"] for name in ("Lead", "Contact", "Account") for row in environment.rows(name) if row["IsDeleted"]}
    for step in merges:
        assert gone.issuperset(step.record_ids[1:]) == (became[step.step_id].status == "applied")


def test_a_locked_source_leaves_the_records_or_merges_without_it_as_the_policy_says(environment, executor):
    load(environment)
    merge = step("merge", LEADS[0], LEADS[1], LeadSource="Webcast")
    assert apply(executor(policy()), merge) == {("held", "LOCKED_SOURCE"): 1}
    assert not environment.row(LEADS[1])["IsDeleted"]

    assert apply(executor(policy("locked_source: merge_without")), merge) == {("applied", "MERGED_WITHOUT_SOURCE"): 1}
    assert environment.row(LEADS[1])["MasterRecordId"] == LEADS[0]
    assert environment.row(LEADS[0])["LeadSource"] == "Conference"


@pytest.mark.parametrize("named", [[], ["Status"], ["LeadSource", "Status"]])
def test_what_another_rule_of_the_org_refuses_is_an_error_though_the_merge_sets_a_source(environment, executor, named):
    load(environment)
    environment.fault("rule", ids=[LEADS[0]], fields=named)

    done = apply(executor(policy()), step("merge", LEADS[0], LEADS[1], LeadSource="Webcast"))

    assert done == {("refused", "FIELD_CUSTOM_VALIDATION_EXCEPTION"): 1}


KINDS = {
    "update": ("collections.update", ""),
    "bulk": ("bulk.ingest.close", "bulk_rows: 1"),
    "merge": ("soap.merge", ""),
    "convert": ("soap.convertLead", ""),
    "delete": ("collections.delete", ""),
    "erase": ("bulk.ingest.close", ""),
    "empty_bin": ("soap.emptyRecycleBin", "erase: delete_and_empty_bin"),
}
FAULTS = {
    "unavailable": {"times": 2}, "cut": {}, "hang": {"seconds": 1.5}, "lock": {"ids": [LEADS[0]], "times": 2},
    "job_failed": {"rows": 1}, "unprocessed": {"rows": 1}, "slow": {},
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("kind", KINDS)
def test_after_any_fault_of_a_write_everything_was_done_once_and_the_receipts_say_so(
    environment, kind, fault, executor
):
    call, setting = KINDS[kind]
    load(environment)
    environment.fault(fault, call, **FAULTS[fault])
    steps = steps_of_kind(kind)

    assert apply(executor(policy(setting)), *steps) == {("applied", ""): len(steps)}
    assert outcome(environment, kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", ["daily_limit", "expire"])
def test_a_run_that_must_stop_is_resumed_to_its_end(environment, monkeypatch, kind, fault, executor):
    call, setting = KINDS[kind]
    load(environment)
    environment.fault(fault, call)
    run = executor(policy(setting))
    with pytest.raises(HygieneError, match=r"REQUEST_LIMIT_EXCEEDED|INVALID_SESSION_ID"):
        run.run(steps_of_kind(kind))
    monkeypatch.setenv("SALESFORCE_ACCESS_TOKEN", environment.state.new_token())

    resumed = executor(policy(setting), run.journal)
    assert apply(resumed, *steps_of_kind(kind)) == {("applied", ""): len(steps_of_kind(kind))}
    assert outcome(environment, kind)


def policy(setting=""):
    return parse_policy(f"salesforce: {{{setting}}}", "test")


def load(org):
    common = {"LastName": "A", "SystemModstamp": THEN, "LeadSource": "Conference", "DoNotCall": "false"}
    org.load({"Lead": [{"Id": one, "Company": "B", "Status": "Raw", "Phone": "1", **common} for one in LEADS]})
    org.load({"Account": [{"Id": ACCOUNT, "Name": "B"}], "Contact": [{"Id": CONTACT, "AccountId": ACCOUNT, **common}]})
    org.load({"Task": [{"Id": TASK, "WhoId": LEADS[1], "Subject": "x"}]})


def step(kind, *records, **fields):
    name = f"s{kind}{records[0]}"
    return Step(name, 0, kind, "Lead", records, (f"c{name}",), fields, dict.fromkeys(records, "2026-11-20"))


def steps_of_kind(kind):
    if kind in ("update", "bulk"):
        return [step("update", one, Phone=None) for one in LEADS[:3]]
    if kind == "merge":
        return [step("merge", LEADS[0], LEADS[1], DoNotCall="true"), step("merge", LEADS[2], LEADS[3])]
    if kind == "convert":
        return [step("convert", LEADS[0], CONTACT)]
    return [step("delete" if kind == "delete" else "erase", one) for one in LEADS[:3]]


def outcome(org, kind):
    rows = {row["Id"]: row for row in org.rows("Lead")}
    if kind in ("update", "bulk"):
        return all(rows[one]["Phone"] is None for one in LEADS[:3])
    if kind == "merge":
        task = org.rows("Task")[0]["WhoId"] == LEADS[0]
        return task and rows[LEADS[0]]["DoNotCall"] and rows[LEADS[1]]["MasterRecordId"] == LEADS[0]
    if kind == "convert":
        return rows[LEADS[0]]["ConvertedContactId"] == CONTACT and len(org.rows("Contact")) == 1
    if kind == "delete":
        return all(rows[one]["IsDeleted"] for one in LEADS[:3])
    return not rows.keys() & set(LEADS[:3])


def apply(run, *steps):
    run.run(steps)
    return dict(statuses(run.journal))
