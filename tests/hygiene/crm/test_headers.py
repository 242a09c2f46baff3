import csv
from importlib.resources import files

import pytest

from hygiene.crm.headers import read_header
from schemas.columns import OBJECTS, fields_of

REQUIRED = ["Id", "LastName", "Email", "LeadSource", "Company", "Status"]


def header(names, own=None, delimiter=","):
    return read_header(delimiter.join(names).encode() + b"\n", "Lead", own or {}, "Lead.csv")


def test_api_names_are_known_whatever_their_case():
    found = header([name.upper() for name in REQUIRED])

    assert found.fields == tuple(REQUIRED)
    assert found.style == "API names"


def test_labels_are_known_by_the_alias_table():
    found = header(["Lead ID", "last name", "Email", "Initial  Source", "Company / Account", "Lead Status"])

    assert found.fields == tuple(REQUIRED)
    assert found.style == "labels"


def test_labels_beside_api_names_are_told_as_mixed():
    assert header(["Id", "LastName", "Email", "Lead Source", "Company", "Status"]).style == "mixed"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_one_under_which_most_is_known(delimiter):
    names = [*REQUIRED, '"a,b;c\td"']

    assert header(names, delimiter=delimiter).grammar.delimiter == delimiter.encode()
    assert header(names, delimiter=delimiter).names[-1] == "a,b;c\td"


def test_a_name_of_the_policy_is_known_and_the_shipped_one_still_is_where_it_stands_alone():
    own = {"Status": "Stage"}

    assert header([*REQUIRED[:-1], "stage"], own).fields[-1] == "Status"
    assert header(REQUIRED, own).fields[-1] == "Status"
    assert header([*REQUIRED, "Stage"], own).fields[-2:] == (None, "Status")


def test_columns_without_a_name_are_carried_along():
    assert header([*REQUIRED, "", ""]).fields[-2:] == (None, None)


@pytest.mark.parametrize(
    ("column", "field"),
    [("DoNotCal", "DoNotCall"), ("Do_Not_Call__c", "DoNotCall"), ("Email Opt-Out", "HasOptedOutOfEmail"),
     ("ZI_Do_Not_Call_Mobil_Phone__c", "ZI_Do_Not_Call_Mobile_Phone__c")],
)  # fmt: skip
def test_near_misses_of_absent_columns_are_told(column, field):
    assert dict(header([*REQUIRED, column]).near_misses()) == {column: field}


@pytest.mark.parametrize("column", ["Description", "Fax", "My_Score__c", "Country_Code__c", "Compan", "Annual Revenue"])
def test_columns_of_another_meaning_and_likenesses_of_present_ones_are_no_near_misses(column):
    assert dict(header([*REQUIRED, column]).near_misses()) == {}


def test_every_alias_leads_to_a_known_field_and_no_label_to_two():
    with files("hygiene.crm").joinpath("header_aliases.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))

    assert all(row["object"] in OBJECTS and row["field"] in fields_of(row["object"]) for row in rows)
    assert len({(row["object"], row["label"].casefold()) for row in rows}) == len(rows)
