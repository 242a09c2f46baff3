"""What goes wrong outside: each case one exit code and one sentence that says what to do, and nothing half-written.

Every record holds the word `SECRET` where personal data would stand: no message may repeat it.
"""

import gzip
import os
import random
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygiene.cli import main
from hygiene.crm.files import read_source
from hygiene.errors import HygieneError
from hygiene.policy import load
from tests.tables import sf_id

HEADER = "Id,FirstName,LastName,Email,Title,Company,Phone,LeadSource,Status,CreatedDate"
CONTACT_HEADER = "Id,FirstName,LastName,Email,AccountId,LeadSource,Contact_Status__c"
AS_OF = ("--as-of", "2026-11-21")
ONE_RULE = ("--only", "test_lead")  # what is tested here happens before and after the rules


@dataclass(frozen=True)
class Outcome:
    """What a person sees of one call of the command line."""

    exit_code: int
    said: str
    complaint: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Calls `lead-hygiene` with these arguments."""

    def call(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["lead-hygiene", *map(str, arguments)])
        code = _exit_code()
        printed = capsys.readouterr()
        return Outcome(code, printed.out, printed.err)

    return call


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A folder for the files of one export."""
    folder = tmp_path / "export"
    folder.mkdir()
    return folder


# --- files that are no export -------------------------------------------------------------------------------------


def test_a_proper_file_is_planned(run: Run, export: Path):
    _lead_file(export, [_lead(1), _lead(2)])

    outcome = run("plan", export, "--out", export.parent / "plan", *AS_OF)

    assert outcome.exit_code == 0
    assert outcome.complaint == ""
    assert (export.parent / "plan" / "changes.csv").is_file()


def test_an_empty_file_is_refused(run: Run, export: Path):
    (export / "Lead.csv").write_bytes(b"")
    _refused(run, export, 3, "Lead.csv is empty", "export it again")


def test_a_file_of_a_header_alone_is_told_and_gives_an_empty_plan(run: Run, export: Path):
    _lead_file(export, [])

    outcome = run("plan", export, "--out", export.parent / "plan", *AS_OF, *ONE_RULE)

    assert outcome.exit_code == 0
    told = pd.read_csv(export.parent / "plan" / "findings.csv")
    assert told["message"].tolist() == ["Lead.csv has a header and no record."]


def test_a_folder_that_is_not_there_is_refused(run: Run, export: Path):
    _refused(run, export / "nowhere", 3, "there is no such folder or zip", "check the path")


def test_a_folder_without_leads_and_contacts_is_refused(run: Run, export: Path):
    (export / "Leads.csv").write_text(HEADER, encoding="utf-8")
    _refused(run, export, 3, "neither Lead.csv nor Contact.csv", "Rename it")


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 a workbook", bytes(range(256)) * 40, b"\xd0\xcf\x11\xe0 an old workbook"]
)
def test_a_binary_file_named_csv_is_refused(run: Run, export: Path, content: bytes):
    (export / "Lead.csv").write_bytes(content)
    _refused(run, export, 3, "Lead.csv is not a CSV file", "export the records as CSV")


def test_a_missing_required_column_is_told_with_the_file_and_the_nearest_header(run: Run, export: Path):
    (export / "Lead.csv").write_text(HEADER.replace("LastName", "Lst Name") + "\n", encoding="utf-8")
    _refused(run, export, 3, "Lead.csv has no column LastName", "nearest header", "Lst Name")


def test_two_columns_of_one_name_are_refused(run: Run, export: Path):
    (export / "Lead.csv").write_text(HEADER + ",Title\n", encoding="utf-8")
    _refused(run, export, 3, "Lead.csv has two columns named Title", "remove or rename one")


def test_two_files_of_one_object_are_refused(run: Run, export: Path):
    _lead_file(export, [_lead(1)])
    (export / "lead.csv.gz").write_bytes(gzip.compress(HEADER.encode()))
    _refused(run, export, 3, "two files of Lead", "remove one of them")


def test_a_gzip_file_that_breaks_off_is_refused(run: Run, export: Path):
    rows = "\n".join(_lead(number) for number in range(200))
    (export / "Lead.csv.gz").write_bytes(gzip.compress(f"{HEADER}\n{rows}\n".encode())[:-300])
    _refused(run, export, 3, "Lead.csv.gz is no whole gzip file", "download it again")


