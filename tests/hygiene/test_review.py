import re

import pandas as pd
import pytest

from hygiene.errors import UsageError
from hygiene.review import approved_part, check_decisions
from schemas import outputs
from tests.tables import assert_table, frame, sf_id


def parted(changes: str, decision: str = "approve", other: str | None = None):
    """The approved part of drawn changes, whose column `case` names the review case of each row."""
    drawn = frame(changes)
    review = frame(f"case_id | decision\nr1 | {decision}\nr2 | {other or ''}")
    table = outputs.typed("changes", drawn.drop(columns="case"))
    return approved_part(table, outputs.typed("review", review), drawn["case"])


MERGE = """
    change_id | action | object | record_id | field | into_id | tier   | case
    c1        | update | Lead   | Lead 1    | Phone |         | review | r1
    c2        | merge  | Lead   | Lead 2    |       | Lead 1  | review | r1
"""


def held(part) -> dict[str, str]:
    return dict(zip(part.held["change_id"], part.held["held_because"], strict=True))


@pytest.mark.parametrize(
    ("decision", "because"),
    [("", "not decided"), ("reject", "decided: reject"), ("hold", "decided: hold")],
)
def test_a_case_that_nobody_approved_is_held(decision: str, because: str):
    part = parted(MERGE, decision)

    assert part.approved.empty
    assert held(part) == {"c1": because, "c2": because}


def test_automatic_changes_need_no_decision():
    part = parted(MERGE.replace("review", "auto  ").replace("r1", ""), "")

    assert_table("change_id\nc1\nc2", part.approved[["change_id"]])


@pytest.mark.parametrize("decision", ["approve", " Approve "])
def test_an_approved_case_is_written_whole(decision: str):
    assert_table("change_id\nc1\nc2", parted(MERGE, f'"{decision}"').approved[["change_id"]])


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("erase  | Lead | Lead 2 |       |        | auto |", id="its loser is erased"),
        pytest.param("merge  | Lead | Lead 3 |       | Lead 1 | auto |", id="its master takes in another one"),
        pytest.param("update | Lead | Lead 2 | Phone |        | auto |", id="a number it carries is blanked"),
    ],
)
def test_an_approved_case_that_something_else_touches_is_held_for_a_new_plan(other: str):
    part = parted(f"{MERGE}\nc3 | {other}")

    assert_table("change_id\nc3", part.approved[["change_id"]])
    assert set(held(part).values()) == {"approved, but other changes touch its records: plan again with --decisions"}


def test_a_field_that_the_case_does_not_set_may_be_set_beside_it():
    part = parted(f"{MERGE}\nc3 | update | Lead | Lead 2 | Status |  | auto |")

    assert_table("change_id\nc1\nc2\nc3", part.approved[["change_id"]])


def test_two_approved_cases_that_share_a_record_are_both_held():
    part = parted(f"{MERGE}\nc3 | merge | Lead | Lead 3 | | Lead 2 | review | r2", other="approve")

    assert part.approved.empty


def test_a_held_case_does_not_hold_another_one():
    part = parted(f"{MERGE}\nc3 | merge | Lead | Lead 3 | | Lead 2 | review | r2", other="reject")

    assert_table("change_id\nc1\nc2", part.approved[["change_id"]])


def test_a_word_that_is_no_decision_is_told_by_its_row_with_what_was_meant_and_never_what_stands_there(default_policy):
    review = outputs.typed("review", frame("case_id | decision\nr1 | approve\nr2 | aprove\nr3 |\nr4 | Jane Doe"))

    with pytest.raises(UsageError) as told:
        check_decisions(review, default_policy.survivorship)

    assert str(told.value) == (
        "review.csv, column decision, row 3 (is it approve?), 5: a decision is approve, reject, hold, or empty; "
        "mend these cells."
    )


OF_LEADS = "Lead 1;Lead 2;Lead 3"
OF_BOTH = "Contact 1;Lead 1;Lead 2"


