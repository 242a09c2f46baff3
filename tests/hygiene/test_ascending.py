import numpy as np
import pytest

from hygiene.ascending import distinct_ascending, is_among_ascending


@pytest.mark.parametrize(
    ("numbers", "expected"), [([3, 1, 3, 2], [1, 2, 3]), ([], []), ([-5, 2**60, -5], [-5, 2**60]), ([7], [7])]
)
def test_numbers_come_in_order_and_each_once(numbers, expected):
    assert distinct_ascending(np.array(numbers, dtype=np.int64)).tolist() == expected


@pytest.mark.parametrize("among", [[], [2, 5], list(range(0, 600_000, 3))], ids=["none", "few", "many"])
def test_a_number_is_told_to_be_among_ascending_ones(among):
    numbers = np.array([5, 2, 6, -1, 599_997, 10**12], dtype=np.int64)

    found = is_among_ascending(numbers, np.array(among, dtype=np.int64))

    assert found.tolist() == [number in among for number in numbers.tolist()]
