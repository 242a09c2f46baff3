"""A run undone: what comes back, what does not, and why."""

from dataclasses import replace

import pandas as pd
import pytest

from hygiene.apply_changes import apply_changes
from hygiene.changes import conversions, merges, removals, stack_changes, updates, with_ids
from hygiene.images import before_of, content_of
from hygiene.undo import Done, undo_of
from schemas.columns import TEXT
from tests.before_images import images_of
from tests.tables import assert_table, sf_id, snapshot

START = snapshot(
    Lead="""
        Id     | LastName | Email         | Phone        | DoNotCall | Title | Status
        Lead 1 | Lovelace |               | 415 555 0101 | false     |       |
        Lead 2 | Lovelace | ada@a.example | 415 555 0102 | true      |       | Raw
        Lead 3 | Babbage  | cb@b.example  | 415 555 0103 | false     |       | Raw
        Lead 4 | Probe    | p@p.example   |              |           | Test  | Raw
        Lead 5 | Hopper   | g@h.example   |              | true      |       | Raw
    """,
    Contact="Id | LastName | Email | DoNotCall\nContact 1 | Hopper | g@h.example | false",
    Task="Id | WhoId | Subject\nTask 1 | Lead 2 | Call\nTask 2 | Lead 1 | Call\nTask 3 | Lead 4 | Call",
    CampaignMember="Id | LeadId | ContactId\nCampaignMember 1 | Lead 2 |\nCampaignMember 2 | Lead 4 |",
)


def ids(*names):
    return pd.Series([sf_id(name) for name in names], dtype=TEXT)


def text(*values):
    return pd.Series(values, dtype=TEXT)


MERGED = [
    updates("Lead", ids("Lead 1"), "Email", text(None), text("ada@a.example"), "filled"),
    updates("Lead", ids("Lead 1"), "DoNotCall", text("false"), text("true"), "consent"),
    merges("Lead", ids("Lead 2"), ids("Lead 1"), "one person"),
]
OTHERS = [
    updates("Lead", ids("Lead 3"), "Phone", text("415 555 0103"), None, "listed"),
    removals("delete", "Lead", ids("Lead 4"), "test lead"),
]


def run(*frames, start=START, lost=(), later=None):
    """What a run of those changes did; later changes were made by somebody else; lost records left the bin."""
    applied = with_ids(stack_changes(frames).assign(rule="a_rule").astype({"rule": TEXT}))
    now = apply_changes(start, applied)
    if later is not None:
        now = apply_changes(now, stack_changes(later))
    gone = applied.loc[applied["action"].isin(["merge", "delete"]), "record_id"]
    return Done(applied, before_of(images_of(start, applied)), now, frozenset(gone) - {sf_id(name) for name in lost})


def codes(proposal):
    return set(proposal.findings["code"])


def after(done, proposal):
    return apply_changes(done.now, proposal.changes)


def assert_same_people(expected, actual):
    for name in ("Lead", "Contact"):
        pd.testing.assert_frame_equal(expected.table(name), actual.table(name))


def test_of_a_run_that_did_nothing_nothing_is_undone():
    proposal = undo_of(run())

    assert proposal.changes.empty
    assert proposal.findings.empty


def test_fields_records_and_children_come_back_as_they_were():
    done = run(*MERGED, *OTHERS)

    proposal = undo_of(done)

    assert_table(
        """
        action   | object | record_id | field     | old           | new
        undelete | Lead   | Lead 2    |           |               |
        undelete | Lead   | Lead 4    |           |               |
        update   | Lead   | Lead 1    | Email     | ada@a.example |
        update   | Lead   | Lead 1    | DoNotCall | true          | false
        update   | Lead   | Lead 3    | Phone     |               | 415 555 0103
        update   | Task   | Task 1    | WhoId     | Lead 1        | Lead 2
        """,
        proposal.changes,
    )
    restored = after(done, proposal)
    assert_same_people(START, restored)
    pd.testing.assert_frame_equal(START.table("Task"), restored.table("Task"))
    assert list(proposal.changes["action"][:2]) == ["undelete", "undelete"]
    assert proposal.changes["change_id"].is_unique


def test_a_campaign_member_stays_with_the_survivor_and_is_told():
    proposal = undo_of(run(*MERGED))

    assert_table(
        "object | record_id | field | code\nCampaignMember | CampaignMember 1 | LeadId | undo_child_moved",
        proposal.findings,
    )


def test_what_somebody_changed_after_the_run_is_left_as_it_is():
    later = [updates("Lead", ids("Lead 3"), "Phone", text(None), text("415 555 0199"), "by hand")]

    proposal = undo_of(run(*OTHERS, later=later))

    assert_table("record_id | field | code\nLead 3 | Phone | undo_changed_since", proposal.findings)
    assert_table("action | record_id\nundelete | Lead 4", proposal.changes)


