"""Zips that mean harm."""

import stat
import zipfile
from pathlib import Path

import pytest

from tests.bad_input.cases import HEADER, Run, lead, lead_file, refused


@pytest.mark.parametrize("name", ["../Lead.csv", "/etc/Lead.csv", "a/../../Lead.csv", "..\\Lead.csv", "C:\\Lead.csv"])
def test_a_zip_that_leads_out_of_itself_is_refused(run: Run, export: Path, name: str):
    packed = export / "export.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), HEADER)
    refused(run, packed, 3, "leads out of the archive", "do not use this zip")


def test_a_zip_with_a_link_is_refused(run: Run, export: Path):
    packed = export / "export.zip"
    link = zipfile.ZipInfo("Lead.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    refused(run, packed, 3, "link instead of a file", "pack the files themselves")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(run: Run, export: Path):
    packed = export / "export.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("Lead.csv", "w") as member:
        for _ in range(130):
            member.write(b"\n" * (1 << 20))
    refused(run, packed, 3, "looks like a bomb")


def test_a_zip_beyond_the_size_of_the_policy_is_refused(run: Run, export: Path):
    packed, policy = export / "export.zip", export / "policy.yaml"
    policy.write_text("reading: {max_unpacked_megabytes: 1}\n", encoding="utf-8")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Lead.csv", HEADER + "\n" + f"{lead(1)}\n" * 20_000)
    refused(run, packed, 3, "more than 1 MB", "raise reading.max_unpacked_megabytes", options=("--policy", policy))


def test_a_zip_within_a_zip_is_refused(run: Run, export: Path):
    packed = export / "export.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("Lead.csv", HEADER)
        archive.writestr("more.zip", b"PK")
    refused(run, packed, 3, "holds another archive", "unpack it")


def test_a_damaged_zip_is_refused(run: Run, export: Path):
    packed = export / "export.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Lead.csv", HEADER + "\n" + "\n".join(lead(n) for n in range(500)))
    whole = packed.read_bytes()
    packed.write_bytes(whole[:200] + bytes(200) + whole[400:])
    refused(run, packed, 3, "damaged", "download the zip again")


def test_a_file_that_is_neither_folder_nor_zip_is_refused(run: Run, export: Path):
    lead_file(export, [lead(1)])
    refused(run, export / "Lead.csv", 3, "neither a folder nor a zip", "name the folder")
