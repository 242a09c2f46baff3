"""A list before its import: domain rules, section 9."""

import pandas as pd
import pytest
from typer.testing import CliRunner

from hygiene.check_list import ListRequest, check_list
from hygiene.cli import app
from hygiene.crm.bundle import csv_bytes
from hygiene.errors import InputError, UsageError
from hygiene.keys import new_ring
from hygiene.suppression import Cause, Suppressions, in_force, rows_of
from schemas.vocabularies import sources
from tests.tables import AS_OF, frame

KEY = new_ring("2026-01-01").newest("suppression")
HEADER = "First Name,Last Name,Email,Company,Country,State,Lead Source,Phone,Shoe Size"
GOOD = "Grace,Hopper,grace@ship.example,Ship Lines,USA,NY,Conference,,7"


@pytest.fixture
def crm(tmp_path):
    folder = tmp_path / "crm"
    folder.mkdir()
    leads = """
        Id     | FirstName | LastName | Email             | Company              | Status | LeadSource | Phone        | DoNotCall
        Lead 1 | Charles   | Babbage  | cb@diff.example   | Difference Engines   | Raw    | Demo       | 415 555 0103 | true
        Lead 2 | Ada       | Lovelace | ada@engine.example | Analytical Engine Ltd | Raw  | Demo       | 415 555 0101 | false
    """  # noqa: E501
    contacts = """
        Id        | FirstName | LastName | Email              | LeadSource | Phone           | AccountId
        Contact 1 | Ada       | Lovelace | ada@engine.example | Demo       | +1 415 555 0101 | Account 1
    """
    accounts = "Id | Name\nAccount 1 | Analytical Engine Ltd"
    for name, table in (("Lead", leads), ("Contact", contacts), ("Account", accounts)):
        (folder / f"{name}.csv").write_bytes(csv_bytes(frame(table)))
    return folder


@pytest.fixture
def check(tmp_path, crm):
    def run(text, suppressions=None, **more):
        given = tmp_path / "list.csv"
        given.write_bytes(text.encode() if isinstance(text, str) else text)
        request = ListRequest(given, crm, tmp_path / "checked", AS_OF, **more)
        outcome = check_list(request, suppressions or Suppressions())
        folder = tmp_path / "checked"
        rejected, to_merge = (pd.read_csv(folder / f"{name}.csv", dtype=str) for name in ("rejected", "to_merge"))
        return outcome, rejected, to_merge, (folder / "accepted.csv").read_bytes()

    return run


def reasons(rejected):
    return dict(zip(rejected["line"], rejected["reason"], strict=True))


def test_a_misspelt_column_is_told_with_the_field_that_it_looks_like(check):
    outcome, *_ = check(f"{HEADER.replace('Last Name', 'Last Nme')}\n{GOOD}\n")

    assert outcome.misspelt == {"Last Nme": "LastName"}
    assert "Column Last Nme is no field of a lead; did you mean LastName?" in outcome.text()


def test_a_row_that_is_right_is_accepted_as_it_stood_with_columns_nobody_knows(check):
    outcome, rejected, to_merge, accepted = check(f"{HEADER}\r\n{GOOD}\r\n")

    assert accepted == f"{HEADER}\r\n{GOOD}\r\n".encode()
    assert rejected.empty
    assert to_merge.empty
    assert outcome.text().startswith("1 rows = 1 accepted + 0 rejected + 0 to merge")


def test_each_row_is_refused_with_all_its_reasons(check):
    rows = [
        "Grace,,grace@ship.example,Ship Lines,USA,,Conference,,",
        "Grace,Hopper,not an address,Ship Lines,,,Pigeon,,",
        "Grace,Hopper,test@test.com,Ship Lines,Germany,Bavaria,Word of mouth,,",
        "Grace,Hopper,grace@ship.example,Ship Lines,Atlantis,,,,",
        "Grace,Hopper,grace@ship.example,Ship Lines,USA,NY,Investor,,",
        'Grace,"Hop',
    ]

    _, rejected, _, accepted = check("\n".join([HEADER, *rows]) + "\n")

    assert reasons(rejected) == {
        "2": "LastName is empty",
        "3": "Country is empty; the Initial Source is none of the supported ones; the e-mail is not well formed",
        "4": "the Initial Source is a variant spelling; write Word of Mouth;"
        " the e-mail is a filler that belongs to nobody; a state is given, but the country has none",
        "5": "there is no Initial Source; the country is not known",
        "6": "Initial Source Investor needs the Investor Name",
        "7": "the row cannot be read: a quotation mark is not closed or stands in a wrong place;"
        " mend it or export again",
    }
    assert accepted == f"{HEADER}\n".encode()
    assert list(rejected["Company"][:2]) == ["Ship Lines", "Ship Lines"]


def test_a_list_without_a_source_column_is_refused_row_by_row(check):
    _, rejected, _, _ = check("Last Name,Email,Company,Country\nHopper,grace@ship.example,Ship Lines,USA\n")

    assert reasons(rejected) == {"2": "there is no Initial Source"}


