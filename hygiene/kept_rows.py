"""Some rows of a wide table, in their order."""

from collections.abc import Hashable

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from hygiene.id_order import Rows
from hygiene.normalize.distinct import to_arrow, to_pandas
from hygiene.windowed import windowed
from schemas.columns import TEXT


def kept(table: pd.DataFrame, keep: NDArray[np.bool_], workers: int = 1) -> pd.DataFrame:
    """The rows that are to be kept (RangeIndex); of a column in which nothing stands, nothing is copied."""
    mask, count = pa.array(keep), int(keep.sum())

    def of(column: tuple[Hashable, pd.Series]) -> tuple[Hashable, pd.Series]:
        return column[0], _kept(column[1], keep, mask, count)

    columns = dict(windowed(of, table.items(), workers))
    return pd.DataFrame(columns, index=pd.RangeIndex(count), columns=table.columns, copy=False)


def taken_rows(table: pd.DataFrame, rows: Rows) -> pd.DataFrame:
    """The rows at those places (RangeIndex); of a column in which nothing stands, nothing is copied."""
    at = pa.array(rows)
    columns = {name: _taken(values, rows, at) for name, values in table.items()}
    return pd.DataFrame(columns, index=pd.RangeIndex(len(rows)), columns=table.columns, copy=False)


def _taken(values: pd.Series, rows: Rows, at: pa.Array) -> pd.Series:
    if values.dtype != TEXT:
        return pd.Series(values.array.take(rows), copy=False)
    texts = to_arrow(values)
    some = pa.nulls(len(rows), texts.type) if texts.null_count == len(texts) else texts.take(at)
    return pd.Series(to_pandas(some), copy=False)


def _kept(values: pd.Series, keep: NDArray[np.bool_], mask: pa.Array, count: int) -> pd.Series:
    if values.dtype != TEXT:
        return pd.Series(values.array[keep], copy=False)
    texts = to_arrow(values)
    some = texts.slice(0, count) if texts.null_count == len(texts) else texts.filter(mask)
    return pd.Series(to_pandas(some), copy=False)
