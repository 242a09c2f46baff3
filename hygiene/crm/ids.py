"""Salesforce record ids: 15 characters (case-sensitive) or the same with three checksum characters behind them.

The checksum: each group of five characters gives one character, whose bits tell which of the five are upper case
(Salesforce help, "What is the 18-character record ID").
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.crm.arrow import to_numpy

SHORT, LONG = 15, 18
NULL_ID = b"000000000000000"
"""The weekly export writes this id where a lookup is empty."""

_ALPHABET = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", dtype=np.uint8)
_ALPHANUMERIC = np.zeros(256, dtype=bool)
_ALPHANUMERIC[[*range(48, 58), *range(65, 91), *range(97, 123)]] = True


class Ids(NamedTuple):
    """Ids made one.

    ids: 18 characters each, null where missing or malformed (large_string).
    malformed: True where something stands that is no id (bool).
    lengths: the lengths that well-formed ids of the column had: a subset of {15, 18}.
    """

    ids: pa.LargeStringArray
    malformed: np.ndarray
    lengths: frozenset[int]


def canonical(cells: pa.LargeStringArray) -> Ids:
    """Each id with 18 characters; an 18-character id whose checksum is wrong is malformed, whatever its case."""
    text = pc.utf8_trim_whitespace(cells)
    lengths = to_numpy(pc.fill_null(pc.binary_length(text), 0))
    ids = np.zeros((len(cells), LONG), dtype=np.uint8)
    well_formed = np.zeros(len(cells), dtype=bool)
    missing = lengths == 0
    for length in (SHORT, LONG):
        rows = np.flatnonzero(lengths == length)
        characters = _matrix(text, rows, length)
        ids[rows, :SHORT] = characters[:, :SHORT]
        ids[rows, SHORT:] = checksum(characters)
        well_formed[rows] = _ALPHANUMERIC[characters].all(axis=1) & (ids[rows, :length] == characters).all(axis=1)
        missing[rows] |= (characters[:, :SHORT] == np.frombuffer(NULL_ID, dtype=np.uint8)).all(axis=1)
    well_formed &= ~missing
    seen = frozenset(length for length in (SHORT, LONG) if (well_formed & (lengths == length)).any())
    return Ids(_strings(ids, well_formed), ~well_formed & ~missing, seen)


def checksum(characters: np.ndarray) -> np.ndarray:
    """The three checksum characters of ids: (n, 15 or more) uint8 in, (n, 3) uint8 out."""
    upper = (characters[:, :SHORT] >= ord("A")) & (characters[:, :SHORT] <= ord("Z"))
    bits = upper.reshape(len(characters), 3, 5) @ (1 << np.arange(5, dtype=np.uint8))
    return _ALPHABET[bits]


def sort_order(ids: pa.LargeStringArray) -> np.ndarray:
    """Row numbers in ascending byte order of 18-character ids without nulls; ties in the order given (int64)."""
    characters = _matrix(ids, np.arange(len(ids)), LONG)
    high = np.ascontiguousarray(characters[:, :8]).view(">u8").ravel()
    low = np.ascontiguousarray(characters[:, 7:15]).view(">u8").ravel()
    if (high[1:] == high[:-1]).all() and (low[1:] >= low[:-1]).all():
        return np.arange(len(ids))
    return np.lexsort((low.astype(np.uint64), high.astype(np.uint64)))


def prefixes(ids: pa.LargeStringArray, wanted: str) -> np.ndarray:
    """Whether each id begins with the object's key prefix (bool; False for null)."""
    return to_numpy(pc.fill_null(pc.starts_with(ids, wanted), False))


def _matrix(text: pa.LargeStringArray, rows: np.ndarray, length: int) -> np.ndarray:
    """The bytes of those rows, all of one length, as (len(rows), length) uint8."""
    chosen = text if len(rows) == len(text) else text.take(pa.array(rows))
    if len(chosen) == 0:
        return np.zeros((0, length), dtype=np.uint8)
    offsets = np.frombuffer(chosen.buffers()[1], dtype=np.int64)[chosen.offset : chosen.offset + len(chosen) + 1]
    data = np.frombuffer(chosen.buffers()[2], dtype=np.uint8)[offsets[0] : offsets[-1]]
    return data.reshape(len(chosen), length)


def _strings(ids: np.ndarray, valid: np.ndarray) -> pa.LargeStringArray:
    offsets = np.concatenate([[0], np.cumsum(valid, dtype=np.int64) * LONG])
    validity = pa.array(valid).buffers()[1]
    data = pa.py_buffer(np.ascontiguousarray(ids[valid]))
    return pa.LargeStringArray.from_buffers(len(ids), pa.py_buffer(offsets.astype(np.int64)), data, validity)
