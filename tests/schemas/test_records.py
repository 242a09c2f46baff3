import pandas as pd
import pytest

from schemas.checking import MalformedTableError, failures
from schemas.columns import OBJECTS, TEXT, empty_table
from schemas.records import Additions, is_well_formed_email, record_model
from tests.tables import assert_table, frame, snapshot


def _leads(drawn):
    return snapshot(Lead=drawn).table("Lead")


def test_a_sound_table_has_no_failures():
    leads = _leads("""
        Id     | FirstName | LastName | Email         | LeadSource    | Status
        Lead 1 | Ada       | Lovelace | ada@a.example | Demo          | MQL
        Lead 2 |           | Babbage  |               | Word of mouth |
        Lead 3 |           |          | " c@d.example " | Web Chat    | Raw
    """)

    assert failures(record_model("Lead"), leads).empty


def test_one_pass_tells_every_failure_of_every_row():
    long_name = "x" * 81
    leads = _leads(f"""
        Id     | LastName    | Email         | LeadSource | Status
        Lead 1 | {long_name} | ada(at)a      | Pigeon     | raw
        Lead 2 | Babbage     | b@b.example   | Demo       | Raw
        Lead 3 | Curie       | c@c           | Pigeon     | Unqualified
    """)

    assert_table(
        f"""
        position | column     | check        | value
        0        | LastName   | max_length   | {long_name}
        0        | Email      | email_form   | ada(at)a
        0        | LeadSource | known_source | Pigeon
        0        | Status     | known_status | raw
        2        | Email      | email_form   | c@c
        2        | LeadSource | known_source | Pigeon
        2        | Status     | known_status | Unqualified
        """,
        failures(record_model("Lead"), leads),
    )


def test_what_the_policy_adds_is_known():
    leads = _leads("""
        Id     | LeadSource | Status
        Lead 1 | Pigeon     | Sleeping
        Lead 2 | Bird       | Raw
    """)
    additions = Additions({"Pigeon": "outbound"}, {"Bird": "Pigeon"}, ("Sleeping",))

    assert failures(record_model("Lead", additions), leads).empty
    assert len(failures(record_model("Lead"), leads)) == 3


def test_a_contact_has_its_status_in_a_field_of_its_own():
    contacts = snapshot(
        Contact="""
        Id        | Contact_Status__c
        Contact 1 | Raw
        Contact 2 | Asleep
    """
    ).table("Contact")

    assert_table(
        """
        position | column            | check        | value
        1        | Contact_Status__c | known_status | Asleep
        """,
        failures(record_model("Contact"), contacts),
    )


def test_addresses_that_a_mail_server_could_take_are_well_formed():
    good = frame("""
        address
        ada@a.example
        Ada.Lovelace+list@sub.domain.example
        o'hara_x@a-b.example
        a..b.@carrier.example
        jürgen@müller.example
        用户@例子.公司
        x@xn--fsqu00a.xn--55qx5d
    """)["address"]
    bad = frame("""
        address
        ada
        ada@
        @a.example
        ada@localhost
        ada@a..example
        ada@-a.example
        ada@a.example, bob@b.example
        ada lovelace@a.example
        <ada@a.example>
        ada@@a.example
        n/a
        ""
    """)["address"]

    assert is_well_formed_email(good).all()
    assert not is_well_formed_email(bad).any()


@pytest.mark.parametrize("name", OBJECTS)
def test_every_object_has_a_model_that_its_empty_table_meets(name):
    assert failures(record_model(name), empty_table(name)).empty


def test_a_table_of_wrong_make_is_a_bug_told_without_values():
    leads = _leads("""
        Id     | LastName
        Lead 1 | Secret
        Lead 2 | Secret
    """)
    doubled = leads.assign(Id="Secret", Status=pd.Series([1.5, 2.5]))

    with pytest.raises(MalformedTableError) as no_email:
        failures(record_model("Lead"), leads.drop(columns="Email"))
    with pytest.raises(MalformedTableError) as told:
        failures(record_model("Lead"), doubled.astype({"Id": TEXT}))

    assert str(no_email.value) == "table Lead fails its schema: Email (column_in_dataframe)"
    assert "Id (field_uniqueness); Status (dtype('string[pyarrow]'))" in str(told.value)
    assert "Secret" not in str(told.value)
    assert told.value.__cause__ is None
    assert told.value.__context__ is None
