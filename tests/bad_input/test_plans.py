"""Plans that cannot be applied."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.bad_input.cases import Run, is_one_sentence, lead, lead_file, left_beside, planned


def test_a_folder_that_is_no_plan_is_not_applied(run: Run, export: Path):
    lead_file(export, [lead(1)])
    outcome = run("apply", export, "--to", export.parent / "cleaned")

    is_one_sentence(outcome, 3, "holds no manifest.json", "name the folder of a saved plan")
    assert left_beside(export) == []


def test_a_plan_that_was_altered_is_not_applied(run: Run, export: Path):
    lead_file(export, [lead(1, Title="Test"), lead(2)])
    plan = planned(run, export)
    changes = plan / "changes.csv"
    changes.write_text(changes.read_text(encoding="utf-8").replace("delete", "erase"), encoding="utf-8")

    outcome = run("apply", plan, "--to", export.parent / "cleaned")

    is_one_sentence(outcome, 4, "altered after it was made (changes.csv)", "make it again")
    assert left_beside(export) == ["plan"]


@pytest.mark.parametrize("command", ["apply", "approve"])
def test_a_plan_whose_report_was_altered_is_neither_approved_nor_applied(run: Run, export: Path, command: str):
    lead_file(export, [lead(1, Title="Test"), lead(2)])
    plan = planned(run, export)
    with (plan / "report.html").open("a", encoding="utf-8") as report:
        report.write("<p>Nobody is deleted.</p>")

    outcome = run(command, plan, *(["--to", export.parent / "cleaned"] if command == "apply" else []))

    is_one_sentence(outcome, 4, "report.html", "make the plan again")
    assert left_beside(export) == ["plan"]


def test_a_plan_whose_report_was_taken_away_is_applied(run: Run, export: Path):
    lead_file(export, [lead(1, Title="Test"), lead(2)])
    plan = planned(run, export)
    (plan / "report.html").unlink()

    assert run("apply", plan, "--to", export.parent / "cleaned").exit_code == 0


@pytest.mark.parametrize("command", ["apply", "verify"])
def test_every_altered_file_of_a_plan_is_named(run: Run, export: Path, command: str):
    lead_file(export, [lead(1, Title="Test"), lead(2)])
    plan = planned(run, export)
    for name in ("changes.csv", "report.html", "findings.csv"):
        file = plan / name
        file.write_text(file.read_text(encoding="utf-8").replace("delete", "erase") + "\n", encoding="utf-8")

    outcome = run(command, plan, *(["--to", export.parent / "cleaned"] if command == "apply" else []))

    is_one_sentence(outcome, 4, "changes.csv", "findings.csv", "report.html", "make it again")


@pytest.mark.parametrize("name", ["manifest.json", "policy.json", "changes.csv", "review.csv"])
def test_a_plan_with_a_damaged_file_is_not_applied(run: Run, export: Path, name: str):
    lead_file(export, [lead(1, Title="Test"), lead(2)])
    plan = planned(run, export)
    (plan / name).write_bytes(b'{"SECRET": ')

    outcome = run("apply", plan, "--to", export.parent / "cleaned")

    is_one_sentence(outcome, 3, name, "make the plan again")
    assert left_beside(export) == ["plan"]


def test_a_plan_of_another_version_is_told_by_the_key_that_does_not_fit(run: Run, export: Path):
    lead_file(export, [lead(1, Title="Test"), lead(2)])
    plan = planned(run, export)
    policy = json.loads((plan / "policy.json").read_text(encoding="utf-8"))
    del policy["tiers"]["auto"]
    (plan / "policy.json").write_text(json.dumps(policy), encoding="utf-8")

    for command in (("apply", plan, "--to", export.parent / "cleaned"), ("report", plan), ("diff", plan, plan)):
        is_one_sentence(run(*command), 3, "by another version of this program", "(tiers.auto)", "make the plan again")


@pytest.mark.parametrize(
    "key", ["counts", "inputs", "facts", "caps", "as_of", "digest", "files", "format", "population"]
)
def test_a_manifest_without_a_key_is_told(run: Run, export: Path, key: str):
    lead_file(export, [lead(1, Title="Test"), lead(2)])
    plan = planned(run, export)
    manifest = json.loads((plan / "manifest.json").read_text(encoding="utf-8"))
    del manifest[key]
    (plan / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    outcome = run("verify", plan)

    assert outcome.exit_code in (3, 4)
    is_one_sentence(outcome, outcome.exit_code, "make")


@pytest.mark.parametrize("name", ["report.html", "summary.json", "pseudonyms.csv", "quarantine.csv"])
def test_a_file_that_was_altered_together_with_its_digest_is_found(run: Run, export: Path, name: str):
    lead_file(export, [lead(1, Title="Test"), lead(2)])
    plan = planned(run, export)
    before = (plan / name).read_bytes()
    forged = before + b" "
    (plan / name).write_bytes(forged)
    manifest = (plan / "manifest.json").read_text(encoding="utf-8")
    known, now = hashlib.sha256(before).hexdigest(), hashlib.sha256(forged).hexdigest()
    assert known in manifest
    (plan / "manifest.json").write_text(manifest.replace(known, now), encoding="utf-8")

    assert run("verify", plan).exit_code in (3, 4)


def test_a_source_that_changed_since_the_plan_is_not_written_over(run: Run, export: Path):
    lead_file(export, [lead(1, Title="Test"), lead(2)])
    plan = planned(run, export)
    lead_file(export, [lead(1, Title="Test"), lead(2, Company="SECRET Ltd")])

    outcome = run("apply", plan, "--to", export.parent / "cleaned")

    is_one_sentence(outcome, 4, "The source changed since the plan was made: Lead", "make a new plan")
    assert left_beside(export) == ["plan"]


def test_cleaned_files_never_go_over_the_input(run: Run, export: Path):
    lead_file(export, [lead(1, Title="Test"), lead(2)])
    before = (export / "Lead.csv").read_bytes()
    plan = planned(run, export)

    outcome = run("apply", plan, "--to", export)

    is_one_sentence(outcome, 2, "not empty", "name a new folder")
    assert (export / "Lead.csv").read_bytes() == before
