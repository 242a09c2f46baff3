"""A plan is verified file by file, whatever a person decided in it meanwhile."""

from dataclasses import replace
from importlib.metadata import version

import pandas as pd
import pytest

from hygiene.errors import BrakeError, InputError
from hygiene.pipeline import save
from hygiene.plan_digest import digest_of
from hygiene.policy import digest, load
from hygiene.verifying_run import unaltered
from schemas import outputs
from schemas.columns import TEXT
from tests.hygiene.report.small_plan import small_plan


def saved(folder, **other):
    policy = load()
    tables = {**small_plan().tables, "records": outputs.empty("records")}
    plan = replace(
        small_plan(), tables=tables, policy_digest=digest(policy), **{"version": version("lead-hygiene"), **other}
    )
    save(replace(plan, digest=digest_of(plan)), policy, folder, replace=False)
    return folder


def test_a_plan_whose_cases_were_decided_is_unaltered(tmp_path):
    folder = saved(tmp_path / "plan")
    review = pd.read_csv(folder / "review.csv", dtype=TEXT)
    assert len(review)
    review.assign(decision="approve", decided_by="mary").to_csv(folder / "review.csv", index=False)

    assert "is unaltered" in unaltered(folder)


def test_a_case_that_was_altered_is_found(tmp_path):
    folder = saved(tmp_path / "plan")
    review = pd.read_csv(folder / "review.csv", dtype=TEXT)
    review.assign(question="Is it?").to_csv(folder / "review.csv", index=False)

    with pytest.raises(BrakeError, match="altered"):
        unaltered(folder)


def test_a_report_that_is_gone_is_found(tmp_path):
    folder = saved(tmp_path / "plan")
    (folder / "report.html").unlink()

    with pytest.raises(BrakeError, match=r"Altered since the plan was made: report\.html; make the plan again"):
        unaltered(folder)


def test_a_plan_of_an_earlier_version_is_verified_by_that_one(tmp_path):
    folder = saved(tmp_path / "plan", version="0.0.1")

    with pytest.raises(InputError, match=r"is of version 0\.0\.1 and this is .*; verify it with that one"):
        unaltered(folder)
