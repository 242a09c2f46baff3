"""Case numbers: the same at every run, and nothing of the record in them."""

from hygiene.report.pseudonyms import pseudonyms
from schemas import outputs
from tests.hygiene.report.small_plan import small_plan
from tests.tables import assert_table, frame


def test_no_verdict_needs_no_case_number():
    named = pseudonyms(small_plan(verdicts=outputs.empty("verdicts")))

    assert named.empty
    assert list(named.columns) == ["pseudonym", "object", "record_id"]


def test_records_with_a_verdict_are_numbered_in_the_order_of_their_ids_whatever_the_order_of_the_rows():
    verdicts = outputs.typed(
        "verdicts",
        frame("""
            object  | record_id | verdict
            Lead    | Lead 2    | keep
            Contact | Contact 9 | erase
            Lead    | Lead 1    | erase
        """),
    )

    assert_table(
        """
        pseudonym | object  | record_id
        R-0001    | Contact | Contact 9
        R-0002    | Lead    | Lead 1
        R-0003    | Lead    | Lead 2
        """,
        pseudonyms(small_plan(verdicts=verdicts)),
    )
