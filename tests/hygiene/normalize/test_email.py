import pandas as pd

from hygiene.normalize import email
from schemas.columns import TEXT
from tests.hygiene.normalize.reads import assert_reads
from tests.tables import frame


def parts(typed):
    return email.parts(typed["Typed"])


def test_an_address_at_a_company_is_kept_and_its_mailbox_is_itself():
    assert_reads(
        """
        Typed                | email                | mailbox              | local | domain         | company_domain
        ada.l@acme.example   | ada.l@acme.example   | ada.l@acme.example   | ada.l | acme.example   | acme.example
        ada@eu.acme.co.uk    | ada@eu.acme.co.uk    | ada@eu.acme.co.uk    | ada   | eu.acme.co.uk  | acme.co.uk
        ada@bücher.example   | ada@bücher.example   | ada@bücher.example   | ada   | bücher.example | bücher.example
        """,
        parts,
    )


def test_case_blanks_and_wrapping_do_not_matter():
    assert_reads(
        """
        Typed                             | email
        " Ada@ACME.example "              | ada@acme.example
        mailto:ada@acme.example           | ada@acme.example
        Ada Lovelace <ada@acme.example>   | ada@acme.example
        ada@acme.example,                 | ada@acme.example
        """,
        parts,
    )


def test_what_is_no_single_address_is_missing_in_every_column():
    table = frame(
        """
        Typed
        "no address"
        "a@b"
        "a@b@acme.example"
        "a@acme.example; b@acme.example"
        "a b@acme.example"
        ""
        "@acme.example"
        "a@acme..example"
        """
    )
    made = parts(pd.concat([table, pd.DataFrame({"Typed": pd.Series([pd.NA], dtype=TEXT)})], ignore_index=True))
    assert made.drop(columns="is_role").isna().all(axis=None)
    assert not made["is_role"].any()


def test_a_plus_tag_is_the_same_mailbox_and_dots_only_where_the_provider_ignores_them():
    assert_reads(
        """
        Typed                       | mailbox
        ada+fair@acme.example       | ada@acme.example
        a.da@acme.example           | a.da@acme.example
        A.da+x@gmail.com            | ada@gmail.com
        a.d.a@googlemail.com        | ada@gmail.com
        +ada@acme.example           | +ada@acme.example
        a.da@outlook.com            | a.da@outlook.com
        """,
        parts,
    )


def test_free_and_disposable_domains_tell_no_company():
    assert_reads(
        """
        Typed                 | kind       | company_domain
        ada@gmail.com         | free       |
        ada@web.de            | free       |
        ada@mail.comcast.net  | free       |
        ada@mailinator.com    | disposable |
        ada@acme.example      | company    | acme.example
        """,
        parts,
    )


def test_mailboxes_of_a_role_are_told_in_several_languages():
    assert_reads(
        """
        Typed                       | is_role
        ada@acme.example            | false
        salesman.joe@acme.example   | false
        info@acme.example           | true
        customer-service@acme.com   | true
        vertrieb@acme.de            | true
        ventas+fair@acme.es         | true
        no-reply@acme.example       | true
        """,
        parts,
    )


def test_fillers_are_no_address():
    assert_reads(
        """
        Typed                | email
        ada@example.com      | ada@example.com
        test@acme.example    | test@acme.example
        test@test.com        |
        test@gmail.com       |
        none@none.com        |
        noemail@acme.example |
        no-email@acme.com    |
        asdf@yahoo.com       |
        gmail@gmail.com      |
        ada@noemail.com      |
        """,
        parts,
    )


def test_columns_keep_their_types_without_rows():
    made = email.parts(pd.Series([], dtype=TEXT))
    assert made.drop(columns="is_role").dtypes.eq(TEXT).all()
    assert made["is_role"].dtype == pd.BooleanDtype()
