"""How far the probabilities can be trusted, as the report tells it."""

from hygiene.policy import load, parse_policy
from hygiene.report.page import render
from hygiene.report.summary import summarise
from tests.hygiene.report.small_plan import small_plan


def test_shares_told_and_found_wrong_stand_beside_each_other():
    told = summarise(small_plan(), load())["duplicates"]["reliability"]

    assert told["records"] == 50_000
    assert told["bands"][-1]["to"] == 1.0
    assert all(band["low"] <= band["found"] <= band["high"] for band in told["bands"])
    page = render(small_plan(), load())
    assert "Measured on 50,000 labelled records" in page
    assert 'id="reliability-picture-title"' in page


def test_weights_that_nobody_measured_are_told_as_such():
    policy = parse_policy("matching: {weights: {first: {nickname: 0.25}}}", "p")

    page = render(small_plan(), policy)

    assert summarise(small_plan(), policy)["duplicates"]["reliability"] is None
    assert "Not measured: this policy has other match weights" in page
    assert 'id="reliability-picture-title"' not in page
