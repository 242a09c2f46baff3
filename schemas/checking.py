"""Running a pandera model so that every failure is a row, and no value of a record gets into an exception."""

from typing import Final

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

_COLUMN_CHECKS: Final = ("column_in_dataframe", "column_in_schema", "column_ordered")


class MalformedTableError(TypeError):
    """A table that is not what its schema promises: a bug in the step that made it, not bad data."""


def failures(model: pa.DataFrameSchema, frame: pd.DataFrame) -> pd.DataFrame:
    """Every failed check of every row, in one pass.

    frame: has a unique index.

    Returns:
        Columns `position` (index label in `frame`), `column`, `check` (name of the check) and `value`; empty when
        all is well. A check over several columns names none and has no value.

    Raises:
        MalformedTableError: a column is missing, has another dtype, or lacks or repeats a value that it must have.
            The message names columns and checks, never values.
    """
    cases = _failure_cases(model, frame)
    names = {check.name for check in model.checks} | {
        c.name for column in model.columns.values() for c in column.checks
    }
    structural = cases[~cases["check"].isin(names) | cases["index"].isna()]
    if len(structural):
        raise MalformedTableError(f"table {model.name} fails its schema: {'; '.join(_told(structural))}")
    whole_row = cases["schema_context"] == "DataFrameSchema"
    rows = pd.DataFrame(
        {
            "position": cases["index"],
            "column": cases["column"].mask(whole_row, pd.NA),
            "check": cases["check"],
            "value": cases["failure_case"].mask(whole_row, pd.NA),
        }
    )
    # pandera tells a check over several columns once for each column.
    return rows.drop_duplicates(["position", "column", "check"], ignore_index=True)


def _told(structural: pd.DataFrame) -> list[str]:
    """Column and check of each failure, sorted. Of a failed set of columns the case is the column's name."""
    about_columns = structural["check"].isin(_COLUMN_CHECKS)
    names = structural["column"].mask(about_columns, structural["failure_case"]).astype(str)
    return sorted({f"{name} ({check})" for name, check in zip(names, structural["check"], strict=True)})


def _failure_cases(model: pa.DataFrameSchema, frame: pd.DataFrame) -> pd.DataFrame:
    columns = ["schema_context", "column", "check", "failure_case", "index"]
    try:
        model.validate(frame, lazy=True)
    except SchemaErrors as errors:
        # Only the cases leave this block: the exception itself holds whole records.
        return pd.DataFrame(errors.failure_cases)[columns]
    return pd.DataFrame(columns=columns, dtype=object)
