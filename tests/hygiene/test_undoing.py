"""The edges of an undo: a plan saved from the vault, an apply to a folder taken back, an erasure that is final."""

import pandas as pd
import pytest

from hygiene.changes import removals, stack_changes
from hygiene.crm.bundle import csv_bytes, read_bundle_table
from hygiene.erasing import finish_erasures, finish_run
from hygiene.errors import UsageError
from hygiene.home import home
from hygiene.key_file import ensure_ring
from hygiene.pipeline import PlanRequest, make_and_save_plan
from hygiene.policy import load
from hygiene.suppression_store import known_suppressions
from hygiene.undo_folder import UndoRequest, undo_folder
from hygiene.undoing import RunDone, save_undo
from hygiene.vault import RunImages, open_vault
from schemas.columns import TEXT
from tests.before_images import images_of
from tests.hygiene.test_undo import MERGED, OTHERS, START, run
from tests.tables import AS_OF, frame, sf_id, short_id

TWICE = """
    Id     | FirstName | LastName | Email              | Company               | Title    | Phone           | Status | LeadSource | CreatedDate
    Lead 1 | Ada       | Lovelace | ada@engine.example | Analytical Engine Ltd | Engineer | +1 415 555 0101 | Raw    | Demo       | 2024-01-01
    Lead 2 | Ada       | Lovelace | ada@engine.example | Analytical Engine Ltd | Engineer | +1 415 555 0101 | Raw    | Demo       | 2025-01-01
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


def test_undoing_all_of_an_apply_to_a_folder_needs_nothing_since_its_input_stands(merged):
    assert "was never written to" in undo_folder(UndoRequest(merged / "plan", merged / "undo"))
    assert not (merged / "undo").exists()


def test_an_id_that_is_of_no_merge_is_told(merged):
    with pytest.raises(UsageError, match="no merge or conversion of this plan"):
        undo_folder(UndoRequest(merged / "plan", merged / "undo", ("c0123456789ab",)))
