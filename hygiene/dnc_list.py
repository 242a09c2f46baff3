"""A Do-Not-Call list that was read: whose law it is, how old it is, and its numbers in comparable form."""

from dataclasses import dataclass
from datetime import date

import pandas as pd


@dataclass(frozen=True)
class DncNumbers:
    """One list, ready to compare.

    numbers: distinct E.164 numbers without extension (`TEXT`, index from 0, sorted).
    unread: rows that are no number; they are told, never taken as "clear".
    fetched_from: where the fetch date comes from (`policy`, `command line`, `file name` or `file time`).
    """

    name: str
    jurisdiction: str
    fetched: date
    fetched_from: str
    max_age_days: int
    numbers: pd.Series
    rows: int
    unread: int
    sha256: str
