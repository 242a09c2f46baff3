"""Prints of letters: whether a mailbox is spelled of two names in a row is told without making a text of the two.

A print is the sum of (number of letter) * BASE ^ (letters behind it), modulo 2^64 (Karp and Rabin 1987); so that of two
texts in a row is print of the first * BASE ^ (letters of the second) + print of the second. Two spellings share a print
by chance once in 2^64.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from hygiene.matching.codes import MISSING, Codes
from hygiene.matching.vocabulary import pieces_of

Prints = NDArray[np.uint64]
_random: Final = np.random.default_rng(26)
_BASE: Final = _random.integers(2**32, 2**63, dtype=np.uint64) | np.uint64(1)
_LETTERS: Final = np.zeros(256, dtype=np.uint64)
_LETTERS[ord("a") : ord("z") + 1] = _random.integers(1, 2**63, 26, dtype=np.uint64)


@dataclass(frozen=True)
class Spelled:
    """The letters a to z of texts, all other signs left out. prints, sizes: print and number of letters of each."""

    prints: Prints
    sizes: NDArray[np.int64]

    def at(self, codes: Codes) -> "Spelled":
        """Of the texts behind those codes; of a missing one that of the last text."""
        return Spelled(self.prints[codes], self.sizes[codes])

    def then(self, other: "Spelled") -> "Spelled":
        """Each text with the other one's behind it."""
        powers = _powers(int(other.sizes.max(initial=0)))
        return Spelled(self.prints * powers[other.sizes] + other.prints, self.sizes + other.sizes)


def spelled(texts: pa.StringArray) -> Spelled:
    """The letters of each text, which is in lower case; one entry more, of no letter, for a missing text."""
    prints, sizes = np.zeros(len(texts) + 1, dtype=np.uint64), np.zeros(len(texts) + 1, dtype=np.int64)
    for rows, data, starts in pieces_of(texts):
        prints[rows], sizes[rows] = _of_bytes(data, starts)
    return Spelled(prints, sizes)


def spelled_at(texts: pa.StringArray, codes: Codes) -> Spelled:
    """The letters of the texts behind those codes, whose other texts are not looked at; none for a missing one."""
    at = np.flatnonzero(codes >= 0)
    places = np.full(len(codes), MISSING, dtype=np.int32)
    places[at], used = pd.factorize(codes[at])
    return spelled(texts.take(pa.array(used))).at(places)


def _of_bytes(data: NDArray[np.uint8], starts: NDArray[np.int64]) -> tuple[Prints, NDArray[np.int64]]:
    numbers = _LETTERS[data]
    is_letter = numbers > 0
    sizes = np.add.reduceat(is_letter, starts, dtype=np.int64)
    ends = np.repeat(np.cumsum(sizes), np.diff(starts, append=len(data)))
    behind = np.where(is_letter, ends - np.cumsum(is_letter), 0)
    return np.add.reduceat(numbers * _powers(int(sizes.max(initial=0)))[behind], starts), sizes


def _powers(most: int) -> Prints:
    """BASE ^ 0 to BASE ^ most."""
    factors = np.full(most + 1, _BASE)
    factors[0] = 1
    powers: Prints = np.multiply.accumulate(factors)
    return powers
