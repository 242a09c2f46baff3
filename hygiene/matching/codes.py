"""Integer codes for values: equal codes mean equal values."""

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Codes = NDArray[np.int32]
Integers = NDArray[np.signedinteger[Any]]
"""Codes or rows of whatever width."""
Numbers = NDArray[np.int64] | NDArray[np.uint64]
MISSING: Final = -1
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)
_LARGEST_BITS: Final = 22


def maybe_among(numbers: Numbers, few: Numbers) -> NDArray[np.bool_]:
    """Which of the numbers may be among the few; of nearly all that are not, a small table of hashes tells it at once.

    (The hash is Knuth's multiplicative one: the upper bits of the number times 2^64 / golden ratio.)
    """
    bits = min(len(few).bit_length() + 4, _LARGEST_BITS)
    seen = np.zeros(1 << bits, dtype=bool)
    seen[_hashed(few, bits)] = True
    answer: NDArray[np.bool_] = seen[_hashed(numbers, bits)]
    return answer


def _hashed(numbers: Numbers, bits: int) -> NDArray[np.uint64]:
    hashed: NDArray[np.uint64] = (numbers.view(np.uint64) * _SPREAD) >> np.uint64(64 - bits)
    return hashed


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
