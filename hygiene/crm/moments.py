"""Dates and times as text: ISO always, others only in the order that the policy tells (never guessed)."""

from typing import Final, Literal, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.crm.arrow import cast_each, to_numpy
from schemas.columns import DTYPES

DateOrder = Literal["iso", "dmy", "mdy"]

READ, AMBIGUOUS, NO_DATE = range(3)
CHECKS: Final = {
    AMBIGUOUS: (
        "ambiguous_date",
        "the date is not ISO (2026-01-31); set reading.date_order in the policy to dmy or mdy, or export ISO dates",
    ),
    NO_DATE: ("not_a_date", "the value is no date in the order of reading.date_order; correct it or clear it"),
}
WHOLE_COLUMN: Final = 0.9
"""Share of distinct unreadable dates from which a column is refused as such, not value by value."""
ENOUGH: Final = 10
"""Distinct values below which a column of no dates at all is still told value by value."""
NO_TIME: Final = np.iinfo(np.int64).min
"""Numpy's NaT, in a column of microseconds."""

_ISO: Final = r"^\d{4}-\d{2}-\d{2}(?:[T ]|$)"
_ZONE: Final = r"(?:Z|[+-]\d{2}:?\d{2})$"
LOCALE: Final = (
    r"^(?P<a>\d{1,2})[./-](?P<b>\d{1,2})[./-](?P<year>\d{4})"
    r"(?:,?[ \x{00A0}\x{202F}]+(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?"
    r"(?:[ \x{00A0}\x{202F}]*(?P<half>[AaPp])\.?[Mm]\.?)?)?$"
)
_MICROSECONDS: Final = 1_000_000
_UTC: Final = pa.timestamp("us", "UTC")
_NAIVE: Final = pa.timestamp("us")


class Moments(NamedTuple):
    """A column of moments.

    series: datetime64[us, UTC]; a date alone is midnight UTC. problems: READ, AMBIGUOUS or NO_DATE for each row (int8).
    refusal: why the column as a whole cannot be read, or None.
    """

    series: pd.Series
    problems: np.ndarray
    refusal: str | None


def read_moments(cells: pa.LargeStringArray, order: DateOrder, zone: str) -> Moments:
    """ISO dates and times, or those of the order told. A time without zone is taken in `zone`."""
    whole = _one_form(cells, zone)
    if whole is not None:
        return Moments(whole, np.zeros(len(cells), dtype=np.int8), None)
    coded = pc.dictionary_encode(pc.utf8_trim_whitespace(cells))
    distinct = coded.dictionary
    micros, problems = _read_distinct(distinct, order, zone)
    codes = to_numpy(pc.fill_null(coded.indices, len(distinct)))
    moments = _series(np.append(micros, NO_TIME)[codes])
    return Moments(moments, np.append(problems, READ)[codes].astype(np.int8), _refusal(distinct, problems, order))


def _one_form(cells: pa.LargeStringArray, zone: str) -> pd.Series | None:
    """The everyday case: every cell of the column is ISO, all with a zone or all without."""
    try:
        zoned: pd.Series = pa.chunked_array([pc.cast(cells, _UTC)]).to_pandas()
        return zoned.astype(DTYPES["moment"])
    except pa.ArrowInvalid:
        pass
    try:
        naive = pc.cast(cells, _NAIVE)
    except pa.ArrowInvalid:
        return None
    date_only = to_numpy(pc.fill_null(pc.equal(pc.binary_length(cells), 10), True))
    return _series(_in_zone(_microseconds(naive), date_only, zone))


def _read_distinct(texts: pa.LargeStringArray, order: DateOrder, zone: str) -> tuple[np.ndarray, np.ndarray]:
    """Microseconds since 1970 in UTC (int64, NaT as in numpy) and the problem of each distinct text."""
    iso, zoned = _matches(texts, _ISO), _matches(texts, _ZONE) & _longer(texts, 10)
    micros = np.full(len(texts), NO_TIME, dtype=np.int64)
    with_zone, without = np.flatnonzero(iso & zoned), np.flatnonzero(iso & ~zoned)
    micros[with_zone] = _microseconds(cast_each(texts.take(pa.array(with_zone)), _UTC))
    micros[without] = _naive(texts.take(pa.array(without)), zone)
    local = _matches(texts, LOCALE)
    if order != "iso":
        theirs = texts.filter(pa.array(local))
        micros[local] = _in_zone(_locale(theirs, order), ~_longer(theirs, 10), zone)
    unread = np.where(local & (order == "iso"), AMBIGUOUS, NO_DATE)
    return micros, np.where(_is_time(micros) | ~_longer(texts, 0), READ, unread).astype(np.int8)


