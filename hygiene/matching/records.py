"""The records of one run, in an order that does not depend on that of the tables."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hygiene.errors import InputError
from schemas.columns import TEXT


@dataclass(frozen=True)
class Records:
    """All records of one run: left rows first, each side sorted by id.

    ids: in one piece, of which rows are taken many times as fast as of a column in pieces. left: how many rows are of
    the left side; equal to the length when one table is deduplicated.
    link: whether only pairs of a left and a right record count. readings: of the column `reading`, where there is one:
    a number that no other record has, and this one only while its values are the same.
    """

    ids: pa.StringArray
    left: int
    link: bool
    frame: pd.DataFrame
    readings: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def ids_of(self, rows: NDArray[np.int64]) -> pd.api.extensions.ExtensionArray:
        """The ids of rows (TEXT)."""
        ids: pd.api.extensions.ExtensionArray = pd.array(self.ids.take(pa.array(rows)), dtype=TEXT)
        return ids

    def text(self, name: str) -> pa.StringArray:
        """A column as one arrow array; all missing when the table has no such column."""
        if name not in self.frame.columns:
            return pa.nulls(len(self), pa.string())
        return as_arrow(self.frame[name])

    def flags(self, name: str) -> NDArray[np.bool_]:
        """A boolean column; False throughout when the table has no such column."""
        if name not in self.frame.columns:
            return np.zeros(len(self), dtype=bool)
        return self.frame[name].fillna(False).to_numpy(dtype=bool)


def gather(left: pd.DataFrame, right: pd.DataFrame | None) -> Records:
    """Both tables below each other, each sorted by `id`, so that row order cannot matter.

    Raises:
        InputError: an id is missing or stands twice.
    """
    ordered = [_sorted(table) for table in ([left] if right is None else [left, right])]
    sides = [as_arrow(table["id"]) for table in ordered]
    if not _are_unique(sides):
        raise InputError("Matching needs a unique id for each record; give each row its own id.")
    frame = ordered[0] if right is None else pd.concat(ordered, ignore_index=True)
    readings = frame["reading"].to_numpy(dtype=np.int64) if "reading" in frame.columns else None
    return Records(pa.concat_arrays(sides), len(ordered[0]), right is not None, frame, readings)


def _sorted(table: pd.DataFrame) -> pd.DataFrame:
    """By id; a table that is sorted already need not be copied."""
    ids = as_arrow(table["id"])
    if pc.all(pc.less_equal(ids[:-1], ids[1:])).as_py() is False:
        return table.sort_values("id", ignore_index=True)
    return table


def _are_unique(sides: list[pa.StringArray]) -> bool:
    """Whether every row has an id, and one of its own; each side is sorted."""
    once = all(side.null_count == 0 and not pc.any(pc.equal(side[:-1], side[1:])).as_py() for side in sides)
    return once and (len(sides) == 1 or not pc.any(pc.is_in(sides[0], value_set=sides[1])).as_py())


def as_arrow(values: pd.Series) -> pa.StringArray:
    """Any text series as one contiguous arrow string array, missing as null."""
    array: Any = pa.array(values, type=pa.string(), from_pandas=True)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
