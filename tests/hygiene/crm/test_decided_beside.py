"""decisions.csv beside exported files: written by apply, read by plan."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from hygiene.applying import ApplyRequest, apply_to_folder
from hygiene.crm.decided_beside import as_files, decided_beside
from hygiene.decisions import CANNOT_LINK, MUST_LINK, no_decisions
from hygiene.errors import BrakeError, InputError
from hygiene.pipeline import PlanRequest, make_and_save_plan
from hygiene.saved_plan import load
from hygiene.verifying_run import unaltered
from tests.tables import AS_OF, frame, sf_id

ONE, OTHER, THIRD = (sf_id(f"Lead {number}") for number in (1, 2, 3))
PEOPLE = f"""Id,FirstName,LastName,Email,Title,Company,Country,Status,LeadSource
{ONE},Ada,Lovelace,ada@engine.example,Countess,Engine,US,Raw,Demo
{OTHER},Ada,Lovelace,lady.l@mail.example,Countess,Engine,US,Qualified,Demo
{THIRD},Ada,Lovelace,ada@engine.example,Countess,Engine,US,Raw,Demo
"""


@pytest.fixture
def export(tmp_path):
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "Lead.csv").write_text(PEOPLE, encoding="utf-8")
    return folder


def planned(source, folder) -> Mapping[str, pd.DataFrame]:
    return make_and_save_plan(PlanRequest(source, folder, AS_OF)).plan.tables


def test_what_is_written_is_what_is_read():
    decisions = frame(f"left_id | right_id | decision\nLead 1 | Lead 2 | {CANNOT_LINK}\nLead 1 | Lead 3 | {MUST_LINK}")
    turned = as_files(decisions[::-1])["decisions.csv"]

    pd.testing.assert_frame_equal(decided_beside(as_files(decisions)["decisions.csv"]), decisions)
    pd.testing.assert_frame_equal(decided_beside(turned), decisions)


def test_where_nobody_decided_there_is_no_file():
    assert as_files(no_decisions()) == {}
    assert decided_beside(None).empty


@pytest.mark.parametrize(
    "content",
    ["", "left_id,right_id\na,b\n", f"left_id,right_id,decision\n{ONE},short,{CANNOT_LINK}\n",
     f"left_id,right_id,decision\n{ONE},,{CANNOT_LINK}\n", f"left_id,right_id,decision\n{ONE},{OTHER},maybe\n",
     f"left_id,right_id,decision\n{ONE},{OTHER},\n"],
    ids=["empty", "a column lacks", "no id", "a missing id", "no word of ours", "a missing word"],
)  # fmt: skip
def test_a_damaged_file_is_told_with_the_remedy(export, tmp_path, content):
    (export / "decisions.csv").write_text(content, encoding="utf-8")

    with pytest.raises(InputError, match=r"decisions\.csv is no table .* move the file away to plan without them"):
        planned(export, tmp_path / "plan")


def test_a_zip_may_hold_decisions_too(export, tmp_path):
    (export / "decisions.csv").write_text(f"left_id,right_id,decision\n{ONE},{OTHER},{CANNOT_LINK}\n", encoding="utf-8")
    folder = planned(export, tmp_path / "of a folder")
    zipped = planned(Path(shutil.make_archive(str(tmp_path / "export"), "zip", export)), tmp_path / "of a zip")

    assert folder["review"].empty
    pd.testing.assert_frame_equal(zipped["changes"], folder["changes"])
    pd.testing.assert_frame_equal(zipped["review"], folder["review"])


def test_who_was_kept_apart_stays_apart_in_every_later_plan_of_the_cleaned_files(export, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    assert OTHER in planned(export, tmp_path / "plan")["review"]["records"].iloc[0]
    review = pd.read_csv(tmp_path / "plan/review.csv", dtype=str)
    review.assign(decision="reject").to_csv(tmp_path / "plan/review.csv", index=False)
    apply_to_folder(ApplyRequest(tmp_path / "plan", first, AS_OF))
    # Without that exclusion they would merge by themselves.
    (first / "Lead.csv").write_text((first / "Lead.csv").read_text(encoding="utf-8").replace("Qualified", "Raw"))

    for source, plan in ((first, tmp_path / "again"), (second, tmp_path / "once more")):
        tables = planned(source, plan)
        assert tables["changes"].empty
        assert tables["review"].empty
        assert "decisions.csv" not in tables["findings"]["message"].str.cat()
        if source == first:
            apply_to_folder(ApplyRequest(plan, second, AS_OF))

    (second / "decisions.csv").unlink()
    assert "merge" in set(planned(second, tmp_path / "undecided")["changes"]["action"])


def test_the_decisions_that_a_plan_followed_cannot_be_altered_unseen(export, tmp_path):
    (export / "decisions.csv").write_bytes(b"left_id,right_id,decision\n" + f"{ONE},{OTHER},{CANNOT_LINK}\n".encode())
    plan = tmp_path / "plan"
    make_and_save_plan(PlanRequest(export, plan, AS_OF))
    unaltered(plan)

    decided = (plan / "decisions.csv").read_text(encoding="utf-8")
    (plan / "decisions.csv").write_text(decided.replace(CANNOT_LINK, MUST_LINK), encoding="utf-8")
    with pytest.raises(BrakeError, match="altered"):
        load(plan)
    (plan / "decisions.csv").write_text("nothing of the kind", encoding="utf-8")
    with pytest.raises(InputError, match="make the plan again"):
        load(plan)
    (plan / "decisions.csv").unlink()
    with pytest.raises(BrakeError, match="altered"):
        load(plan)
