"""Edit distances of distinct value pairs: most pairs are ruled out by length and letters before a string is read."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from hygiene.matching.codes import MISSING, Codes
from hygiene.matching.vocabulary import Vocabulary

FAR: Final = np.int8(9)
FEW: Final = 64
"""Below this share of the vocabulary, comparing at once is cheaper than looking at all its letters."""


def distances(left: Codes, right: Codes, vocabulary: Vocabulary, limit: int) -> NDArray[np.int8]:
    """Optimal string alignment distance (adjacent swaps count one) of each pair, FAR where over `limit` or missing."""
    answer = np.full(len(left), FAR, dtype=np.int8)
    answer[(left == right) & (left >= 0)] = 0
    near = np.flatnonzero((left != right) & (left >= 0) & (right >= 0))
    if len(near) > len(vocabulary) // FEW:
        near = near[_may_be_near(left[near], right[near], vocabulary, limit)]
    if not len(near):
        return answer
    low, high = np.minimum(left[near], right[near]), np.maximum(left[near], right[near])
    back, packed = pd.factorize(low.astype(np.int64) << 32 | high)
    scores = process.cpdist(
        vocabulary.strings_at(packed >> 32),
        vocabulary.strings_at(packed & 0xFFFFFFFF),
        scorer=OSA.distance,
        score_cutoff=limit,
        dtype=np.float64,
    )
    found = np.where(scores <= limit, scores, FAR).astype(np.int8)
    answer[near] = found[back]
    return answer


def slips(left: Codes, right: Codes, vocabulary: Vocabulary, limit: int) -> NDArray[np.int8]:
    """As `distances`, but FAR where the texts hold other numbers: School 14 is no slip of School 15."""
    numbers = vocabulary.numbers
    alike = numbers[left] == numbers[right]
    return distances(np.where(alike, left, MISSING).astype(left.dtype), right, vocabulary, limit)


def _may_be_near(left: Codes, right: Codes, vocabulary: Vocabulary, limit: int) -> NDArray[np.bool_]:
    """Each edit changes the length by at most one and the set of letters by at most two."""
    lengths, masks = vocabulary.lengths, vocabulary.letter_masks
    close = np.abs(lengths[left] - lengths[right]) <= limit
    close[close] = np.bitwise_count(masks[left[close]] ^ masks[right[close]]) <= 2 * limit
    near: NDArray[np.bool_] = close
    return near
