"""A plan's folder on disk: tables as CSV for people and programs, whole or not at all.

The files are UTF-8 without byte order mark: programs take a mark for part of the first column's name, and digests are
of bytes. Excel on Windows needs `Data > From Text/CSV` for them, which knows UTF-8; what Excel makes of a review file
when it saves it (mark, semicolons, Windows-1252) is read back all the same.
"""

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa
from pyarrow import csv

from hygiene.crm import new_folder, spreadsheet
from hygiene.crm.arrow import to_series
from hygiene.crm.dialect import DELIMITERS, decode
from hygiene.crm.grammar import Grammar, unquote
from hygiene.errors import InputError
from schemas import outputs

MANIFEST: Final = "manifest.json"
"""A folder that holds it is a plan, and may be replaced by a plan."""

_BATCH_ROWS: Final = 65_536
_BLOCK: Final = 16 << 20
"""A record longer than this cannot be read back; a cell of evidence is far shorter."""
_WEIGHT: Final = "_weight"
_BLANK: Final = re.compile(rb"\r?\n|\r")


def check_target(folder: Path, *, replace: bool) -> None:
    """Nothing when a plan can be written there.

    Raises:
        UsageError: the folder exists and is not empty (with `replace`: and is no plan), or cannot be written.
    """
    new_folder.check_target(folder, replace_if=MANIFEST if replace else None)


def write_bundle(folder: Path, files: Mapping[str, bytes], *, replace: bool) -> None:
    """Writes the files, private to their owner, all at once or not at all.

    Raises:
        UsageError: as `check_target`, or the disk is full.
    """
    new_folder.write_folder(folder, files, replace_if=MANIFEST if replace else None)


def csv_bytes(table: pd.DataFrame) -> bytes:
    """The table as CSV for people: formula-safe, texts quoted, NA as nothing, LF line ends, the same everywhere."""
    safe = spreadsheet.neutralise(table)
    out = io.BytesIO()
    out.write((",".join(_header_cell(str(name)) for name in safe.columns) + "\n").encode("utf-8"))
    options = csv.WriteOptions(include_header=False, batch_size=_BATCH_ROWS)
    # Of a column with a part that has no rows pyarrow 26 writes what stands in memory: each column is made one part.
    csv.write_csv(pa.Table.from_pandas(safe, preserve_index=False).combine_chunks(), out, options)
    return out.getvalue()


def read_bundle_table(folder: Path, name: str) -> pd.DataFrame:
    """One table of a plan, typed as in `schemas.outputs`.

    Raises:
        InputError: the file is missing or damaged.
    """
    return read_table_file(folder / f"{name}.csv", name)


def read_table_file(path: Path, table: str) -> pd.DataFrame:
    """A table file wherever it lies, as it was before it was made formula-safe. Columns `..._weight` are numbers.

    Raises:
        InputError: the file is missing, damaged, or lacks a column of that table.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); make the plan again.") from None
    data = decode(raw, str(path)).data
    names, delimiter, start = _header(data)
    missing = [column for column in outputs.COLUMNS[table] if column not in (*names, *outputs.MAY_LACK)]
    if missing:
        raise InputError(f"{path} has no column {missing[0]}: it is no {table} table, or damaged; {_remedy(table)}.")
    twice = [column for column in outputs.COLUMNS[table] if names.count(column) > 1]
    if twice:
        raise InputError(f"{path} has two columns named {twice[0]}; remove one of them.")
    try:
        texts = _texts(data, start, _named_apart(names), delimiter)
        numbers = {name: "Float64" for name in texts.columns if name.endswith(_WEIGHT)}
        return outputs.typed(table, spreadsheet.restore(texts)).astype(numbers)
    except (pa.ArrowInvalid, ValueError):
        row = _misfit(data, start, Grammar(delimiter.encode(), len(names)))
        where = f"row {row} does not fit the header" if row is not None else "a value cannot be read"
        raise InputError(f"{path} is damaged: {where}; {_remedy(table)}.") from None


def _remedy(table: str) -> str:
    return "mend it, or make the plan again" if table == "review" else "make the plan again"


def _named_apart(names: list[str]) -> list[str]:
    """Columns of no table of ours get a name by their place where they share one; a spreadsheet adds nameless ones."""
    return [name if names.count(name) == 1 else f"{name} {place}" for place, name in enumerate(names)]


def _misfit(data: bytes, start: int, grammar: Grammar) -> int | None:
    """The first row, as a spreadsheet counts it, whose number of cells is not that of the header."""
    row = 2
    while start < len(data):
        found = grammar.record.match(data, start) or _BLANK.match(data, start)
        if found is None:
            return row
        start, row = found.end(), row + 1
    return None


def _header(data: bytes) -> tuple[list[str], str, int]:
    """Column names, delimiter and length of the first row: the delimiter that finds most columns."""
    readings = []
    for delimiter in DELIMITERS:
        row = Grammar(delimiter.encode(), 1).any_record.match(data)
        if row is not None:
            cells = Grammar(delimiter.encode(), 1).split(row.group())
            readings.append(([unquote(cell).decode("utf-8", "replace") for cell in cells], delimiter, row.end()))
    return max(readings, key=lambda reading: len(reading[0]), default=([], ",", 0))


def _texts(data: bytes, start: int, names: list[str], delimiter: str) -> pd.DataFrame:
    if start >= len(data):
        return pd.DataFrame({name: to_series(pa.array([], pa.large_string())) for name in names})
    read = csv.read_csv(
        pa.BufferReader(pa.py_buffer(data).slice(start)),
        read_options=csv.ReadOptions(column_names=names, block_size=_BLOCK),
        parse_options=csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.large_string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    return pd.DataFrame({name: to_series(read.column(name).combine_chunks()) for name in names})


def _header_cell(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if set(name) & set(',"\r\n') else name
