"""Cells of an export: what each kind of value is read as, and what is set aside."""

import pytest

from tests.hygiene.crm.exports import LEADS, read_files, text_of
from tests.tables import assert_table, sf_id


@pytest.mark.parametrize("true", ["1", "true", "TRUE", "yes", "Yes"])
@pytest.mark.parametrize("false", ["0", "false", "FALSE", "no", "No"])
def test_flags_are_read_in_each_spelling(tmp_path, true, false):
    text = text_of(LEADS).replace("true", true).replace("false", false)

    table = read_files(tmp_path, Lead=text).tables["Lead"]

    assert table["DoNotCall"].astype(object).where(table["DoNotCall"].notna(), None).tolist() == [True, False, None]


def test_a_value_that_is_not_of_its_kind_is_quarantined_and_its_record_stays(tmp_path):
    text = text_of(
        """
        Id     | LastName | Email| LeadSource | Company | Status | DoNotCall | Behavior_Score__c | CreatedDate | OwnerId
        Lead 1 | A        |       |            | B       | Raw    | maybe     | 12.5              | 2026-02-30  | User 1
        Lead 2 | A        |       |            | B       | Raw    | 1         | many              | 2026-02-03  | nobody
        """
    )

    extract = read_files(tmp_path, Lead=text)

    assert_table(
        """
        Id     | DoNotCall | Behavior_Score__c | CreatedDate | OwnerId
        Lead 1 |           | 12.5              |             | User 1
        Lead 2 | true      |                   | 2026-02-03  |
        """,
        extract.tables["Lead"],
    )
    assert_table(
        """
        object | record_id | row | field             | value      | check
        Lead   | Lead 1    | 2   | DoNotCall         | maybe      | not_a_flag
        Lead   | Lead 1    | 2   | CreatedDate       | 2026-02-30 | not_a_date
        Lead   | Lead 2    | 3   | Behavior_Score__c | many       | not_a_number
        Lead   | Lead 2    | 3   | OwnerId           | nobody     | malformed_id
        """,
        extract.quarantine,
    )
    assert (extract.inputs[0].rows_out, extract.inputs[0].rows_quarantined) == (2, 0)


def test_rows_with_a_broken_id_are_quarantined_by_line(tmp_path):
    text = text_of(
        """
        Id        | LastName | Email | LeadSource | Company    | Status
        Lead 1    | A        |       |            | a~b        | Raw
        Lead 2    | A        |       |            | B          | Raw
        Lead 2    | B        |       |            | B          | Raw
        00q5e0000000003EAA | A |     |            | B          | Raw
                  | A        |       |            | B          | Raw
        Contact 1 | A        |       |            | B          | Raw
        """,
        quote_all=True,
    )

    extract = read_files(tmp_path, Lead=text.replace("~", "\n"))

    assert_table("Id\nLead 1", extract.tables["Lead"])
    assert_table(
        """
        record_id | row | field | value              | check
        Lead 2    | 4   | Id    | Lead 2             | duplicate_id
        Lead 2    | 5   | Id    | Lead 2             | duplicate_id
                  | 6   | Id    | 00q5e0000000003EAA | malformed_id
                  | 7   | Id    |                    | missing_id
                  | 8   | Id    | Contact 1          | wrong_object
        """,
        extract.quarantine,
    )
    told = extract.inputs[0]
    assert (told.rows_read, told.rows_out, told.rows_quarantined) == (6, 1, 5)


def test_an_id_of_15_characters_doubles_the_same_one_of_18(tmp_path):
    text = "Id,LastName,Email,LeadSource,Company,Status\n" + f"{sf_id('Lead 1')},,,,,\n{sf_id('Lead 1')[:15]},,,,,\n"

    assert read_files(tmp_path, Lead=text).quarantine["check"].tolist() == ["duplicate_id", "duplicate_id"]


def test_deleted_records_are_left_out_and_told(tmp_path):
    text = text_of(LEADS.replace("DoNotCall", "IsDeleted"))

    extract = read_files(tmp_path, Lead=text)

    assert_table("Id\nLead 2\nLead 3", extract.tables["Lead"][["Id"]])
    assert (extract.inputs[0].rows_read, extract.inputs[0].rows_out, extract.inputs[0].rows_deleted) == (3, 3, 1)
    assert_table("object | code\nLead   | deleted_rows", extract.findings)
