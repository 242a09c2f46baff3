"""Integers in ascending order, each once, and being among them.

`np.unique` and `np.isin` hash or sort anew, which takes many times as long for millions.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_FEW: Final = 200_000


def distinct_ascending(numbers: NDArray[Any]) -> NDArray[Any]:
    """The numbers sorted, each once."""
    ordered = np.sort(numbers)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered


def is_among_ascending(numbers: NDArray[Any], ascending: NDArray[Any]) -> NDArray[np.bool_]:
    """Which of the numbers are among the ascending ones."""
    if not len(ascending):
        return np.zeros(len(numbers), dtype=bool)
    if len(ascending) < _FEW:
        return _searched(numbers, ascending)
    order = np.argsort(numbers, kind="stable")  # in order, the searches walk through memory instead of jumping in it
    found = np.zeros(len(numbers), dtype=bool)
    found[order] = _searched(numbers[order], ascending)
    return found


def _searched(numbers: NDArray[Any], ascending: NDArray[Any]) -> NDArray[np.bool_]:
    at = np.searchsorted(ascending, numbers).clip(max=len(ascending) - 1)
    found: NDArray[np.bool_] = ascending[at] == numbers
    return found