@pytest.mark.parametrize("text", ["extracted_at: yesterday\n", "extracted_at: [\n", "\0"])
def test_a_snapshot_file_without_a_moment_in_it_is_refused(run: Run, export: Path, text: str):
    _lead_file(export, [_lead(1)])
    (export / "snapshot.yaml").write_text(text, encoding="utf-8")
    _refused(run, export, 3, "snapshot.yaml", "write it as extracted_at")


@given(head=st.sampled_from([b"", HEADER.encode() + b"\n", b"\xff\xfe", b'"Id","']), noise=st.binary(max_size=300))
def test_no_bytes_at_all_are_a_bug(tmp_path_factory: pytest.TempPathFactory, head: bytes, noise: bytes):
    folder = tmp_path_factory.mktemp("noise")
    (folder / "Lead.csv").write_bytes(head + noise)
    with suppress(HygieneError):
        read_source(folder, load())


# --- zips that mean harm ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["../Lead.csv", "/etc/Lead.csv", "a/../../Lead.csv", "..\\Lead.csv", "C:\\Lead.csv"])
def test_a_zip_that_leads_out_of_itself_is_refused(run: Run, export: Path, name: str):
    packed = export / "export.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), HEADER)
    _refused(run, packed, 3, "leads out of the archive", "do not use this zip")


def test_a_zip_with_a_link_is_refused(run: Run, export: Path):
    packed = export / "export.zip"
    link = zipfile.ZipInfo("Lead.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    _refused(run, packed, 3, "link instead of a file", "pack the files themselves")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(run: Run, export: Path):
    packed = export / "export.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("Lead.csv", "w") as member:
        for _ in range(130):
            member.write(b"\n" * (1 << 20))
    _refused(run, packed, 3, "looks like a bomb")


def test_a_zip_beyond_the_size_of_the_policy_is_refused(run: Run, export: Path):
    packed, policy = export / "export.zip", export / "policy.yaml"
    policy.write_text("reading: {max_unpacked_megabytes: 1}\n", encoding="utf-8")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Lead.csv", HEADER + "\n" + f"{_lead(1)}\n" * 20_000)
    _refused(run, packed, 3, "more than 1 MB", "raise reading.max_unpacked_megabytes", options=("--policy", policy))


def test_a_zip_within_a_zip_is_refused(run: Run, export: Path):
    packed = export / "export.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("Lead.csv", HEADER)
        archive.writestr("more.zip", b"PK")
    _refused(run, packed, 3, "holds another archive", "unpack it")


def test_a_damaged_zip_is_refused(run: Run, export: Path):
    packed = export / "export.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Lead.csv", HEADER + "\n" + "\n".join(_lead(n) for n in range(500)))
    whole = packed.read_bytes()
    packed.write_bytes(whole[:200] + bytes(200) + whole[400:])
    _refused(run, packed, 3, "damaged", "download the zip again")


def test_a_file_that_is_neither_folder_nor_zip_is_refused(run: Run, export: Path):
    _lead_file(export, [_lead(1)])
    _refused(run, export / "Lead.csv", 3, "neither a folder nor a zip", "name the folder")


# --- rows that cannot be read -------------------------------------------------------------------------------------


def test_a_cell_of_ten_megabytes_puts_its_row_into_quarantine(run: Run, export: Path):
    _lead_file(export, [_lead(1), _lead(2, Title="x" * 10_000_000), _lead(3)])

    plan = _planned(run, export)

    assert _quarantined(plan)["row"].tolist() == [3]
    _all_rows_accounted(plan, read=3, quarantined=1)


def test_mixed_line_ends_are_read_and_told(run: Run, export: Path):
    ends = ["\n", "\r\n", "\r\n", "\n"]
    lines = [HEADER, _lead(1), _lead(2), _lead(3)]
    (export / "Lead.csv").write_bytes("".join(a + b for a, b in zip(lines, ends, strict=True)).encode())

    plan = _planned(run, export)

    assert "mixed_line_ends" in set(pd.read_csv(plan / "findings.csv")["code"])
    _all_rows_accounted(plan, read=3, quarantined=0)


def test_a_nul_byte_puts_its_row_into_quarantine(run: Run, export: Path):
    _lead_file(export, [_lead(1), _lead(2, Title="Head\0of IT"), _lead(3)])

    plan = _planned(run, export)

    assert _quarantined(plan)["row"].tolist() == [3]
    _all_rows_accounted(plan, read=3, quarantined=1)


