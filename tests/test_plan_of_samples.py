"""The whole plan of `data/samples`, held against the truth about who is behind each record and why it was made."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from hygiene import pipeline
from hygiene import policy as policies
from hygiene.applying import ApplyRequest, apply_to_folder
from hygiene.crm.dnc_files import read_dnc_lists
from hygiene.crm.files import read_source
from hygiene.engine import make_plan
from hygiene.keys import new_ring
from hygiene.plan import Plan
from hygiene.rules import all_rules
from hygiene.snapshot import Snapshot
from hygiene.suppression import Cause, Suppressions, in_force, normal_emails, rows_of
from hygiene.validate import validate

SAMPLES = Path(__file__).parents[1] / "data/samples"
TRUTH = Path(__file__).parent / "data/samples_truth.csv"


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The plan, made once."""
    policy = policies.load(SAMPLES / "policy.yaml")
    extract = read_source(SAMPLES, policy)
    assert extract.extracted_at is not None
    lists = read_dnc_lists((), policy, SAMPLES, extract.extracted_at)
    snapshot, findings = validate(
        extract.tables, extract.given, extract.quarantine, policy=policy, as_of=extract.extracted_at, dnc_lists=lists
    )
    known = replace(snapshot, suppressions=one_erased(snapshot))
    return make_plan(known, policy, all_rules(), inputs=extract.inputs, findings=findings)


def one_erased(snapshot: Snapshot) -> Suppressions:
    """A suppression list with the mailbox of one lead of the samples."""
    key, since = new_ring("2026-01-01").newest("suppression"), snapshot.as_of - pd.Timedelta(days=1)
    emails = normal_emails(snapshot.table("Lead")["Email"]).dropna()
    rows = rows_of("email", emails[:1], key, Cause("erasure", "zoominfo_opt_out", since, None))
    return in_force(rows, snapshot.as_of, {key.id: key})


@cache
def truth() -> pd.DataFrame:
    """`record_id` (index) -> `object`, `person`, `situation`; ids that stand twice are nobody's."""
    table = pd.read_csv(TRUTH, dtype=str, keep_default_na=False)
    return table.drop_duplicates("record_id", keep=False).set_index("record_id")


def ids_of(situation: str) -> set[str]:
    return set(truth().index[truth()["situation"] == situation])


def joined(plan: Plan, tier: str) -> pd.DataFrame:
    """Merges and conversions of a tier with the people and situations on both sides."""
    changes = plan.tables["changes"]
    rows = changes[changes["action"].isin(["merge", "convert"]) & (changes["tier"] == tier)]
    told = rows[["rule", "object", "record_id", "into_id", "reason"]]
    return told.assign(
        person=told["record_id"].map(truth()["person"]),
        into_person=told["into_id"].map(truth()["person"]),
        situation=told["record_id"].map(truth()["situation"]),
    )


def test_every_rule_has_something_to_say(plan: Plan):
    said = {rule for name in ("changes", "findings", "review") for rule in plan.tables[name]["rule"]}
    assert {rule.name for rule in all_rules()} - said == set()


def test_every_kind_of_change_occurs_and_every_cap_holds(plan: Plan):
    assert set(plan.tables["changes"]["action"]) == {"update", "merge", "convert", "delete", "erase"}
    assert [cap.rule for cap in plan.caps if not cap.held] == []


def test_every_row_is_accounted_for(plan: Plan):
    for item in plan.inputs:
        assert item.rows_read == item.rows_out + item.rows_quarantined, item.name


def test_no_automatic_merge_or_conversion_joins_two_people(plan: Plan):
    merges = joined(plan, "auto").dropna(subset=["person", "into_person"])
    wrong = merges[merges["person"] != merges["into_person"]]
    assert wrong[["rule", "situation", "reason"]].to_numpy().tolist() == []


def test_look_alikes_are_not_merged(plan: Plan):
    merged = joined(plan, "auto")
    touched = set(merged["record_id"]) | set(merged["into_id"])
    alike = truth().index[truth()["situation"].str.startswith("different_")]
    assert touched & set(alike) == set()


def test_nearly_all_people_entered_twice_are_found_and_most_merge_by_themselves(plan: Plan):
    twice = truth()[truth()["situation"].str.match(r"same_|consent_")]
    auto, review = (_touched(joined(plan, tier)) for tier in ("auto", "review"))
    assert twice.index.isin(auto).mean() >= 0.8
    assert twice.index.isin(auto | review).mean() >= 0.95


