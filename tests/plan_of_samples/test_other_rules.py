"""Test leads, vocabularies and broken rows of `data/samples`, held against why each record was made."""

import pytest

from hygiene.plan import Plan
from tests.plan_of_samples.truth import ids_of


def test_exactly_the_test_leads_are_deleted(plan: Plan):
    changes = plan.tables["changes"]
    assert set(changes[changes["action"] == "delete"]["record_id"]) == ids_of("test_lead")


def test_missing_statuses_become_raw(plan: Plan):
    changes = plan.tables["changes"]
    given = changes[changes["rule"] == "status_default"]
    assert set(given["record_id"]) == ids_of("status_missing") | ids_of("status_missing_contact")
    assert set(given["new"]) == {"Raw"}


@pytest.mark.parametrize(
    ("situation", "code"),
    [
        ("source_email_request", "deprecated_source"),
        ("source_inactive", "inactive_source"),
        ("source_alias", "source_alias"),
        ("source_alias_contact", "source_alias"),
        ("source_missing", "missing_source"),
        ("source_investor_without_name", "investor_without_name"),
        ("status_inquiry_without_evidence", "inquiry_without_evidence"),
        ("status_raw_behaviour", "raw_with_evidence"),
        ("status_raw_campaign", "raw_with_evidence"),
        ("test_contact", "test_contact"),
        ("test_converted", "test_lead_converted"),
        ("test_on_hold", "test_lead_on_hold"),
        ("test_with_opportunity", "test_lead_with_opportunity"),
    ],
)
def test_the_finding_is_told_of_each_record_made_for_it(plan: Plan, situation: str, code: str):
    findings = plan.tables["findings"]
    assert ids_of(situation) - set(findings[findings["code"] == code]["record_id"]) == set()


def test_every_suspect_is_told_and_none_is_deleted(plan: Plan):
    findings, changes = plan.tables["findings"], plan.tables["changes"]
    assert ids_of("suspect") - set(findings[findings["rule"] == "test_suspects"]["record_id"]) == set()
    assert ids_of("suspect") & set(changes[changes["action"].isin(["delete", "erase"])]["record_id"]) == set()


@pytest.mark.parametrize(
    ("situation", "checks"),
    [
        ("broken_date", {"not_a_date", "ambiguous_date"}),
        ("broken_email", {"email_form"}),
        ("broken_email_contact", {"email_form"}),
        ("broken_flag", {"not_a_flag"}),
        ("broken_number", {"not_a_number"}),
        ("source_unknown", {"known_source"}),
        ("status_unknown", {"known_status"}),
        ("status_unknown_contact", {"known_status"}),
    ],
)
def test_a_value_that_cannot_be_read_is_in_quarantine(plan: Plan, situation: str, checks: set[str]):
    quarantine = plan.tables["quarantine"]
    rows = quarantine[quarantine["record_id"].isin(ids_of(situation))]
    assert set(rows["record_id"]) == ids_of(situation)
    assert set(rows["check"]) == checks


def test_rows_that_are_no_record_are_in_quarantine_with_their_line(plan: Plan):
    quarantine = plan.tables["quarantine"]
    structural = quarantine[quarantine["row"].notna() & quarantine["check"].str.contains("_id|object|row")]
    assert structural["check"].value_counts().to_dict() == {
        "malformed_id": 3, "duplicate_id": 2, "wrong_object": 1, "short_row": 1,
    }  # fmt: skip
