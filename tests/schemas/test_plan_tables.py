import pytest

from schemas import outputs
from schemas.checking import MalformedTableError, failures
from schemas.plan_tables import plan_table_model
from tests.tables import assert_table, frame

CHANGES = """
    change_id | rule      | action | object | record_id | field    | into_id | tier   | reason
    c1        | dnc       | update | Lead   | Lead 1    | Phone    |         | auto   | why
    c2        | lead      | merge  | Lead   | Lead 2    |          | Lead 1  | review | why
    c3        | test_lead | delete | Lead   | Lead 3    |          |         | auto   | why
"""


def test_sound_changes_meet_their_model():
    changes = outputs.typed("changes", frame(CHANGES))

    assert failures(plan_table_model("changes"), changes).empty


@pytest.mark.parametrize("table", outputs.COLUMNS)
def test_every_table_has_a_model_that_its_empty_table_meets(table):
    assert failures(plan_table_model(table), outputs.empty(table)).empty


def test_each_impossible_change_is_told():
    changes = outputs.typed(
        "changes",
        frame("""
        change_id | rule | action | object | record_id | field | into_id | tier | reason
        c1        | r    | update | Lead   | Lead 1    |       |         | auto | why
        c2        | r    | merge  | Lead   | Lead 2    |       | Lead 2  | auto | why
        c3        | r    | delete | Lead   | Lead 3    |       | Lead 4  | auto | why
        c4        | r    | burn   | Lied   | Lead 4    |       |         | soon | why
    """),
    )

    assert_table(
        """
        position | column | check                  | value
        0        |        | update_names_its_field |
        1        |        | merge_names_its_target |
        2        |        | merge_names_its_target |
        3        | action | allowed                | burn
        3        | object | allowed                | Lied
        3        | tier   | allowed                | soon
        """,
        failures(plan_table_model("changes"), changes),
    )


def test_a_finished_plan_needs_the_ids_that_the_engine_gives():
    proposed = outputs.typed("changes", frame(CHANGES).drop(columns=["change_id", "rule"]))

    assert failures(plan_table_model("changes", finished=False), proposed).empty
    with pytest.raises(MalformedTableError, match="change_id"):
        failures(plan_table_model("changes"), proposed)


def test_two_changes_of_one_id_are_a_bug():
    changes = outputs.typed("changes", frame(CHANGES)).assign(change_id="c1").astype({"change_id": "string[pyarrow]"})

    with pytest.raises(MalformedTableError):
        failures(plan_table_model("changes"), changes)


def test_pairs_may_have_a_column_for_each_comparison():
    pairs = frame("""
        left_object | left_id | right_object | right_id | probability | weight | tier | reason | email_weight
        Lead        | Lead 1  | Lead         | Lead 2   | 0.99        | 12     | auto | why    | 9
        Lead        | Lead 1  | Lead         | Lead 3   | 1.2         | 12     | auto | why    | 9
    """)

    assert_table(
        """
        position | column      | check
        1        | probability | probability
        """,
        failures(plan_table_model("pairs"), outputs.typed("pairs", pairs)),
    )