@pytest.mark.parametrize(
    ("situation", "named"),
    [
        ("excluded_partner_account", "partner account"),
        ("excluded_being_sequenced", "being sequenced"),
        ("excluded_qualifying", "Qualifying"),
        ("excluded_qualified", "Qualified"),
        ("excluded_unknown_last_name", "unknown last name"),
        ("excluded_unknown_company", "unknown company"),
        ("excluded_legal_hold", "legal hold"),
        ("excluded_contact_partner_account", "partner account"),
        ("excluded_contact_being_sequenced", "being sequenced"),
        ("excluded_contact_qualifying", "Qualifying"),
        ("excluded_contact_open_quote", "open quote"),
        ("excluded_contact_current_customer", "current customer"),
        ("excluded_contact_legal_hold", "legal hold"),
        ("excluded_contact_partner_type", "account type Partner"),
        ("excluded_across_customer", "current customer"),
    ],
)
def test_an_excluded_pair_is_a_review_case_that_names_the_exclusion(plan: Plan, situation: str, named: str):
    cases = _cases_of(plan, situation)
    assert len(cases) == 2
    assert cases.str.contains(named, regex=False).all(), cases.tolist()
    assert _touched(joined(plan, "auto")) & ids_of(situation) == set()


@pytest.mark.parametrize("situation", ["unresolved_two_leads", "unresolved_two_contacts", "unresolved_no_account"])
def test_a_lead_without_a_single_contact_to_go_to_waits_for_a_person(plan: Plan, situation: str):
    assert len(_cases_of(plan, situation)) >= 3
    assert _touched(joined(plan, "auto")) & ids_of(situation) == set()


@pytest.mark.parametrize("situation", ["converted", "test_lead", "test_converted", "test_on_hold", "deleted"])
def test_records_that_are_no_candidates_are_in_no_pair(plan: Plan, situation: str):
    pairs = plan.tables["pairs"]
    paired = set(pairs["left_id"]) | set(pairs["right_id"])
    candidates = {"converted": "Lead", "deleted": "Lead"}.get(situation, "Lead")
    assert {i for i in ids_of(situation) & paired if truth().loc[i, "object"] == candidates} == set()


# --- Do Not Call --------------------------------------------------------------------------------------------------

PHONE, MOBILE, ZI, ZI_MOBILE = "Phone", "MobilePhone", "ZI_Phone_Number__c", "ZI_Mobile_Phone_Number__c"


@pytest.mark.parametrize(
    ("situation", "fields"),
    [
        ("dnc_internal", {PHONE, MOBILE}),
        ("dnc_internal_contact", {PHONE, MOBILE, "HomePhone"}),
        ("dnc_direct_same", {PHONE, ZI}),
        ("dnc_direct_other", {ZI}),
        ("dnc_direct_extension", {PHONE, ZI}),
        ("dnc_mobile_same", {MOBILE, ZI_MOBILE}),
        ("dnc_mobile_other", {ZI_MOBILE}),
        ("dnc_both", {PHONE, ZI, MOBILE, ZI_MOBILE}),
        ("dnc_flag_no", set()),
        ("dnc_flag_without_number", set()),
        ("dnc_unreadable", set()),
        ("dnc_unreadable_phone", {ZI}),
        ("dnc_seven_digits", set()),
        ("dnc_seven_digits_flagged", {ZI}),
        ("dnc_list_phone", {PHONE}),
        ("dnc_list_phone_contact", {MOBILE}),
        ("dnc_list_exit_code", {PHONE}),
        ("dnc_list_country_of_account", {PHONE}),
        ("dnc_two_numbers", {PHONE}),
        ("dnc_two_numbers_clear", set()),
        ("source_unknown_on_dnc", {PHONE, ZI}),
    ],
)
def test_exactly_the_listed_numbers_are_blanked(plan: Plan, situation: str, fields: set[str]):
    blanked = _blanked(plan)
    for record in ids_of(situation):
        assert set(blanked[blanked["record_id"] == record]["field"]) == fields


@pytest.mark.parametrize("situation", ["dnc_same_number", "dnc_list_other_field"])
def test_a_listed_number_is_blanked_in_the_one_other_field_where_it_stands(plan: Plan, situation: str):
    blanked = _blanked(plan)
    assert blanked[blanked["record_id"].isin(ids_of(situation))]["record_id"].value_counts().tolist() == [1] * len(
        ids_of(situation)
    )


@pytest.mark.parametrize("situation", ["dnc_seven_digits", "dnc_seven_digits_flagged"])
def test_seven_digits_of_a_listed_number_are_told_and_left(plan: Plan, situation: str):
    findings = plan.tables["findings"]
    told = findings[findings["rule"].str.startswith("dnc") & findings["record_id"].isin(ids_of(situation))]
    assert set(told["record_id"]) == ids_of(situation)


