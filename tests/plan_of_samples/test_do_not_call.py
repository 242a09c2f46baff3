"""Numbers of `data/samples` that are blanked, and those that are not, held against why each record was made."""

import pandas as pd
import pytest

from hygiene.plan import Plan
from tests.plan_of_samples.truth import ids_of

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


def _blanked(plan: Plan) -> pd.DataFrame:
    changes = plan.tables["changes"]
    phones = changes["field"].str.contains("Phone", na=False) & ~changes["field"].str.contains("Do_Not_Call", na=False)
    return changes[changes["rule"].str.startswith("dnc") & phones & changes["new"].isna() & (changes["tier"] == "auto")]
