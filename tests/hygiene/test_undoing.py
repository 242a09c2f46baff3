"""The edges of an undo: a plan saved from the vault, an apply to a folder taken back, an erasure that is final."""

from dataclasses import replace

import pandas as pd
import pytest

from hygiene.changes import removals, stack_changes
from hygiene.crm.bundle import csv_bytes, read_bundle_table, read_table_file
from hygiene.erasing import finish_erasures, finish_run
from hygiene.errors import UsageError
from hygiene.home import home
from hygiene.key_file import ensure_ring
from hygiene.pipeline import PlanRequest, make_and_save_plan
from hygiene.policy import load
from hygiene.saved_plan import load as load_plan
from hygiene.suppression_store import known_suppressions
from hygiene.undo_folder import UndoRequest, decided_before, parted, undo_folder
from hygiene.undoing import RunDone, save_undo
from hygiene.vault import RunImages, open_vault
from schemas import outputs
from schemas.columns import TEXT
from tests.before_images import images_of
from tests.hygiene.test_undo import MERGED, OTHERS, START, run
from tests.tables import AS_OF, frame, sf_id, short_id

TWICE = """
    Id     | FirstName | LastName | Email              | Company               | Title    | Phone           | Status | LeadSource | CreatedDate
    Lead 1 | Ada       | Lovelace | ada@engine.example | Analytical Engine Ltd | Engineer | +1 415 555 0101 | Raw    | Demo       | 2024-01-01
    Lead 2 | Ada       | Lovelace | ada@engine.example | Analytical Engine Ltd | Engineer | +1 415 555 0101 | Raw    | Demo       | 2025-01-01
"""  # noqa: E501

ANOTHER = """
    Lead 3 | Bo        | Berg     | bo@berg.example    | Berg Works            | Buyer    | +1 415 555 0103 | Raw    | Demo       | 2024-01-01
    Lead 4 | Bo        | Berg     | bo@berg.example    | Berg Works            | Buyer    | +1 415 555 0103 | Raw    | Demo       | 2025-01-01
"""  # noqa: E501


@pytest.fixture
def vault():
    with open_vault(ensure_ring("2026-11-06", needed=False), create=True) as opened:
        yield opened


def applied_run(vault, *frames):
    """A run whose images were kept in the vault."""
    done = run(*frames)
    RunImages(vault, "run 1", AS_OF, load()).keep(images_of(START, done.applied))
    return done, RunDone("run 1", done.applied, "salesforce", load())


def test_a_run_is_undone_from_the_vault_by_a_saved_plan(vault, tmp_path):
    done, told = applied_run(vault, *MERGED, *OTHERS)

    save_undo(told, vault, done.now, done.in_bin, tmp_path / "undo")

    changes = read_bundle_table(tmp_path / "undo", "changes")
    assert set(changes["rule"]) == {"undo"}
    assert set(changes.loc[changes["action"] == "undelete", "record_id"].map(short_id)) == {"Lead 2", "Lead 4"}


def test_after_an_erasure_no_undo_no_vault_and_no_list_brings_the_person_back(vault, tmp_path):
    done, told = applied_run(vault, *MERGED, *OTHERS)
    ids = pd.Series([sf_id("Lead 1")], dtype=TEXT)
    erased = stack_changes([*MERGED, removals("erase", "Lead", ids, "opt-out")]).assign(rule="zoominfo_opt_out")

    gone = finish_erasures(erased.astype({"rule": TEXT}), START, None, load(), AS_OF, vault)

    save_undo(told, vault, done.now, done.in_bin, tmp_path / "undo")
    saved = read_bundle_table(tmp_path / "undo", "changes")
    assert gone == 2
    assert not saved["record_id"].isin([sf_id("Lead 1"), sf_id("Lead 2")]).any()
    assert "ada@a.example" not in (tmp_path / "undo/changes.csv").read_text(encoding="utf-8")
    left = b"".join(file.read_bytes() for file in home().rglob("*") if file.is_file())
    assert b"ada@a.example" not in left
    assert sf_id("Lead 2").encode() not in left
    assert known_suppressions(AS_OF).counts()["erasure"] > 0


def test_a_run_on_an_org_remembers_whom_it_erased_from_the_images_that_it_then_destroys(vault):
    ids = pd.Series([sf_id("Lead 3")], dtype=TEXT)
    erased = removals("erase", "Lead", ids, "opt-out").assign(rule="zoominfo_opt_out").astype({"rule": TEXT})
    RunImages(vault, "run 1", AS_OF, load()).keep(images_of(START, erased.assign(action="update")))

    gone = finish_run("run 1", erased, load(), AS_OF, vault)
    again = finish_run("run 1", erased, load(), AS_OF, vault)

    known = known_suppressions(AS_OF)
    assert (gone, again) == (1, 1)
    assert vault.images("run 1").empty
    assert known.counts() == {"erasure": 2, "internal_dnc": 0}
    assert list(known.found("email", pd.Series(["cb@b.example"], dtype=TEXT))["purpose"]) == ["erasure"]
    assert list(known.found("phone", pd.Series(["+14155550103"], dtype=TEXT))["purpose"]) == ["erasure"]


