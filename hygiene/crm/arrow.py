"""Between Arrow, numpy and pandas: the few crossings that reading needs, with their types told."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schemas.columns import TEXT


def to_series(cells: pa.Array, dtype: Any = TEXT) -> pd.Series:
    """The array as a series of that pandas extension dtype, without a copy where Arrow backs it."""
    return pd.Series(dtype.__from_arrow__(cells))


def to_arrow(texts: pd.Series) -> pa.LargeStringArray:
    """A `TEXT` series as one Arrow array."""
    cells = pa.array(texts, pa.large_string())
    return cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells


def to_numpy(cells: pa.Array) -> np.ndarray:
    """The array as numpy; a boolean array without nulls becomes bool."""
    values: np.ndarray = cells.to_numpy(zero_copy_only=False)
    return values


def take_text(cells: pa.LargeStringArray, rows: np.ndarray) -> pd.Series:
    """The cells of those rows as `TEXT`."""
    return to_series(cells.take(pa.array(rows)))


def is_null(cells: pa.Array) -> np.ndarray:
    """Which cells are null (bool)."""
    return to_numpy(pc.is_null(cells))


def cast_each(texts: pa.LargeStringArray, kind: pa.DataType) -> pa.Array:
    """The cast of each text, null where there is none: halves are tried again, so that few bad values cost little."""
    try:
        return pc.cast(texts, kind)
    except pa.ArrowInvalid:
        if len(texts) == 1:
            return pa.nulls(1, kind)
    middle = len(texts) // 2
    return pa.concat_arrays([cast_each(texts[:middle], kind), cast_each(texts[middle:], kind)])
