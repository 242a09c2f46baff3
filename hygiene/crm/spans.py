"""The exact way: walking the records of a file one by one, and telling what each of them is."""

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

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

_FOOTER_ROWS: Final = 20
_LIKE_AN_ID: Final = re.compile(rb"[A-Za-z0-9]{15}(?:[A-Z0-5]{3})?")


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
