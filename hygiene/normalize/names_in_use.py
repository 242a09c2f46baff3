"""Given names and surnames that many people bear: two of them that are alike are two names, and no slip of a key.

The lists are written by `benchmarks/names_in_use.py` from frequencies of the US census and social security
administration (public domain), nicknames, and the names of many countries that Faker knows (MIT). For given names there
is the other gender's form as well, in any language that adds an ending: Paul and Paula, Mario and Maria, Stefan and
Stefanie.
"""

from functools import cache
from importlib.resources import files
from typing import Final, Literal

import pyarrow as pa

ENDINGS: Final = ("a", "e", "ia", "ie", "in", "ina", "ine", "ette")
"""What other gender's forms add to a given name."""
SWAPPED: Final = (("o", "a"), ("us", "a"), ("an", "na"), ("er", "ra"), ("e", "a"))
"""Endings that stand for each other."""
LONGEST_SWAPPED: Final = max(len(ending) for pair in SWAPPED for ending in pair)
"""Letters of the shorter name beyond these are letters of the longer one too."""


@cache
def in_use(kind: Literal["given_names", "surnames"]) -> pa.Array:
    """The names, folded as the matcher compares them (lower case, ASCII)."""
    return pa.array((files("hygiene.normalize") / f"{kind}.txt").read_text("utf-8").split(), pa.string())


def other_form(one: str, other: str) -> bool:
    """Whether the names are the forms of one name for men and for women."""
    kept = min(len(one), len(other)) - LONGEST_SWAPPED
    if kept > 0 and one[:kept] != other[:kept]:
        return False
    shorter, longer = sorted((one, other), key=len)
    added = longer.startswith(shorter) and longer[len(shorter) :] in ENDINGS
    return added or any(
        name.endswith(ending) and name.removesuffix(ending) + its == form
        for ending, its in SWAPPED
        for name, form in ((one, other), (other, one))
    )