def _naive(texts: pa.LargeStringArray, zone: str) -> np.ndarray:
    return _in_zone(_microseconds(cast_each(texts, _NAIVE)), ~_longer(texts, 10), zone)


def _refusal(texts: pa.LargeStringArray, problems: np.ndarray, order: DateOrder) -> str | None:
    """Why no value of the column should be trusted: nearly all are in another form than the one told."""
    given = to_numpy(pc.greater(pc.binary_length(texts), 0))
    count = int(given.sum())
    if count and (problems[given] == AMBIGUOUS).mean() >= WHOLE_COLUMN:
        return "its dates are not ISO (2026-01-31); set reading.date_order in the policy to dmy or mdy"
    if count >= ENOUGH and (problems[given] == NO_DATE).mean() >= WHOLE_COLUMN:
        return "its values are no dates; check the column, or export ISO dates (2026-01-31)"
    if order == "iso":
        return None
    other: DateOrder = "mdy" if order == "dmy" else "dmy"
    local = texts.filter(pa.array(_matches(texts, LOCALE)))
    here, there = _is_time(_locale(local, order)), _is_time(_locale(local, other))
    if (there & ~here).sum() > (here & ~there).sum():
        return f"its dates are not in the order {order}; set reading.date_order in the policy to {other}"
    return None


def _locale(texts: pa.LargeStringArray, order: DateOrder) -> np.ndarray:
    """Naive microseconds since 1970 of texts that match LOCALE; NaT where the calendar or clock has no such time."""
    parts = pc.extract_regex(texts, LOCALE)
    first, second, year, hour, minute, seconds = (
        _integers(parts.field(name)) for name in ("a", "b", "year", "hour", "minute", "second")
    )
    day, month = (first, second) if order == "dmy" else (second, first)
    hour = _hour_of_day(hour, pc.utf8_lower(parts.field("half")))
    months = (year - 1970) * 12 + month - 1
    start = months.astype("datetime64[M]").astype("datetime64[D]")
    date = start + (day - 1)
    real = (month >= 1) & (month <= 12) & (day >= 1) & (date.astype("datetime64[M]").view(np.int64) == months)
    real &= (hour >= 0) & (hour < 24) & (minute < 60) & (seconds < 60)
    clock = (hour * 60 + minute) * 60 + seconds
    micros = date.astype("datetime64[us]").view(np.int64) + clock * _MICROSECONDS
    return np.where(real, micros, NO_TIME)


def _hour_of_day(hour: np.ndarray, half: pa.Array) -> np.ndarray:
    """Hours of a twelve-hour clock made those of a day; -1 where that clock has no such hour."""
    morning, afternoon = (to_numpy(pc.equal(half, letter)) for letter in "ap")
    twelve = morning | afternoon
    sensible = ~twelve | ((hour >= 1) & (hour <= 12))
    return np.where(sensible, np.where(twelve, hour % 12 + 12 * afternoon, hour), -1)


def _integers(texts: pa.Array) -> np.ndarray:
    filled = pc.if_else(pc.equal(texts, ""), "0", texts)
    return to_numpy(pc.cast(filled, pa.int64()))


def _in_zone(naive: np.ndarray, date_only: np.ndarray, zone: str) -> np.ndarray:
    """Naive microseconds as UTC; a date alone stays midnight UTC. A time the clocks skip moves to the next that is."""
    if zone == "UTC" or date_only.all():
        return naive
    local = pd.Series(naive.view("datetime64[us]")).dt.tz_localize(
        zone, ambiguous=np.zeros(len(naive), dtype=bool), nonexistent="shift_forward"
    )
    moved = local.dt.tz_convert("UTC").dt.tz_localize(None).astype("datetime64[us]").to_numpy().view(np.int64)
    return np.where(date_only, naive, moved)


def _microseconds(moments: pa.Array) -> np.ndarray:
    return to_numpy(pc.fill_null(pc.cast(moments, pa.int64()), NO_TIME))


def _series(micros: np.ndarray) -> pd.Series:
    return pd.Series(micros.view("datetime64[us]")).dt.tz_localize("UTC").astype(DTYPES["moment"])


def _is_time(micros: np.ndarray) -> np.ndarray:
    found: np.ndarray = micros != NO_TIME
    return found


def _matches(texts: pa.LargeStringArray, pattern: str) -> np.ndarray:
    return to_numpy(pc.match_substring_regex(texts, pattern))


def _longer(texts: pa.LargeStringArray, length: int) -> np.ndarray:
    return to_numpy(pc.greater(pc.binary_length(texts), length))
