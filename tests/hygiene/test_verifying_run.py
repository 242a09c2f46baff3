"""A plan is verified file by file, whatever a person decided in it meanwhile."""

import json
from dataclasses import replace
from importlib.metadata import version

import pandas as pd
import pytest

from hygiene.errors import BrakeError, InputError
from hygiene.manifest import as_json
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


@pytest.mark.parametrize("name", ["findings.csv", "pairs.csv", "quarantine.csv", "pseudonyms.csv", "summary.json"])
def test_the_altered_file_is_named_and_no_other_one(tmp_path, name):
    file = saved(tmp_path / "plan") / name
    text = file.read_text(encoding="utf-8")
    file.write_text(text[:-4] + text[-4:].replace('"', "'").replace("}", ")") + "x\n", encoding="utf-8")

    with pytest.raises((BrakeError, InputError)) as told:
        unaltered(file.parent)

    assert name in str(told.value)
    assert "manifest" not in str(told.value)


def test_a_fact_of_the_manifest_that_the_report_does_not_show_is_found_when_it_was_altered(tmp_path):
    file = saved(tmp_path / "plan") / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(as_json({**manifest, "facts": {**manifest["facts"], "unused": 1}}), encoding="utf-8")

    with pytest.raises(BrakeError, match=r"manifest\.json of the plan in .* was altered"):
        unaltered(file.parent)


def test_a_plan_of_an_earlier_version_is_verified_by_that_one(tmp_path):
    folder = saved(tmp_path / "plan", version="0.0.1")

    with pytest.raises(InputError, match=r"is of version 0\.0\.1 and this is .*; verify it with that one"):
        unaltered(folder)
