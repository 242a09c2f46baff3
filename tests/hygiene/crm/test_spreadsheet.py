import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygiene.crm.spreadsheet import neutralise, restore
from schemas.columns import TEXT

RISKY = st.text("'=@+-\t\r\n ＝1(.x)aA\u00a0", max_size=8)


def frame(*texts):
    return pd.DataFrame({"a": pd.array(texts, dtype=TEXT), "n": pd.array([1.5] * len(texts), dtype="Float64")})


@pytest.mark.parametrize(
    "text",
    [None, "", "Ada", "O'Neil", "'t Hooft", "a=b", "x@y.test", "+49 (0)30 1234-56", "+1.415.555.0100 ext. 3", "-3.25",
     "-1,000", "+44 20 7946 0000 x12"],
)  # fmt: skip
def test_what_no_spreadsheet_runs_stays(text):
    assert neutralise(frame(text))["a"].equals(frame(text)["a"])


@pytest.mark.parametrize(
    "text",
    ["=1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "＝1", "+A1", "-A1", "+cmd|' /C calc'!A0", "-",
     "-2+3+A1", "=", "'=1", "''=1", "+1-2*A1", "- Ada", "+1 2)*A1"],
)  # fmt: skip
def test_what_a_spreadsheet_might_run_gets_an_apostrophe(text):
    assert neutralise(frame(text))["a"].tolist() == ["'" + text]


def test_other_columns_the_index_and_the_argument_stay():
    before = frame("=1", "b").set_axis([5, 3])
    copy = before.copy(deep=True)

    after = neutralise(before)

    pd.testing.assert_frame_equal(copy, before)
    pd.testing.assert_series_equal(before["n"], after["n"])
    assert after.index.tolist() == [5, 3]


@given(st.lists(st.none() | RISKY | st.text(max_size=5), max_size=10))
def test_restoring_gives_back_every_cell(texts):
    before = frame(*texts)

    safe = neutralise(before)

    pd.testing.assert_frame_equal(before, restore(safe))
    assert not safe["a"].str.match(r"[=@\t\r\n]").fillna(False).any()