def test_a_short_row_and_an_open_quote_put_only_their_own_rows_into_quarantine(run: Run, export: Path):
    _lead_file(export, [_lead(1), _lead(2)[:30], _lead(3)])

    plan = _planned(run, export)

    assert _quarantined(plan)["row"].tolist() == [3]
    _all_rows_accounted(plan, read=3, quarantined=1)


@pytest.mark.slow
def test_one_broken_row_among_a_million_is_set_aside_and_the_rest_is_planned(run: Run, export: Path):
    ids = (sf_id(f"Lead {n}") for n in range(1_000_000))
    with (export / "Lead.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER + "\n")
        for number, lead in enumerate(ids):
            file.write("SECRET,broken\n" if number == 765_432 else f"{lead},A,SECRET,,,Acme,,Demo,Accepted,\n")

    plan = _planned(run, export)

    assert _quarantined(plan)[["row", "check"]].to_numpy().tolist() == [[765_434, "short_row"]]
    _all_rows_accounted(plan, read=1_000_000, quarantined=1)


def test_a_column_of_dates_in_an_order_that_nobody_told_is_refused_or_set_aside(run: Run, export: Path):
    dates = ["13/02/2026", "02/13/2026", "31/01/2026"]
    _lead_file(export, [_lead(number, CreatedDate=date) for number, date in enumerate(dates, 1)])
    _refused(run, export, 3, "Lead.csv, column CreatedDate", "reading.date_order")


def test_ids_of_another_object_are_refused(run: Run, export: Path):
    rows = [_lead(number).replace("00Q", "003", 1) for number in range(1, 20)]
    _lead_file(export, [_with_right_checksum(row) for row in rows])
    _refused(run, export, 3, "Lead.csv: the ids are those of Contact", "check which export has which name")


def test_a_single_id_of_another_object_is_quarantined(run: Run, export: Path):
    stray = _with_right_checksum(_lead(21).replace("00Q", "003", 1))
    _lead_file(export, [*(_lead(number) for number in range(1, 21)), stray])

    plan = _planned(run, export)

    assert _quarantined(plan)["check"].tolist() == ["wrong_object"]
    _all_rows_accounted(plan, read=21, quarantined=1)


def test_a_file_in_no_known_encoding_loses_no_row_silently(run: Run, export: Path):
    _lead_file(export, [_lead(1), _lead(2, FirstName="Zoë"), _lead(3, FirstName="Chloé")])
    damaged = (export / "Lead.csv").read_bytes().replace("Chloé".encode(), b"Chlo\xe9\xff")
    (export / "Lead.csv").write_bytes(damaged)

    plan = _planned(run, export)

    _all_rows_accounted(plan, read=3, quarantined=len(_quarantined(plan)))


# --- policies -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("dnc:\n  internal_dcn: keep\n", ("line 2", "dnc.internal_dcn", "unknown key", "internal_dnc")),
        ("dnc:\n  internal_dnc: maybe\n", ("line 2", "dnc.internal_dnc")),
        ("dnc: [\n", ("YAML",)),
        ("caps:\n  minimum_population: 0\n", ("line 2", "caps.minimum_population")),
        ("- a list\n", ("mapping",)),
        ("dnc: {internal_dnc: keep}\ndnc: {}\n", ("line 2", "stands twice")),
        ("a: &b {}\nc: *b\n", ("line 2", "aliases")),
        ("x: !!python/object/apply:os.system [echo]\n", ("YAML",)),
    ],
)
def test_a_mistake_in_the_policy_is_told_with_key_and_line(run: Run, export: Path, text: str, told: tuple[str, ...]):
    _lead_file(export, [_lead(1)])
    policy = export.parent / "policy.yaml"
    policy.write_text(text, encoding="utf-8")

    _refused(run, export, 2, "policy.yaml", *told, options=("--policy", policy))


def test_a_policy_that_is_not_there_is_told(run: Run, export: Path):
    _lead_file(export, [_lead(1)])
    _refused(run, export, 2, "nowhere.yaml", "check the path", options=("--policy", export / "nowhere.yaml"))


def test_a_rule_that_does_not_exist_is_told_with_those_that_do(run: Run, export: Path):
    _lead_file(export, [_lead(1)])
    _refused(run, export, 2, "No rule is named dedupe", "lead_to_lead", options=("--only", "dedupe"))


