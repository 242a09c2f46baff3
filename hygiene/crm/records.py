"""The structure of a file: which bytes are one record, and which records are broken.

Two ways lead to the same result. The fast one lets Arrow read everything, which is right only when the structure has
no fault; the exact one walks the records one by one, sets the broken ones aside with their line, and gives the rest
to Arrow. Nothing in the file is skipped silently.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from hygiene.crm.grammar import Grammar
from hygiene.crm.line_ends import common_line_end, line_numbers, quotes_are_sound, sound_starts
from hygiene.crm.spans import GOOD, Spans, scan

_BLOCK: Final = 8 << 20
_LARGEST_BLOCK: Final = (1 << 31) - 1


@dataclass(frozen=True)
class Records:
    """The readable records as cells, and where they stood.

    cells: one large_string column for each header cell, named by position; null for an empty cell.
    spans: None when the fast way read the file, which then holds no other record than those in `cells`.
    """

    data: bytes
    start: int
    cells: pa.Table
    spans: Spans | None

    @cached_property
    def bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """First byte of each row of `cells`, and the byte behind its line end (int64)."""
        if self.spans is None:
            starts = sound_starts(self.data, self.start)
            return starts, np.append(starts[1:], len(self.data))
        good = self.spans.rows(GOOD)
        return self.spans.starts[good], self.spans.starts[good + 1]

    @cached_property
    def lines(self) -> np.ndarray:
        """Physical line (from 1) on which each row of `cells` begins (int64)."""
        return line_numbers(self.data, self.bounds[0])

    @cached_property
    def line_end(self) -> str:
        """`LF`, `CRLF` or `CR`, or `mixed` where records (the header included) end differently."""
        if b"\r" not in self.data:
            return "LF"
        if self.data.count(b"\n") == self.data.count(b"\r") == self.data.count(b"\r\n"):
            return "CRLF"
        starts = self.bounds[0] if self.spans is None else self.spans.starts
        return common_line_end(self.data, np.append(starts, [self.start, len(self.data)]))

    def lines_of(self, records: np.ndarray) -> np.ndarray:
        """Physical line (from 1) on which each of those records of `spans` begins."""
        assert self.spans is not None
        return line_numbers(self.data, self.spans.starts[records])


def read(data: bytes, start: int, grammar: Grammar, max_cell: int, damaged: bool = False) -> Records:
    """The records of `data` from byte `start` (behind the header) on.

    damaged: some bytes are not valid UTF-8. max_cell: longest cell, in characters.
    """
    cells = None if damaged else _fast(data, start, grammar, max_cell)
    if cells is not None:
        return Records(data, start, cells, None)
    return exact(data, start, grammar, max_cell, damaged)


def exact(data: bytes, start: int, grammar: Grammar, max_cell: int, damaged: bool) -> Records:
    """As `read`, by the exact way whatever the file is like."""
    spans = scan(data, start, grammar, max_cell, damaged)
    good = spans.kinds == GOOD
    if not good.any():
        return Records(data, start, _no_cells(grammar.columns), spans)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], good.astype(np.int8), [0]])))
    runs = zip(spans.starts[edges[0::2]].tolist(), spans.starts[edges[1::2]].tolist(), strict=True)
    readable = b"".join(data[first:last] for first, last in runs)
    longest = int(np.diff(spans.starts)[good].max())
    return Records(data, start, _parse(readable, 0, grammar, max(_BLOCK, 2 * longest)), spans)


def _fast(data: bytes, start: int, grammar: Grammar, max_cell: int) -> pa.Table | None:
    """All cells, or None when anything about the structure is odd."""
    if start >= len(data):
        return _no_cells(grammar.columns)
    if data.find(b"\0", start) >= 0 or not quotes_are_sound(data, start, grammar.delimiter):
        return None
    try:
        cells = _parse(data, start, grammar, _BLOCK)
    except pa.ArrowInvalid:
        return None
    longest = max((pc.max(pc.binary_length(column)).as_py() or 0 for column in cells.columns), default=0)
    if longest > max_cell or _may_have_footer(cells):
        return None
    return cells


def _may_have_footer(cells: pa.Table) -> bool:
    """The last row has nothing behind its first cell: the exact way looks closer."""
    last = cells.slice(cells.num_rows - 1)
    return all(column.null_count == len(column) or not _text(column) for column in last.columns[1:])


def _text(column: pa.ChunkedArray) -> str:
    return (column[0].as_py() or "").strip()


def _parse(data: bytes, start: int, grammar: Grammar, block: int) -> pa.Table:
    names = [str(position) for position in range(grammar.columns)]
    return csv.read_csv(
        pa.BufferReader(pa.py_buffer(data).slice(start)),
        read_options=csv.ReadOptions(column_names=names, block_size=min(block, _LARGEST_BLOCK)),
        parse_options=csv.ParseOptions(
            delimiter=grammar.delimiter.decode(), newlines_in_values=True, ignore_empty_lines=False
        ),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.large_string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        ),
    )


def _no_cells(columns: int) -> pa.Table:
    return pa.table({str(position): pa.array([], pa.large_string()) for position in range(columns)})
