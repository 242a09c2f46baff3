"""English that does not stumble over one, nothing and nearly all."""

import pandas as pd
import pytest

from hygiene.report.wording import listed, many, moment, percent


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (None, "–"),
        (0, "0 %"),
        (0.0004, "under 1 %"),
        (0.5, "50 %"),
        (0.9999, "over 99 %"),
        (1, "100 %"),
        (12.5, "1,250 %"),
    ],
)
def test_a_share_is_never_rounded_to_nothing_or_to_all(share, text):
    assert percent(share) == text


@pytest.mark.parametrize(("count", "text"), [(0, "0 leads"), (1, "1 lead"), (1300000, "1,300,000 leads")])
def test_a_count_agrees_with_its_noun(count, text):
    assert many(count, "lead") == text


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_a_list_reads_as_a_sentence(words, text):
    assert listed(words) == text


def test_a_moment_is_told_in_utc_and_in_english():
    assert moment(pd.Timestamp("2026-11-06T20:05:00+02:00")) == "6 November 2026, 18:05 UTC"
