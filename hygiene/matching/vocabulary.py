"""Distinct texts behind integer codes, so that pairs are compared without strings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hygiene.matching.codes import MISSING, Codes, Integers
from hygiene.matching.words import Words

LETTER_SEED: Final = 26
PIECE: Final = 20_000
"""Texts whose bytes are looked at together."""


@dataclass(frozen=True)
class Vocabulary:
    """Distinct texts; a code is a position here."""

    texts: pa.StringArray

    def __len__(self) -> int:
        return len(self.texts)

    def __reduce__(self) -> tuple[type["Vocabulary"], tuple[pa.StringArray]]:
        """To a cluster go the texts alone: what follows from them is worked out where it is asked for."""
        return Vocabulary, (self.texts,)

    @property
    def strings(self) -> list[str]:
        """The texts as Python strings, in the order of their codes."""
        return list(self._strings)

    def strings_at(self, codes: Integers) -> list[str]:
        """The texts behind codes, as Python strings."""
        return list(self._strings[codes].tolist())

    @cached_property
    def _strings(self) -> NDArray[np.object_]:
        strings: NDArray[np.object_] = self.texts.to_numpy(zero_copy_only=False)
        return strings

    @cached_property
    def words(self) -> Words:
        """The words of the texts, weighed by rarity."""
        return Words(self.texts)

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
    def numbers(self) -> Codes:
        """A code for the digits of each text, 0 where it has none; one entry more, `MISSING`, for a missing text."""
        has_some = pc.match_substring_regex(self.texts, "[0-9]")
        digits = pc.replace_substring_regex(self.texts.filter(has_some), "[^0-9]", "")
        codes = np.zeros(len(self) + 1, dtype=np.int32)
        codes[:-1][has_some.to_numpy(zero_copy_only=False)] = encode([digits])[0].codes + 1
        codes[MISSING] = MISSING
        return codes

    @cached_property
    def letter_sums(self) -> NDArray[np.uint64]:
        """A number for each text that does not depend on the order of its letters."""
        return self._reduced(np.add, np.random.default_rng(LETTER_SEED).integers(1, 2**62, 256, dtype=np.uint64))

    def _reduced(self, reduce: np.ufunc, of_byte: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """One number for each text out of a number for each of its bytes."""
        answer = np.empty(len(self), np.uint64)
        for rows, data, starts in pieces_of(self.texts):
            answer[rows] = reduce.reduceat(of_byte[data], starts)
        return answer


@dataclass(frozen=True)
class Column:
    """One column of all records: a code each (-1 is missing) and what the codes stand for."""

    codes: Codes
    vocabulary: Vocabulary

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many records have each code."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.vocabulary))


def encode(texts: Iterable[pa.StringArray]) -> tuple[Column, ...]:
    """Columns over one shared vocabulary: equal texts have equal codes across them."""
    arrays = list(texts)
    joined = pa.concat_arrays([array.cast(pa.string()) for array in arrays]).dictionary_encode()
    codes = joined.indices.fill_null(MISSING).to_numpy(zero_copy_only=False).astype(np.int32)
    vocabulary = Vocabulary(joined.dictionary)
    ends = np.cumsum([len(array) for array in arrays])[:-1]
    return tuple(Column(part, vocabulary) for part in np.split(codes, ends))


def pieces_of(texts: pa.StringArray) -> Iterator[tuple[slice, NDArray[np.uint8], NDArray[np.int64]]]:
    """The bytes of the texts, piece by piece, so that what is made of them stays in cache.

    Of each piece its rows, its bytes, each text ended by a blank (so that none is empty), and where each starts.
    """
    raw = pc.binary_join_element_wise(texts, "", " ").cast(pa.large_binary())
    offsets = np.frombuffer(raw.buffers()[1], dtype=np.int64)[raw.offset : raw.offset + len(raw) + 1]
    data = np.frombuffer(raw.buffers()[2] or b"", dtype=np.uint8)
    for first in range(0, len(raw), PIECE):
        part = offsets[first : first + PIECE + 1]
        yield slice(first, first + len(part) - 1), data[part[0] : part[-1]], part[:-1] - part[0]
