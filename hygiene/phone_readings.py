"""The numbers in distinct phone texts: one, several, or digits that cannot be read as a whole number."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from hygiene.dnc_list import e164_integers
from hygiene.look_alikes import digits_meant
from hygiene.normalize import country, phone
from schemas.columns import TEXT

FEWEST_DIGITS: Final = 7
"""A text with fewer digits is no number that a list file could hold."""

SHORTEST: Final = 4
"""A text with fewer digits is no number; what has fewer than `FEWEST_DIGITS` compares with its like alone."""

_SEPARATORS: Final = re.compile(r"[/,;|&\n]|\s(?:or|and|und|ou|oder|et|y|o)\s", re.IGNORECASE)
_DIGITS: Final = re.compile(r"[0-9]+")


class Read(NamedTuple):
    """texts: one row a text (index: `reading`): `text`, `country`, `account_country`, and `status`, `region_from` and
    `digits` as of `normalize.phone.parts` (all `TEXT`).

    numbers: one row a number in it: `reading`, `e164` (int64, 0 where it could not be read), `digits` (`TEXT`),
    `assumed` (bool: the text does not tell its country), `guessed` (bool: letters were taken for digits). A text
    without number (a filler, words, too few digits) has no row.
    """

    texts: pd.DataFrame
    numbers: pd.DataFrame


def read(texts: pd.DataFrame, region: str) -> Read:
    """The numbers in texts: `text`, `country`, `account_country` (`TEXT`, any unique integer index).

    region: where neither number nor countries tell one.
    """
    parts = phone.parts(texts["text"], texts["country"], texts["account_country"], region)
    told = texts.assign(**parts[["status", "region_from", "digits"]])
    return Read(told, _numbers_of(told, parts["e164"], region))


def nothing_read() -> Read:
    """No text and no number."""
    texts = ("text", "country", "account_country", "status", "region_from", "digits")
    no_number = {"reading": np.empty(0, np.int64), "e164": np.empty(0, np.int64), "digits": []}
    numbers = pd.DataFrame({**no_number, "assumed": [], "guessed": []})
    numbers = numbers.astype({"digits": TEXT, "assumed": "bool", "guessed": "bool"})
    return Read(pd.DataFrame(columns=list(texts), dtype=TEXT), numbers)


def region_told(texts: pd.DataFrame, default_region: str) -> pd.Series:
    """Which country's number a text was taken for and why, for the reason of a change (`TEXT`, same index)."""
    record = country.parts(texts["country"])["country"]
    account = country.parts(texts["account_country"])["country"]
    source, taken = texts["region_from"], "taken for a number of "
    told = pd.Series(f"{taken}{default_region}, the default", index=texts.index, dtype=TEXT)
    told = told.mask(source == "account", taken + account + ", the account's country")
    told = told.mask(source == "record", taken + record + ", the record's country")
    return told.mask(source == "number", "the number tells its country itself")


def _numbers_of(texts: pd.DataFrame, e164: pd.Series, region: str) -> pd.DataFrame:
    read = e164.dropna()
    single = pd.DataFrame({"reading": read.index, "e164": e164_integers(read), "digits": read.str.slice(1).array})
    unread = texts[(texts["status"] == "not_comparable").fillna(False)]
    length = unread["digits"].str.len().fillna(0)
    short = _unread(unread.loc[(length >= SHORTEST) & (length < FEWEST_DIGITS), "digits"])
    searched = _searched(unread[length >= FEWEST_DIGITS], region)
    meant = digits_meant(unread["text"])
    guessed = _unread(meant[(meant.str.len() >= FEWEST_DIGITS).fillna(False).astype(bool)]).assign(guessed=True)
    seen = pd.concat([single, *searched, short], ignore_index=True).assign(guessed=False)
    numbers = pd.concat([seen, guessed], ignore_index=True).astype({"reading": "int64", "digits": TEXT})
    own = (texts["region_from"] == "number") | texts["text"].str.contains("+", regex=False)
    return numbers.assign(assumed=~own.fillna(False).astype(bool).loc[numbers["reading"]].to_numpy())


def _searched(unread: pd.DataFrame, region: str) -> list[pd.DataFrame]:
    """The numbers found within texts that are no single number, and what may be a further one there."""
    if unread.empty:
        return []
    found = phone.all_numbers(unread["text"], unread["country"], unread["account_country"], region)
    several = found.assign(reading=found["row"], e164=e164_integers(found["e164"]))[["reading", "e164", "digits"]]
    left = _left_over(unread, several).dropna()
    return [several, _unread(left)]


def _unread(digits: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"reading": digits.index, "e164": np.int64(0), "digits": digits.array})


def _left_over(unread: pd.DataFrame, found: pd.DataFrame) -> pd.Series:
    """Digits of what may be a further number in each text (index: reading, repeated; `TEXT`), beside the numbers found.

    A piece of the text between separators is one when it has digits enough, also beside those of the numbers found in
    it; where none has, the whole text is.
    """
    told = found["digits"].groupby(found["reading"]).agg(list).to_dict()
    rests = [
        [digits for digits in _pieces(text, whole) if _holds_more(digits, told.get(reading, ()))]
        for reading, text, whole in zip(unread.index, unread["text"], unread["digits"], strict=True)
    ]
    return pd.Series(rests, index=unread.index, dtype=object).explode().astype(TEXT)


def _holds_more(piece: str, told: Sequence[str]) -> bool:
    inside = [digits for digits in told if digits[-FEWEST_DIGITS:] in piece]
    return not inside or len(piece) - sum(map(len, inside)) >= FEWEST_DIGITS


def _pieces(text: str, whole: str) -> list[str]:
    digits = ["".join(_DIGITS.findall(piece)) for piece in _SEPARATORS.split(text)]
    return [piece for piece in digits if len(piece) >= FEWEST_DIGITS] or [whole]
