import numpy as np
import pytest

from hygiene.ascending import distinct_ascending


@pytest.mark.parametrize(
    ("numbers", "expected"), [([3, 1, 3, 2], [1, 2, 3]), ([], []), ([-5, 2**60, -5], [-5, 2**60]), ([7], [7])]
)
def test_numbers_come_in_order_and_each_once(numbers, expected):
    assert distinct_ascending(np.array(numbers, dtype=np.int64)).tolist() == expected