def test_a_moment_that_is_none_is_told(run: Run, export: Path):
    _lead_file(export, [_lead(1)])
    _refused(run, export, 2, "--as-of", "2026-11-21", as_of="next friday")


@pytest.mark.parametrize("given", ["lead_to_lead", "lead_to_lead=many", "=3"])
def test_a_cap_is_raised_by_naming_rule_and_number(run: Run, export: Path, given: str):
    _lead_file(export, [_lead(1)])
    _refused(run, export, 2, "--raise-cap", "RULE=NUMBER", options=("--raise-cap", given))


def test_a_policy_is_not_written_over_another(run: Run, export: Path):
    (export / "policy.yaml").write_text("mine", encoding="utf-8")

    outcome = run("policy", "init", "--out", export / "policy.yaml")

    _is_one_sentence(outcome, 2, "exists already", "--out")
    assert (export / "policy.yaml").read_text(encoding="utf-8") == "mine"


def test_a_cap_that_is_passed_stops_with_the_numbers_and_the_way_on_once_the_plan_can_be_looked_at(
    run: Run, export: Path
):
    _lead_file(export, [_lead(number, Title="Test") for number in range(1, 201)])
    plan = export.parent / "plan"

    outcome = run("plan", export, "--out", plan, *AS_OF, *ONE_RULE)

    assert outcome.exit_code == 4
    assert "test_lead would delete 200 of 200 Lead records" in outcome.complaint
    assert "--raise-cap test_lead=200" in outcome.complaint
    stopped = run("apply", plan, "--to", export.parent / "cleaned")
    _is_one_sentence(stopped, 4, "stopped by a cap", "--raise-cap")
    assert _left_beside(export) == ["plan"]


@pytest.mark.parametrize(
    ("content", "told"),
    [("case_id,rule\nSECRET,x\n", "has no column"), ("{decided}\n", "a decision is")],
)
def test_decisions_that_cannot_be_read_are_told(run: Run, export: Path, content: str, told: str):
    _lead_file(export, [_lead(1)])
    review = export.parent / "review.csv"
    columns = "case_id,rule,records,question,reason,decision,decided_by,note"
    review.write_text(content.format(decided=f"{columns}\nr1,lead_to_lead,,,,SECRET,,"), encoding="utf-8")

    before = _left_beside(export)
    outcome = run("plan", export, "--out", export.parent / "plan", *AS_OF, *ONE_RULE, "--decisions", review)

    assert outcome.exit_code in (2, 3)
    _is_one_sentence(outcome, outcome.exit_code, "review.csv", told)
    assert _left_beside(export) == before


# --- Do-Not-Call lists --------------------------------------------------------------------------------------------


def test_a_list_that_is_too_old_stops_the_run(run: Run, export: Path):
    _lead_file(export, [_lead(1)])
    listed = export.parent / "registry.csv"
    listed.write_text("415,5550132\n", encoding="utf-8")

    _refused(run, export, 4, "us", "2026-09-01", "31", options=("--dnc", f"us={listed}@2026-09-01"))


def test_a_list_without_a_number_in_it_is_refused(run: Run, export: Path):
    _lead_file(export, [_lead(1)])
    listed = export.parent / "registry.csv"
    listed.write_text("these are\nwords SECRET\nand no numbers\n", encoding="utf-8")

    _refused(run, export, 3, "registry.csv", options=("--dnc", f"us={listed}@2026-11-20"))


def test_a_binary_file_as_list_is_refused(run: Run, export: Path):
    _lead_file(export, [_lead(1)])
    listed = export.parent / "registry.csv"
    listed.write_bytes(random.Random(3).randbytes(20_000))

    _refused(run, export, 3, "registry.csv", options=("--dnc", f"us={listed}@2026-11-20"))


def test_a_day_of_fetching_that_is_none_is_refused(run: Run, export: Path):
    _lead_file(export, [_lead(1)])
    _refused(run, export, 2, "--dnc", "is no date", "write it as", options=("--dnc", "us=registry.csv@2026-13-45"))


def test_a_list_that_is_not_there_is_refused(run: Run, export: Path):
    _lead_file(export, [_lead(1)])
    missing = export / "registry.csv"
    _refused(run, export, 3, "registry.csv", options=("--dnc", f"us={missing}@2026-11-20"))


# --- places to write ----------------------------------------------------------------------------------------------


