"""What was written is read again and compared with what the plan predicted."""

import pandas as pd
import pytest

from hygiene.apply.journal import Receipt
from hygiene.apply.receipts import WITHOUT_SOURCE, counts_of
from hygiene.apply.steps import Step
from hygiene.apply.verifying import verify
from hygiene.images import content_of
from schemas.columns import TEXT
from tests.tables import assert_table, frame


class Held:
    """Records in a dict: `there` id -> fields, `fate` id -> (fate, into), `parent` child id -> parent."""

    def __init__(self, there=None, fate=None, parent=None):
        self.there, self.fate, self.parent = there or {}, fate or {}, parent or {}

    def images(self, records):
        return images({one: self.there[one] for ids in records.values() for one in ids if one in self.there})

    def fates(self, records):
        rows = [(name, one, *self.fate[one]) for name, ids in records.items() for one in ids if one in self.fate]
        return pd.DataFrame(rows, columns=["object", "record_id", "fate", "into_id"], dtype=TEXT)

    def parents(self, children):
        known = children[children["record_id"].isin(self.parent.keys())]
        return known[["object", "record_id", "field"]].assign(parent_id=known["record_id"].map(self.parent))


def images(records, children=None):
    rows = [(name_of(one), one, content_of(values, (children or {}).get(one))) for one, values in records.items()]
    return pd.DataFrame(rows, columns=["object", "record_id", "content"], dtype=TEXT)


def name_of(record):
    return record.split()[0]


def step(kind, *records, **fields):
    name = f"{kind} {records[0]}"
    return Step(name, 0, kind, name_of(records[0]), records, (name,), fields)


def differences(steps, before, now, children=None, code=""):
    receipts = [Receipt(each.step_id, "applied", code) for each in steps]
    return verify(steps, receipts, images(before, children), now).differences


def test_a_record_that_is_as_it_was_but_for_what_was_written_is_as_planned():
    now = Held({"Lead 1": {"Phone": None, "Status": "Raw", "SystemModstamp": "2026-11-21T08:00:00.000+0000"}})

    checked = differences([step("blank", "Lead 1", Phone=None)], {"Lead 1": {"Phone": "1", "Status": "Raw"}}, now)

    assert checked.empty


def test_a_field_that_automation_changed_is_told_and_so_is_one_that_was_written_and_changed_back():
    now = Held({"Lead 1": {"Phone": "1", "Status": "Inquiry", "Title": "x"}})

    assert_table(
        """
        object | record_id | field  | expected | found   | difference
        Lead   | Lead 1    | Phone  |          | 1       | another value
        Lead   | Lead 1    | Status | Raw      | Inquiry | another value
        """,
        differences(
            [step("blank", "Lead 1", Phone=None)], {"Lead 1": {"Phone": "1", "Status": "Raw", "Title": "x"}}, now
        ),
    )


def test_without_an_image_what_was_written_is_compared_and_values_are_compared_in_the_spelling_of_a_plan():
    now = Held({"Lead 1": {"RingLead_Merge_Date_Time__c": "2026-11-20T00:00:00.000+0000", "DoNotCall": True}})
    written = step("update", "Lead 1", RingLead_Merge_Date_Time__c="2026-11-20", DoNotCall="true")

    assert differences([written], {}, now).empty


def test_what_was_not_applied_is_not_compared():
    steps = [step("update", "Lead 1", Status="Raw")]
    receipts = [Receipt(steps[0].step_id, "refused", "STRING_TOO_LONG")]

    checked = verify(steps, receipts, images({"Lead 1": {"Status": "New"}}), Held())

    assert (checked.records, len(checked.differences)) == (0, 0)


def test_a_merge_without_its_source_leaves_the_masters_own():
    merge = step("merge", "Lead 1", "Lead 2", LeadSource="Webcast")
    before = {"Lead 1": {"LeadSource": "Conference"}, "Lead 2": {"LeadSource": "Webcast"}}
    now = Held({"Lead 1": {"LeadSource": "Conference"}}, {"Lead 2": ("bin", "Lead 1")})

    assert differences([merge], before, now, code=WITHOUT_SOURCE).empty
    assert list(differences([merge], before, now)["difference"]) == ["another value"]


