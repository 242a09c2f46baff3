"""The probabilities of a plan against what people decided: pairs and decisions in, bands out."""

import pandas as pd
import pytest

from hygiene.decided_pairs import by_band, decided_pairs, in_words
from schemas.columns import TEXT


def pairs(*rows):
    return pd.DataFrame(rows, columns=["left_id", "right_id", "probability"]).astype(
        {"left_id": TEXT, "right_id": TEXT}
    )


def review(*rows):
    table = pd.DataFrame(rows, columns=["records", "decision", "leave_out"]).astype(TEXT)
    return table.assign(case_id=[f"r{place}" for place in range(len(table))])


def test_an_approved_case_says_one_and_a_rejected_one_says_not():
    found = decided_pairs(
        pairs(("a", "b", 0.9), ("d", "c", 0.8), ("e", "f", 0.7)),
        review(("b;a", "approve", None), ("c;d", "reject", None), ("e;f", "hold", None)),
    )

    assert found[["left_id", "right_id", "one"]].to_numpy().tolist() == [["a", "b", True], ["c", "d", False]]


def test_who_was_left_out_is_not_one_with_the_others():
    found = decided_pairs(pairs(("a", "b", 0.9), ("a", "c", 0.9)), review(("a;b;c", "approve", "c")))

    assert found[["right_id", "one"]].to_numpy().tolist() == [["b", True], ["c", False]]


def test_bands_tell_the_share_with_its_interval():
    table = by_band(decided_pairs(pairs(("a", "b", 0.92), ("c", "d", 0.94)),
                                  review(("a;b", "approve", None), ("c;d", "reject", None))))  # fmt: skip

    (row,) = table.to_dict("records")
    assert (row["told_from"], row["pairs"], row["told"], row["true"]) == (0.9, 2, pytest.approx(0.93), 0.5)
    assert row["low"] < 0.5 < row["high"]


def many(share, told, count=100):
    rows = [(f"a{n}", f"b{n}", told) for n in range(count)]
    said = [(f"a{n};b{n}", "approve" if n < share * count else "reject", None) for n in range(count)]
    decided = decided_pairs(pairs(*rows), review(*said))
    return in_words(decided, by_band(decided))


@pytest.mark.parametrize(
    ("share", "told", "sentence"),
    [
        (0.93, 0.93, "The probabilities hold for these records."),
        (0.60, 0.93, "Told too high from 0.9 on"),
        (1.00, 0.93, "Told too low from 0.9 on"),
    ],
)
def test_whether_the_probabilities_hold_is_said(share, told, sentence):
    assert sentence in many(share, told)


def test_few_decisions_are_not_judged_by():
    assert "too few to judge by" in many(0.5, 0.93, count=8)
    nothing = decided_pairs(pairs(("a", "b", 0.9)), review())
    assert "No decided case" in in_words(nothing, by_band(nothing))
