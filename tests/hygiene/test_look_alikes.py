"""Letters that look like digits, where they stand among digits."""

import pandas as pd

from hygiene.look_alikes import digits_meant
from schemas.columns import TEXT
from tests.tables import assert_table

MEANT = """
    text                | meant
    415-555-O150        | 4155550150
    (4I5) 55S o1l0      | 4155550110
    +1 4i5 555 0iBZ     | 14155550182
    +44 2O 7946 OO18    | 442079460018
    415 555 0150        |
    415 555 0150 ext12  |
    call 415 555 0150   |
    415 555 0150 SOS    |
    1-800-FLOWERS       |
    S0S                 | 505
    oil                 |
    """


def test_a_letter_stands_for_a_digit_in_words_of_digits_and_look_alikes_only():
    texts = [line.split("|")[0].strip() for line in MEANT.strip().splitlines()[1:]]
    told = pd.DataFrame({"text": pd.array(texts, dtype=TEXT)})

    assert_table(MEANT, told.assign(meant=digits_meant(told["text"])))


def test_missing_texts_have_no_digits_and_the_index_stays():
    texts = pd.Series([pd.NA, "0I5"], index=[7, 3], dtype=TEXT)

    pd.testing.assert_series_equal(digits_meant(texts), pd.Series([pd.NA, "015"], index=[7, 3], dtype=TEXT))


def test_no_text_has_no_answer():
    assert digits_meant(pd.Series(dtype=TEXT)).empty