@pytest.mark.parametrize(
    ("kind", "fate", "difference"),
    [
        ("delete", ("bin", None), []),
        ("delete", None, []),
        ("delete", ("there", None), ["still there"]),
        ("erase", None, []),
        ("erase", ("bin", None), ["still in the recycle bin"]),
        ("erase", ("there", None), ["still there"]),
        ("merge", ("bin", "Lead 1"), []),
        ("merge", ("bin", "Lead 9"), ["went into another record"]),
        ("merge", ("there", None), ["still there"]),
        ("convert", ("converted", "Contact 1"), []),
        ("convert", ("converted", "Contact 9"), ["went into another record"]),
        ("convert", ("there", None), ["still there"]),
        ("convert", None, ["no longer there"]),
    ],
)
def test_records_that_should_have_gone(kind, fate, difference):
    others = {"merge": ("Lead 1", "Lead 2"), "convert": ("Lead 2", "Contact 1")}
    now = Held({"Lead 1": {}, "Contact 1": {}}, {} if fate is None else {"Lead 2": fate})

    assert list(differences([step(kind, *others.get(kind, ("Lead 2",)))], {}, now)["difference"]) == difference


def test_a_record_that_should_stand_and_does_not_is_told_once():
    checked = differences([step("update", "Lead 1", Status="Raw", Title="x")], {"Lead 1": {"Phone": "1"}}, Held())

    assert list(checked["difference"]) == ["no longer there"]


def test_children_belong_to_whom_their_parent_went_into_at_last():
    steps = [step("merge", "Lead 2", "Lead 1"), step("convert", "Lead 2", "Contact 1")]
    children = {"Lead 1": {"Task.WhoId": ["Task 1", "Task 2", "Task 3"], "CampaignMember.LeadId": ["CM 1", "CM 2"]}}
    parent = {"Task 1": "Contact 1", "Task 2": "Lead 2", "CM 1": "Lead 2"}
    fate = {"Lead 1": ("bin", "Lead 2"), "Lead 2": ("converted", "Contact 1")}

    assert_table(
        """
        object | record_id | field | expected  | found  | difference
        Task   | Task 2    | WhoId | Contact 1 | Lead 2 | belongs to another record
        Task   | Task 3    | WhoId | Contact 1 |        | no longer there
        """,
        differences(steps, {"Lead 1": {}}, Held({"Contact 1": {}}, fate, parent), children),
    )


def test_a_lookup_of_a_written_record_follows_whom_it_named():
    steps = [step("update", "Contact 1", Title="x"), step("merge", "Account 1", "Account 2", "Account 3")]
    before = {"Contact 1": {"AccountId": "Account 2"}, "Account 1": {"ParentId": "Account 3"}}
    now = {"Contact 1": {"AccountId": "Account 1", "Title": "x"}, "Account 1": {"ParentId": None}}
    fate = {"Account 2": ("bin", "Account 1"), "Account 3": ("bin", "Account 1")}

    assert differences(steps, before, Held(now, fate)).empty


def test_the_text_counts_and_holds_no_value():
    steps = [step("update", "Lead 1", Status="Secret")]
    checked = verify(steps, [Receipt(steps[0].step_id, "applied")], images({}), Held({"Lead 1": {"Status": "Other"}}))

    assert checked.text().splitlines() == [
        "Read again: 1 record and 0 children of merged ones; 1 difference (automation or people):",
        "  1 x Lead.Status: another value",
    ]


def test_a_change_without_receipt_or_with_two_is_not_accounted_for():
    planned = frame("""
        change_id
        c1
        c2
        c3
    """)
    receipts = frame("""
        change_id | status
        c1        | applied
        c2        | applied
        c2        | held
    """)

    counts = counts_of(planned, receipts)

    assert (counts.applied, counts.held, counts.unaccounted, counts.whole) == (2, 1, 2, False)
    assert "2 changes have no receipt" in counts.text()
