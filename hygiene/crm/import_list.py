"""A list before its import: leads without ids, in whatever dialect it came, and its rows again as they stood."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa

from hygiene.crm import records
from hygiene.crm.archive import read_any
from hygiene.crm.arrow import to_series
from hygiene.crm.dialect import decode
from hygiene.crm.headers import Header, read_header
from hygiene.crm.layout import Layout
from hygiene.crm.parsing import Typed, typed
from hygiene.crm.spans import CHECKS
from hygiene.errors import InputError
from hygiene.policy import Policy
from schemas.columns import DTYPES, OBJECTS, TEXT, Kind

OBJECT: Final = "Lead"
BROKEN_ROW: Final = "the row cannot be read: "


@dataclass(frozen=True)
class ImportList:
    """One list.

    table: the fields of a lead, typed, one row a readable row of the list; `Id` is its line number as text.
    cells: all columns of the same rows under the list's own names (TEXT). given: the known fields that the list has.
    problems: `line`, `reason` (TEXT): values that are none of their kind, and rows that cannot be read (in no table).
    rows: where each row of `table` stands in the layout (int64).
    """

    layout: Layout
    table: pd.DataFrame
    cells: pd.DataFrame
    given: frozenset[str]
    problems: pd.DataFrame
    rows: np.ndarray

    def rows_again(self, chosen: np.ndarray) -> bytes:
        """The header and the chosen rows (bool, length of `table`) as they stood, byte for byte."""
        data, (starts, ends) = self.layout.text.data, self.layout.records.bounds
        header = data[: self.layout.header.end]
        taken = b"".join(data[starts[row] : ends[row]] for row in self.rows[chosen])
        return self.layout.text.bom + self.layout.text.encode(header + taken)


def read_list(path: Path, policy: Policy) -> ImportList:
    """The list of that file (CSV, `.csv.gz`, or one CSV in a zip).

    Raises:
        InputError: it cannot be read, holds several files, or has no column of a lead.
        UsageError: the policy's `fields` name a field that does not exist.
    """
    ((name, raw), *others) = read_any(path, policy.reading.max_unpacked_megabytes)
    if others:
        raise InputError(f"{path} holds several files; give one list.")
    text = decode(raw, name)
    header = read_header(text.data, OBJECT, policy.fields.get(OBJECT, {}), name, needed=())
    if not header.given - {"Id"}:
        raise InputError(f"{path}: no column is a known field of a lead; name them as Salesforce does (Last Name, …).")
    found = records.read(text.data, header.end, header.grammar, policy.reading.max_cell_characters, text.damaged)
    return _list_of(Layout(text, header, found), policy, name)


def _list_of(layout: Layout, policy: Policy, name: str) -> ImportList:
    cells = layout.records.cells
    rows = np.flatnonzero(_filled(cells))
    chosen = cells.take(pa.array(rows))
    lines = pd.Series(layout.records.lines[rows].astype(str), dtype=TEXT)
    columns = _columns(chosen, layout.header, policy, name)
    table = pd.DataFrame({f.name: _column(columns, f.name, f.kind, len(rows)) for f in OBJECTS[OBJECT]})
    texts = {
        header or f"column {place + 1}": to_series(chosen.column(place).combine_chunks())
        for place, header in enumerate(layout.header.names)
    }
    problems = pd.concat([_broken(layout), _unread(columns, lines)], ignore_index=True)
    given = layout.header.given - {"Id"}
    return ImportList(layout, table.assign(Id=lines), pd.DataFrame(texts, dtype=TEXT), given, problems, rows)


def _filled(cells: pa.Table) -> np.ndarray:
    """Rows with anything in them."""
    filled = np.zeros(cells.num_rows, dtype=bool)
    for column in cells.columns:
        filled |= to_series(column.combine_chunks()).str.strip().fillna("").ne("").to_numpy(dtype=bool)
    return filled


def _columns(cells: pa.Table, header: Header, policy: Policy, name: str) -> dict[str, Typed]:
    kinds = {field.name: field.kind for field in OBJECTS[OBJECT]}
    read = {}
    for place, field in enumerate(header.fields):
        if field is None or field == "Id":
            continue
        read[field] = typed(cells.column(place).combine_chunks(), kinds[field], policy.reading)
        if read[field].refusal is not None:
            raise InputError(f"{name}, column {header.names[place]}: {read[field].refusal}.")
    return read


def _column(columns: dict[str, Typed], field: str, kind: Kind, length: int) -> pd.Series:
    if field in columns:
        return columns[field].series
    return pd.Series(pd.NA, index=range(length), dtype=DTYPES[kind])


def _unread(columns: dict[str, Typed], lines: pd.Series) -> pd.DataFrame:
    frames = [
        pd.DataFrame({"line": lines.iloc[unread.rows].array, "reason": f"{field}: {unread.check[1]}"}, dtype=TEXT)
        for field, column in columns.items()
        for unread in column.unread
    ]
    return pd.concat([pd.DataFrame({"line": [], "reason": []}, dtype=TEXT), *frames], ignore_index=True)


def _broken(layout: Layout) -> pd.DataFrame:
    spans = layout.records.spans
    found = []
    for kind, (_, reason) in CHECKS.items() if spans is not None else ():
        lines = layout.records.lines_of(spans.rows(kind)) if spans is not None else np.empty(0, np.int64)
        found += [(str(line), BROKEN_ROW + reason) for line in lines]
    return pd.DataFrame(found, columns=["line", "reason"], dtype=TEXT)
