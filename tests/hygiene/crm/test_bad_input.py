"""Input that cannot be read: one clear sentence each, never a traceback, never a value of a record."""

import subprocess
import sys

import pytest

from hygiene.crm.files import read_source
from hygiene.errors import InputError, UsageError
from tests.hygiene.crm.exports import LEADS, folder_of, policy_of, read_files, text_of
from tests.tables import assert_table, sf_id

HEADER = "Id,LastName,Email,LeadSource,Company,Status\n"


def row(number: int, last_name: str = "A") -> str:
    return f"{sf_id(f'Lead {number}')},{last_name},,,,\n"


def refusal(tmp_path, policy: str = "", **files: str | bytes) -> str:
    with pytest.raises(InputError) as caught:
        read_files(tmp_path, policy, **files)
    assert caught.value.exit_code == 3
    return str(caught.value)


def test_a_good_file_is_not_refused(tmp_path):
    assert len(read_files(tmp_path, Lead=HEADER + row(1)).tables["Lead"]) == 1


def test_no_such_folder(tmp_path):
    with pytest.raises(InputError, match="nowhere: there is no such folder or zip; check the path"):
        read_source(tmp_path / "nowhere", policy_of())


def test_a_file_that_is_no_zip_is_no_source(tmp_path):
    folder_of(tmp_path, Lead=HEADER)

    with pytest.raises(InputError, match=r"neither a folder nor a zip; name the folder that holds Lead\.csv"):
        read_source(tmp_path / "export" / "Lead.csv", policy_of())


def test_a_folder_without_people(tmp_path):
    message = refusal(tmp_path, Leads=HEADER, Account="Id,Name\n")

    assert "holds neither Lead.csv nor Contact.csv" in message
    assert "Is Leads.csv one of them? Rename it." in message


def test_two_files_of_one_object(tmp_path):
    folder = folder_of(tmp_path, Lead=HEADER)
    (folder / "lead.csv.gz").write_bytes(b"")

    with pytest.raises(InputError, match=r"two files of Lead \(Lead.csv, lead.csv.gz\); remove one"):
        read_source(folder, policy_of())


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\r\n\r\n", b"   "])
def test_an_empty_file(tmp_path, content):
    assert refusal(tmp_path, Lead=content) == "Lead.csv is empty; export it again with its header row."


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\x03\x04" + bytes(50), "a zip or an Excel workbook"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "a picture"),
        (b"\x1f\x8b\x08" + bytes(50), "name it .csv.gz"),
        (bytes(range(256)) * 10, "binary data"),
    ],
)
def test_a_binary_file_named_csv(tmp_path, content, kind):
    message = refusal(tmp_path, Lead=content)

    assert message.startswith("Lead.csv is not a CSV file")
    assert kind in message


def test_utf_16_that_was_cut_off(tmp_path):
    assert "UTF-16 text that is cut off" in refusal(tmp_path, Lead=(HEADER + row(1)).encode("utf-16")[:-1])


def test_a_missing_required_column_is_told_with_its_nearest_header(tmp_path):
    message = refusal(tmp_path, Lead=HEADER.replace("Company", "Compny"))

    assert message == (
        "Lead.csv has no column Company; the nearest header to Company is Compny."
        " Export it too, or name your column in the policy under fields.Lead."
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(row(1, "jane@firm.example") + row(2, "jane@firm.example"), id="no header row"),
        pytest.param((HEADER + row(1, "jane@firm.example")).replace(",", "|"), id="another delimiter"),
    ],
)
def test_a_first_row_that_is_no_header_is_told_and_not_repeated(tmp_path, text):
    assert refusal(tmp_path, Lead=text) == (
        "Lead.csv: its first row is no header of Lead, or has no comma, semicolon or tab between its columns;"
        " export the file with its header row, or name your columns in the policy under fields.Lead."
    )


