"""A Do-Not-Call list that was read: whose law it is, how old it is, and its numbers in comparable form."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class DncNumbers:
    """One list, ready to compare.

    numbers: distinct E.164 numbers without extension as integers (`e164_integers`; int64, ascending): the national
        registry of a large country has hundreds of millions.
    rows: rows that were read. unread: rows that are no number; they are told, never taken as "clear".
    fetched_from: where the fetch date comes from (`policy`, `command line`, `file name` or `file time`).
    sha256: of the file as it was given (hex).
    """

    name: str
    jurisdiction: str
    fetched: date
    fetched_from: str
    max_age_days: int
    numbers: np.ndarray
    rows: int
    unread: int
    sha256: str

    def age_days(self, as_of: pd.Timestamp) -> int:
        """Days from the fetch to the moment of the plan; negative for a list that was fetched later."""
        return int((as_of.date() - self.fetched).days)

    def evidence(self) -> str:
        """The list and its version in words."""
        whose = "" if self.jurisdiction == "unknown" else f" ({self.jurisdiction})"
        return f"list {self.name}{whose}, version {self.sha256[:12]}, fetched {self.fetched} ({self.fetched_from})"


def e164_integers(e164: pd.Series) -> np.ndarray:
    """E.164 texts (`+14155552671`) as integers (`14155552671`), 0 for missing (int64).

    No calling code begins with 0, so nothing is lost; the zero of Italian numbers stands behind the code.
    """
    return e164.str.slice(1).fillna("0").astype("int64").to_numpy()
