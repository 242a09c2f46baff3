"""Where lines and records of a text end, found for millions at once.

In a text whose quotes are sound each of them either opens or closes, so the parity of its position among all quotes
tells which, and whether a line end belongs to a cell.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np

_SCAN: Final = 1 << 22
_THREADS: Final = 2
_QUOTE, _LF, _CR = ord('"'), ord("\n"), ord("\r")


def quotes_are_sound(data: bytes, start: int, delimiter: bytes) -> bool:
    """Whether each quote opens behind a delimiter or line end and closes before one, doubled ones apart."""
    if data.find(b'"', start) < 0:
        return True
    text = np.frombuffer(data, dtype=np.uint8)
    edge = np.zeros(256, dtype=bool)
    edge[[_QUOTE, _LF, _CR, delimiter[0]]] = True

    def sound(first: int, before: int) -> bool:
        quotes = first + np.flatnonzero(text[first : first + _SCAN] == _QUOTE)
        opening, closing = quotes[before % 2 :: 2], quotes[(before + 1) % 2 :: 2]
        begins = edge[text[opening - 1]] | (opening == start)
        ends = edge[text[np.minimum(closing + 1, len(text) - 1)]] | (closing + 1 == len(text))
        return bool(begins.all() and ends.all())

    firsts = range(start, len(data), _SCAN)
    with ThreadPoolExecutor(_THREADS) as pool:
        counts = list(pool.map(lambda first: int((text[first : first + _SCAN] == _QUOTE).sum()), firsts))
        before = np.cumsum([0, *counts]).tolist()
        return before[-1] % 2 == 0 and all(pool.map(sound, firsts, before[:-1]))


def common_line_end(data: bytes, ends: np.ndarray) -> str:
    """`LF`, `CRLF` or `CR`, or `mixed`: what stands before those byte offsets, each behind a record (int64)."""
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


def line_numbers(data: bytes, offsets: np.ndarray) -> np.ndarray:
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