def test_a_merge_is_undone_whole_when_one_of_its_changes_or_records_is_named():
    done = run(*MERGED, *OTHERS)
    by_record = undo_of(done, [sf_id("Lead 2")])
    by_change = undo_of(done, [done.applied["change_id"].iloc[0]])

    assert set(by_record.changes["record_id"]) == {sf_id(name) for name in ("Lead 1", "Lead 2", "Task 1")}
    pd.testing.assert_frame_equal(by_record.changes, by_change.changes)


def test_a_change_that_is_no_part_of_a_merge_is_undone_by_itself_and_a_merge_without_what_other_rules_did():
    blanked = updates("Lead", ids("Lead 1"), "Phone", text("415 555 0101"), None, "listed")
    done = run(*MERGED, blanked)
    other_rule = done.applied["field"].eq("Phone").fillna(False).astype(bool)
    done = replace(done, applied=done.applied.assign(rule=done.applied["rule"].mask(other_rule, "dnc_list")))

    merge = undo_of(done, [done.applied["change_id"].iloc[0]])
    phone = undo_of(done, list(done.applied.loc[other_rule, "change_id"]))

    whole = undo_of(done)

    assert "Phone" not in set(merge.changes["field"]) | set(whole.changes["field"])
    assert "undo_number_stays" in codes(whole)
    assert_table("action | record_id | field | new\nupdate | Lead 1 | Phone | 415 555 0101", phone.changes)


def test_what_is_as_it_was_already_is_passed_over_in_silence():
    later = [updates("Lead", ids("Lead 3"), "Phone", text(None), text("415 555 0103"), "by hand")]

    proposal = undo_of(run(OTHERS[0], later=later))

    assert proposal.changes.empty
    assert proposal.findings.empty


def test_consent_that_was_carried_over_stays_where_its_record_does_not_come_back():
    proposal = undo_of(run(*MERGED, lost=["Lead 2"]))

    assert codes(proposal) == {"undo_not_in_bin", "undo_consent_kept"}
    assert_table("record_id | field | new\nLead 1 | Email |", proposal.changes)


def test_a_conversion_stays_with_the_consent_that_it_carried():
    converted = [
        updates("Contact", ids("Contact 1"), "DoNotCall", text("false"), text("true"), "consent"),
        conversions(ids("Lead 5"), ids("Contact 1"), "one person"),
    ]

    proposal = undo_of(run(*converted))

    assert proposal.changes.empty
    assert codes(proposal) == {"undo_conversion_stays", "undo_consent_kept"}


def test_an_erased_person_comes_back_neither_as_such_nor_as_one_who_was_merged_into_them():
    erased = [*MERGED, removals("erase", "Lead", ids("Lead 1"), "opt-out")]

    proposal = undo_of(run(*erased, *OTHERS))

    assert not proposal.changes["record_id"].isin(ids("Lead 1", "Lead 2")).any()
    assert "undo_erasure_stays" in codes(proposal)
    assert_table("action | record_id\nundelete | Lead 4\nupdate | Lead 3", proposal.changes)


def test_without_an_image_nothing_comes_back_since_the_key_may_have_been_destroyed():
    done = run(*MERGED, *OTHERS)
    nothing = before_of(pd.DataFrame({"object": [], "record_id": [], "content": []}, dtype=TEXT))

    proposal = undo_of(replace(done, before=nothing))

    assert proposal.changes.empty
    assert codes(proposal) == {"undo_no_image"}


def test_a_record_that_was_removed_after_the_run_is_told():
    later = [removals("delete", "Lead", ids("Lead 3"), "by hand")]

    proposal = undo_of(run(OTHERS[0], later=later))

    assert proposal.changes.empty
    assert codes(proposal) == {"undo_record_gone"}


def test_a_child_that_was_moved_elsewhere_after_the_run_stays_there():
    later = [updates("Task", ids("Task 1"), "WhoId", ids("Lead 1"), ids("Lead 3"), "by hand")]

    proposal = undo_of(run(*MERGED, later=later))

    assert not (proposal.changes["object"] == "Task").any()
    assert "undo_child_moved" in codes(proposal)


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "true"), (3.0, "3"), ("2026-11-06T18:00:00.000+0000", "2026-11-06T18:00:00Z"), ("", None), (None, None)],
)
def test_values_as_salesforce_writes_them_are_read_as_a_plan_spells_them(value, text):
    field = {True: "DoNotCall", 3.0: "Behavior_Score__c"}.get(value, "CreatedDate")
    content = pd.Series([content_of({field: value, "Other__c": 1})], dtype=TEXT)
    images = pd.DataFrame({"object": ["Lead"], "record_id": ids("Lead 1"), "content": content}, dtype=TEXT)

    assert_table(
        pd.DataFrame({"field": [field], "value": [text]}, dtype=TEXT), before_of(images).fields[["field", "value"]]
    )
