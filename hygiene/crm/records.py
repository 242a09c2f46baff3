"""The structure of a file: which bytes are one record, and which records are broken.

Two ways lead to the same result. The fast one lets Arrow read everything, which is right only when the structure has
no fault; the exact one walks the records one by one, sets the broken ones aside with their line, and gives the rest
to Arrow. Nothing in the file is skipped silently.
"""

import re
from array import array
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from hygiene.crm.grammar import LINE, Grammar, unquote

GOOD, BLANK, FOOTER, SHORT, LONG, QUOTE, NUL, ENCODING, CELL = range(9)
"""What one record is. From SHORT on it is broken."""

CHECKS: Final = {
    SHORT: ("short_row", "the row has fewer cells than the header; mend it or export again"),
    LONG: ("long_row", "the row has more cells than the header; mend it or export again"),
    QUOTE: ("broken_quotes", "a quotation mark is not closed or stands in a wrong place; mend it or export again"),
    NUL: ("nul_byte", "the row holds a NUL byte; mend it or export again"),
    ENCODING: ("bad_encoding", "the row holds bytes that are not valid in the file's encoding; export again"),
    CELL: ("cell_too_long", "a cell is longer than reading.max_cell_characters; it looks like a broken quote"),
}
_BLOCK: Final = 8 << 20
_SCAN: Final = 1 << 22
_LARGEST_BLOCK: Final = (1 << 31) - 1
_FOOTER_ROWS: Final = 20
_LIKE_AN_ID: Final = re.compile(rb"[A-Za-z0-9]{15}(?:[A-Z0-5]{3})?")
_QUOTE, _LF, _CR = ord('"'), ord("\n"), ord("\r")


@dataclass(frozen=True)
class Spans:
    """Every record behind the header, in file order.

    starts: byte offset of each record, and one more: the end (int64, n + 1). kinds: what each is (int8, n).
    """

    starts: np.ndarray
    kinds: np.ndarray

    def rows(self, *kinds: int) -> np.ndarray:
        """Positions of the records of those kinds (int64)."""
        return np.flatnonzero(np.isin(self.kinds, kinds))


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
    def lines(self) -> np.ndarray:
        """Physical line (from 1) on which each row of `cells` begins (int64)."""
        starts = (
            self.spans.starts[self.spans.rows(GOOD)] if self.spans is not None else sound_starts(self.data, self.start)
        )
        return _line_numbers(self.data, starts)

    @cached_property
    def line_end(self) -> str:
        """`LF`, `CRLF` or `CR`, or `mixed` where records (the header included) end differently."""
        if b"\r" not in self.data:
            return "LF"
        if self.data.count(b"\n") == self.data.count(b"\r") == self.data.count(b"\r\n"):
            return "CRLF"
        starts = self.spans.starts if self.spans is not None else sound_starts(self.data, self.start)
        return _one_line_end(self.data, np.append(starts, [self.start, len(self.data)]))

    def lines_of(self, records: np.ndarray) -> np.ndarray:
        """Physical line (from 1) on which each of those records of `spans` begins."""
        assert self.spans is not None
        return _line_numbers(self.data, self.spans.starts[records])


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
    # A record at the end of the file may lack its line end, so one more cannot hurt where another run follows.
    readable = b"".join(data[first:last] for first, last in runs)
    longest = int(np.diff(spans.starts)[good].max())
    return Records(data, start, _parse(readable, 0, grammar, max(_BLOCK, 2 * longest)), spans)


def scan(data: bytes, start: int, grammar: Grammar, max_cell: int, damaged: bool) -> Spans:
    """Walks record by record. A record whose quotes are broken ends with its physical line, so it swallows no other."""
    starts, kinds = array("q"), array("b")
    record, position, size = grammar.record.match, start, len(data)
    while position < size:
        starts.append(position)
        found = record(data, position)
        if found is not None:
            position = found.end()
            kinds.append(GOOD)
        else:
            position, kind = _diagnose(data, position, grammar)
            kinds.append(kind)
    starts.append(size)
    spans = Spans(np.array(starts, dtype=np.int64), np.array(kinds, dtype=np.int8))
    _mark_cells(data, spans, grammar, max_cell)
    _mark_bytes(data, spans, damaged)
    _mark_footer(data, spans, grammar)
    return spans


def _diagnose(data: bytes, position: int, grammar: Grammar) -> tuple[int, int]:
    """End and kind of a record that the strict pattern refused."""
    line = LINE.match(data, position)
    assert line is not None
    if not line.group().strip(b"\r\n"):
        return line.end(), BLANK
    strict = grammar.any_record.match(data, position)
    if strict is not None and strict.end() == line.end():
        return line.end(), SHORT if len(grammar.split(line.group())) < grammar.columns else LONG
    lenient = grammar.lenient_record.match(data, position)
    if lenient is not None:
        return lenient.end(), GOOD
    return line.end(), QUOTE


def _mark_cells(data: bytes, spans: Spans, grammar: Grammar, max_cell: int) -> None:
    long_records = np.flatnonzero((np.diff(spans.starts) > max_cell) & (spans.kinds == GOOD))
    for row in long_records.tolist():
        cells = grammar.split(data[spans.starts[row] : spans.starts[row + 1]])
        if any(len(unquote(cell).decode("utf-8", "replace")) > max_cell for cell in cells):
            spans.kinds[row] = CELL


def _mark_bytes(data: bytes, spans: Spans, damaged: bool) -> None:
    for row in _rows_with_nul(data, spans):
        spans.kinds[row] = NUL
    if not damaged:
        return
    for row, (first, last) in enumerate(zip(spans.starts[:-1].tolist(), spans.starts[1:].tolist(), strict=True)):
        if not _decodes(data[first:last]):
            spans.kinds[row] = ENCODING


