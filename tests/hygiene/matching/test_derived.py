"""What follows from a record's values is worked out once, and its codes mean the same in every table read together."""

import numpy as np
import pandas as pd
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from hygiene.matching.codes import maybe_among
from hygiene.matching.derived import Derived, packed
from hygiene.matching.records import Records
from hygiene.matching.vocabulary import Vocabulary


def ids(count: int) -> pa.StringArray:
    return pa.array([f"L{number}" for number in range(count)], pa.string())


def records(*readings: int) -> Records:
    return Records(ids(len(readings)), len(readings), False, pd.DataFrame(), np.array(readings))


def codes(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int32)


def test_a_pair_of_codes_has_one_code_whichever_table_it_stood_in():
    derived = Derived()

    earlier = derived.pair("name", records(0, 1, 2), codes(5, 5, -1), codes(7, 8, 8))
    later = derived.pair("name", records(4, 1, 3), codes(5, 5, 9), codes(7, 8, 9))

    assert earlier.tolist() == [0, 1, -1]
    assert later.tolist() == [0, 1, 2]


def test_records_without_readings_are_coded_for_themselves():
    rows = Records(ids(2), 2, False, pd.DataFrame())

    assert Derived().pair("name", rows, codes(1, 1), codes(3, 3)).tolist() == [0, 0]


def test_numbers_in_any_of_two_slots_share_their_codes():
    first, second = codes(1, 2), codes(2, -1)

    slots = Derived().coded_slots(
        "phone", records(0, 1), lambda rows: (packed(first[rows], first[rows]), packed(second[rows], second[rows]))
    )

    assert [slot.codes.tolist() for slot in slots] == [[0, 1], [1, -1]]


def test_only_rows_that_are_not_known_are_worked_out():
    derived, asked = Derived(), []

    def numbers(rows):
        asked.append(rows.tolist())
        return rows, np.ones(len(rows), dtype=bool)

    for table in (records(0, 1), records(1, 0), records(2, 1)):
        derived.coded("letters", table, numbers)

    assert asked == [[0, 1], [0]]


def test_what_stands_among_numbers_is_looked_up_again_once_there_are_other_numbers():
    derived, few, more = Derived(), np.array([1]), np.array([1, 2])

    def places(among):
        return derived.looked_up("patterns", records(0, 1), among, lambda rows: (codes(*(2 - len(among) - rows)),))[0]

    assert places(few).tolist() == [1, 0]
    assert places(few).tolist() == [1, 0]
    assert places(more).tolist() == [0, -1]


def test_a_text_made_of_texts_keeps_its_code_when_more_are_read():
    derived = Derived()

    def halves(firms, domains):
        return [firms.texts, domains.texts]

    domain = Vocabulary(pa.array(["acme.com"]))
    before = derived.encoded("firms", halves, Vocabulary(pa.array(["acme"])), domain)
    after = derived.encoded("firms", halves, Vocabulary(pa.array(["acme", "globex"])), domain)

    assert [column.codes.tolist() for column in before] == [[0], [1]]
    assert [column.codes.tolist() for column in after] == [[0, 2], [1]]


def test_what_is_made_of_texts_is_made_once():
    derived, names, made = Derived(), Vocabulary(pa.array(["ann"])), []

    for _ in range(2):
        derived.of_texts("spelled", lambda each: made.append(len(each)), names)

    assert made == [1]


@given(st.lists(st.integers(-(2**63), 2**63 - 1)), st.lists(st.integers(-(2**63), 2**63 - 1)))
def test_of_numbers_that_are_among_the_few_none_is_missed(others, few):
    numbers = np.array([*others, *few], dtype=np.int64)

    assert maybe_among(numbers, np.array(few, dtype=np.int64))[len(others) :].all()


def test_of_numbers_that_are_not_among_the_few_nearly_all_are_told_so():
    numbers = np.arange(100_000) << 32 | np.arange(100_000)[::-1]

    assert maybe_among(numbers, numbers[:100]).sum() < 10_000
