"""Every number of the summary, against the tables of the small plan, counted by hand."""

import json
from dataclasses import replace
from importlib.resources import files

import jsonschema
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygiene.policy import parse_policy
from hygiene.report.summary import summarise
from schemas import outputs
from schemas.columns import TEXT
from tests.hygiene.report.small_plan import empty_plan, small_plan
from tests.tables import sf_id

SHOWN_COLUMNS = {
    "changes": {"rule", "action", "object", "field", "tier"},
    "pairs": {"left_object", "right_object", "probability", "weight", "tier"},
    "findings": {"rule", "object", "code"},
    "verdicts": {"object", "verdict"},
    "quarantine": {"object", "row", "field", "check"},
    "review": {"rule"},
}
"""Columns of which the report shows words. Whatever stands in another one must not reach it."""


def of(rows, **keys):
    """The one row that has these values."""
    (row,) = [row for row in rows if all(row[key] == value for key, value in keys.items())]
    return row


def test_a_plan_of_nothing_has_a_summary_that_reconciles(policy):
    told = summarise(empty_plan(), policy)

    assert told["reconciles"]
    assert told["proposed"]["rules"] == told["duplicates"]["kinds"] == told["opt_outs"]["listed"] == []


@pytest.mark.parametrize("plan", [small_plan(), empty_plan()], ids=["small plan", "empty plan"])
def test_the_summary_is_json_of_its_schema(plan, policy):
    schema = json.loads(files("hygiene.report").joinpath("summary.schema.json").read_text(encoding="utf-8"))
    told = summarise(plan, policy)

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(told, schema)
    assert json.loads(json.dumps(told)) == told


def test_what_was_read_is_told_people_first_without_the_folder(summary):
    assert [row["name"] for row in summary["read"]] == ["Lead.csv", "Contact.csv", "Account.csv"]
    assert of(summary["read"], object="Lead")["rows_read"] == 20
    assert summary["plan"]["source"] == "exports"


def test_changes_are_counted_by_rule_action_object_and_tier(summary):
    rules = {row["rule"]: row for row in summary["proposed"]["rules"]}
    lead_to_lead = rules["lead_to_lead"]["changes"]

    assert of(lead_to_lead, action="merge")["auto"] == {"records": 2, "changes": 2}
    assert of(lead_to_lead, action="merge")["review"] == {"records": 1, "changes": 1}
    assert of(lead_to_lead, action="update")["auto"] == {"records": 1, "changes": 2}
    assert rules["lead_to_lead"]["cases"] == 1
    assert [row["object"] for row in rules["zoominfo_opt_out"]["changes"]] == ["Lead", "Contact"]


def test_rules_stand_in_the_order_of_the_work(summary):
    rules = [row["rule"] for row in summary["proposed"]["rules"]]

    assert rules.index("lead_to_lead") < rules.index("contact_to_contact") < rules.index("lead_to_contact")
    assert rules.index("zoominfo_opt_out") < rules.index("test_lead")


def test_totals_count_records_of_the_automatic_tier_and_of_review_apart(summary):
    totals = summary["proposed"]["totals"]

    assert totals["auto"]["merge"] == {"Lead": 2, "Contact": 1}
    assert totals["review"]["merge"] == {"Lead": 1}
    assert totals["auto"]["erase"] == {"Lead": 1, "Contact": 1}
    assert totals["fields_updated"] == 7
    assert summary["proposed"]["cases"] == 2


def test_buckets_tell_their_records_and_what_happens_to_them(summary):
    buckets = {row["bucket"]: row for row in summary["proposed"]["buckets"]}

    assert (buckets["core"]["records"], buckets["core"]["merge"], buckets["core"]["review"]) == (16, 1, 1)
    assert (buckets["purchased list"]["records"], buckets["purchased list"]["erase"]) == (7, 1)
    assert buckets["inbound"]["merge"] == 0


def test_duplicates_are_told_before_and_after_with_the_target_for_contacts(summary):
    kinds = {row["rule"]: (row["before"], row["after"], row["merged"]) for row in summary["duplicates"]["kinds"]}

    assert kinds == {"lead_to_lead": (3, 1, 2), "contact_to_contact": (2, 1, 1), "lead_to_contact": (1, 0, 1)}
    assert summary["duplicates"]["target"] == {"share": 0.5, "at_most": 1, "reached": True, "known": True}


