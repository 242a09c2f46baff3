"""People tables as integer codes: equal codes mean equal values, so that pairs are compared without strings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hygiene.errors import InputError

if TYPE_CHECKING:
    from hygiene.matching.words import Words

Codes = NDArray[np.int32]
Integers = NDArray[np.signedinteger[Any]]
"""Codes or rows of whatever width."""
MISSING: Final = -1
LETTER_SEED: Final = 26
PIECE: Final = 20_000
"""Texts whose bytes are looked at together."""


@dataclass(frozen=True)
class Vocabulary:
    """Distinct texts; a code is a position here."""

    texts: pa.StringArray

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def strings(self) -> list[str]:
        """The texts as Python strings, in the order of their codes."""
        return list(self.texts.to_pylist())

    @cached_property
    def words(self) -> "Words":
        """The words of the texts, weighed by rarity."""
        from hygiene.matching.words import Words

        return Words(self)

    @cached_property
    def lengths(self) -> NDArray[np.int16]:
        """Characters of each text."""
        lengths = pc.utf8_length(self.texts).to_numpy(zero_copy_only=False)
        short: NDArray[np.int16] = np.minimum(lengths, np.iinfo(np.int16).max).astype(np.int16)
        return short

    @cached_property
    def letter_masks(self) -> NDArray[np.uint64]:
        """A bit for each character class that occurs: one edit changes at most two bits.

        Letters a-z and digits have a bit of their own, all other characters share by their code.
        """
        return self._reduced(np.bitwise_or, np.uint64(1) << (np.arange(256, dtype=np.uint64) % np.uint64(64)))

    @cached_property
    def letter_sums(self) -> NDArray[np.uint64]:
        """A number for each text that does not depend on the order of its letters."""
        return self._reduced(np.add, np.random.default_rng(LETTER_SEED).integers(1, 2**62, 256, dtype=np.uint64))

    def _reduced(self, reduce: np.ufunc, of_byte: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """One number for each text out of a number for each of its bytes; piece by piece, so that it stays in cache."""
        data, starts = self._bytes()
        answer = np.empty(len(starts), np.uint64)
        for first in range(0, len(starts), PIECE):
            part = starts[first : first + PIECE]
            last = starts[first + PIECE] if first + PIECE < len(starts) else len(data)
            answer[first : first + PIECE] = reduce.reduceat(of_byte[data[part[0] : last]], part - part[0])
        return answer

    def _bytes(self) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """All bytes of all texts, each text ended by a blank (so that none is empty), and where each starts."""
        raw = pc.binary_join_element_wise(self.texts, "", " ").cast(pa.large_binary())
        offsets = np.frombuffer(raw.buffers()[1], dtype=np.int64)[raw.offset : raw.offset + len(raw) + 1]
        data = np.frombuffer(raw.buffers()[2] or b"", dtype=np.uint8)[offsets[0] : offsets[-1]]
        return data, offsets[:-1] - offsets[0]


@dataclass(frozen=True)
class Column:
    """One column of all records: a code each (-1 is missing) and what the codes stand for."""

    codes: Codes
    vocabulary: Vocabulary

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many records have each code."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.vocabulary))


@dataclass(frozen=True)
class Records:
    """All records of one run: left rows first, each side sorted by id.

    ids: text ids. left: how many rows are of the left side; equal to the length when one table is deduplicated.
    link: whether only pairs of a left and a right record count. readings: of the column `reading`, where there is one:
    a number that no other record has, and this one only while its values are the same.
    """

    ids: NDArray[np.object_]
    left: int
    link: bool
    frame: pd.DataFrame
    readings: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def text(self, name: str) -> pa.StringArray:
        """A column as one arrow array; all missing when the table has no such column."""
        if name not in self.frame.columns:
            return pa.nulls(len(self), pa.string())
        return as_arrow(self.frame[name])


def gather(left: pd.DataFrame, right: pd.DataFrame | None) -> Records:
    """Both tables below each other, each sorted by `id`, so that row order cannot matter.

    Raises:
        InputError: an id is missing or stands twice.
    """
    tables = [left] if right is None else [left, right]
    ordered = [
        table if _is_sorted(as_arrow(table["id"])) else table.sort_values("id", ignore_index=True) for table in tables
    ]
    if not _are_unique([as_arrow(table["id"]) for table in ordered]):
        raise InputError("Matching needs a unique id for each record; give each row its own id.")
    frame = ordered[0] if right is None else pd.concat(ordered, ignore_index=True)
    ids = frame["id"].to_numpy(dtype=object)
    readings = frame["reading"].to_numpy(dtype=np.int64) if "reading" in frame.columns else None
    return Records(ids, len(ordered[0]), right is not None, frame, readings)


def _is_sorted(texts: pa.StringArray) -> bool:
    """A table that is sorted already need not be copied."""
    return pc.all(pc.less_equal(texts[:-1], texts[1:])).as_py() is not False


def _are_unique(sides: list[pa.StringArray]) -> bool:
    """Whether every row has an id, and one of its own; each side is sorted."""
    once = all(side.null_count == 0 and not pc.any(pc.equal(side[:-1], side[1:])).as_py() for side in sides)
    return once and (len(sides) == 1 or not pc.any(pc.is_in(sides[0], value_set=sides[1])).as_py())


def as_arrow(values: pd.Series) -> pa.StringArray:
    """Any text series as one contiguous arrow string array, missing as null."""
    array: Any = pa.array(values, type=pa.string(), from_pandas=True)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def encode(texts: Iterable[pa.StringArray]) -> tuple[Column, ...]:
    """Columns over one shared vocabulary: equal texts have equal codes across them."""
    arrays = list(texts)
    joined = pa.concat_arrays([array.cast(pa.string()) for array in arrays]).dictionary_encode()
    codes = joined.indices.fill_null(MISSING).to_numpy(zero_copy_only=False).astype(np.int32)
    vocabulary = Vocabulary(joined.dictionary)
    ends = np.cumsum([len(array) for array in arrays])[:-1]
    return tuple(Column(part, vocabulary) for part in np.split(codes, ends))


def combine(*parts: Integers) -> NDArray[np.int64]:
    """One number for each row out of several codes; -1 where any part is missing. Dense, from 0 on."""
    key = parts[0].astype(np.int64)
    for part in parts[1:]:
        missing = (key < 0) | (part < 0)
        key = _dense(key * (int(part.max(initial=0)) + 1) + part, missing)
    return key


def _dense(key: NDArray[np.int64], missing: NDArray[np.bool_]) -> NDArray[np.int64]:
    codes = pd.factorize(np.where(missing, -1, key), sort=False)[0].astype(np.int64)
    if not missing.any():
        return codes
    absent = codes[np.argmax(missing)]
    return np.where(missing, MISSING, codes - (codes > absent))


def take(table: Mapping[str, Codes], rows: NDArray[np.int64]) -> dict[str, Codes]:
    """The codes of the given rows, column by column."""
    return {name: codes[rows] for name, codes in table.items()}
