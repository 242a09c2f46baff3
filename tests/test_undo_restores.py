"""Whatever the records are: an undo brings back what it does not name, and loosens no consent."""

import pandas as pd
from hypothesis import given

from hygiene.apply_changes import apply_changes
from hygiene.engine import make_plan
from hygiene.images import before_of
from hygiene.undo import Done, undo_of
from tests.before_images import images_of
from tests.test_invariants import CONSENT, FEWER, POLICY, RULES, ends, everybody, orgs


@FEWER
@given(orgs())
def test_what_no_finding_names_is_as_it_was_consent_is_no_looser_and_who_was_erased_stays_erased(org):
    changes = make_plan(org, POLICY, RULES).tables["changes"]
    applied = changes[changes["tier"] == "auto"]
    gone = applied.loc[applied["action"].isin(["merge", "delete"]), "record_id"]
    run = Done(applied, before_of(images_of(org, applied)), apply_changes(org, applied), frozenset(gone))

    undo = undo_of(run)
    after = apply_changes(run.now, undo.changes)

    assert_as_it_was(org, after, spared=set(undo.findings["record_id"]))
    assert_no_looser(everybody(org), everybody(after), ends(applied))
    assert_still_erased(applied, everybody(after))


def assert_as_it_was(org, after, spared):
    before, now = everybody(org), everybody(after)
    for record in set(before.index) - spared:
        pd.testing.assert_series_equal(before.loc[record], now.loc[record])
    tasks, restored = (each.table("Task").set_index("Id")["WhoId"] for each in (org, after))
    for task, parent in tasks.items():
        if not {task, parent} & spared:
            assert restored[task] == parent


def assert_no_looser(before, after, into):
    for field, withheld in CONSENT.items():
        for record in before.index[(before[field] == withheld).fillna(False)]:
            stands = record if record in after.index else into.get(record)
            if stands in after.index:
                assert str(after.loc[stands, field]) == str(withheld)


def assert_still_erased(applied, after):
    erased = set(applied.loc[applied["action"] == "erase", "record_id"])
    same = {record for record, end in ends(applied).items() if end in erased}
    assert not (erased | same) & set(after.index)
