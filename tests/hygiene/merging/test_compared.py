from dataclasses import replace

import pandas as pd
import pytest

from hygiene import changes
from hygiene.apply_changes import apply_changes
from hygiene.matching.lexicon import FAMILIES
from hygiene.matching.records import gather
from hygiene.matching.vocabulary import Column
from hygiene.merging.compared import compared, memory_of, people
from hygiene.policy import Policy
from hygiene.snapshot import Snapshot
from schemas.columns import TEXT
from tests.tables import assert_table, frame, sf_id, snapshot

LEADS = """
    Id     | FirstName | LastName | Email             | Title | IsConverted | IsDeleted
    Lead 1 | Ada       | Lovelace | ada@engine.test   |       |             |
    Lead 2 | Charles   | Babbage  | cb@engine.test    | test  |             |
    Lead 3 | Grace     | Hopper   | grace@hopper.test |       | true        |
    Lead 4 | Mary      | Shelley  | mary@novel.test   |       |             | true
    Lead 5 | Alan      | Turing   | alan@bletchley.uk |       | false       | false
"""
CONTACTS = """
    Id        | FirstName | LastName | AccountId
    Contact 1 | Ada       | Lovelace | Account 1
    Contact 2 | Alan      | Turing   |
"""
ACCOUNTS = """
    Id        | Name
    Account 1 | Analytical Engines Ltd
"""


def read(org: Snapshot, name: str, policy: Policy) -> pd.DataFrame:
    """What matching is told of the records, the codes turned back into texts."""
    records, lexicon = people(org, name, policy), memory_of(org, "any rule").lexicon
    columns = (
        zip(family.names, lexicon.columns(gather(records, None), key), strict=True) for key, family in FAMILIES.items()
    )
    return records.assign(**{column: texts(coded) for family in columns for column, coded in family})


def texts(column: Column) -> pd.Series:
    said = dict(enumerate(column.vocabulary.strings))
    return pd.Series([said.get(code, pd.NA) for code in column.codes], dtype=TEXT)


def test_test_leads_converted_leads_and_deleted_records_take_no_part(default_policy):
    assert_table("Id\nLead 1\nLead 5", compared(snapshot(Lead=LEADS), "Lead", default_policy)[["Id"]])


def test_what_was_read_before_is_read_the_same_after_any_change(default_policy):
    org = snapshot(Lead=LEADS, Contact=CONTACTS, Account=ACCOUNTS)
    for name in ("Lead", "Contact"):
        people(org, name, default_policy)
    written = changes.outputs.typed(
        "changes",
        frame("""
            action | object  | record_id | field     | new
            update | Lead    | Lead 5    | Phone     | +1 415 555 0101
            update | Lead    | Lead 1    | FirstName |
            update | Contact | Contact 2 | AccountId | Account 1
            update | Lead    | Lead 2    | Title     | Engineer
            delete | Contact | Contact 1 |           |
        """),
    )

    after = apply_changes(org, written)
    fresh = snapshot(Lead=LEADS, Contact=CONTACTS, Account=ACCOUNTS)
    anew = apply_changes(fresh, written)

    for name in ("Lead", "Contact"):
        again, first = (read(org, name, default_policy).drop(columns="reading") for org in (after, anew))
        pd.testing.assert_frame_equal(again, first)


@pytest.mark.parametrize(("changed", "stays"), [("Lead 5", [True, False]), ("Lead 1", [False, True])])
def test_a_record_keeps_its_reading_while_it_stays_as_it_is_and_shares_it_with_none(default_policy, changed, stays):
    org = snapshot(Lead=LEADS, Contact=CONTACTS, Account=ACCOUNTS)
    leads, contacts = (people(org, name, default_policy).set_index("id")["reading"] for name in ("Lead", "Contact"))
    written = frame(f"action | object | record_id | field | new\nupdate | Lead | {changed} | Phone | +1 415 555 0101")

    again = people(apply_changes(org, changes.outputs.typed("changes", written)), "Lead", default_policy)
    again = again.set_index("id")["reading"]

    assert again.index.equals(leads.index)
    assert (again == leads).tolist() == stays
    assert not pd.concat([leads, contacts, again[again != leads]]).duplicated().any()


def test_a_field_that_is_filled_or_emptied_for_all_is_read_anew(default_policy):
    org = snapshot(Lead="Id | LastName | Phone | City\nLead 1 | Hopper | | Arlington\nLead 2 | Turing | | London")
    before = read(org, "Lead", default_policy)
    leads = org.table("Lead")
    phone, city = leads["Phone"].fillna("+1 415 555 0101"), leads["City"].mask([True, True])
    turned = replace(org.with_tables(Lead=leads.assign(Phone=phone, City=city)), before=org)

    after = read(turned, "Lead", default_policy)

    assert after["phone"].tolist() == ["+14155550101", "+14155550101"]
    assert after["city"].isna().all()
    assert not after["reading"].isin(before["reading"]).any()


def test_a_renamed_account_is_read_anew(default_policy):
    org = snapshot(Contact=CONTACTS, Account=ACCOUNTS)
    people(org, "Contact", default_policy)
    renamed = org.with_tables(Account=org.table("Account").assign(Name="Difference Engines"))

    assert read(renamed, "Contact", default_policy)["company_core"].iloc[0] == "difference engines"


def test_people_are_not_looked_at_again_while_the_tables_are_the_same(default_policy):
    org = snapshot(Lead=LEADS, Contact=CONTACTS, Account=ACCOUNTS)

    assert people(org, "Lead", default_policy) is people(org, "Lead", default_policy)


def test_another_policy_leaves_other_test_leads_out(default_policy):
    org = snapshot(Lead=LEADS, Contact=CONTACTS, Account=ACCOUNTS)
    few = people(org, "Lead", default_policy)

    none_are_tests = default_policy.test_leads.model_copy(update={"titles": ()})
    every = people(org, "Lead", default_policy.model_copy(update={"test_leads": none_are_tests}))

    assert set(every["id"]) - set(few["id"]) == {sf_id("Lead 2")}