def test_a_folder_that_holds_something_is_not_overwritten(run: Run, export: Path):
    _lead_file(export, [_lead(1)])
    out = export.parent / "plan"
    out.mkdir()
    (out / "thesis.txt").write_text("years of work", encoding="utf-8")

    for options in ((), ("--replace",)):
        outcome = run("plan", export, "--out", out, *AS_OF, *ONE_RULE, *options)

        _is_one_sentence(outcome, 2, "exists and is not empty", "name a new folder")
        assert [path.name for path in out.iterdir()] == ["thesis.txt"]


def test_a_place_below_a_file_is_refused(run: Run, export: Path):
    _lead_file(export, [_lead(1)])
    _refused(run, export, 2, "cannot be written", "create it", out=export / "Lead.csv" / "plan")


@pytest.mark.skipif(sys.platform == "win32", reason="folder permissions are POSIX")
def test_a_folder_without_permission_is_refused(run: Run, export: Path):
    _lead_file(export, [_lead(1)])
    locked = export.parent / "locked"
    locked.mkdir(mode=0o500)
    superuser = os.geteuid() == 0  # who may write everywhere, but not into a file system of the kernel's own

    _refused(run, export, 2, "written", "choose another place", out=(Path("/proc") if superuser else locked) / "plan")


def test_a_name_that_no_folder_can_have_is_refused(run: Run, export: Path):
    _lead_file(export, [_lead(1)])
    _refused(run, export, 2, "written", "choose another place", out=export.parent / ("x" * 400))


@pytest.mark.skipif(sys.platform == "win32", reason="the limit that stands in for a full disk is POSIX")
def test_a_disk_that_fills_up_leaves_nothing_half_written(export: Path):
    _lead_file(export, [_lead(1, Title=" TEST ")])

    outcome = _on_a_full_disk(5_000, "plan", export, "--out", export.parent / "plan", *AS_OF, *ONE_RULE)

    _is_one_sentence(outcome, 2, "could not be written", "Free space")
    assert _left_beside(export) == []


@pytest.mark.skipif(sys.platform == "win32", reason="the limit that stands in for a full disk is POSIX")
def test_a_disk_that_fills_up_while_applying_leaves_nothing_half_written(run: Run, export: Path):
    _lead_file(export, [_lead(number, Title="Head of IT " * 20) for number in range(1, 200)])
    plan = _planned(run, export)

    outcome = _on_a_full_disk(5_000, "apply", plan, "--to", export.parent / "cleaned")

    _is_one_sentence(outcome, 2, "could not be written", "Free space")
    assert _left_beside(export) == ["plan"]


# --- plans --------------------------------------------------------------------------------------------------------


def test_a_folder_that_is_no_plan_is_not_applied(run: Run, export: Path):
    _lead_file(export, [_lead(1)])
    outcome = run("apply", export, "--to", export.parent / "cleaned")

    _is_one_sentence(outcome, 3, "holds no manifest.json", "name the folder of a saved plan")
    assert _left_beside(export) == []


def test_a_plan_that_was_altered_is_not_applied(run: Run, export: Path):
    _lead_file(export, [_lead(1, Title="Test"), _lead(2)])
    plan = _planned(run, export)
    changes = plan / "changes.csv"
    changes.write_text(changes.read_text(encoding="utf-8").replace("delete", "erase"), encoding="utf-8")

    outcome = run("apply", plan, "--to", export.parent / "cleaned")

    _is_one_sentence(outcome, 4, "altered after it was made", "make it again")
    assert _left_beside(export) == ["plan"]


@pytest.mark.parametrize("name", ["manifest.json", "policy.json", "changes.csv", "review.csv"])
def test_a_plan_with_a_damaged_file_is_not_applied(run: Run, export: Path, name: str):
    _lead_file(export, [_lead(1, Title="Test"), _lead(2)])
    plan = _planned(run, export)
    (plan / name).write_bytes(b'{"SECRET": ')

    outcome = run("apply", plan, "--to", export.parent / "cleaned")

    _is_one_sentence(outcome, 3, name, "make the plan again")
    assert _left_beside(export) == ["plan"]


def test_a_source_that_changed_since_the_plan_is_not_written_over(run: Run, export: Path):
    _lead_file(export, [_lead(1, Title="Test"), _lead(2)])
    plan = _planned(run, export)
    _lead_file(export, [_lead(1, Title="Test"), _lead(2, Company="SECRET Ltd")])

    outcome = run("apply", plan, "--to", export.parent / "cleaned")

    _is_one_sentence(outcome, 4, "The source changed since the plan was made: Lead", "make a new plan")
    assert _left_beside(export) == ["plan"]


