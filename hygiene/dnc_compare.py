"""Is a number listed? By E.164 without extension; what cannot be read, by its digits; and what is left undecided.

A number that cannot be read is the listed one when all its digits are. It may be when its digits hold the last seven of
the listed one anywhere, since an area code may be missing, and a further number or an extension may stand around it; so
may a number whose country was assumed and that is no valid number there. That is never taken for "clear", nor for a
match. Nor is what only letters taken for digits make one.
"""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
import pandas as pd
import phonenumbers

from hygiene.ascending import distinct_ascending, is_among_ascending
from hygiene.digit_windows import SEVEN, TEN_MILLION, Windows, ends_of, windows_of
from schemas.columns import TEXT

CLEAR: Final = 0
UNKNOWN: Final = 1
LISTED: Final = 2
"""Answers, the weightier the higher."""

_NINE: Final = 10**9
_TEN: Final = 10**10
_CACHED: Final = 200_000
_LOCAL_DIGITS: Final = SEVEN
"""A number of seven digits lacks its area code: equal digits elsewhere need not be the same number."""


@dataclass(frozen=True)
class Listed:
    """Numbers to compare with.

    e164: read numbers (int64, ascending, distinct). unread: digits of listed numbers that could not be read (`TEXT`).
    guesses: digits of those in which letters were taken for digits (`TEXT`).
    """

    e164: np.ndarray
    unread: pd.Series
    guesses: pd.Series = field(default_factory=lambda: pd.Series(dtype=TEXT))

    @cached_property
    def whole_digits(self) -> pd.Series:
        """Unread numbers of enough digits to be compared wholly."""
        return self.unread[self.unread.str.len() > _LOCAL_DIGITS]

    @cached_property
    def _unread_windows(self) -> np.ndarray:
        return _table(windows_of(pd.concat([self.unread, self.guesses])).sevens)

    @cached_property
    def _sevens(self) -> np.ndarray:
        """Which seven digits may be the end of a listed number."""
        table = self._unread_windows.copy()
        table[self.e164 % TEN_MILLION] = True
        return table

    def answers(self, numbers: pd.DataFrame) -> np.ndarray:
        """For each row of `PhoneBook.numbers`: `CLEAR`, `UNKNOWN` or `LISTED` (int8).

        A number that was read can be another answer than clear only where it ends as a listed one does, stands
        within one that could not be read, or is typed as that.
        """
        e164 = numbers["e164"].to_numpy()
        possible = (e164 <= 0) | self._sevens[e164 % TEN_MILLION]
        if len(self.unread):
            possible |= numbers["digits"].isin(self.whole_digits).to_numpy(bool)
        answers = np.full(len(numbers), CLEAR, np.int8)
        answers[possible] = self._compared(numbers[possible])
        return answers

    def _compared(self, numbers: pd.DataFrame) -> np.ndarray:
        read = (numbers["e164"] > 0).to_numpy()
        listed = np.zeros(len(numbers), bool)
        listed[read] = is_among_ascending(numbers["e164"].to_numpy()[read], self.e164)
        listed[~read] = is_among_ascending(_as_integers(numbers["digits"][~read]), self.e164)
        alike = np.zeros(len(numbers), bool)
        alike[~read] = self._may_be_listed(numbers["digits"][~read])
        alike[read] |= self._foreign(numbers[read], listed[read])
        if len(self.unread) or len(self.guesses):
            listed |= numbers["digits"].isin(self.whole_digits).to_numpy(bool)
            alike[read] |= self._unread_windows[numbers["e164"].to_numpy()[read] % TEN_MILLION]
        return _answer(listed & ~numbers["guessed"].to_numpy(bool), alike | listed)

    def _may_be_listed(self, unread: pd.Series) -> np.ndarray:
        """Which digits hold seven of a listed number, or are a short one that is listed."""
        windows = windows_of(unread)
        found = np.zeros(len(unread), bool)
        found[windows.places[self._sevens[windows.sevens]]] = True
        return found | unread.isin(self.unread).to_numpy(bool)

    def _foreign(self, numbers: pd.DataFrame, listed: np.ndarray) -> np.ndarray:
        """Which read numbers may be listed ones of another country than was assumed, being none of the assumed one.

        `415 555 2671` on a British record is no British number, but a listed American one without its `+1`.
        """
        e164 = numbers["e164"].to_numpy()
        asked = numbers["assumed"].to_numpy() & ~listed
        found = np.zeros(len(e164), bool)
        found[asked] = is_among_ascending(e164[asked] % _TEN, self._nationals(_TEN))
        trunk_zero = asked & (e164 % _TEN < _NINE)
        if trunk_zero.any():
            found[trunk_zero] |= is_among_ascending(e164[trunk_zero] % _NINE, self._nationals(_NINE))
        found[found] = [not _is_valid(number) for number in e164[found].tolist()]
        return found

    def _nationals(self, modulus: int) -> np.ndarray:
        return np.sort(self.e164 % modulus)


