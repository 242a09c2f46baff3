"""The measure of the shipped weights: it speaks of them and of no others."""

import pytest

from hygiene.matching.reliability import Band, measured, weights_digest
from hygiene.policy import load, parse_policy


def test_the_shipped_weights_are_those_that_were_measured():
    found = measured(load().matching)

    assert found is not None, "run benchmarks/fit_matching.py with --folds 5 --reliability again"
    assert found.records == 50_000
    assert [band.start for band in found.bands] == sorted(band.start for band in found.bands)
    assert all(0 <= band.right <= band.pairs for band in found.bands)


@pytest.mark.parametrize(
    "other",
    ["weights: {first: {nickname: 0.25}}", "prior: {bits: -14.6}", "rarity: {last: 0.9}"],
)
def test_other_weights_were_not_measured(other):
    assert measured(parse_policy(f"matching: {{{other}}}", "p").matching) is None


def test_what_makes_no_probability_leaves_the_measure():
    policy = parse_policy("matching: {block_limit: 60}", "p")

    assert weights_digest(policy.matching) == weights_digest(load().matching)


def test_a_band_tells_the_share_that_is_wrong_with_its_interval():
    share, low, high = Band(0.99, 1000, 0.995, 990).wrong()

    assert share == 0.01
    assert low == pytest.approx(0.00544, abs=1e-5)
    assert high == pytest.approx(0.01831, abs=1e-5)


def test_the_probabilities_of_the_shipped_weights_hold_on_people_that_they_were_not_fitted_on():
    """Each band's told share lies in the 95 % interval of what was found, or errs to the careful side."""
    found = measured(load().matching)

    assert [band for band in found.bands if 1 - band.told < band.wrong()[1]] == []