# --- opt-outs -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "situations"),
    [
        ("erase", "none contact_none copies lost_opportunity own_action_lapsed campaign_lapsed campaign_email"
         " campaign_no_response outbound_task inbound_task_lapsed event_called_off behaviour_at_bar absorbed_none"),
        ("keep", "customer partner former_customer open_opportunity won_opportunity open_quote own_action campaign"
         " qualifying inbound_task inbound_email held_event behaviour absorbed_kept"),
        ("hold", "on_hold contact_on_hold"),
        ("undetermined", "quarantined_status"),
    ],
)  # fmt: skip
def test_each_opt_out_gets_the_verdict_that_its_evidence_asks_for(plan: Plan, verdict: str, situations: str):
    verdicts = plan.tables["verdicts"].set_index("record_id")["verdict"]
    for situation in situations.split():
        given = verdicts[verdicts.index.isin(ids_of(f"optout_{situation}"))]
        assert len(given), situation
        assert set(given) == {verdict}, situation


def test_erasures_are_exactly_those_with_that_verdict(plan: Plan):
    verdicts, changes = plan.tables["verdicts"], plan.tables["changes"]
    erased = set(changes[changes["action"] == "erase"]["record_id"])
    assert erased == set(verdicts[verdicts["verdict"] == "erase"]["record_id"])
    assert erased & ids_of("optout_other_reason") == set()


# --- test leads, vocabularies, broken rows ------------------------------------------------------------------------


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


# --- consent ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("situation", ["consent_lead", "consent_contact", "consent_across"])
def test_a_refusal_on_one_of_two_records_stands_on_the_survivor(plan: Plan, situation: str):
    merged = joined(plan, "auto")
    merged = merged[merged["record_id"].isin(ids_of(situation))]
    assert len(merged) == 3  # Do Not Call, e-mail opt-out, ZoomInfo's flag
    source = pd.concat([_file("Lead"), _file("Contact")]).set_index("Id")
    changes = plan.tables["changes"]
    for loser, master in zip(merged["record_id"], merged["into_id"], strict=True):
        given = changes[(changes["record_id"] == master) & (changes["action"] == "update")]
        new = given.drop_duplicates("field", keep="last").set_index("field")["new"]
        for field in ("DoNotCall", "HasOptedOutOfEmail", "ZI_Do_Not_Call_Mobile_Phone__c"):
            refused = {source.loc[loser, field], source.loc[master, field]} & {"true", "Yes"}
            assert not refused or {new.get(field, source.loc[master, field])} == refused


@pytest.mark.slow
def test_a_plan_of_the_cleaned_files_has_no_automatic_change(tmp_path: Path):
    first, second = tmp_path / "first", tmp_path / "second"
    pipeline.make_and_save_plan(_request(SAMPLES, first))

    apply_to_folder(ApplyRequest(first, tmp_path / "cleaned"))
    again, _ = pipeline.make_and_save_plan(_request(tmp_path / "cleaned", second))

    assert set(again.tables["changes"]["tier"]) == {"review"}
    custom = [pd.read_csv(folder / "Lead.csv", dtype=str).set_index("Id")["Region_Notes__c"]
              for folder in (SAMPLES, tmp_path / "cleaned")]  # fmt: skip
    kept = custom[1].index.intersection(custom[0].index[~custom[0].index.duplicated(keep=False)])
    assert custom[1][kept].equals(custom[0][kept])


def _request(source: Path, out: Path) -> pipeline.PlanRequest:
    """A plan with the policy of the samples; the clock is not asked, as snapshot.yaml tells the moment."""
    now = pd.Timestamp("2030-01-01", tz="UTC")
    return pipeline.PlanRequest(source=source, out=out, now=now, policy_file=SAMPLES / "policy.yaml")


def _touched(rows: pd.DataFrame) -> set[str]:
    return set(rows["record_id"]) | set(rows["into_id"])


def _cases_of(plan: Plan, situation: str) -> pd.Series:
    """Reasons of the review cases in which records of the situation stand."""
    review = plan.tables["review"]
    return review[review["records"].map(lambda text: any(record in text for record in ids_of(situation)))]["reason"]


def _blanked(plan: Plan) -> pd.DataFrame:
    changes = plan.tables["changes"]
    phones = changes["field"].str.contains("Phone", na=False) & ~changes["field"].str.contains("Do_Not_Call", na=False)
    return changes[changes["rule"].str.startswith("dnc") & phones & changes["new"].isna() & (changes["tier"] == "auto")]


def _file(name: str) -> pd.DataFrame:
    return pd.read_csv(SAMPLES / f"{name}.csv", dtype=str, keep_default_na=False).fillna("").drop_duplicates("Id")
