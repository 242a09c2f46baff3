"""An undo is a plan like any other: saved, digested, capped, reported."""

import json
from importlib.metadata import version

import pytest

from hygiene import pipeline, saved_plan
from hygiene.engine import plan_of_proposal
from hygiene.errors import BrakeError
from hygiene.policy import load, parse_policy
from hygiene.undo import NAME, undo_of
from hygiene.verifying_run import unaltered
from tests.hygiene.test_undo import MERGED, OTHERS, run


def plan(policy):
    done = run(*MERGED, *OTHERS)
    return plan_of_proposal(
        done.now, policy, NAME, undo_of(done), source="salesforce", version=version(pipeline.PACKAGE)
    )


def test_it_is_saved_and_read_back_unaltered_with_a_report(tmp_path):
    made = plan(load())

    pipeline.save(made, load(), tmp_path / "undo", replace=False)

    assert saved_plan.load(tmp_path / "undo").plan.digest == made.digest
    assert "is unaltered" in unaltered(tmp_path / "undo")
    summary = json.loads((tmp_path / "undo/summary.json").read_text(encoding="utf-8"))
    assert summary["proposed"]["totals"]["auto"]["undelete"] == {"Lead": 2}
    assert "undelete" in (tmp_path / "undo/changes.csv").read_text(encoding="utf-8")


def test_a_cap_stops_an_undo_as_it_stops_a_plan():
    strict = parse_policy("caps: {actions: {undelete: {count: 1}}}", "test policy")

    with pytest.raises(BrakeError, match="undo would undelete 2"):
        pipeline.check_brakes(plan(strict))
