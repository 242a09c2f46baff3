"""Which numbers are listed: what cannot be read is compared by its digits."""

import numpy as np
import pandas as pd
import pytest

from hygiene.dnc_compare import CLEAR, LISTED, UNKNOWN, Listed, by_reading, listed_numbers, within_record
from hygiene.phone_readings import read
from schemas.columns import TEXT
from tests.tables import assert_table

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
        pytest.param(0, "41555526714155552679", [], UNKNOWN, id="digits that hold a listed number"),
        pytest.param(
            14155552679, "14155552679", ["41555526794155552680"], UNKNOWN,
            id="stands within the digits of one that could not be read",
        ),
        pytest.param(
            0, "41555526794155552681", ["41555526804155552679"], UNKNOWN,
            id="shares seven digits with one that could not be read either",
        ),
        pytest.param(0, "48213", ["48213"], UNKNOWN, id="a short number, the same as a listed one"),
        pytest.param(0, "48213", ["99948213"], CLEAR, id="a short number that a longer one ends with"),
        pytest.param(0, "41500000006465550123", ["41600000009175550188"], CLEAR, id="shares only zeros"),
        pytest.param(0, "0041555599999", ["0041555588888"], CLEAR, id="shares an international prefix and an area"),
        pytest.param(0, "004155559999999", ["004156668888888"], CLEAR, id="shares zeros in front"),
    ],
)  # fmt: skip
def test_a_number_is_compared_with_listed_ones(e164, digits, unread, answer):
    digits_ = pd.array([digits], dtype=TEXT)
    numbers = pd.DataFrame({"e164": [e164], "digits": digits_, "assumed": [False], "guessed": [False]})

    assert listed([LISTED_ONE], unread).answers(numbers).tolist() == [answer]


TWO = """
    text                                      | answer
    415 555 2671 415 555 2679                 | unknown
    +1 415 555 2671 212 555 0199              | unknown
    415.555.2671 415.555.2679                 | unknown
    41555526714155552679                      | unknown
    415 555 2671-72                           | unknown
    415 555 2671 212 555 0199 / 212 555 0199  | unknown
    212 555 0199 / 212 555 0199 415 555 2671  | unknown
    212 555 0199 ext 415 555 2671             | unknown
    +1 212 555 0199 +1 415 555 2671           | listed
    415 555 2671 / 212 555 0199               | listed
    415 555 2672 415 555 2679                 | clear
    48213                                     | clear
    415 555 267I                              | unknown
    +1 4I5 555 2671                           | unknown
    415 555 O671                              | clear
    """


def answers_to(listed_by: Listed, texts: list[str]) -> pd.Series:
    """The answer to each text in words, read in the US."""
    numbers = read_texts(texts)
    words = pd.Series({CLEAR: "clear", UNKNOWN: "unknown", LISTED: "listed"}, dtype=TEXT)
    return words.loc[by_reading(numbers, listed_by.answers(numbers), len(texts))].reset_index(drop=True)


def read_texts(texts: list[str]) -> pd.DataFrame:
    missing = pd.Series(pd.NA, index=range(len(texts)), dtype=TEXT)
    return read(
        pd.DataFrame({"text": pd.array(texts, dtype=TEXT), "country": missing, "account_country": missing}), "US"
    ).numbers


def test_a_listed_number_in_a_text_of_several_is_never_silently_clear():
    texts = [line.split("|")[0].strip() for line in TWO.strip().splitlines()[1:]]

    told = pd.DataFrame({"text": pd.array(texts, dtype=TEXT), "answer": answers_to(listed([LISTED_ONE], []), texts)})

    assert_table(TWO, told)


def test_a_number_is_looked_for_in_all_that_a_listed_text_may_hold():
    by_box = listed_numbers(read_texts(["415 555 0161 415 555 0162", "48213", "555 123"]))
    texts = ["415 555 0161", "415 555 0162", "415 555 0163", "415 555 0163 415 555 0161", "48213", "555123", "48214"]

    answers = answers_to(by_box, texts).tolist()

    assert answers == ["unknown", "unknown", "clear", "unknown", "unknown", "unknown", "clear"]


def test_a_listed_text_with_a_letter_for_a_digit_is_looked_for_and_never_makes_a_match():
    by_box = listed_numbers(read_texts(["415-555-O161", "+1 2I2 555 0199"]))
    texts = ["415 555 0161", "4I5 555 O16I", "+1 212 555 0199", "415 555 0162"]

    assert answers_to(by_box, texts).tolist() == ["unknown", "unknown", "unknown", "clear"]


@pytest.mark.parametrize(
    ("left", "right", "answer"),
    [
        ("415 555 O161", "415 555 0161", UNKNOWN),
        ("415 555 O161", "4l5 555 OI61", UNKNOWN),
        ("415 555 O161", "415 555 0162", CLEAR),
        ("415 555 0161", "415 555 0163 415 555 0164", CLEAR),
        ("415 555 0161", "415 555 0161 415 555 0162", UNKNOWN),
        ("415 555 0161 415 555 0162", "415 555 0161", UNKNOWN),
        ("415 555 0161 415 555 0162", "415 555 0163 415 555 0161", UNKNOWN),
        ("48213", "48213", UNKNOWN),
        ("555-2671", "5552671", LISTED),
    ],
)
def test_within_a_record_too_a_number_may_stand_anywhere_in_what_could_not_be_read(left, right, answer):
    one, other = (read_texts([text]).assign(record="Lead 1").drop(columns="reading") for text in (left, right))

    assert within_record(one, other, ["record"])["answer"].tolist() == [answer]
