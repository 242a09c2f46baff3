"""The tables of a plan: changes, pairs, findings, verdicts, quarantine, review cases, their records (the contract).

Every column is `TEXT` (`NA` for missing) but the numbers of `pairs` and the row number of `quarantine`,
so that a table written to CSV and read again is the same table.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import pandas as pd

from schemas.columns import OBJECTS, TEXT

ACTIONS: Final = ("update", "merge", "convert", "delete", "erase")
UNDO_ACTIONS: Final = ("undelete",)
"""What no rule proposes and only the undo of a run does: taken out of the recycle bin again."""
TIERS: Final = ("auto", "review")
VERDICTS: Final = ("erase", "keep", "hold", "undetermined")
DECISIONS: Final = ("approve", "reject", "hold")
DECIDED: Final = ("decision", "decided_by", "note", "leave_out", "master", "values")
"""Columns of `review` that people fill in; none of them is part of a plan's digest."""
MAY_LACK: Final = ("leave_out", "master", "values")
"""Columns of `review` without which its file can be read: a spreadsheet of decisions needs none of them."""
REVIEWED: Final = ("Lead", "Contact", "Account")
"""Objects whose records a review case can be about."""

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        name: tuple(columns.split())
        for name, columns in {
            "changes": "change_id rule action object record_id field old new into_id tier reason evidence"
            " last_modified",
            "pairs": "left_object left_id right_object right_id probability weight tier reason",
            "findings": "rule object record_id field code message",
            "verdicts": "object record_id verdict basis evidence evidence_date searched lapses",
            "quarantine": "object record_id row field value check reason",
            "review": "case_id rule records question reason decision decided_by note leave_out master values",
            "records": "object " + " ".join(dict.fromkeys(f.name for name in REVIEWED for f in OBJECTS[name])),
        }.items()
    }
)
"""Table -> its columns in the order of the file. `pairs` may have more: one a comparison, level and weight.
`records` has every field of the objects that cases are about, as plan text."""

NUMBERS: Final = MappingProxyType({"probability": "Float64", "weight": "Float64", "row": "Int64"})


@cache
def empty(table: str) -> pd.DataFrame:
    """The table of that name without a row, with its columns and dtypes. Shared: none is ever written to."""
    return pd.DataFrame({column: pd.Series(dtype=_dtype(column)) for column in COLUMNS[table]})


def typed(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with the table's columns in order and its dtypes; absent columns become `NA`, others stay behind."""
    if tuple(frame.columns) == COLUMNS[table] and all(frame.dtypes == [*map(_dtype, COLUMNS[table])]):
        return frame
    own = {column: _typed_column(column, frame) for column in COLUMNS[table]}
    more = {str(column): frame[column] for column in frame.columns if column not in own}
    return pd.DataFrame({**own, **more}, index=frame.index)


def stack(table: str, frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """All frames of one table below each other, typed; the empty table when there are none."""
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return empty(table)
    return typed(table, pd.concat(filled, ignore_index=True))


def _typed_column(column: str, frame: pd.DataFrame) -> pd.Series:
    dtype = _dtype(column)
    if column not in frame.columns:
        missing: pd.Series = pd.Series(pd.NA, index=frame.index, dtype=dtype)
        return missing
    values = frame[column]
    return values if values.dtype == dtype else values.astype(dtype)


def _dtype(column: str) -> Any:
    return NUMBERS.get(column, TEXT)
