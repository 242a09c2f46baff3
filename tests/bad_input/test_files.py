"""Files that are no export."""

import gzip
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygiene.crm.files import read_source
from hygiene.errors import HygieneError
from hygiene.policy import load
from tests.bad_input.cases import AS_OF, HEADER, ONE_RULE, Run, lead, lead_file, refused


def test_a_proper_file_is_planned(run: Run, export: Path):
    lead_file(export, [lead(1), lead(2)])

    outcome = run("plan", export, "--out", export.parent / "plan", *AS_OF)

    assert outcome.exit_code == 0
    assert outcome.complaint == ""
    assert (export.parent / "plan" / "changes.csv").is_file()


def test_an_empty_file_is_refused(run: Run, export: Path):
    (export / "Lead.csv").write_bytes(b"")
    refused(run, export, 3, "Lead.csv is empty", "export it again")


def test_a_file_of_a_header_alone_is_told_and_gives_an_empty_plan(run: Run, export: Path):
    lead_file(export, [])

    outcome = run("plan", export, "--out", export.parent / "plan", *AS_OF, *ONE_RULE)

    assert outcome.exit_code == 0
    told = pd.read_csv(export.parent / "plan" / "findings.csv")
    assert told["message"].tolist() == ["Lead.csv has a header and no record."]


def test_a_folder_that_is_not_there_is_refused(run: Run, export: Path):
    refused(run, export / "nowhere", 3, "there is no such folder or zip", "check the path")


def test_a_folder_without_leads_and_contacts_is_refused(run: Run, export: Path):
    (export / "Leads.csv").write_text(HEADER, encoding="utf-8")
    refused(run, export, 3, "neither Lead.csv nor Contact.csv", "Rename it")


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 a workbook", bytes(range(256)) * 40, b"\xd0\xcf\x11\xe0 an old workbook"]
)
def test_a_binary_file_named_csv_is_refused(run: Run, export: Path, content: bytes):
    (export / "Lead.csv").write_bytes(content)
    refused(run, export, 3, "Lead.csv is not a CSV file", "export the records as CSV")


def test_a_missing_required_column_is_told_with_the_file_and_the_nearest_header(run: Run, export: Path):
    (export / "Lead.csv").write_text(HEADER.replace("LastName", "Lst Name") + "\n", encoding="utf-8")
    refused(run, export, 3, "Lead.csv has no column LastName", "nearest header", "Lst Name")


def test_two_columns_of_one_name_are_refused(run: Run, export: Path):
    (export / "Lead.csv").write_text(HEADER + ",Title\n", encoding="utf-8")
    refused(run, export, 3, "Lead.csv has two columns named Title", "remove or rename one")


def test_two_files_of_one_object_are_refused(run: Run, export: Path):
    lead_file(export, [lead(1)])
    (export / "lead.csv.gz").write_bytes(gzip.compress(HEADER.encode()))
    refused(run, export, 3, "two files of Lead", "remove one of them")


def test_a_gzip_file_that_breaks_off_is_refused(run: Run, export: Path):
    rows = "\n".join(lead(number) for number in range(200))
    (export / "Lead.csv.gz").write_bytes(gzip.compress(f"{HEADER}\n{rows}\n".encode())[:-300])
    refused(run, export, 3, "Lead.csv.gz is no whole gzip file", "download it again")


@pytest.mark.parametrize("text", ["extracted_at: yesterday\n", "extracted_at: [\n", "\0"])
def test_a_snapshot_file_without_a_moment_in_it_is_refused(run: Run, export: Path, text: str):
    lead_file(export, [lead(1)])
    (export / "snapshot.yaml").write_text(text, encoding="utf-8")
    refused(run, export, 3, "snapshot.yaml", "write it as extracted_at")


@given(head=st.sampled_from([b"", HEADER.encode() + b"\n", b"\xff\xfe", b'"Id","']), noise=st.binary(max_size=300))
def test_no_bytes_at_all_are_a_bug(tmp_path_factory: pytest.TempPathFactory, head: bytes, noise: bytes):
    folder = tmp_path_factory.mktemp("noise")
    (folder / "Lead.csv").write_bytes(head + noise)
    with suppress(HygieneError):
        read_source(folder, load())
