"""Policies, options and decisions that cannot be followed."""

from pathlib import Path

import pytest

from tests.bad_input.cases import AS_OF, ONE_RULE, Run, is_one_sentence, lead, lead_file, left_beside, refused


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
    lead_file(export, [lead(1)])
    policy = export.parent / "policy.yaml"
    policy.write_text(text, encoding="utf-8")

    refused(run, export, 2, "policy.yaml", *told, options=("--policy", policy))


def test_a_policy_that_is_not_there_is_told(run: Run, export: Path):
    lead_file(export, [lead(1)])
    refused(run, export, 2, "nowhere.yaml", "check the path", options=("--policy", export / "nowhere.yaml"))


def test_a_rule_that_does_not_exist_is_told_with_those_that_do(run: Run, export: Path):
    lead_file(export, [lead(1)])
    refused(run, export, 2, "No rule is named dedupe", "lead_to_lead", options=("--only", "dedupe"))


def test_a_moment_that_is_none_is_told(run: Run, export: Path):
    lead_file(export, [lead(1)])
    refused(run, export, 2, "--as-of", "2026-11-21", as_of="next friday")


@pytest.mark.parametrize("given", ["lead_to_lead", "lead_to_lead=many", "=3", "lead_to_lead=" + "9" * 5000])
def test_a_cap_is_raised_by_naming_rule_and_number(run: Run, export: Path, given: str):
    lead_file(export, [lead(1)])
    refused(run, export, 2, "--raise-cap", "RULE=NUMBER", options=("--raise-cap", given))


def test_a_cap_of_a_rule_that_does_not_exist_is_not_raised(run: Run, export: Path):
    lead_file(export, [lead(1)])
    refused(run, export, 2, "--raise-cap test_leads", "is it test_lead?", options=("--raise-cap", "test_leads=3"))


def test_a_policy_is_not_written_over_another(run: Run, export: Path):
    (export / "policy.yaml").write_text("mine", encoding="utf-8")

    outcome = run("policy", "init", "--out", export / "policy.yaml")

    is_one_sentence(outcome, 2, "exists already", "--out")
    assert (export / "policy.yaml").read_text(encoding="utf-8") == "mine"


def test_a_cap_that_is_passed_stops_with_the_numbers_and_the_way_on_once_the_plan_can_be_looked_at(
    run: Run, export: Path
):
    lead_file(export, [lead(number, Title="Test") for number in range(1, 201)])
    plan = export.parent / "plan"

    outcome = run("plan", export, "--out", plan, *AS_OF, *ONE_RULE)

    assert outcome.exit_code == 4
    assert "test_lead would delete 200 of 200 Lead records" in outcome.complaint
    assert "--raise-cap test_lead=200" in outcome.complaint
    stopped = run("apply", plan, "--to", export.parent / "cleaned")
    is_one_sentence(stopped, 4, "stopped by a cap", "--raise-cap")
    assert left_beside(export) == ["plan"]


@pytest.mark.parametrize(
    ("content", "told"),
    [("case_id,rule\nSECRET,x\n", "has no column"), ("{decided}\n", "a decision is")],
)
def test_decisions_that_cannot_be_read_are_told(run: Run, export: Path, content: str, told: str):
    lead_file(export, [lead(1)])
    review = export.parent / "review.csv"
    columns = "case_id,rule,records,question,reason,decision,decided_by,note"
    review.write_text(content.format(decided=f"{columns}\nr1,lead_to_lead,,,,SECRET,,"), encoding="utf-8")

    before = left_beside(export)
    outcome = run("plan", export, "--out", export.parent / "plan", *AS_OF, *ONE_RULE, "--decisions", review)

    assert outcome.exit_code in (2, 3)
    is_one_sentence(outcome, outcome.exit_code, "review.csv", told)
    assert left_beside(export) == before
