"""Do-Not-Call lists that cannot be used."""

import random
from pathlib import Path

from tests.bad_input.cases import Run, lead, lead_file, refused


def test_a_list_that_is_too_old_stops_the_run(run: Run, export: Path):
    lead_file(export, [lead(1)])
    listed = export.parent / "registry.csv"
    listed.write_text("415,5550132\n", encoding="utf-8")

    refused(run, export, 4, "us", "2026-09-01", "31", options=("--dnc", f"us={listed}@2026-09-01"))


def test_a_list_without_a_number_in_it_is_refused(run: Run, export: Path):
    lead_file(export, [lead(1)])
    listed = export.parent / "registry.csv"
    listed.write_text("these are\nwords SECRET\nand no numbers\n", encoding="utf-8")

    refused(run, export, 3, "registry.csv", options=("--dnc", f"us={listed}@2026-11-20"))


def test_a_binary_file_as_list_is_refused(run: Run, export: Path):
    lead_file(export, [lead(1)])
    listed = export.parent / "registry.csv"
    listed.write_bytes(random.Random(3).randbytes(20_000))

    refused(run, export, 3, "registry.csv", options=("--dnc", f"us={listed}@2026-11-20"))


def test_a_day_of_fetching_that_is_none_is_refused(run: Run, export: Path):
    lead_file(export, [lead(1)])
    refused(run, export, 2, "--dnc", "is no date", "write it as", options=("--dnc", "us=registry.csv@2026-13-45"))


def test_a_list_that_is_not_there_is_refused(run: Run, export: Path):
    lead_file(export, [lead(1)])
    missing = export / "registry.csv"
    refused(run, export, 3, "registry.csv", options=("--dnc", f"us={missing}@2026-11-20"))