@pytest.mark.parametrize(
    ("records", "leave_out", "master", "values", "told"),
    [
        pytest.param(OF_LEADS, "Lead 4", "", "", "names a record that is not in this case", id="left out, not in it"),
        pytest.param(OF_LEADS, "Lead 1;Lead 2", "", "", "leaves fewer than two records", id="nothing left to merge"),
        pytest.param(OF_LEADS, "Lead 2", "Lead 2", "", "master names no record", id="a left-out master"),
        pytest.param(OF_BOTH, "", "Lead 1", "", "leads go into the contact", id="a lead as master of a contact"),
        pytest.param(OF_BOTH, "Contact 1", "", "", "leads go into the contact", id="the contact left out"),
        pytest.param(OF_LEADS, "", "", "DoNotCall=Lead 2", "DoNotCall, which nobody may choose", id="consent"),
        pytest.param(OF_LEADS, "", "", "CreatedDate=Lead 2", "CreatedDate, which nobody may choose", id="by the org"),
        pytest.param(OF_LEADS, "", "", "Jane Doe=Lead 2", "values names what is no field", id="no such field"),
        pytest.param(OF_LEADS, "", "", "Phone=Lead 4", "has no record of this case", id="another record's value"),
        pytest.param(OF_LEADS, "", "", "Phone", "has no record of this case", id="a field alone"),
        pytest.param(OF_LEADS, "Lead 3", "", "Phone=Lead 3", "has no record of this case", id="a left-out value"),
    ],
)
def test_a_choice_that_its_case_does_not_allow_is_told_by_its_row(
    default_policy, records, leave_out, master, values, told
):
    names = ("records", "leave_out", "master", "values")
    cells = dict(zip(names, (ids(text) for text in (records, leave_out, master, values)), strict=True))
    review = pd.DataFrame([{"case_id": "r1"}, {"case_id": "r2", "rule": "lead_to_lead", **cells}])

    with pytest.raises(UsageError, match=rf"row 3: .*{told}"):
        check_decisions(outputs.typed("review", review), default_policy.survivorship)


def test_a_person_s_name_in_the_place_of_a_field_is_not_repeated(default_policy):
    case = {"case_id": "r1", "decision": "approve", "records": ids(OF_LEADS), "values": "Phone:Jane Doe"}

    with pytest.raises(UsageError) as told:
        check_decisions(outputs.typed("review", pd.DataFrame([case])), default_policy.survivorship)

    assert str(told.value) == (
        "review.csv, row 2: values names what is no field; write Field=ID with a column of records.csv."
    )


def test_the_mistakes_of_all_rows_are_told_at_once(default_policy):
    cases = [{"case_id": f"r{row}", "records": ids(OF_LEADS), "master": ids("Lead 4")} for row in range(11)]
    cases[1] |= {"decision": "yes"}

    with pytest.raises(UsageError) as told:
        check_decisions(outputs.typed("review", pd.DataFrame(cases)), default_policy.survivorship)

    first, second, *others = str(told.value).split("\n")
    assert first.startswith("review.csv, column decision, row 3:")
    assert second.startswith("review.csv, row 2: master names no record")
    assert [line.partition(":")[0] for line in others[:-1]] == [f"review.csv, row {row}" for row in range(3, 11)]
    assert others[-1] == "review.csv: 2 more mistakes."


def test_what_was_chosen_in_a_rejected_case_is_no_mistake(default_policy):
    case = {"case_id": "r1", "decision": " Reject", "records": ids(OF_LEADS), "leave_out": ids("Lead 1;Lead 2")}

    check_decisions(outputs.typed("review", pd.DataFrame([case])), default_policy.survivorship)


def ids(text: str) -> str:
    """The text with `Lead 1` and the like as real ids."""
    return re.sub(r"(Lead|Contact) \d", lambda found: sf_id(found.group()), text)


def test_every_change_is_either_approved_or_held():
    part = parted(MERGE)

    assert len(pd.concat([part.approved, part.held])) == 2


def test_decisions_that_contradict_each_other_are_told_by_their_rows(default_policy):
    review = """
        case_id | records                    | decision
        r1      | Lead 1;Lead 2              | reject
        r2      | Contact 1;Lead 1;Lead 2    | approve
    """

    with pytest.raises(UsageError, match=r"row 2: this decision keeps two records apart that row 3, .*; change one"):
        check_decisions(outputs.typed("review", frame(review)), default_policy.survivorship)
