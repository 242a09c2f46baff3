"""Which numbers are listed: what cannot be read is compared by its digits."""

import numpy as np
import pandas as pd
import pytest

from hygiene.dnc_compare import CLEAR, LISTED, UNKNOWN, Listed
from schemas.columns import TEXT

LISTED_ONE = 14155552671


def listed(e164: list[int], unread: list[str]) -> Listed:
    return Listed(np.array(e164, dtype=np.int64), pd.Series(unread, dtype=TEXT))


@pytest.mark.parametrize(
    ("e164", "digits", "unread", "answer"),
    [
        pytest.param(LISTED_ONE, "4155552671", [], LISTED, id="the number itself"),
        pytest.param(14155552672, "4155552672", [], CLEAR, id="another number"),
        pytest.param(12125552671, "2125552671", [], CLEAR, id="the same last seven digits of another area"),
        pytest.param(0, "5552671", [], UNKNOWN, id="seven digits that a listed number ends with"),
        pytest.param(12125550000, "2125550000", ["999992125550000"], UNKNOWN, id="ends as one that could not be read"),
        pytest.param(
            12125550000, "212555000099", ["212555000099"], LISTED,
            id="typed as one that could not be read, with further digits behind the number",
        ),
    ],
)  # fmt: skip
def test_a_number_is_compared_with_listed_ones(e164, digits, unread, answer):
    numbers = pd.DataFrame({"e164": [e164], "digits": pd.array([digits], dtype=TEXT), "assumed": [False]})

    assert listed([LISTED_ONE], unread).answers(numbers).tolist() == [answer]
