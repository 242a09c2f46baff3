import pandas as pd
from pandas.testing import assert_frame_equal

from hygiene.normalize.people import COLUMNS, people_table
from schemas.columns import DTYPES, TEXT, empty_table
from tests.tables import assert_table, snapshot


def lead_table(drawn):
    return snapshot(Lead=drawn).table("Lead")


def test_a_lead_is_read_from_its_own_fields():
    leads = lead_table(
        """
        Id     | FirstName | LastName | Email              | Company   | Website              | Title
        Lead 1 | Bob       | O'Brien  | Bob+x@Acme.example | Acme Inc. | http://www.acme.com/ | CEO
        """
    )
    leads = leads.assign(Phone="415-555-2671", Country="USA", City="München", Street="1 Main Street")
    made = people_table(leads, "Lead", "DE")
    assert_table(
        """
        id     | email              | mailbox          | company_domain | first | first_canonical | last_core
        Lead 1 | bob+x@acme.example | bob@acme.example | acme.example   | bob   | robert          | obrien
        """,
        made,
    )
    assert_table(
        """
        id     | company_core | website_domain | title                   | title_level | name_is_filler | email_is_role
        Lead 1 | acme         | acme.com       | chief executive officer | c_level     | false          | false
        """,
        made,
    )
    assert_table(
        """
        id     | phone        | country | city    | street
        Lead 1 | +14155552671 | US      | munchen | 1 main st
        """,
        made,
    )


def test_a_contact_takes_company_website_and_missing_country_from_its_account():
    given = snapshot(
        Contact="""
        Id        | LastName | AccountId | MailingCountry | Phone
        Contact 1 | One      | Account 1 |                | 030 123456
        Contact 2 | Two      | Account 1 | UK             | 020 7946 0958
        Contact 3 | Three    |           |                | 415 555 2671
        Contact 4 | Four     | Account 9 |                |
        """,
        Account="""
        Id        | Name      | Website      | BillingCountry
        Account 1 | Acme GmbH | www.acme.de  | Deutschland
        """,
    )
    assert_table(
        """
        id        | company   | company_core | website_domain | country | phone
        Contact 1 | acme gmbh | acme         | acme.de        | DE      | +4930123456
        Contact 2 | acme gmbh | acme         | acme.de        | GB      | +442079460958
        Contact 3 |           |              |                |         | +14155552671
        Contact 4 |           |              |                |         |
        """,
        people_table(given.table("Contact"), "Contact", "US", given.table("Account")),
    )


def test_the_other_phone_is_the_first_that_is_neither_direct_nor_mobile():
    leads = lead_table(
        """
        Id     | LastName | Phone           | MobilePhone  | ZI_Phone_Number__c | ZI_Mobile_Phone_Number__c
        Lead 1 | One      | 415-555-2671 x3 | 415-555-2672 | +14155552671       | 415-555-2673
        Lead 2 | Two      | 415-555-2671    |              | +14155552674       | 415-555-2673
        Lead 3 | Three    |                 | 415-555-2672 |                    | +1 415 555 2672
        """
    )
    assert_table(
        """
        id     | phone        | phone_extension | mobile       | other_phone
        Lead 1 | +14155552671 | 3               | +14155552672 | +14155552673
        Lead 2 | +14155552671 |                 |              | +14155552674
        Lead 3 |              |                 | +14155552672 |
        """,
        people_table(leads, "Lead", "US"),
    )


def test_websites_of_others_tell_no_company():
    leads = lead_table(
        """
        Id     | LastName | Website
        Lead 1 | One      | https://shop.acme.co.uk/about?x=1
        Lead 2 | Two      | https://www.linkedin.com/in/two
        Lead 3 | Three    | gmail.com
        Lead 4 | Four     | none
        Lead 5 | Five     | ACME.example.
        """
    )
    assert_table(
        """
        id     | website_domain
        Lead 1 | acme.co.uk
        Lead 2 |
        Lead 3 |
        Lead 4 |
        Lead 5 | acme.example
        """,
        people_table(leads, "Lead", "US"),
    )


def test_missing_columns_and_rows_are_no_obstacle():
    bare = people_table(pd.DataFrame({"Id": ["1"]}, index=[7], dtype=TEXT), "Contact", "US")
    assert bare.index.tolist() == [0]
    assert bare.drop(columns=["id"]).select_dtypes("string").isna().all(axis=None)
    for object_name in ("Lead", "Contact"):
        nobody = people_table(empty_table(object_name), object_name, "US", empty_table("Account"))
        assert_frame_equal(nobody.iloc[:0], bare.iloc[:0], check_index_type=False)


def test_columns_have_their_order_and_types():
    table = people_table(lead_table("Id | LastName\nLead 1 | One"), "Lead", "US")
    assert tuple(table.columns) == COLUMNS
    flags = table[["email_is_role", "name_is_filler", "company_is_filler"]]
    assert flags.dtypes.eq(pd.BooleanDtype()).all()
    assert flags.notna().all(axis=None)
    assert table["created"].dtype == DTYPES["moment"]
    assert table.drop(columns=[*flags.columns, "created"]).dtypes.eq(TEXT).all()


def test_a_record_reads_the_same_in_any_company():
    leads = lead_table(
        """
        Id     | FirstName | LastName | Email           | Company     | Phone        | Country
        Lead 1 | Bob       | Brown    | bob@a.example   | Acme Inc.   | 415-555-2671 | US
        Lead 2 | Ada       | Müller   | ada@b.example   | Acme GmbH   | 030 123456   | DE
        Lead 3 | Ada       | Müller   | ada@b.example   | Acme GmbH   | 030 123456   |
        """
    )
    turned = people_table(leads[::-1], "Lead", "US")
    assert_frame_equal(turned[::-1].reset_index(drop=True), people_table(leads, "Lead", "US"))
