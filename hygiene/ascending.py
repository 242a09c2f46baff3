"""Integers in ascending order, each once: `np.unique` hashes them, which takes many times as long for millions."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def distinct_ascending(numbers: NDArray[Any]) -> NDArray[Any]:
    """The numbers sorted, each once."""
    ordered = np.sort(numbers)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered
