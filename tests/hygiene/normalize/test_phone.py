import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygiene.normalize import phone
from schemas.columns import TEXT
from tests.hygiene.normalize.reads import assert_reads
from tests.tables import assert_table, frame


def parts(typed):
    return phone.parts(typed["Typed"], typed.get("Country"), typed.get("Account"), default_region="US")


def test_a_number_is_the_same_however_it_is_written():
    assert_reads(
        """
        Typed                 | Country     | e164          | status
        (415) 555-2671        | US          | +14155552671  | read
        415.555.2671          | USA         | +14155552671  | read
        1-415-555-2671        | US          | +14155552671  | read
        +1 415 555 2671       | DE          | +14155552671  | read
        tel:+1-415-555-2671   | US          | +14155552671  | read
        020 7946 0958         | UK          | +442079460958 | read
        +44 (0)20 7946 0958   | US          | +442079460958 | read
        030/123456            | Deutschland | +4930123456   | read
        ٤١٥٥٥٥٢٦٧١            | US          | +14155552671  | read
        """,
        parts,
    )


def test_the_international_prefix_of_the_region_and_of_another_one_are_read():
    assert_reads(
        """
        Typed                 | Country | e164          | region_from
        0049 30 123456        | DE      | +4930123456   | number
        011 44 20 7946 0958   | US      | +442079460958 | number
        0044 20 7946 0958     | US      | +442079460958 | number
        011 49 30 1234567     | GB      | +49301234567  | number
        """,
        parts,
    )


def test_the_leading_zero_of_an_italian_number_counts():
    assert_reads(
        """
        Typed            | Country | e164
        06 6982 1234     | IT      | +390669821234
        +39 06 6982 1234 | US      | +390669821234
        """,
        parts,
    )


def test_the_region_comes_from_the_number_then_the_record_then_the_account_then_the_default():
    assert_reads(
        """
        Typed            | Country | Account | e164          | region_from
        +49 30 123456    | GB      | FR      | +4930123456   | number
        020 7946 0958    | GB      | FR      | +442079460958 | record
        01 42 68 53 00   |         | FR      | +33142685300  | account
        01 42 68 53 00   | Narnia  | France  | +33142685300  | account
        415 555 2671     |         |         | +14155552671  | default
        """,
        parts,
    )


def test_a_country_without_numbering_plan_is_not_replaced_by_the_default():
    assert_reads(
        """
        Typed           | Country    | e164         | status
        415 555 2671    | Antarctica |              | not_comparable
        +1 415 555 2671 | Antarctica | +14155552671 | read
        """,
        parts,
    )


def test_an_extension_is_kept_apart():
    assert_reads(
        """
        Typed                  | e164         | extension
        415-555-2671           | +14155552671 |
        415-555-2671 x12       | +14155552671 | 12
        415-555-2671 ext. 99   | +14155552671 | 99
        +14155552671;ext=7     | +14155552671 | 7
        """,
        parts,
    )


def test_a_local_number_without_area_code_is_not_comparable_but_keeps_its_digits():
    assert_reads(
        """
        Typed                       | e164 | status         | digits
        555-2671                    |      | not_comparable | 5552671
        call me                     |      | not_comparable |
        415-555-26711234567         |      | not_comparable | 41555526711234567
        """,
        parts,
    )


def test_fillers_never_compare_and_empty_cells_have_no_status():
    assert_reads(
        """
        Typed           | Country | e164         | status | region_from
        800-555-0199    | US      | +18005550199 | read   | record
        0000000000      | US      |              | filler | record
        (111) 111-1111  | US      |              | filler | record
        +1 111 111 1111 | US      |              | filler | number
        1234567890      | US      |              | filler | record
        +49 0000000     | DE      |              | filler | number
        415-000-0000    | US      |              | filler | record
        n/a             | US      |              | filler | record
        -               | US      |              | filler | record
        123             | US      |              | filler | record
                        | US      |              |        |
        " "             | US      |              |        |
        """,
        parts,
    )


@pytest.mark.parametrize(
    "typed",
    [
        "415.555.2671 / 415.555.2672",
        "415-555-2671; 415-555-2672",
        "415-555-2671 or 415-555-2672",
        "+1 415-555-2671 +1 415-555-2672",
    ],
)
def test_a_cell_with_several_numbers_is_not_one_number_but_all_of_them(typed):
    values = pd.Series([typed], index=[41], dtype=TEXT)
    assert_table("status\nnot_comparable", phone.parts(values)[["status"]])
    assert_table(
        """
        row | position | e164         | digits
        41  | 0        | +14155552671 | 14155552671
        41  | 1        | +14155552672 | 14155552672
        """,
        phone.all_numbers(values),
    )


def test_two_short_numbers_are_not_run_together():
    values = pd.Series(["030 123456 / 030 123457", "03641/123456", "+49 (0)3641/1234567"], dtype=TEXT)
    assert_table(
        """
        row | e164
        0   | +4930123456
        0   | +4930123457
        1   | +493641123456
        2   | +4936411234567
        """,
        phone.all_numbers(values, default_region="DE"),
    )


def test_all_numbers_finds_a_number_among_words_and_no_filler():
    typed = frame(
        """
        Typed
        "call 415-555-2671 after 5"
        "0000000000 / 415-555-2671"
        "555-2671"
        "n/a"
        "415-555-2672"
        ""
        """
    )
    found = phone.all_numbers(typed["Typed"])
    assert found["row"].tolist() == [0, 1, 4]
    assert found["e164"].tolist() == ["+14155552671", "+14155552671", "+14155552672"]


def test_worker_processes_do_not_change_the_answer(monkeypatch):
    monkeypatch.setattr("hygiene.normalize.phone_reading._WORTH_A_WORKER", 10)
    values = pd.Series([f"415-555-{number:04} extension {number}" for number in range(40)], dtype=TEXT)
    pd.testing.assert_frame_equal(phone.parts(values, workers=2), phone.parts(values, workers=1))


@given(
    st.permutations(["415-555-2671", "020 7946 0958", "n/a", "0000000000", "555-2671", "+49 30 123456 x1", None, ""])
)
def test_the_answer_for_a_cell_does_not_depend_on_the_other_cells(typed):
    values = pd.Series(typed, dtype=TEXT)
    alone = pd.concat([phone.parts(values.iloc[[place]]) for place in range(len(values))])
    pd.testing.assert_frame_equal(phone.parts(values), alone)


def test_an_empty_column_gives_empty_columns_of_the_right_type():
    nothing = pd.Series([], dtype=TEXT)
    assert phone.parts(nothing).dtypes.eq(TEXT).all()
    assert phone.all_numbers(nothing).columns.tolist() == ["row", "position", "e164", "digits"]
