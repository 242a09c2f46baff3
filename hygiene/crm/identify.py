"""Which readable rows are records of the object: by their ids, each once."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.crm import ids, quarantine
from hygiene.crm.arrow import is_null, take_text, to_numpy
from hygiene.crm.layout import Layout
from hygiene.crm.quarantine import Check
from hygiene.errors import InputError
from schemas import outputs
from schemas.columns import ID_PREFIXES

NEARLY_ALL: Final = 0.9
"""Share of ids of another object from which the whole file is taken for one of that object."""

_MISSING: Final = ("missing_id", "the row has no id; export it again")
_MALFORMED: Final = (
    "malformed_id",
    "the id is no Salesforce id: not 15 or 18 letters and digits, or its checksum is wrong; export the row again",
)
_DOUBLE: Final = ("duplicate_id", "the id stands in more than one row; keep the right one")


@dataclass(frozen=True)
class Identified:
    """The records of a file.

    ids: 18 characters, one for each row of the layout's cells, null where the row is no record (large_string).
    order: the rows that are records, in the order of their ids (int64). blank: rows without any value.
    refused: rows with a broken id (int64), and their quarantine. lengths: lengths of the well-formed ids.
    """

    ids: pa.LargeStringArray
    order: np.ndarray
    blank: int
    refused: np.ndarray
    quarantine: pd.DataFrame
    lengths: frozenset[int]


def identify(layout: Layout, name: str) -> Identified:
    """The records among the rows of a layout; `name` is the file, for messages.

    Raises:
        InputError: nearly all ids are those of another object.
    """
    cells = layout.records.cells.column(layout.header.position("Id")).combine_chunks()
    found = ids.canonical(cells)
    empty = is_null(found.ids) & ~found.malformed
    blank = _blank_rows(layout.records.cells, np.flatnonzero(empty))
    other = _of_other_object(found.ids, layout.header.object, name)
    order, double = _sorted_once(found.ids, np.flatnonzero(~empty & ~found.malformed & ~other))
    problems = (
        (empty & ~blank, _MISSING, False),
        (found.malformed, _MALFORMED, False),
        (other, _wrong_object(layout.header.object), False),
        (double, _DOUBLE, True),
    )
    tables = [
        _quarantine(layout, np.flatnonzero(rows), check, cells, found.ids if named else None)
        for rows, check, named in problems
        if rows.any()
    ]
    refused = np.flatnonzero((empty & ~blank) | found.malformed | other | double)
    return Identified(found.ids, order, int(blank.sum()), refused, outputs.stack("quarantine", tables), found.lengths)


def _of_other_object(values: pa.LargeStringArray, object_name: str, name: str) -> np.ndarray:
    prefix = ID_PREFIXES.get(object_name)
    if prefix is None:
        return np.zeros(len(values), dtype=bool)
    given = ~is_null(values)
    other: np.ndarray = given & ~ids.prefixes(values, prefix)
    if other.any() and other.sum() >= NEARLY_ALL * given.sum():
        raise InputError(
            f"{name}: the ids are those of {_owner(values, other)}, not of {object_name} (which begin with {prefix});"
            " check which export has which name."
        )
    return other


def _owner(values: pa.LargeStringArray, other: np.ndarray) -> str:
    heads = pc.utf8_slice_codeunits(values.filter(pa.array(other)), 0, 3)
    commonest = pc.mode(pc.dictionary_encode(heads).indices)[0]["mode"].as_py()
    prefix = pc.dictionary_encode(heads).dictionary[commonest].as_py()
    known = {value: key for key, value in ID_PREFIXES.items()}
    return str(known.get(prefix, "another object"))


def _wrong_object(object_name: str) -> Check:
    prefix = ID_PREFIXES.get(object_name)
    return "wrong_object", f"the id belongs to another object; ids of {object_name} begin with {prefix}"


def _sorted_once(values: pa.LargeStringArray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Those rows by ascending id without the ones whose id stands twice; and which stand twice, over all rows."""
    chosen = values if len(rows) == len(values) else values.take(pa.array(rows))
    order = ids.sort_order(chosen)
    in_order = chosen if (np.diff(order) == 1).all() else chosen.take(pa.array(order))
    same = to_numpy(pc.equal(in_order[1:], in_order[:-1])).astype(bool)
    again = np.append(same, False) | np.append(False, same) if len(rows) else np.zeros(0, dtype=bool)
    double = np.zeros(len(values), dtype=bool)
    double[rows[order[again]]] = True
    return rows[order[~again]], double


def _blank_rows(cells: pa.Table, candidates: np.ndarray) -> np.ndarray:
    """Rows in which no cell has a value; only rows without id can be such."""
    blank = np.zeros(cells.num_rows, dtype=bool)
    if len(candidates):
        chosen = cells.take(pa.array(candidates))
        blank[candidates] = np.all([_empty(column) for column in chosen.columns], axis=0)
    return blank


def _empty(column: pa.ChunkedArray) -> np.ndarray:
    return to_numpy(pc.fill_null(pc.utf8_is_space(column.combine_chunks()), True))


def _quarantine(
    layout: Layout, rows: np.ndarray, check: Check, cells: pa.LargeStringArray, record_ids: pa.LargeStringArray | None
) -> pd.DataFrame:
    named = None if record_ids is None else take_text(record_ids, rows)
    values = take_text(cells, rows)
    lines = layout.records.lines[rows]
    return quarantine.rows(layout.header.object, lines, check, record_ids=named, field="Id", values=values)
