from dataclasses import replace

import pandas as pd
import pytest

from hygiene.plan import Input, Plan
from hygiene.plan_digest import digest_of
from schemas import outputs
from tests.tables import AS_OF, frame

CHANGES = """
    change_id | rule | action | object | record_id | field | old | new
    c1        | r    | update | Lead   | Lead 1    | Phone | 1   |
    c2        | r    | update | Lead   | Lead 2    | Phone | 2   | 3
"""
READ = Input("Lead.csv", "Lead", 2, 2, 0, {}, "abc")


def plan(changes: str = CHANGES, **tables: pd.DataFrame) -> Plan:
    filled = {name: outputs.empty(name) for name in outputs.COLUMNS} | tables
    return Plan({**filled, "changes": outputs.typed("changes", frame(changes))}, (READ,), AS_OF, "p", "1", "here")


def test_the_same_plan_from_another_folder_has_the_same_digest():
    assert digest_of(plan()) == digest_of(replace(plan(), source="there"))


def test_a_decision_makes_no_other_plan():
    review = frame("case_id | records | decision\nr1 | a;b |")
    decided = frame("case_id | records | decision\nr1 | a;b | approve")

    assert digest_of(plan(review=outputs.typed("review", review))) == digest_of(
        plan(review=outputs.typed("review", decided))
    )


CASES = "case_id | rule | records\nr1 | a | a;b\nr3 | a | c;d\nr2 | b | e;f"


@pytest.mark.parametrize(
    "as_edited",
    [
        pytest.param(lambda cases: cases.iloc[::-1], id="rows sorted"),
        pytest.param(lambda cases: cases.assign(ours="ask Bob"), id="a column added"),
    ],
)
def test_what_a_person_does_to_the_cases_in_a_spreadsheet_makes_no_other_plan(as_edited):
    cases = outputs.typed("review", frame(CASES))

    assert digest_of(plan(review=cases)) == digest_of(plan(review=as_edited(cases)))


@pytest.mark.parametrize(
    "as_edited",
    [
        pytest.param(lambda cases: cases.iloc[1:], id="a row taken away"),
        pytest.param(lambda cases: cases.iloc[[0, 0, 1, 2]], id="a row copied"),
        pytest.param(lambda cases: cases.assign(records=cases["records"].iloc[::-1].array), id="records exchanged"),
    ],
)
def test_other_cases_are_another_plan(as_edited):
    cases = outputs.typed("review", frame(CASES))

    assert digest_of(plan(review=cases)) != digest_of(plan(review=as_edited(cases)))


@pytest.mark.parametrize("column", outputs.COLUMNS["changes"])
def test_any_altered_cell_of_any_change_alters_the_digest(column: str):
    table = outputs.typed("changes", frame(CHANGES))

    altered = table.assign(**{column: table[column].fillna("x") + "y"})

    assert digest_of(plan()) != digest_of(replace(plan(), tables={**plan().tables, "changes": altered}))


@pytest.mark.parametrize(
    "other",
    [
        {"policy_digest": "q"},
        {"version": "2"},
        {"as_of": AS_OF + pd.Timedelta(seconds=1)},
        {"inputs": (replace(READ, content_sha256="abd"),)},
        {"inputs": ()},
    ],
)
def test_what_the_plan_was_made_from_is_part_of_it(other: dict):
    assert digest_of(plan()) != digest_of(replace(plan(), **other))


def test_missing_and_empty_and_shifted_cells_are_told_apart():
    cells = [('""', "a"), ("", "a"), ("a", '""'), ("a", "")]
    drawn = [f"change_id | old | new\nc1 | {old} | {new}" for old, new in cells]

    assert len({digest_of(plan(text)) for text in drawn}) == 4
