"""Letters that were typed or scanned for the digits that they look like: the capital O of `415-555-O150`."""

import re
from typing import Final

import pandas as pd

from schemas.columns import TEXT

_WORD: Final = re.compile(r"[^\W_]+")
_AS_DIGITS: Final = str.maketrans("OoIilSsBZz", "0011155822")
_NO_DIGIT: Final = re.compile(r"[^0-9]+")


def digits_meant(texts: pd.Series) -> pd.Series:
    """All digits of each text, its look-alikes among them; NA where no letter stands for a digit (TEXT, same index).

    A letter does within a word of digits and look-alikes: `O150` and `0I50`, not `ext12` and no word of letters alone.
    """
    some = texts[texts.str.contains(r"[0-9]", regex=True).fillna(False).astype(bool)]
    read = some.map(_read).astype(TEXT)
    meant = read.mask((read == some).fillna(True).astype(bool)).str.replace(_NO_DIGIT, "", regex=True)
    return meant.reindex(texts.index).astype(TEXT)


def _read(text: str) -> str:
    return _WORD.sub(lambda word: _meant(word[0]), text)


def _meant(word: str) -> str:
    meant = word.translate(_AS_DIGITS)
    return meant if meant.isdecimal() and any(letter.isdecimal() for letter in word) else word
