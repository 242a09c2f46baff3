"""Columns of text put together into one column."""

from collections.abc import Sequence

import pandas as pd

from schemas.columns import DTYPES, TEXT
from schemas.values import to_text


def joined(columns: Sequence[pd.Series], by: str) -> pd.Series:
    """Row by row, the texts that are there, with `by` between them; the empty text where none is (`TEXT`)."""
    text = pd.Series("", index=columns[0].index, dtype=TEXT)
    for column in columns:
        text = text + (column.astype(TEXT) + by).fillna("")
    return text.str.removesuffix(by)


def day(moments: pd.Series) -> pd.Series:
    """Each moment's day in UTC, `2026-11-06`; `NA` stays (`TEXT`)."""
    return to_text(moments.dt.normalize().astype(DTYPES["moment"]))
