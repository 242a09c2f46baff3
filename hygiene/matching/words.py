"""Texts of several words: how much of what is rare in them they share."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hygiene.ascending import distinct_ascending
from hygiene.matching.codes import MISSING, Codes

RAREST: Final = 3
"""How many of its rarest words a text is blocked by."""
CHUNK: Final = 100_000


@dataclass(frozen=True)
class Words:
    """The words of each distinct text, weighed by their rarity (inverse document frequency)."""

    texts: pa.StringArray

    @cached_property
    def _split(self) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
        """Text and word of each occurrence, each once a text; and how many words there are."""
        lists = pc.utf8_split_whitespace(self.texts)
        texts = np.repeat(np.arange(len(lists)), pc.list_value_length(lists).to_numpy(zero_copy_only=False))
        coded = pc.list_flatten(lists).dictionary_encode()
        words = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        packed = distinct_ascending(texts.astype(np.int64) << 32 | words)
        return packed >> 32, packed & 0xFFFFFFFF, len(coded.dictionary)

    @cached_property
    def _rarity(self) -> NDArray[np.float64]:
        _, words, count = self._split
        seen: NDArray[np.float64] = np.log2((len(self.texts) + 1) / np.bincount(words, minlength=count))
        return seen

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        """Where the occurrences of each text begin, and where those of the last one end."""
        return np.searchsorted(self._split[0], np.arange(len(self.texts) + 1))

    @cached_property
    def _shares(self) -> NDArray[np.float64]:
        """The weight of each occurrence, so that those of one text are a vector of length 1."""
        texts, words, _ = self._split
        weights = self._rarity[words]
        length = np.sqrt(np.bincount(texts, weights=weights**2, minlength=len(self.texts)))
        shares: NDArray[np.float64] = weights / np.maximum(length[texts], 1e-9)
        return shares

    def likeness(self, left: Codes, right: Codes) -> NDArray[np.float64]:
        """Cosine of the weighed words of two texts, by codes (none missing): 0 nothing in common, 1 the same words."""
        chunks = [slice(start, start + CHUNK) for start in range(0, len(left), CHUNK)]
        return np.concatenate([np.zeros(0), *(self._cosines(left[part], right[part]) for part in chunks)])

    def _cosines(self, left: Codes, right: Codes) -> NDArray[np.float64]:
        texts, words, _ = self._split
        begin = self._starts[left]
        counts = self._starts[left + 1] - begin
        pair = np.repeat(np.arange(len(left)), counts)
        ours = np.arange(len(pair)) + np.repeat(begin - (np.cumsum(counts) - counts), counts)
        wanted = right[pair].astype(np.int64) << 32 | words[ours]
        theirs = np.searchsorted(texts << 32 | words, wanted).clip(max=len(texts) - 1)
        shared = (texts[theirs] << 32 | words[theirs]) == wanted
        products = self._shares[ours[shared]] * self._shares[theirs[shared]]
        cosines: NDArray[np.float64] = np.bincount(pair[shared], products, len(left)).astype(np.float64)
        return cosines

    def rarest(self, texts_of: Codes) -> tuple[Codes, ...]:
        """For each record the codes of its text's rarest words, the rarest first; -1 where there is none.

        texts_of: for each record the code of its text, -1 where it has none.
        """
        texts, words, _ = self._split
        order = np.lexsort((words, -self._rarity[words], texts))
        texts, words = texts[order], words[order]
        rank = np.arange(len(texts)) - self._starts[texts]
        slots = []
        for position in range(RAREST):
            code = np.full(len(self.texts) + 1, MISSING, dtype=np.int32)
            at = rank == position
            code[texts[at]] = words[at]
            slots.append(code[texts_of])
        return tuple(slots)
