"""What to do with each record of a file: copy it, leave it out, or replace some of its cells."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.crm.arrow import to_arrow, to_numpy
from hygiene.crm.layout import Layout
from hygiene.crm.spelling import Neighbours, spelled
from hygiene.policy import Policy
from schemas.columns import OBJECTS, Kind


@dataclass(frozen=True)
class Unwritten:
    """Values that could not be written: how many, of which field, and why (`no_column` or `encoding`)."""

    object: str
    field: str
    count: int
    reason: str


@dataclass(frozen=True)
class Edits:
    """Changes to the rows of a layout's cells.

    removed: row numbers to leave out (int64). cells: `row` (int64), `position` (column, int64) and `text` (TEXT, NA
    clears), sorted by row. unwritten: what has no place in the file.
    """

    removed: np.ndarray
    cells: pd.DataFrame
    unwritten: tuple[Unwritten, ...]


def edits_of(
    layout: Layout, row_ids: pa.LargeStringArray, before: pd.DataFrame, after: pd.DataFrame, policy: Policy
) -> Edits:
    """The differences between two tables of the object as edits of the file's rows.

    row_ids: the id of each row of the layout's cells, null for rows that are no record. before, after: as
    `schemas.columns` says, unique by `Id`; `after` has no id that `before` has not.
    """
    rows = _row_of(row_ids, before["Id"])
    position = pd.Index(after["Id"]).get_indexer(pd.Index(before["Id"]))
    kept = position >= 0
    old, new = before[kept].reset_index(drop=True), after.iloc[position[kept]].reset_index(drop=True)
    tables, unwritten = [], []
    for field in OBJECTS[layout.header.object]:
        changed = np.flatnonzero(_differs(old[field.name], new[field.name]))
        if not len(changed):
            continue
        if field.name not in layout.header.given:
            unwritten.append(Unwritten(layout.header.object, field.name, len(changed), "no_column"))
            continue
        texts = spelled(
            new[field.name].iloc[changed], field.kind, _neighbours(layout, field.name, field.kind), policy.reading
        )
        fits = _encodable(layout, texts)
        if not fits.all():
            unwritten.append(Unwritten(layout.header.object, field.name, int((~fits).sum()), "encoding"))
        where = {"row": rows[kept][changed][fits], "position": layout.header.position(field.name)}
        tables.append(pd.DataFrame({**where, "text": texts[fits].array}))
    cells = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame({"row": [], "position": [], "text": []})
    return Edits(np.sort(rows[~kept]), cells.sort_values(["row", "position"]), tuple(unwritten))


def by_row(cells: pd.DataFrame) -> Iterator[tuple[int, dict[int, str | None]]]:
    """Row number and its new cells (None clears), ascending."""
    rows, positions = cells["row"].to_numpy(dtype=np.int64), cells["position"].to_numpy(dtype=np.int64)
    texts = cells["text"].astype(object).where(cells["text"].notna(), None).tolist()
    edges = [*np.flatnonzero(np.diff(rows, prepend=-1)).tolist(), len(rows)]
    for first, last in pairwise(edges):
        yield int(rows[first]), dict(zip(positions[first:last].tolist(), texts[first:last], strict=True))


def _row_of(row_ids: pa.LargeStringArray, wanted: pd.Series) -> np.ndarray:
    """Row number of each wanted id."""
    found = pc.index_in(to_arrow(wanted), value_set=row_ids)
    if found.null_count:
        raise ValueError("a record of `before` is not in the file that it was read from")
    return to_numpy(found).astype(np.int64)


def _differs(old: pd.Series, new: pd.Series) -> np.ndarray:
    equal = (old == new).fillna(False).to_numpy(dtype=bool)
    missing = (old.isna() & new.isna()).to_numpy(dtype=bool)
    differs: np.ndarray = ~(equal | missing)
    return differs


def _neighbours(layout: Layout, field: str, kind: Kind) -> Neighbours:
    same = [
        layout.records.cells.column(layout.header.position(other.name))
        for other in OBJECTS[layout.header.object]
        if other.kind == kind and other.name in layout.header.given and other.name != field
    ]
    return Neighbours(layout.records.cells.column(layout.header.position(field)), tuple(same))


def _encodable(layout: Layout, texts: pd.Series) -> np.ndarray:
    """Which texts the file's encoding can hold."""
    if layout.text.encoding != "windows-1252":
        return np.ones(len(texts), dtype=bool)
    fits = {text: _fits(layout, text) for text in texts.dropna().unique()}
    return texts.map(fits, na_action="ignore").fillna(True).to_numpy(dtype=bool)


def _fits(layout: Layout, text: str) -> bool:
    try:
        layout.text.encode(text.encode("utf-8"))
    except UnicodeEncodeError:
        return False
    return True
