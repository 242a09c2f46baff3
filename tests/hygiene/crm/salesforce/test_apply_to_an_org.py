"""What is applied to an org is what the folder sink writes, whatever befalls the calls."""

from dataclasses import replace
from itertools import groupby

import pandas as pd
import pytest

from hygiene.apply.executor import Executor
from hygiene.apply.images import MemoryImages
from hygiene.apply.journal import MemoryJournal
from hygiene.apply.pace import Pace, pace_of
from hygiene.apply.steps import steps_of
from hygiene.apply_changes import apply_changes
from hygiene.applying import approved_changes
from hygiene.crm.files import read_source
from hygiene.crm.salesforce.extract import read_org
from hygiene.crm.salesforce.sink import SalesforceSink
from hygiene.manifest import moment_text
from hygiene.pipeline import make_and_save_plan
from hygiene.policy import parse_policy
from hygiene.snapshot import Snapshot
from tests.hygiene.crm.salesforce.writes import LEADS, THEN, apply, load, policy, statuses, step
from tests.org.describe import readonly
from tests.org.values import id18

pytestmark = pytest.mark.enable_socket

BY_THE_ORG = {"SystemModstamp", "LastModifiedDate"}


def test_apply_then_plan_again_has_no_automatic_change_and_the_org_equals_the_cleaned_folder(
    environment, planned_samples, tmp_path, opened, executor
):
    environment.settings(source_rule=False)
    folder, request, plan, policy = planned_samples
    run = executor(policy, since=moment_text(plan.as_of))

    run.run(steps_of(approved_changes(plan, policy).approved))
    again = make_and_save_plan(replace(request, out=tmp_path / "again")).plan

    assert set(statuses(run.journal)) == {("applied", "")}
    changes = again.tables["changes"]
    assert changes[changes["tier"] == "auto"].to_dict("records") == []
    before = read_source(folder, policy)
    snapshot = Snapshot(before.tables, plan.as_of, before.given)
    cleaned = apply_changes(snapshot, approved_changes(plan, policy).approved)
    org = read_org(opened(policy), policy, request.now)
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
    environment, planned_samples, executor
):
    _, _, plan, policy = planned_samples
    steps = steps_of(approved_changes(plan, policy).approved)
    run = replace(executor(policy, since=moment_text(plan.as_of)), pace=Pace(error_share=policy.salesforce.error_share))

    run.run(steps)

    told = statuses(run.journal)
    assert set(told) == {("applied", ""), ("held", "LOCKED_SOURCE"), ("held", "EARLIER_STEP_NOT_APPLIED")}
    assert told.total() == len(steps)
    became = {receipt.step_id: receipt for receipt in run.journal.receipts()}
    merges = [each for each in steps if each.kind == "merge"]
    gone = {row["Id"] for name in ("Lead", "Contact", "Account") for row in environment.rows(name) if row["IsDeleted"]}
    for each in merges:
        assert gone.issuperset(each.record_ids[1:]) == (became[each.step_id].status == "applied")


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


@pytest.mark.parametrize(("named", "tries"), [(["Status"], 1), (["LeadSource", "Status"], 2), ([], 2)])
def test_a_merge_is_tried_without_its_source_only_where_the_source_may_be_what_is_refused(
    environment, executor, named, tries
):
    load(environment)
    environment.fault("rule", ids=[LEADS[0]], fields=named, times=10)

    done = apply(
        executor(policy("locked_source: merge_without")), step("merge", LEADS[0], LEADS[1], LeadSource="Webcast")
    )

    assert done == {("refused", "FIELD_CUSTOM_VALIDATION_EXCEPTION"): 1}
    assert environment.calls.count("soap.merge") == tries