@pytest.mark.parametrize(("after", "came_later", "went_otherwise"), [(1, 0, 0), (2, 1, 0), (0, 0, 1)])
def test_what_parts_the_fall_of_duplicates_from_the_merges_is_told(policy, after, came_later, went_otherwise):
    plan = small_plan()
    facts = {**plan.facts, "lead_to_lead": {**plan.facts["lead_to_lead"], "duplicates_after": after}}

    row = of(summarise(replace(plan, facts=facts), policy)["duplicates"]["kinds"], rule="lead_to_lead")

    assert (row["came_later"], row["went_otherwise"]) == (came_later, went_otherwise)


def test_a_target_that_is_missed_says_so(policy):
    plan = small_plan()
    facts = {**plan.facts, "contact_to_contact": {"duplicates_before": 10, "duplicates_after": 6}}

    assert not summarise(replace(plan, facts=facts), policy)["duplicates"]["target"]["reached"]


def test_pairs_are_counted_in_bands_of_probability_that_end_at_the_thresholds(summary, policy):
    bands = summary["duplicates"]["pairs"]

    assert bands[0] == {"from": 0.6, "to": 0.7, "auto": 0, "review": 1}
    assert sum(band["auto"] for band in bands) == 4
    assert sum(band["review"] for band in bands) == 2
    assert bands[-1]["to"] == 1
    assert policy.tiers.auto in {band["from"] for band in bands}


def test_consent_that_merges_carry_over_is_counted_by_field(summary):
    assert summary["duplicates"]["consent"] == [{"field": "DoNotCall", "auto": 2, "review": 0}]


def test_blanked_phone_fields_are_counted_and_other_changes_are_not(summary):
    assert summary["do_not_call"]["blanked"] == [
        {"rule": "dnc_external", "object": "Lead", "field": "Phone", "auto": 1, "review": 0},
        {"rule": "dnc_list", "object": "Lead", "field": "Phone", "auto": 1, "review": 0},
        {"rule": "dnc_list", "object": "Contact", "field": "MobilePhone", "auto": 1, "review": 0},
    ]
    assert [row["name"] for row in summary["do_not_call"]["lists"]] == ["uk_tps", "us_registry"]


def test_verdicts_are_counted_by_kind_and_basis(summary):
    verdicts = summary["opt_outs"]

    assert verdicts["by_verdict"] == {"erase": 2, "keep": 2, "hold": 1, "undetermined": 1}
    assert of(verdicts["by_basis"], basis="17(3)(e)") == {"verdict": "hold", "basis": "17(3)(e)", "records": 1}
    assert of(verdicts["evidence"], kind="campaign_response")["searched"] == 5
    assert of(verdicts["evidence"], kind="own_action")["counts"] == 1
    assert of(verdicts["evidence"], kind="own_action")["lapsed"] == 1


def test_a_verdict_stands_under_its_case_number_with_kinds_and_days_only(summary):
    kept = of(summary["opt_outs"]["listed"], pseudonym="R-0005")

    assert (kept["verdict"], kept["basis"], kept["lapses"]) == ("keep", "6(1)(f)", "2028-11-30")
    assert [piece for piece in kept["evidence"] if piece["outcome"] != "none"] == [
        {"kind": "own_action", "outcome": "counts", "when": "2025-11-30", "lapses": "2028-11-30"},
        {"kind": "conversation", "outcome": "counts", "when": "2026-02-14", "lapses": "2028-02-14"},
    ]


def test_what_erasures_entail_is_counted_over_all_of_them_in_known_words_only(summary):
    assert summary["erasures"] == {
        "ground": "17(1)(c)",
        "copies": [{"kind": "tasks", "number": 4}, {"kind": "converted leads", "number": 2}],
        "unseen": ["events"],
        "systems": ["Marketo"],
        "holds_unseen": ["Contact"],
    }


def test_who_came_back_after_a_purge_is_counted_by_bucket(policy):
    facts = {
        "on_list": {"erasure": 7, "internal_dnc": 2},
        "people_back": 3,
        "older_with_email": 1,
        "buckets": {"Paid": 2, "Other": 1},
    }
    plan = replace(empty_plan(), facts={"returned_after_purge": {**facts, "numbers_back": 1}})
    told = summarise(plan, policy)["suppression"]

    assert told == {
        "on_list": {"erasure": 7, "internal_dnc": 2},
        "people_back": 3,
        "older_with_email": 1,
        "back_through": [{"bucket": "Other", "records": 1}, {"bucket": "Paid", "records": 2}],
        "numbers_back": 1,
    }


