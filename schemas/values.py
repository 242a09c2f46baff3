"""Typed values as text and back: the one spelling of flags, numbers and moments in a plan."""

import numpy as np
import pandas as pd

from schemas.columns import DTYPES, TEXT, Kind


def to_text(values: pd.Series) -> pd.Series:
    """Any known kind as `TEXT`: `true`, shortest number, `2026-11-01`, `2026-11-01T02:00:00Z`; NA stays NA."""
    if isinstance(values.dtype, pd.BooleanDtype) or values.dtype == bool:
        return values.map({True: "true", False: "false"}).astype(TEXT)
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        return _moments_to_text(values)
    if pd.api.types.is_numeric_dtype(values.dtype):
        text = values.astype("Float64").astype(TEXT)
        return text.str.replace(r"\.0$", "", regex=True)
    return values.astype(TEXT)


def from_text(values: pd.Series, kind: Kind) -> pd.Series:
    """Plan text as the kind's dtype; the inverse of `to_text`.

    Raises:
        ValueError: a text that is no value of the kind.
    """
    if kind == "flag":
        return values.map({"true": True, "false": False}).astype(DTYPES[kind])
    if kind == "number":
        return pd.to_numeric(values).astype(DTYPES[kind])
    if kind == "moment":
        return pd.to_datetime(values, utc=True, format="ISO8601").astype(DTYPES[kind])
    return values.astype(TEXT)


def _moments_to_text(values: pd.Series) -> pd.Series:
    """Each distinct moment is spelled once: most columns hold few days."""
    at, distinct = pd.factorize(values, use_na_sentinel=True)
    moments = pd.DatetimeIndex(distinct).tz_convert("UTC").tz_localize(None)
    spelled = pd.Series(_spelled(moments.to_numpy()), dtype=TEXT).array
    return pd.Series(spelled.take(at, allow_fill=True), index=values.index)


def _spelled(moments: np.ndarray) -> np.ndarray:
    """The day alone at midnight, and no fraction of a second where there is none. By numpy, since strftime is slow."""
    moments = moments.astype("datetime64[us]")
    seconds, days = moments.astype("datetime64[s]"), moments.astype("datetime64[D]")
    exact = np.where(seconds == moments, np.datetime_as_string(seconds), np.datetime_as_string(moments))
    return np.where(days == moments, np.datetime_as_string(days), np.char.add(exact, "Z")).astype(object)


def codes(values: pd.Series) -> np.ndarray:
    """An integer for each distinct value, -1 for missing (int64, length of the series)."""
    return pd.factorize(values, use_na_sentinel=True)[0].astype(np.int64)
