"""Integer codes for values: equal codes mean equal values."""

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Codes = NDArray[np.int32]
Integers = NDArray[np.signedinteger[Any]]
"""Codes or rows of whatever width."""
MISSING: Final = -1


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