def _rows_with_nul(data: bytes, spans: Spans) -> Iterator[int]:
    position = data.find(b"\0", int(spans.starts[0]))
    while position >= 0:
        row = int(np.searchsorted(spans.starts, position, side="right")) - 1
        yield row
        position = data.find(b"\0", int(spans.starts[row + 1]))


def _decodes(piece: bytes) -> bool:
    try:
        piece.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _mark_footer(data: bytes, spans: Spans, grammar: Grammar) -> None:
    """A report export ends with a blank row and a few rows of text: they are no records."""
    total = len(spans.kinds)
    row = total - 1
    texts: list[int] = []
    while row >= max(0, total - _FOOTER_ROWS):
        kind = _footer_kind(data[spans.starts[row] : spans.starts[row + 1]], int(spans.kinds[row]), grammar)
        if kind is None:
            break
        if kind == FOOTER:
            texts.append(row)
        elif texts:
            spans.kinds[texts] = FOOTER
            spans.kinds[row] = BLANK
        row -= 1


def _footer_kind(record: bytes, kind: int, grammar: Grammar) -> int | None:
    """BLANK for a row without text, FOOTER for one with text in its first cell alone, None for anything else.

    A spreadsheet that saved the report again fills such rows up with empty cells.
    """
    if kind == BLANK:
        return BLANK
    if kind not in (GOOD, SHORT):
        return None
    first, *others = (unquote(cell).strip() for cell in grammar.split(record))
    if any(others) or _LIKE_AN_ID.fullmatch(first):
        return None
    return FOOTER if first else BLANK


def _fast(data: bytes, start: int, grammar: Grammar, max_cell: int) -> pa.Table | None:
    """All cells, or None when anything about the structure is odd."""
    if start >= len(data):
        return _no_cells(grammar.columns)
    if data.find(b"\0", start) >= 0 or not _quotes_are_sound(data, start, grammar.delimiter):
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


def _quotes_are_sound(data: bytes, start: int, delimiter: bytes) -> bool:
    """Whether each quote opens behind a delimiter or line end and closes before one, doubled ones apart.

    Every quote either opens or closes, so the parity of its position in the file tells which.
    """
    if data.find(b'"', start) < 0:
        return True
    text = np.frombuffer(data, dtype=np.uint8)
    offsets = range(start, len(data), _SCAN)
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(lambda at: at + np.flatnonzero(text[at : at + _SCAN] == _QUOTE), offsets)
        edge = np.zeros(256, dtype=bool)
        edge[[_QUOTE, _LF, _CR, delimiter[0]]] = True
        count = 0
        for quotes in found:
            opening, closing = quotes[count % 2 :: 2], quotes[(count + 1) % 2 :: 2]
            behind = text[np.minimum(closing + 1, len(text) - 1)]
            at_end = closing + 1 == len(text)
            before = edge[text[opening - 1]] | (opening == start)
            if not before.all() or not (edge[behind] | at_end).all():
                return False
            count += len(quotes)
    return count % 2 == 0


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


def _one_line_end(data: bytes, ends: np.ndarray) -> str:
    text = np.frombuffer(data, dtype=np.uint8)
    ends = ends[ends > 0]
    last, pair = text[ends - 1], (ends > 1) & (text[np.maximum(ends - 2, 0)] == _CR)
    kinds = {
        "CRLF": (last == _LF) & pair,
        "LF": (last == _LF) & ~pair,
        "CR": last == _CR,
    }
    found = [name for name, where in kinds.items() if where.any()]
    return found[0] if len(found) == 1 else "mixed"


def sound_starts(data: bytes, start: int) -> np.ndarray:
    """Byte offset of each record of a text whose quotes are sound and that has no blank line (int64)."""
    text, count, starts = np.frombuffer(data, dtype=np.uint8), 0, [np.array([start], dtype=np.int64)]
    for first in range(start, len(data), _SCAN):
        piece = text[first : first + _SCAN]
        quotes = np.flatnonzero(piece == _QUOTE)
        breaks = _line_ends(text, first, len(piece)) - first
        outside = (np.searchsorted(quotes, breaks) + count) % 2 == 0
        starts.append(first + breaks[outside] + 1)
        count += len(quotes)
    found: np.ndarray = np.concatenate(starts)
    return found[found < len(data)]


def _line_ends(text: np.ndarray, first: int, length: int) -> np.ndarray:
    """Offsets of the last byte of each line end within a stretch of the text."""
    piece = text[first : first + length]
    ends = first + np.flatnonzero((piece == _LF) | (piece == _CR))
    following = text[np.minimum(ends + 1, len(text) - 1)]
    pairs = (text[ends] == _CR) & (following == _LF) & (ends + 1 < len(text))
    whole: np.ndarray = ends[~pairs]
    return whole


def _line_numbers(data: bytes, offsets: np.ndarray) -> np.ndarray:
    """1 + the line ends before each ascending byte offset (int64)."""
    counts, line, position = np.empty(len(offsets), dtype=np.int64), 1, 0
    text = np.frombuffer(data, dtype=np.uint8)
    for first in range(0, len(text), _SCAN):
        ends = _line_ends(text, first, _SCAN)
        upto = int(np.searchsorted(offsets, first + _SCAN))
        counts[position:upto] = line + np.searchsorted(ends, offsets[position:upto])
        line, position = line + len(ends), upto
    counts[position:] = line
    return counts
