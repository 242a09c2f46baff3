import pytest

from hygiene.decisions import contradictions, decisions_of
from schemas import outputs
from tests.tables import assert_table, frame


def decided(drawn: str):
    return decisions_of(outputs.typed("review", frame(drawn)))


def test_what_nobody_decided_links_and_parts_nothing():
    assert decided("""
        case_id | records   | decision
        r1      | 00Qa;00Qb |
        r2      | 00Qc;00Qd | hold
    """).empty


def test_an_approved_case_links_each_record_with_the_master():
    assert_table(
        """
        left_id  right_id  decision
        00Qa     00Qb      must_link
        00Qb     00Qc      must_link
        """,
        decided("""
            case_id | records        | decision
            r1      | 00Qb;00Qa;00Qc | approve
        """),
    )


def test_a_rejected_case_keeps_each_two_apart():
    assert_table(
        """
        left_id  right_id  decision
        00Qa     00Qb      cannot_link
        00Qa     00Qc      cannot_link
        00Qb     00Qc      cannot_link
        """,
        decided("""
            case_id | records        | decision
            r1      | 00Qb;00Qa;00Qc | Reject
        """),
    )


def test_a_record_that_is_left_out_is_kept_apart_from_each_that_is_not():
    assert_table(
        """
        left_id  right_id  decision
        00Qa     00Qc      must_link
        00Qa     00Qb      cannot_link
        00Qb     00Qc      cannot_link
        """,
        decided("""
            case_id | records        | decision | leave_out
            r1      | 00Qb;00Qa;00Qc | approve  | 00Qb
        """),
    )


def test_who_is_linked_once_and_parted_once_stays_apart():
    assert_table(
        "left_id  right_id  decision\n00Qa  00Qb  cannot_link",
        decided("""
            case_id | records   | decision
            r1      | 00Qa;00Qb | approve
            r2      | 00Qb;00Qa | reject
        """),
    )


@pytest.mark.parametrize(
    ("second", "third", "rows"),
    [
        pytest.param("003k;00Qa;00Qb | approve |", "00Qx;00Qy | approve |", [(0, 1)], id="one case joins them"),
        pytest.param("003k;00Qa | approve |", "003k;00Qb | approve |", [(0, 2)], id="two cases join them by a third"),
        pytest.param("003k;00Qa | approve |", "003k;00Qb | reject |", [], id="only one of them goes into the contact"),
        pytest.param("003k;00Qa;00Qb | approve | 00Qb", "00Qx;00Qy | |", [], id="one of them is left out"),
    ],
)
def test_two_decisions_that_cannot_both_hold_are_found(second, third, rows):
    review = f"""
        case_id | records   | decision | leave_out
        r1      | 00Qa;00Qb | reject   |
        r2      | {second}
        r3      | {third}
    """

    assert list(contradictions(outputs.typed("review", frame(review)))) == rows
