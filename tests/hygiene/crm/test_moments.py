import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygiene.crm import moment_style
from hygiene.crm.moments import AMBIGUOUS, NO_DATE, READ, read_moments

ISO = [
    ("2026-01-31", "2026-01-31T00:00:00Z"),
    ("2026-01-31T10:20:30.000Z", "2026-01-31T10:20:30Z"),
    ("2026-01-31T10:20:30.123+0000", "2026-01-31T10:20:30.123Z"),
    ("2026-01-31T10:20:30+05:30", "2026-01-31T04:50:30Z"),
    ("2026-01-31 10:20:30", "2026-01-31T10:20:30Z"),
    (" 2026-01-31 ", "2026-01-31T00:00:00Z"),
    ("1999-12-31T23:59", "1999-12-31T23:59:00Z"),
]
LOCALE = [
    ("31/01/2026", "1/31/2026", "2026-01-31T00:00:00Z"),
    ("1.2.2026", "2.1.2026", "2026-02-01T00:00:00Z"),
    ("31-01-2026 10:20", "01-31-2026 10:20", "2026-01-31T10:20:00Z"),
    ("31.01.2026, 10:20:30", "01.31.2026, 10:20:30", "2026-01-31T10:20:30Z"),
    ("31/01/2026 12:05 AM", "1/31/2026 12:05 AM", "2026-01-31T00:05:00Z"),
    ("31/01/2026 12:05\u202fpm", "1/31/2026, 12:05\u202fPM", "2026-01-31T12:05:00Z"),
]


def read(*texts, order="iso", zone="UTC"):
    return read_moments(pa.array(texts, pa.large_string()), order, zone)


@pytest.mark.parametrize(("text", "moment"), ISO)
@pytest.mark.parametrize("order", ["iso", "dmy", "mdy"])
def test_iso_is_read_in_every_order(text, moment, order):
    assert read(text, order=order).series.tolist() == [pd.Timestamp(moment)]


def test_all_iso_forms_are_read_side_by_side():
    found = read(*(text for text, _ in ISO), None, "")

    assert found.series.tolist()[:-2] == [pd.Timestamp(moment) for _, moment in ISO]
    assert found.series.isna().tolist()[-2:] == [True, True]
    assert (found.problems == READ).all()


@pytest.mark.parametrize(("dmy", "mdy", "moment"), LOCALE)
def test_locale_dates_are_read_in_the_order_told(dmy, mdy, moment):
    assert read(dmy, "2026-01-01", order="dmy").series[0] == pd.Timestamp(moment)
    assert read(mdy, "2026-01-01", order="mdy").series[0] == pd.Timestamp(moment)


@pytest.mark.parametrize("text", [dmy for dmy, _, _ in LOCALE])
def test_locale_dates_are_ambiguous_where_no_order_is_told(text):
    found = read(text, "2026-01-01")

    assert found.series.isna().tolist() == [True, False]
    assert found.problems.tolist() == [AMBIGUOUS, READ]


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "2026-13-01", "2026-01-31T25:00:00Z", "20260131", "31/01/26", "31/02/2026", "0/1/2026",
     "1/1/2026 13:00 PM", "1/1/2026 24:00", "1/1/2026 10:60", "January 1, 2026", "2026", "today", "2026-01-31x"],
)  # fmt: skip
def test_what_is_no_date_is_told(text):
    found = read(text, "2026-01-01", order="dmy")

    assert found.series.isna().tolist() == [True, False]
    assert found.problems.tolist() == [NO_DATE, READ]


def test_a_time_without_zone_is_taken_in_the_zone_of_the_policy_and_a_date_is_not():
    found = read("2026-07-01 10:00:00", "2026-07-01", zone="Europe/Berlin")
    mixed = read("2026-07-01 10:00:00", "2026-07-01T10:00:00Z", "1.7.2026 10:00", order="dmy", zone="Europe/Berlin")

    assert found.series.tolist() == [pd.Timestamp("2026-07-01T08:00:00Z"), pd.Timestamp("2026-07-01T00:00:00Z")]
    assert mixed.series.dt.hour.tolist() == [8, 10, 8]


def test_a_time_that_the_clocks_skip_moves_to_the_next_that_is():
    assert read("2026-03-29 02:30:00", zone="Europe/Berlin").series[0] == pd.Timestamp("2026-03-29T01:00:00Z")


def test_a_column_is_refused_only_when_nearly_all_of_it_is_of_another_form():
    dates = [f"2026-01-{day:02d}" for day in range(1, 20)]

    assert read(*dates, "1/2/2026").refusal is None
    assert "set reading.date_order" in read("1/2/2026", "2/2/2026").refusal
    assert read("13/1/2026", "1/13/2026", order="dmy").refusal is None
    assert "date_order in the policy to dmy" in read("13/1/2026", "14/1/2026", "1/15/2026", order="mdy").refusal
    assert read("soon").refusal is None
    assert "no dates" in read(*(f"soon {number}" for number in range(10))).refusal


MOMENTS = st.integers(0, 4_000_000_000_000_000).map(lambda micros: pd.Timestamp(micros, unit="us", tz="UTC"))
EXAMPLES = [text for text, _ in ISO] + [text for row in LOCALE for text in row[:2]]


@given(MOMENTS, st.sampled_from(EXAMPLES), st.sampled_from(["dmy", "mdy"]))
def test_a_moment_spelled_like_an_example_reads_back_as_far_as_the_example_tells_it(moment, example, order):
    style = moment_style.learn([example])
    wanted = moment.floor("D" if style.gap is None else "min" if not style.seconds else "s")

    back = read(moment_style.spell(wanted, style, order, "UTC"), order=order)

    assert back.series.tolist() == [wanted]


@pytest.mark.parametrize("example", [text for text, _ in ISO if text == text.strip()])
def test_an_iso_example_is_spelled_as_it_stands(example):
    moment = read(example).series[0]

    assert moment_style.spell(moment, moment_style.learn([example]), "dmy", "UTC") == example


@pytest.mark.parametrize(("dmy", "mdy", "moment"), LOCALE)
def test_a_locale_example_is_spelled_as_it_stands(dmy, mdy, moment):
    assert moment_style.spell(pd.Timestamp(moment), moment_style.learn([dmy]), "dmy", "UTC") == dmy
    assert moment_style.spell(pd.Timestamp(moment), moment_style.learn([mdy]), "mdy", "UTC") == mdy


def test_the_commonest_style_is_learnt():
    assert moment_style.learn(["2026-01-31", "31/01/2026", "2026-02-01"]).iso
    assert not moment_style.learn(["12/12/2026", "1/2/2026", "11/11/2026"]).padded
    assert moment_style.learn(["soon", ""]) is None