@pytest.mark.parametrize("value", ["jane@firm.example", "+1 (303) 555-0195"])
def test_a_header_that_looks_like_a_value_is_not_repeated(tmp_path, value):
    missing = refusal(tmp_path, Lead=HEADER.replace("Email", value))
    twice = refusal(tmp_path, Lead=HEADER.replace("\n", f",{value},{value}\n"))

    assert (value in missing, value in twice) == (False, False)
    assert "the nearest header to Email is (looks like a value)" in missing


def test_two_columns_of_one_name(tmp_path):
    assert "two columns named Note" in refusal(tmp_path, Lead=HEADER.replace("\n", ",Note,Note\n"))


def test_two_columns_that_are_one_field(tmp_path):
    message = refusal(tmp_path, Lead=HEADER.replace("\n", ",Lead Source\n"))

    assert "the columns LeadSource and Lead Source are both LeadSource" in message


def test_a_header_with_a_broken_quote(tmp_path):
    assert "quotation marks of the header row are broken" in refusal(tmp_path, Lead='Id,"LastName\n')


def test_ids_of_another_object(tmp_path):
    contacts = "".join(f"{sf_id(f'Contact {number}')},,,,,\n" for number in range(1, 10))

    message = refusal(tmp_path, Lead=HEADER + contacts)

    assert "Lead.csv: the ids are those of Contact, not of Lead (which begin with 00Q)" in message


AMERICAN = text_of(
    LEADS.replace("2026-01-31T10:20:30.000Z", "1/31/2026").replace("2026-02-01T00:00:00.000Z", "2/1/2026")
)


def test_a_column_of_dates_that_are_not_iso(tmp_path):
    assert refusal(tmp_path, Lead=AMERICAN) == (
        "Lead.csv, column CreatedDate: its dates are not ISO (2026-01-31);"
        " set reading.date_order in the policy to dmy or mdy."
    )


def test_a_column_of_dates_in_the_other_order(tmp_path):
    message = refusal(tmp_path, "reading: {date_order: dmy}", Lead=AMERICAN)

    assert message == (
        "Lead.csv, column CreatedDate: its dates are not in the order dmy; set reading.date_order in the policy to mdy."
    )


def test_a_column_of_dates_that_are_none(tmp_path):
    rows = "".join(row(number).replace("\n", f",someday {number}\n") for number in range(1, 20))

    message = refusal(tmp_path, Lead=HEADER.replace("\n", ",CreatedDate\n") + rows)

    assert "column CreatedDate: its values are no dates" in message


def test_a_single_ambiguous_date_is_quarantined_with_the_remedy(tmp_path):
    rows = "".join(row(number).replace("\n", f",2026-01-{number:02d}\n") for number in range(1, 20))
    text = HEADER.replace("\n", ",CreatedDate\n") + rows + row(20).replace("\n", ",01/02/2026\n")

    extract = read_files(tmp_path, Lead=text)

    assert_table("record_id | row | value | check\nLead 20 | 21 | 01/02/2026 | ambiguous_date", extract.quarantine)
    assert "set reading.date_order in the policy to dmy or mdy" in extract.quarantine["reason"][0]


def test_mixed_line_ends_are_read_and_told(tmp_path):
    extract = read_files(tmp_path, Lead=HEADER + row(1) + row(2).replace("\n", "\r\n") + row(3).replace("\n", "\r"))

    assert_table("Id\nLead 1\nLead 2\nLead 3", extract.tables["Lead"][["Id"]])
    assert extract.inputs[0].dialect["line_end"] == "mixed"
    assert_table("code\nmixed_line_ends", extract.findings)