def test_a_retired_source_is_given_to_no_new_record(check):
    inactive = next(source.value for source in sources() if not source.active)

    _, rejected, _, _ = check(f"{HEADER}\n{GOOD.replace('Conference', inactive)}\n")

    assert reasons(rejected) == {"2": "the Initial Source is retired, and no new record may be given it"}


def test_who_is_in_the_crm_is_to_be_merged_into_the_contact_before_the_lead(check):
    outcome, rejected, to_merge, accepted = check(
        f"{HEADER}\nAda,Lovelace,Ada@Engine.example,Analytical Engine,USA,CA,Conference,+14155550101,\n{GOOD}\n"
    )

    assert rejected.empty
    assert to_merge[["line", "object", "tier", "Last Name"]].to_numpy().tolist() == [
        ["2", "Contact", "auto", "Lovelace"]
    ]
    assert to_merge["others"].iloc[0].startswith("00Q")
    assert outcome.text().startswith("2 rows = 1 accepted + 0 rejected + 1 to merge")
    assert accepted == f"{HEADER}\n{GOOD}\n".encode()


def test_a_row_that_stands_twice_is_imported_once(check):
    again, bad = GOOD.replace("grace@", "GRACE@"), GOOD.replace("Conference", "Pigeon")

    _, rejected, _, accepted = check(f"{HEADER}\n{bad}\n{GOOD}\n{again}\n")

    assert reasons(rejected) == {
        "2": "the Initial Source is none of the supported ones",
        "4": "the same person as line 3",
    }
    assert accepted == f"{HEADER}\n{GOOD}\n".encode()


def test_who_was_erased_and_whose_number_must_not_be_called_is_refused(check, tmp_path):
    erased = Cause("erasure", "zoominfo_opt_out", AS_OF, None)
    listed = [
        rows_of("email", ["gone@a.example"], KEY, erased),
        rows_of("phone", ["+14155550150"], KEY, erased),
        rows_of("phone", ["+14155550151"], KEY, Cause("internal_dnc", "dnc_internal", AS_OF, None)),
    ]
    (tmp_path / "dnc.csv").write_text("4155550152\n", encoding="utf-8")
    rows = [
        "A,Aa,Gone@a.example,Aco,USA,CA,Conference,,",
        "B,Bb,b@b.example,Bco,USA,CA,Conference,415 555 0150,",
        "C,Cc,c@c.example,Cco,USA,CA,Conference,415 555 0151,",
        "D,Dd,d@d.example,Dco,USA,CA,Conference,415 555 0152,",
        "E,Ee,e@e.example,Eco,USA,CA,Conference,(415) 555-0103,",
        "F,Ff,f@f.example,Fco,USA,CA,Conference,415 555 0199,",
    ]

    _, rejected, _, accepted = check(
        "\n".join([HEADER, *rows]) + "\n",
        in_force(pd.concat(listed), AS_OF, {KEY.id: KEY}),
        dnc=(f"us={tmp_path / 'dnc.csv'}@2026-11-01",),
    )

    assert reasons(rejected) == {
        "2": "suppressed: the person of Email was erased",
        "3": "suppressed: the number of Phone is that of an erased person, or a line that was shared",
        "4": "Phone is on the internal Do-Not-Call list",
        "5": "Phone is on the Do-Not-Call list us",
        "6": "Phone is on the Do-Not-Call boxes of the CRM",
    }
    assert accepted.decode().splitlines()[1:] == rows[-1:]


def test_a_list_from_excel_in_its_own_dialect_is_read_and_given_back_in_it(check):
    text = f"{HEADER}\r\n{GOOD}\r\n;;;;;;;;\r\n".replace(",", ";").replace("Hopper", "Höpper")

    _, rejected, _, accepted = check(text.encode("cp1252"))

    assert rejected.empty
    assert accepted == text.removesuffix(";;;;;;;;\r\n").encode("cp1252")


def test_what_people_open_has_no_formula_and_what_is_imported_is_faithful(check):
    formula = "=HYPERLINK(1),Hopper,grace@ship.example,Ship Lines,USA,NY,Conference,,"
    refused = "=HYPERLINK(2),,x@ship.example,Ship Lines,USA,NY,Conference,,"

    _, rejected, _, accepted = check(f"{HEADER}\n{formula}\n{refused}\n")

    assert list(rejected["First Name"]) == ["'=HYPERLINK(2)"]
    assert formula.encode() in accepted


def test_a_file_that_is_no_list_of_leads_is_told(check):
    with pytest.raises(InputError, match="no column is a known field"):
        check("colour,size\nred,4\n")


def test_the_command_prints_the_counts_and_refuses_a_folder_that_is_not_empty(tmp_path, crm):
    (tmp_path / "list.csv").write_text(f"{HEADER}\n{GOOD}\n", encoding="utf-8")
    words = ["check-list", str(tmp_path / "list.csv"), "--against", str(crm), "--out", str(tmp_path / "checked")]

    done = CliRunner().invoke(app, words)
    again = CliRunner().invoke(app, words)

    assert "1 rows = 1 accepted" in done.output
    assert isinstance(again.exception, UsageError)
