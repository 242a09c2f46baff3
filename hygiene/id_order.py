"""Where ids stand in a column that is in their order, as the `Id` of every table is: by halving and without a hash."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Rows = NDArray[np.int64]
_Bytes = NDArray[np.uint8]
_Keys = NDArray[np.uint64]

_KEY_BYTES: Final = 8


def rows_in_order(wanted: pa.Array, ordered: pa.Array) -> Rows | None:
    """The row of each wanted text, -1 for none; None where another way must be taken.

    This way needs texts of one length, as ids are, and `ordered` ascending by eight bytes of them.
    """
    if not len(wanted):
        return np.empty(0, dtype=np.int64)
    there = np.asarray(wanted.is_valid().to_numpy(zero_copy_only=False)) if wanted.null_count else None
    asked, known = _bytes(wanted if there is None else wanted.drop_null()), _bytes(ordered)
    if asked is None or known is None or asked.shape[1] != known.shape[1]:
        return None
    rows = _rows(asked, known)
    if rows is None or there is None:
        return rows
    every = np.full(len(wanted), -1, dtype=np.int64)
    every[there] = rows
    return every


def _bytes(texts: pa.Array) -> _Bytes | None:
    """The bytes of texts (large strings) of one length, a row for each; None for others, few bytes and no text."""
    if not len(texts) or texts.null_count:
        return None
    offsets = np.frombuffer(texts.buffers()[1], np.int64, len(texts) + 1, texts.offset * 8)
    first, length = int(offsets[0]), int(offsets[1] - offsets[0])
    if length < _KEY_BYTES or offsets[-1] - first != length * len(texts) or (np.diff(offsets) != length).any():
        return None
    return np.frombuffer(texts.buffers()[2], np.uint8, length * len(texts), first).reshape(len(texts), length)


def _rows(asked: _Bytes, known: _Bytes) -> Rows | None:
    for columns in _distinguishing(known):
        keys = _keys(known, columns)
        if (keys[1:] > keys[:-1]).all():
            rows = _searched(_keys(asked, columns), keys).clip(max=len(keys) - 1)
            return np.where(_alike(asked, known, rows), rows, -1)
    return None


def _distinguishing(known: _Bytes) -> Iterator[Rows]:
    """Places of bytes that may tell the texts apart: where the first and the last part; else the first that differ."""
    length = known.shape[1]
    start = min(int(np.argmax(known[0] != known[-1])), length - _KEY_BYTES)
    yield np.arange(start, start + _KEY_BYTES)
    differing = np.flatnonzero((known != known[0]).any(axis=0))
    if len(differing) and differing[-1] - start >= _KEY_BYTES:
        yield differing[:_KEY_BYTES]


def _alike(asked: _Bytes, known: _Bytes, rows: Rows) -> NDArray[np.bool_]:
    """Whether each text is the one of its row, byte for byte."""
    last = known.shape[1] - _KEY_BYTES
    same = np.ones(len(rows), dtype=bool)
    for start in {*range(0, last, _KEY_BYTES), last}:
        same &= _word(known, start)[rows] == _word(asked, start)
    return same


def _searched(wanted: _Keys, keys: _Keys) -> Rows:
    """In order, the searches walk through memory instead of jumping in it."""
    if (wanted[1:] >= wanted[:-1]).all():
        return np.searchsorted(keys, wanted)
    order = np.argsort(wanted)
    rows = np.empty(len(wanted), dtype=np.int64)
    rows[order] = np.searchsorted(keys, wanted[order])
    return rows


def _keys(texts: _Bytes, columns: Rows) -> _Keys:
    """Those bytes of each text, eight at most, as a number in the order of the texts."""
    if len(columns) == _KEY_BYTES and columns[-1] - columns[0] < _KEY_BYTES:
        return _word(texts, int(columns[0]))
    keys = np.zeros(len(texts), dtype=np.uint64)
    for column in columns:
        keys = (keys << np.uint64(8)) | texts[:, column]
    return keys


def _word(texts: _Bytes, start: int) -> _Keys:
    return np.ndarray(len(texts), ">u8", texts.data, start, (texts.shape[1],)).astype(np.uint64)