def test_to_finish_an_erasure_twice_changes_nothing(vault):
    ids = pd.Series([sf_id("Lead 3")], dtype=TEXT)
    erased = removals("erase", "Lead", ids, "opt-out").assign(rule="zoominfo_opt_out").astype({"rule": TEXT})

    finish_erasures(erased, START, None, load(), AS_OF, vault)
    first = known_suppressions(AS_OF).rows
    finish_erasures(erased, START, None, load(), AS_OF, vault)

    pd.testing.assert_frame_equal(known_suppressions(AS_OF).rows, first)


@pytest.fixture
def merged(tmp_path):
    (tmp_path / "export").mkdir()
    (tmp_path / "export/Lead.csv").write_bytes(csv_bytes(frame(TWICE)))
    make_and_save_plan(PlanRequest(tmp_path / "export", tmp_path / "plan", AS_OF, only=("lead_to_lead",)))
    return tmp_path


def test_a_merge_in_a_folder_is_taken_back_as_a_decision_that_the_next_plan_follows(merged):
    assert "merge" in set(read_bundle_table(merged / "plan", "changes")["action"])

    told = undo_folder(UndoRequest(merged / "plan", merged / "undo", (sf_id("Lead 2"),)))
    request = PlanRequest(
        merged / "export", merged / "again", AS_OF, only=("lead_to_lead",), decisions=merged / "undo/review.csv"
    )
    make_and_save_plan(request)

    assert "--decisions" in told
    assert read_bundle_table(merged / "again", "changes").empty


def planned(folder, out, decisions=None):
    request = PlanRequest(folder / "export", folder / out, AS_OF, only=("lead_to_lead",), decisions=decisions)
    make_and_save_plan(request)
    return read_bundle_table(folder / out, "changes")


def decided(file, **words):
    """A review.csv with a case of `Lead 1;Lead 2` for each `Lead_1_2=word`."""
    rows = [
        {"case_id": f"R-{name}", "rule": "lead_to_lead", "decision": word,
         "records": ";".join(sf_id(f"Lead {number}") for number in name.split("_")[1:])}
        for name, word in words.items()
    ]  # fmt: skip
    file.write_bytes(csv_bytes(outputs.typed("review", pd.DataFrame(rows))))
    return file


def test_who_was_kept_apart_before_is_kept_apart_after_another_merge_is_taken_back(merged):
    (merged / "export/Lead.csv").write_bytes(csv_bytes(frame(TWICE + ANOTHER)))
    followed = decided(merged / "decided.csv", Lead_3_4="reject")
    changes = planned(merged, "first", followed)
    assert set(changes.loc[changes["action"] == "merge", "record_id"].map(short_id)) == {"Lead 2"}

    told = undo_folder(UndoRequest(merged / "first", merged / "undo", (sf_id("Lead 2"),)))

    assert ", with 1 earlier decision." in told
    assert planned(merged, "again", merged / "undo/review.csv").empty


def test_what_was_decided_in_the_plan_itself_is_decided_still(merged):
    review = decided(merged / "cases.csv", Lead_3_4="approve", Lead_5_6="reject", Lead_7_8="", Lead_9_10="later")
    made = load_plan(merged / "plan").plan
    plan = replace(made, tables={**made.tables, "review": read_table_file(review, "review")})

    before = decided_before(plan, parted(plan, [sf_id("Lead 2")]))

    assert list(zip(before["case_id"], before["decision"], strict=True)) == [
        ("R-Lead_3_4", "approve"), ("R-Lead_5_6", "reject"),
    ]  # fmt: skip


def test_a_merge_that_somebody_had_approved_can_be_taken_back_too(merged):
    (merged / "export/Lead.csv").write_bytes(csv_bytes(frame(TWICE + ANOTHER)))
    approved = decided(merged / "decided.csv", Lead_1_2="approve", Lead_3_4="approve")
    planned(merged, "first", approved)

    undo_folder(UndoRequest(merged / "first", merged / "undo", (sf_id("Lead 2"),)))
    changes = planned(merged, "again", merged / "undo/review.csv")

    assert set(changes.loc[changes["action"] == "merge", "record_id"].map(short_id)) == {"Lead 4"}


def test_undoing_all_of_an_apply_to_a_folder_needs_nothing_since_its_input_stands(merged):
    assert "was never written to" in undo_folder(UndoRequest(merged / "plan", merged / "undo"))
    assert not (merged / "undo").exists()


def test_an_id_that_is_of_no_merge_is_told(merged):
    with pytest.raises(UsageError, match="no merge or conversion of this plan"):
        undo_folder(UndoRequest(merged / "plan", merged / "undo", ("c0123456789ab",)))