def test_cleaned_files_never_go_over_the_input(run: Run, export: Path):
    _lead_file(export, [_lead(1, Title="Test"), _lead(2)])
    before = (export / "Lead.csv").read_bytes()
    plan = _planned(run, export)

    outcome = run("apply", plan, "--to", export)

    _is_one_sentence(outcome, 2, "never written over", "name another folder")
    assert (export / "Lead.csv").read_bytes() == before


# --- helpers ------------------------------------------------------------------------------------------------------


def _lead(number: int, **values: str) -> str:
    """One row of `HEADER` with secrets where personal data stand."""
    row = {
        "Id": sf_id(f"Lead {number}"), "FirstName": "SECRET", "LastName": f"SECRET{number}",
        "Email": f"secret{number}@acme.example", "Title": "Head of IT", "Company": "SECRET Acme",
        "Phone": "", "LeadSource": "Demo", "Status": "Accepted", "CreatedDate": "2026-01-31T08:00:00Z", **values,
    }  # fmt: skip
    return ",".join(row[name] for name in HEADER.split(","))


def _with_right_checksum(row: str) -> str:
    """The row with the id of a contact where that of a lead stood; both prefixes have one capital or none."""
    number = int(row[5:15])
    return sf_id(f"Contact {number}") + row[18:]


def _lead_file(folder: Path, rows: Sequence[str]) -> None:
    (folder / "Lead.csv").write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8", newline="")


def _planned(run: Run, export: Path, *options: object) -> Path:
    """The folder of a plan that was made without complaint."""
    plan = export.parent / "plan"
    outcome = run("plan", export, "--out", plan, *AS_OF, *ONE_RULE, *options)
    assert (outcome.exit_code, outcome.complaint) == (0, "")
    assert "SECRET" not in outcome.said.upper()
    return plan


def _refused(
    run: Run, source: Path, exit_code: int, *told: str,
    options: Sequence[object] = (), as_of: str = AS_OF[1], out: Path | None = None,
) -> None:  # fmt: skip
    """A plan is not made: one sentence with these words, this exit code, and nothing is left behind."""
    beside = next(folder for folder in [source, *source.parents] if folder.name == "export").parent
    before = sorted(path.name for path in beside.rglob("*"))
    outcome = run("plan", source, "--out", out or beside / "plan", "--as-of", as_of, *ONE_RULE, *options)

    _is_one_sentence(outcome, exit_code, *told)
    assert sorted(path.name for path in beside.rglob("*")) == before


def _is_one_sentence(outcome: Outcome, exit_code: int, *told: str) -> None:
    assert outcome.exit_code == exit_code, outcome.complaint
    assert [part for part in told if part not in outcome.complaint] == [], outcome.complaint
    assert outcome.complaint.count("\n") == 1
    assert outcome.complaint.endswith((".\n", "?\n"))
    assert "Traceback" not in outcome.complaint
    assert "Bug" not in outcome.complaint
    assert "SECRET" not in (outcome.complaint + outcome.said).upper()


def _quarantined(plan: Path) -> pd.DataFrame:
    return pd.read_csv(plan / "quarantine.csv")


def _all_rows_accounted(plan: Path, *, read: int, quarantined: int) -> None:
    """rows read = rows out + rows quarantined, as the manifest tells it."""
    inputs = pd.DataFrame(pd.read_json(plan / "manifest.json", typ="series")["inputs"])
    leads = inputs[inputs["object"] == "Lead"].iloc[0]
    assert (leads["rows_read"], leads["rows_quarantined"]) == (read, quarantined)
    assert leads["rows_read"] == leads["rows_out"] + leads["rows_quarantined"]


def _left_beside(export: Path) -> list[str]:
    return sorted(path.name for path in export.parent.iterdir() if path != export)


def _on_a_full_disk(free_bytes: int, *arguments: object) -> Outcome:
    """The command line in a process of its own in which no file can grow beyond so many bytes."""
    script = (
        "import resource, sys; from hygiene.cli import main;"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({free_bytes}, {free_bytes})); sys.argv[1:1] = []; main()"
    )
    made = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    return Outcome(made.returncode, made.stdout, made.stderr)


def _exit_code() -> int:
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0
