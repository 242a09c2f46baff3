"""Where a whole number may stand within digits that could not be read: in any seven of them that stand together."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from hygiene.ascending import is_among_ascending
from schemas.columns import TEXT

SEVEN: Final = 7
TEN_MILLION: Final = 10_000_000
"""Windows are integers below this."""

_ONES: Final = 1_111_111
_NO_SIGN: Final = np.unique(
    [_ONES * digit + (other - digit) * 10**at for digit in range(10) for other in range(10) for at in range(SEVEN)]
)
"""Seven digits of which at least six are the same one: they pad and fill, and stand in numbers that have nothing else
in common."""

_PREFIX: Final = "^00+"
"""International prefix, or zeros that pad: no number has them among its last seven digits."""


@dataclass(frozen=True)
class Windows:
    """places: which text it is, counted from 0. sevens: seven digits of it as an integer (both int64)."""

    places: np.ndarray
    sevens: np.ndarray

    def keys(self) -> np.ndarray:
        """One integer for each window of each text."""
        keys: np.ndarray = self.places * TEN_MILLION + self.sevens
        return keys


def ends_of(digits: pd.Series) -> Windows:
    """The last seven digits of each text that has as many (`TEXT`)."""
    long = _from(digits.reset_index(drop=True), SEVEN)
    return Windows(long.index.to_numpy(np.int64), _integers(long.str.slice(-SEVEN)))


def windows_of(digits: pd.Series) -> Windows:
    """Every seven digits that stand together, without those that are no sign of anything; the last seven always."""
    ends = ends_of(digits)
    places, sevens, start = [ends.places], [ends.sevens], 0
    texts = _from(digits.reset_index(drop=True).str.replace(_PREFIX, "", regex=True), SEVEN)
    while len(texts):
        found = _integers(texts.str.slice(start, start + SEVEN))
        is_sign = ~is_among_ascending(found, _NO_SIGN)
        places.append(texts.index.to_numpy(np.int64)[is_sign])
        sevens.append(found[is_sign])
        start += 1
        texts = _from(texts, start + SEVEN)
    return Windows(np.concatenate(places), np.concatenate(sevens))


def _from(texts: pd.Series, length: int) -> pd.Series:
    return texts[texts.str.len() >= length]


def _integers(digits: pd.Series) -> np.ndarray:
    return digits.astype(TEXT).astype("int64").to_numpy()
