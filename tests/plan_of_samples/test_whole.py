"""The whole plan of `data/samples`: every rule, every row, and nothing left over once it is applied."""

from dataclasses import replace
from pathlib import Path
from threading import Thread

import pandas as pd
import pytest

from hygiene import pipeline
from hygiene.applying import ApplyRequest, apply_to_folder
from hygiene.plan import Plan
from hygiene.rules import all_rules
from tests.plan_of_samples.truth import SAMPLES
from tests.tables import AS_OF


def test_every_rule_has_something_to_say(plan: Plan):
    said = {rule for name in ("changes", "findings", "review") for rule in plan.tables[name]["rule"]}
    assert {rule.name for rule in all_rules()} - said == set()


def test_every_kind_of_change_occurs_and_every_cap_holds(plan: Plan):
    assert set(plan.tables["changes"]["action"]) == {"update", "merge", "convert", "delete", "erase"}
    assert [cap.rule for cap in plan.caps if not cap.held] == []


def test_every_row_is_accounted_for(plan: Plan):
    for item in plan.inputs:
        assert item.rows_read == item.rows_out + item.rows_quarantined, item.name


@pytest.mark.slow
def test_a_plan_of_the_cleaned_files_has_no_automatic_change(tmp_path: Path):
    first, second = tmp_path / "first", tmp_path / "second"
    pipeline.make_and_save_plan(_request(SAMPLES, first))

    apply_to_folder(ApplyRequest(first, tmp_path / "cleaned", AS_OF))
    again = pipeline.make_and_save_plan(_request(tmp_path / "cleaned", second)).plan

    assert set(again.tables["changes"]["tier"]) == {"review"}
    custom = [pd.read_csv(folder / "Lead.csv", dtype=str).set_index("Id")["Region_Notes__c"]
              for folder in (SAMPLES, tmp_path / "cleaned")]  # fmt: skip
    kept = custom[1].index.intersection(custom[0].index[~custom[0].index.duplicated(keep=False)])
    assert custom[1][kept].equals(custom[0][kept])


@pytest.mark.slow
def test_threads_that_larger_plans_are_made_with_change_no_byte_and_a_small_plan_has_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def made(name: str, **other: int) -> tuple[dict[str, bytes], int]:
        started: list[str] = []
        with monkeypatch.context() as patched:
            patched.setattr(Thread, "start", lambda self: (started.append(self.name), start(self)))
            pipeline.make_and_save_plan(replace(_request(SAMPLES, tmp_path / name), **other))
        files = {file.name: file.read_bytes() for file in (tmp_path / name).iterdir()}
        return files, sum("ThreadPool" in thread for thread in started)

    start = Thread.start
    alone, few = made("alone")
    spread, many = made("spread", spread_from=0)

    assert alone == spread
    assert 2 * few < many


def _request(source: Path, out: Path) -> pipeline.PlanRequest:
    """A plan with the policy of the samples; the clock is not asked, as snapshot.yaml tells the moment."""
    now = pd.Timestamp("2030-01-01", tz="UTC")
    return pipeline.PlanRequest(source=source, out=out, now=now, policy_file=SAMPLES / "policy.yaml")