@lru_cache(maxsize=_CACHED)
def _is_valid(number: int) -> bool:
    return phonenumbers.is_valid_number(phonenumbers.parse(f"+{number}"))


def listed_numbers(numbers: pd.DataFrame) -> Listed:
    """`Listed` from rows of `PhoneBook.numbers`."""
    read, guessed = numbers["e164"] > 0, numbers["guessed"]
    return Listed(
        distinct_ascending(numbers.loc[read, "e164"].to_numpy()),
        numbers.loc[~read & ~guessed, "digits"].drop_duplicates(),
        numbers.loc[guessed, "digits"].drop_duplicates(),
    )


def by_reading(numbers: pd.DataFrame, answers: np.ndarray, readings: int) -> np.ndarray:
    """The weightiest answer of each reading's numbers, `CLEAR` for one without number (int8, length `readings`)."""
    most = np.zeros(readings, np.int8)
    np.maximum.at(most, numbers["reading"].to_numpy(), answers)
    return most


def within_record(left: pd.DataFrame, right: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Is a number of `right` the same as one of `left` of the same record?

    In: rows with the columns `by` and those of `PhoneBook.numbers`. Out: `by` and the weightiest `answer` (int8).
    Within a record, equal digits decide also for numbers without an area code, but not for shorter ones.
    """
    pairs = left.merge(right, on=by, suffixes=("", "_right"), validate="many_to_many")
    both_read = (pairs["e164"] > 0) & (pairs["e164_right"] > 0)
    equal = pairs["digits"] == pairs["digits_right"]
    same = (both_read & (pairs["e164"] == pairs["e164_right"])) | (equal & (pairs["digits"].str.len() >= _LOCAL_DIGITS))
    abroad = both_read & (pairs["assumed"] | pairs["assumed_right"])
    same_national = abroad & (pairs["e164"] % _TEN == pairs["e164_right"] % _TEN)
    alike = (equal | same_national).to_numpy(bool, copy=True)
    alike[~both_read] |= _share_seven(pairs[~both_read])
    sure = ~(pairs["guessed"] | pairs["guessed_right"])
    answer = _answer((same & sure).to_numpy(bool), alike)
    return pairs[by].assign(answer=answer).sort_values("answer").drop_duplicates(by, keep="last")


def _share_seven(pairs: pd.DataFrame) -> np.ndarray:
    """In which pairs one number may stand within the other."""
    left = _windows(pairs["digits"], pairs["e164"] > 0).keys()
    right = _windows(pairs["digits_right"], pairs["e164_right"] > 0).keys()
    found = np.zeros(len(pairs), bool)
    found[left[np.isin(left, right)] // TEN_MILLION] = True
    return found


def _windows(digits: pd.Series, read: pd.Series) -> Windows:
    """The end of each number that was read, all windows of each that was not."""
    ends, windows = ends_of(digits), windows_of(digits.where(~read, ""))
    return Windows(np.concatenate([ends.places, windows.places]), np.concatenate([ends.sevens, windows.sevens]))


def _answer(listed: np.ndarray, alike: np.ndarray) -> np.ndarray:
    answer = np.zeros(len(listed), np.int8)
    answer[alike] = UNKNOWN
    answer[listed] = LISTED
    return answer


def _as_integers(digits: pd.Series) -> np.ndarray:
    """Digits as a whole international number; longer than any E.164 number counts as none (int64)."""
    short = digits.str.len() <= 17
    return digits.where(short, "0").astype("int64").to_numpy()


def _table(sevens: np.ndarray) -> np.ndarray:
    table = np.zeros(TEN_MILLION, bool)
    table[sevens] = True
    return table
