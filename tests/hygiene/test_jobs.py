"""What of a job's plan needs a person, and what a run leaves behind for the next one."""

import json

import pandas as pd
import pytest

from hygiene.errors import InputError
from hygiene.job_folders import JobOutcome, folder_of, outcomes, read_outcome, write_outcome
from hygiene.job_page import page, told_of_earlier
from hygiene.jobs import JOBS, PAIRING_RULES, needs_a_person
from hygiene.policy import parse_policy
from hygiene.rules import all_rules

DUE = pd.Timestamp("2026-10-23T20:00Z")
OUTCOME = JobOutcome("weekend_dedupe", DUE.isoformat(), "completed", DUE.isoformat(), counts={"planned": 5})


def changes(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["rule", "action", "tier"])


def test_nothing_goes_without_a_person_until_the_policy_names_its_rule(default_policy):
    table = changes(("lead_to_lead", "merge", "auto"), ("dnc_list", "update", "auto"))

    assert needs_a_person(table, default_policy) == ("dnc_list", "lead_to_lead")
    assert needs_a_person(table, parse_policy("schedules: {without_a_person: [dnc_list]}", "p")) == ("lead_to_lead",)


def test_review_cases_do_not_hold_up_what_may_go(default_policy):
    assert needs_a_person(changes(("lead_to_lead", "merge", "review")), default_policy) == ()


def test_an_erasure_waits_whatever_rule_it_is_of():
    policy = parse_policy("schedules: {without_a_person: [test_lead]}", "p")

    assert needs_a_person(changes(("test_lead", "erase", "auto")), policy) == ("test_lead",)
    assert needs_a_person(changes(("test_lead", "delete", "auto")), policy) == ()


def test_every_job_runs_rules_that_exist():
    known = {rule.name for rule in all_rules()}

    assert {rule for job in JOBS.values() for rule in job.rules} <= known


def test_opt_outs_are_decided_with_the_pairing_rules_asking_only():
    """Alone, the rule could erase who may be one person with a customer."""
    assert set(PAIRING_RULES) <= set(JOBS["weekly_opt_out"].rules)
    assert JOBS["weekly_opt_out"].asks_only == PAIRING_RULES


def test_a_run_that_starts_again_has_the_same_folder_and_its_outcome_reads_back(tmp_path):
    folder = folder_of(tmp_path, "weekend_dedupe", DUE)
    write_outcome(folder, OUTCOME)

    assert folder == folder_of(tmp_path, "weekend_dedupe", DUE.tz_convert("Europe/Berlin"))
    assert list(outcomes(tmp_path, "weekend_dedupe")) == [(folder, OUTCOME)]


def test_a_damaged_outcome_is_told_with_the_remedy(tmp_path):
    folder = folder_of(tmp_path, "weekend_dedupe", DUE)
    write_outcome(folder, OUTCOME)
    (folder / "outcome.json").write_text(json.dumps({"job": 1}), encoding="utf-8")

    with pytest.raises(InputError, match="delete it"):
        read_outcome(folder)


def test_the_page_says_how_it_ended_what_was_left_out_and_what_never_happened():
    stopped = JobOutcome("weekend_dedupe", DUE.isoformat(), "running", DUE.isoformat())
    told = page(
        JobOutcome(**{**vars(OUTCOME), "counts": {"planned": 5, "applied": 3, "refused": 0, "held": 2}}),
        [{"rule": "lead_to_lead", "action": "merge", "object": "Lead", "tier": "auto", "records": 3}],
        told_of_earlier([DUE.to_pydatetime()], [stopped]),
    )

    assert told.startswith("lead-hygiene weekend_dedupe: completed\n")
    assert "5 planned = 3 applied + 0 refused + 2 held" in told
    assert "Left out on purpose: convert leads to new contacts" in told
    assert "Did not happen: the run due Fri 23 October 2026, 20:00 UTC" in told
    assert "Stopped half-way: the run due Fri 23 October 2026, 20:00 UTC" in told