def test_findings_test_leads_and_quarantine_are_counted_by_code(summary):
    assert {(row["code"], row["object"]): row["findings"] for row in summary["findings"]["by_code"]} == {
        ("phone_unknown", "Contact"): 1,
        ("phone_unknown", "Lead"): 1,
        ("suspect_mailbox", "Lead"): 1,
    }
    assert summary["test_leads"]["deleted"] == {"auto": 1, "review": 0}
    assert [row["code"] for row in summary["test_leads"]["told"]] == ["suspect_mailbox"]
    assert (summary["quarantine"]["cells"], summary["quarantine"]["records"]) == (3, 2)


def test_caps_come_nearest_first(summary):
    readings = summary["brakes"]["readings"]

    assert [row["used"] for row in readings if row["used"] is not None] == [0.5, 0.5, 0.3333, 0.3333, 0.2]
    assert readings[-1]["allowed"] is None


@pytest.mark.parametrize("table", SHOWN_COLUMNS)
def test_no_free_text_of_any_table_reaches_the_summary(policy, table):
    drawn = small_plan().tables[table]
    hidden = [column for column in drawn.columns if column not in SHOWN_COLUMNS[table]]
    leaking = drawn.assign(
        **{column: pd.Series("leak@engine.test", index=drawn.index, dtype=TEXT) for column in hidden}
    )

    told = summarise(small_plan(**{table: leaking}), policy)

    assert "leak" not in json.dumps(told)


def test_evidence_named_inside_other_words_is_no_evidence(policy):
    told = "own_action: Initial Source customer: Ada (inbound), 2025-11-30; behavior: none found"
    verdicts = small_plan().tables["verdicts"].assign(searched=pd.Series([told] * 6, dtype=TEXT))

    evidence = summarise(small_plan(verdicts=verdicts), policy)["opt_outs"]["evidence"]

    assert of(evidence, kind="customer")["searched"] == 0
    assert of(evidence, kind="own_action")["counts"] == 6


def test_what_could_not_be_looked_at_is_not_taken_for_evidence(summary):
    undetermined = of(summary["opt_outs"]["listed"], verdict="undetermined")

    assert {piece["outcome"] for piece in undetermined["evidence"]} == {"none"}
    assert "campaign_response" not in {piece["kind"] for piece in undetermined["evidence"]}


def test_long_lists_of_verdicts_are_cut_and_counted_whole(policy):
    ids = [sf_id(f"Lead {number}") for number in range(1, 1001)]
    rows = pd.DataFrame({"object": "Lead", "record_id": ids, "verdict": ["erase", "keep"] * 500})
    changes = small_plan().tables["changes"]

    told = summarise(small_plan(verdicts=outputs.typed("verdicts", rows), changes=changes), policy)["opt_outs"]

    assert told["total"] == 1000
    assert [row["verdict"] for row in told["listed"]] == ["erase"] * 100 + ["keep"] * 100


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["lead_to_lead", "dnc_list", "a_rule_of_later"]),
        st.sampled_from(outputs.ACTIONS),
        st.sampled_from(["Lead", "Contact", "Account"]),
        st.integers(1, 5),
        st.sampled_from(outputs.TIERS),
    ),
    max_size=40,
)


@given(CHANGES)
def test_the_counts_by_rule_add_up_to_the_table_whatever_its_order(policy, rows):
    columns = ["rule", "action", "object", "record_id", "tier"]
    changes = outputs.typed("changes", pd.DataFrame(rows, columns=columns).astype({"record_id": str}))

    told = summarise(small_plan(changes=changes), policy)["proposed"]
    reversed_too = summarise(small_plan(changes=changes.iloc[::-1].reset_index(drop=True)), policy)["proposed"]

    counted = [
        change[tier]["changes"] for rule in told["rules"] for change in rule["changes"] for tier in outputs.TIERS
    ]
    assert sum(counted) == len(changes) == told["totals"]["changes"]
    assert told == reversed_too


def test_what_differs_from_the_shipped_policy_is_told_without_paths(default_policy):
    own = "dnc: {internal_dnc: keep, lists: {us: {jurisdiction: US, file: /home/ada/us.txt}}}"

    told = summarise(small_plan(), parse_policy(own, "own policy"))["policy"]

    assert {row["key"]: row["value"] for row in told["differences"]} == {
        "dnc.internal_dnc": "keep",
        "dnc.lists.us.file": "(a path, not shown)",
        "dnc.lists.us.jurisdiction": "US",
        "dnc.lists.us.max_age_days": "31",
    }
    assert of(told["sentences"], keys=["dnc.internal_dnc"])["differs"]
    assert summarise(small_plan(), default_policy)["policy"]["differences"] == []
