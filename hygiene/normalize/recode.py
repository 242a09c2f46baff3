"""Whole columns of text changed byte by byte with one table: many times faster than a regular expression."""

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Table = npt.NDArray[np.uint8]
"""256 new bytes by old byte; 0 drops the byte."""

_BLANK: Final = ord(" ")
_DIGITS: Final = b"0123456789"
_LETTERS: Final = b"abcdefghijklmnopqrstuvwxyz"


def table(keep: bytes, drop: bytes = b"", other: bytes = b"\0") -> Table:
    """A table that keeps some bytes, drops some, and turns all others into one byte (NUL: drops them too)."""
    new = np.full(256, ord(other), np.uint8)
    new[[*drop]] = 0
    new[[*keep]] = [*keep]
    return new


DIGITS: Final = table(_DIGITS)
WORDS: Final = table(_LETTERS + _DIGITS, drop=b"'`\"", other=b" ")
"""For lower-case ASCII: letters and digits stay, quotes go, everything else is a blank."""


def recode(texts: pa.Array, change: Table) -> pa.Array:
    """Each byte of each text replaced as the table says; missing stays missing.

    Args:
        texts: large strings; where the table changes bytes above 127 they must be ASCII, or come out as UTF-8.
        change: see `Table`.
    """
    offsets, data = buffers(texts)
    new = change[data]
    return _rebuilt(texts, offsets, new, new != 0)


def squeeze(texts: pa.Array) -> pa.Array:
    """Runs of blanks as one blank, none at either end."""
    offsets, data = buffers(texts)
    blank = data == _BLANK
    # A text's first byte looks back at another text's last, which can only take away a blank that is trimmed anyway.
    repeated = blank & np.concatenate([[False], blank[:-1]]) if len(blank) else blank
    return pc.ascii_trim_whitespace(_rebuilt(texts, offsets, data, ~repeated))


def without(texts: pa.Array, characters: Iterable[str]) -> pa.Array:
    """Without some ASCII characters, and without NUL."""
    change = np.arange(256, dtype=np.uint8)
    change[[ord(character) for character in characters]] = 0
    return recode(texts, change)


def buffers(texts: pa.Array) -> tuple[npt.NDArray[np.int64], Table]:
    """Offsets that begin with 0, and the bytes that they speak of."""
    _, starts, content = texts.buffers()
    if starts is None or content is None:
        return np.zeros(len(texts) + 1, np.int64), np.empty(0, np.uint8)
    offsets = np.frombuffer(starts, np.int64, len(texts) + 1, texts.offset * 8)
    data = np.frombuffer(content, np.uint8)[offsets[0] : offsets[-1]]
    return offsets - offsets[0], data


def _rebuilt(texts: pa.Array, offsets: npt.NDArray[np.int64], data: Table, kept: npt.NDArray[np.bool_]) -> pa.Array:
    dropped = np.flatnonzero(~kept)
    if len(dropped):
        # Cheaper than a running sum over all bytes: few are dropped as a rule, and there are fewer texts than bytes.
        offsets, data = offsets - np.searchsorted(dropped, offsets), data[kept]
    missing = None if texts.null_count == 0 else pc.is_valid(texts).buffers()[1]
    return pa.LargeStringArray.from_buffers(len(texts), pa.py_buffer(offsets), pa.py_buffer(data), missing)
