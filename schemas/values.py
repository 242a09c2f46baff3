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
    """Each distinct moment is spelled once: formatting is slow, and most columns hold few days."""
    at, distinct = pd.factorize(values, use_na_sentinel=True)
    spelled = _spelled(pd.Series(distinct))
    return pd.Series(spelled.array.take(at, allow_fill=True), index=values.index, dtype=TEXT)


def _spelled(values: pd.Series) -> pd.Series:
    moments: pd.Series = values.dt.tz_convert("UTC")
    text = moments.dt.strftime("%Y-%m-%dT%H:%M:%SZ").astype(TEXT)
    sub_second = (moments.dt.microsecond != 0).fillna(False)
    if sub_second.any():
        fine = moments.dt.strftime("%Y-%m-%dT%H:%M:%S.%fZ").astype(TEXT)
        text = text.mask(sub_second, fine)
    midnight = (moments == moments.dt.normalize()).fillna(False)
    return pd.Series(text.mask(midnight, text.str.slice(0, 10)), dtype=TEXT)


def codes(values: pd.Series) -> np.ndarray:
    """An integer for each distinct value, -1 for missing (int64, length of the series)."""
    return pd.factorize(values, use_na_sentinel=True)[0].astype(np.int64)
