import pandas as pd
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from hygiene.id_order import rows_in_order
from hygiene.selection import is_among
from schemas.columns import TEXT

IDS = st.text("ab", min_size=18, max_size=18) | st.sampled_from([f"00Q{number:012}AAA" for number in range(30)])
ASKED = st.lists(st.none() | IDS, max_size=40)


def large(texts: list[str | None]) -> pa.Array:
    return pa.array(texts, pa.large_string())


@given(wanted=ASKED, among=st.lists(IDS, max_size=40, unique=True))
def test_where_rows_are_told_they_are_the_rows_of_the_ids(wanted, among):
    ordered = sorted(among)

    rows = rows_in_order(large(wanted), large(ordered))

    assert rows is None or rows.tolist() == [ordered.index(name) if name in ordered else -1 for name in wanted]


def test_ids_of_one_length_are_found_in_order_and_in_any_slice():
    ordered = large([None, *(f"00Q{number:012}AAA" for number in range(0, 60, 2))]).slice(1)
    wanted = large(["00Q000000000004AAA", None, "00Q000000000001AAA", "003000000000004AAA", "00Q000000000004AAB"])

    assert rows_in_order(wanted, ordered).tolist() == [2, -1, -1, -1, -1]


def test_ids_of_two_objects_are_found_together():
    ordered = large([f"{prefix}{number:012}AAA" for prefix in ("003", "00Q") for number in range(10)])
    wanted = large(["00Q000000000004AAA", "003000000000004AAA", "004000000000004AAA", "00Q000000000004AAB"])

    assert rows_in_order(wanted, ordered).tolist() == [14, 4, -1, -1]


def test_of_no_id_no_column_is_looked_through():
    assert rows_in_order(large([]), large(["b", "a"])).tolist() == []


def test_other_texts_are_left_to_another_way():
    ids = [f"00Q{number:012}AAA" for number in range(3)]
    apart_in_ten = ["aaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaab", "abbbbbbbbbbbbbbbba", "bbbbbbbbbbbbbbbbbb"]

    for ordered in (ids[::-1], [ids[0], ids[0]], [*ids, "longer than an id is"], [*ids, None], [], apart_in_ten):
        assert rows_in_order(large(ids), large(ordered)) is None


@given(values=ASKED, others=ASKED, order=st.sampled_from(["values", "others", "none"]))
def test_being_among_others_is_what_pandas_calls_being_in_them(values, others, order):
    values = sorted({*values} - {None}) if order == "values" else values
    others = sorted({*others} - {None}) if order == "others" else others
    column, known = pd.Series(values, dtype=TEXT), pd.Series(others, dtype=TEXT)

    assert is_among(column, known).tolist() == column.isin(known.dropna()).tolist()
