"""Pairs measured against truth."""

import math

import pandas as pd
import pytest

from hygiene.errors import InputError
from hygiene.matching.evaluate import evaluate
from hygiene.matching.pictures import reliability_chart, threshold_chart, waterfall

TRUTH = pd.DataFrame({"id": list("abcdef"), "cluster": ["1", "1", "1", "2", "2", "3"]})


def pairs(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["left_id", "right_id", "probability"])


def at(table: pd.DataFrame, cut: float) -> pd.Series:
    return evaluate(table, TRUTH, [cut]).by_cut.iloc[0]


def test_no_pairs_have_no_precision_and_find_nothing():
    row = at(pairs(), 0.5)

    assert math.isnan(row["precision"])
    assert row["recall"] == 0
    assert row["largest"] == 1


def test_precision_and_recall_count_every_true_pair():
    row = at(pairs(("a", "b", 0.9), ("d", "e", 0.8), ("a", "f", 0.7), ("b", "c", 0.1)), 0.5)

    assert (row["precision"], row["recall"]) == (2 / 3, 2 / 4)
    assert row["precision_low"] < row["precision"] < row["precision_high"]


def test_a_closed_chain_finds_the_pair_between_its_ends():
    row = at(pairs(("a", "b", 0.9), ("b", "c", 0.9)), 0.5)

    assert (row["cluster_precision"], row["cluster_recall"], row["largest"]) == (1, 3 / 4, 3)


def test_what_was_missed_and_what_is_false_are_listed():
    result = evaluate(pairs(("a", "b", 0.9), ("a", "f", 0.7)), TRUTH)

    assert result.missed.to_numpy().tolist() == [["a", "c"], ["b", "c"], ["d", "e"]]
    assert result.false[["left_id", "right_id"]].to_numpy().tolist() == [["a", "f"]]


def test_reliability_sets_what_was_told_beside_what_is_true():
    table = evaluate(pairs(("a", "b", 0.92), ("a", "f", 0.94)), TRUTH).reliability

    assert table[["told_from", "pairs", "true"]].to_numpy().tolist() == [[0.9, 2, 0.5]]


def test_a_record_without_truth_is_refused():
    with pytest.raises(InputError, match="not in the truth"):
        evaluate(pairs(("a", "x", 0.9)), TRUTH)


def test_pictures_are_whole_svg_documents():
    from xml.etree import ElementTree

    result = evaluate(pairs(("a", "b", 0.9), ("a", "f", 0.7)), TRUTH)
    pair = {"weight": 5.0, "probability": 0.97, "tier": "auto", "mailbox_level": "same", "mailbox_weight": 10.0}

    pictures = [waterfall(pair), threshold_chart(result.by_cut), reliability_chart(result.reliability)]

    assert all(ElementTree.fromstring(picture).tag.endswith("svg") for picture in pictures)
    assert "same mailbox" in pictures[0]
    assert "-5.0" in pictures[0]  # what stood before anything was compared
