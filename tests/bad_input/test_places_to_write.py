"""Places that cannot be written."""

import os
import sys
from pathlib import Path

import pytest

from tests.bad_input.cases import (
    AS_OF,
    ONE_RULE,
    Run,
    is_one_sentence,
    lead,
    lead_file,
    left_beside,
    on_a_full_disk,
    planned,
    refused,
)


def test_a_folder_that_holds_something_is_not_overwritten(run: Run, export: Path):
    lead_file(export, [lead(1)])
    out = export.parent / "plan"
    out.mkdir()
    (out / "thesis.txt").write_text("years of work", encoding="utf-8")

    for options in ((), ("--replace",)):
        outcome = run("plan", export, "--out", out, *AS_OF, *ONE_RULE, *options)

        is_one_sentence(outcome, 2, "exists and is not empty", "name a new folder")
        assert [path.name for path in out.iterdir()] == ["thesis.txt"]


def test_a_place_below_a_file_is_refused(run: Run, export: Path):
    lead_file(export, [lead(1)])
    refused(run, export, 2, "cannot be written", "create it", out=export / "Lead.csv" / "plan")


@pytest.mark.skipif(sys.platform == "win32", reason="folder permissions are POSIX")
def test_a_folder_without_permission_is_refused(run: Run, export: Path):
    lead_file(export, [lead(1)])
    locked = export.parent / "locked"
    locked.mkdir(mode=0o500)
    superuser = os.geteuid() == 0  # who may write everywhere, but not into a file system of the kernel's own

    refused(run, export, 2, "written", "choose another place", out=(Path("/proc") if superuser else locked) / "plan")


def test_a_name_that_no_folder_can_have_is_refused(run: Run, export: Path):
    lead_file(export, [lead(1)])
    refused(run, export, 2, "written", "choose another place", out=export.parent / ("x" * 400))


@pytest.mark.skipif(sys.platform == "win32", reason="the limit that stands in for a full disk is POSIX")
def test_a_disk_that_fills_up_leaves_nothing_half_written(export: Path):
    lead_file(export, [lead(1, Title=" TEST ")])

    outcome = on_a_full_disk(5_000, "plan", export, "--out", export.parent / "plan", *AS_OF, *ONE_RULE)

    is_one_sentence(outcome, 2, "could not be written", "Free space")
    assert left_beside(export) == []


@pytest.mark.skipif(sys.platform == "win32", reason="the limit that stands in for a full disk is POSIX")
def test_a_disk_that_fills_up_while_applying_leaves_nothing_half_written(run: Run, export: Path):
    lead_file(export, [lead(number, Title="Head of IT " * 400) for number in range(1, 200)])
    plan = planned(run, export)

    outcome = on_a_full_disk(400_000, "apply", plan, "--to", export.parent / "cleaned")

    is_one_sentence(outcome, 2, "could not be written", "Free space")
    assert left_beside(export) == ["plan"]


@pytest.mark.skipif(sys.platform == "win32", reason="the limit that stands in for a full disk is POSIX")
def test_a_disk_without_room_for_the_ledger_stops_an_apply_before_it_writes(run: Run, export: Path):
    lead_file(export, [lead(1)])
    plan = planned(run, export)

    outcome = on_a_full_disk(5_000, "apply", plan, "--to", export.parent / "cleaned")

    is_one_sentence(outcome, 6, "Nothing is written without a ledger", "free space")
    assert left_beside(export) == ["plan"]