@pytest.mark.parametrize(
    ("broken", "check"),
    [
        (f"{sf_id('Lead 2')},A,,,\n", "short_row"),
        (f"{sf_id('Lead 2')},A,,,,,\n", "long_row"),
        (f"{sf_id('Lead 2')},A\0B,,,,\n", "nul_byte"),
        (f'{sf_id("Lead 2")},"A,,,,\n', "broken_quotes"),
        (f'{sf_id("Lead 2")},"A"B,,,,\n', "broken_quotes"),
        (f'{sf_id("Lead 2")},"{"A" * 1001}",,,,\n', "cell_too_long"),
    ],
)
def test_a_broken_row_is_quarantined_by_its_line_and_takes_no_other_with_it(tmp_path, broken, check):
    text = HEADER + row(1, '"two\nlines"') + broken + row(3) + row(4, '"quoted"')

    extract = read_files(tmp_path, "reading: {max_cell_characters: 1000}", Lead=text)

    assert_table("Id\nLead 1\nLead 3\nLead 4", extract.tables["Lead"][["Id"]])
    assert_table(f"object | record_id | row | check\nLead |  | 4 | {check}", extract.quarantine)
    told = extract.inputs[0]
    assert (told.rows_read, told.rows_out, told.rows_quarantined) == (4, 3, 1)


def test_a_damaged_byte_in_utf_8_costs_its_row_and_not_the_accents_of_the_others(tmp_path):
    text = (HEADER + row(1, "Müller") + row(2, "Gr~n") + row(3, "Čapek")).encode().replace(b"~", b"\xfc")

    extract = read_files(tmp_path, Lead=text)

    assert extract.tables["Lead"]["LastName"].tolist() == ["Müller", "Čapek"]
    assert_table("row | check\n3   | bad_encoding", extract.quarantine)


def test_a_stray_quote_within_an_unquoted_cell_stands_for_itself(tmp_path):
    table = read_files(tmp_path, Lead=HEADER + row(1, '5" pipe') + row(2)).tables["Lead"]

    assert table["LastName"].tolist() == ['5" pipe', "A"]


def test_a_cell_of_ten_megabytes_is_quarantined(tmp_path):
    extract = read_files(tmp_path, Lead=HEADER + row(1) + row(2, '"' + "long\n" * 2_000_000 + '"') + row(3))

    assert_table("Id\nLead 1\nLead 3", extract.tables["Lead"][["Id"]])
    assert_table("row | check\n3   | cell_too_long", extract.quarantine)


def test_a_cell_of_the_longest_size_allowed_is_read(tmp_path):
    table = read_files(tmp_path, Lead=HEADER + row(1, "é" * 1_000_000) + row(2)).tables["Lead"]

    assert table["LastName"].str.len().tolist() == [1_000_000, 1]


@pytest.mark.slow
def test_a_million_rows_with_one_broken_row(tmp_path):
    ids = "\n".join(f"00Q5e{number:010d},A,,,," for number in range(1_000_000))
    text = HEADER + ids.replace("00Q5e0000500000,A,,,,", "00Q5e0000500000,A,,,") + "\n"

    extract = read_files(tmp_path, Lead=text)

    assert len(extract.tables["Lead"]) == 999_999
    assert_table("row    | check\n500002 | short_row", extract.quarantine)
    assert extract.inputs[0].rows_read == 1_000_000


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are files on POSIX only")
def test_a_pipe_is_no_file(tmp_path):
    folder = folder_of(tmp_path)
    subprocess.run(["mkfifo", folder / "Lead.csv"], check=True)

    with pytest.raises(InputError, match=r"Lead\.csv is no regular file"):
        read_source(folder, policy_of())


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path):
    folder = folder_of(tmp_path)
    (tmp_path / "elsewhere.csv").write_text(HEADER, encoding="utf-8")
    (folder / "Lead.csv").symlink_to(tmp_path / "elsewhere.csv")

    with pytest.raises(InputError, match="is a link that leads out of its folder"):
        read_source(folder, policy_of())


def test_a_time_zone_that_is_none_is_told_with_its_line():
    with pytest.raises(UsageError, match=r"line 2: reading\.time_zone: no such time zone; write it as UTC"):
        policy_of("reading:\n  time_zone: Mars/Base\n")


def test_a_value_of_a_broken_row_is_shown_in_part_only(tmp_path):
    text = HEADER.replace("\n", ",DoNotCall\n") + row(1).replace("\n", f",{'maybe ' * 100}\n")

    assert read_files(tmp_path, Lead=text).quarantine["value"].str.len().tolist() == [200]
