"""Texts of several words: how much of what is rare in them they share."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from hygiene.matching.records import MISSING, Codes, Column, Vocabulary

RAREST: Final = 3
"""How many of its rarest words a text is blocked by."""
CHUNK: Final = 100_000


@dataclass(frozen=True)
class Words:
    """The words of each distinct text, weighed by their rarity (inverse document frequency)."""

    vocabulary: Vocabulary

    @cached_property
    def _split(self) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
        """Text and word of each occurrence, each once a text; and how many words there are."""
        lists = pc.utf8_split_whitespace(self.vocabulary.texts)
        texts = np.repeat(np.arange(len(lists)), pc.list_value_length(lists).to_numpy(zero_copy_only=False))
        coded = pc.list_flatten(lists).dictionary_encode()
        words = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        packed = np.unique(texts.astype(np.int64) << 32 | words)
        return packed >> 32, packed & 0xFFFFFFFF, len(coded.dictionary)

    @cached_property
    def _rarity(self) -> NDArray[np.float64]:
        _, words, count = self._split
        seen: NDArray[np.float64] = np.log2((len(self.vocabulary) + 1) / np.bincount(words, minlength=count))
        return seen

    @cached_property
    def _vectors(self) -> csr_matrix:
        texts, words, count = self._split
        weights = self._rarity[words]
        length = np.sqrt(np.bincount(texts, weights=weights**2, minlength=len(self.vocabulary)))
        scaled = weights / np.maximum(length[texts], 1e-9)
        return csr_matrix((scaled, (texts, words)), shape=(len(self.vocabulary), max(count, 1)))

    def likeness(self, left: Codes, right: Codes) -> NDArray[np.float64]:
        """Cosine of the weighed words of two texts, by codes (none missing): 0 nothing in common, 1 the same words."""
        answer = np.zeros(len(left))
        for start in range(0, len(left), CHUNK):
            part = slice(start, start + CHUNK)
            product = self._vectors[left[part]].multiply(self._vectors[right[part]])
            answer[part] = np.asarray(product.sum(axis=1)).ravel()
        return answer

    def rarest(self, column: Column) -> tuple[Codes, ...]:
        """For each record the codes of its text's rarest words, the rarest first; -1 where there is none."""
        texts, words, _ = self._split
        order = np.lexsort((words, -self._rarity[words], texts))
        texts, words = texts[order], words[order]
        starts = np.searchsorted(texts, np.arange(len(self.vocabulary)))
        rank = np.arange(len(texts)) - starts[texts]
        slots = []
        for position in range(RAREST):
            code = np.full(len(self.vocabulary) + 1, MISSING, dtype=np.int32)
            at = rank == position
            code[texts[at]] = words[at]
            slots.append(code[column.codes])
        return tuple(slots)