def test_a_source_that_the_org_has_under_a_name_of_its_own_is_known_as_locked(environment, executor):
    load(environment)
    environment.fault("rule", ids=[LEADS[0]], fields=["Person_Source__c"])
    with environment.state.store.lock:
        fields = environment.state.store.objects["Lead"].fields
        fields["Person_Source__c"] = replace(fields["Title"], name="Person_Source__c")
        environment.state.store.db.execute('ALTER TABLE "Lead" ADD COLUMN "Person_Source__c" TEXT')
    named = parse_policy("fields: {Lead: {LeadSource: Person_Source__c}}", "test")

    assert apply(executor(named), step("merge", LEADS[0], LEADS[1], LeadSource="Webcast")) == {
        ("held", "LOCKED_SOURCE"): 1
    }


@pytest.mark.parametrize("bulk_rows", [1, 2000])
def test_a_field_that_the_org_lacks_or_locks_is_refused_by_name_and_the_others_are_written(
    environment, executor, bulk_rows
):
    load(environment)
    with environment.state.store.lock:
        lead = environment.state.store.objects["Lead"]
        lead.fields["Title"] = readonly(lead.fields["Title"])
        del lead.fields["ZI_Phone_Number__c"]
    steps = [
        step("update", LEADS[0], Title="x"), step("blank", LEADS[1], ZI_Phone_Number__c=None),
        step("update", LEADS[2], Phone="2"),
    ]  # fmt: skip

    run = executor(policy(f"bulk_rows: {bulk_rows}"))
    run.run(steps)

    told = {receipt.step_id: (receipt.status, receipt.message) for receipt in run.journal.receipts()}
    assert told == {
        steps[0].step_id: ("refused", "the org lacks, or the user may not write, Title"),
        steps[1].step_id: ("refused", "the org lacks, or the user may not write, ZI_Phone_Number__c"),
        steps[2].step_id: ("applied", ""),
    }
    assert environment.row(LEADS[2])["Phone"] == "2"


def test_few_updates_go_by_collections_and_a_full_batch_by_one_bulk_job(environment, opened):
    many = [id18(f"00Q5e000000{number:04d}") for number in range(2012)]
    row = {"LastName": "A", "Company": "B", "Status": "Raw", "Phone": "1", "SystemModstamp": THEN}
    environment.load({"Lead": [{"Id": one, **row} for one in many]})
    sink = SalesforceSink(opened(policy()), policy())
    run = Executor(sink, MemoryJournal(), MemoryImages(), THEN, pace_of(policy().salesforce))

    assert apply(run, *[step("update", one, Phone=None) for one in many]) == {("applied", ""): 2012}
    written = [call for call in environment.calls if call in ("collections.update", "bulk.ingest.create")]
    # The canary of ten, two thousand at once, and the two that are left.
    assert written == ["collections.update", "bulk.ingest.create", "collections.update"]


@pytest.mark.parametrize("kind", ["update", "delete", "erase"])
def test_contacts_of_one_account_stand_beside_each_other_in_a_job(environment, executor, kind):
    accounts = {id18(f"0035e000000{n:04d}"): id18(f"0015e000000{n % 3:04d}") for n in range(210)}
    environment.load({"Account": [{"Id": one, "Name": "B"} for one in set(accounts.values())]})
    contact = {"LastName": "A", "SystemModstamp": THEN, "Phone": "1"}
    environment.load({"Contact": [{"Id": one, "AccountId": of, **contact} for one, of in accounts.items()]})
    fields = {"Phone": None} if kind == "update" else {}
    run = replace(
        executor(policy("bulk_rows: 201")),
        pace=Pace(canary=1, batch=dict.fromkeys(("update", "delete", "erase"), 1000)),
    )
    steps = [replace(step(kind, one, **fields), object="Contact") for one in accounts]

    assert apply(run, *steps) == {("applied", ""): 210}

    jobs = [job.data.decode().split() for job in environment.state.jobs.values()]
    rows = max(jobs, key=len)[1:]
    ordered = [accounts[row.split(",")[0].strip('"')] for row in rows]
    assert len(ordered) == 209
    assert [of for of, _ in groupby(ordered)] == sorted(set(accounts.values()))
