"""Numbers that nobody has: they stand where a form wanted one, and never compare."""

from typing import Final

import numpy as np
import phonenumbers
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.normalize import fillers, text
from hygiene.normalize.distinct import LARGE

_UP = "12345678901234567890"
_SEQUENCES: Final = frozenset(
    [_UP[:n] for n in range(3, 16)]
    + ["0" + _UP[:n] for n in range(3, 11)]
    + ["9876543210", "987654321", "0987654321", "1231231234", "1231231231", "123123123", "1212121212", "1010101010"]
)
_RUNS = "|".join(f"{digit}{{5}}" for digit in range(10))
_SUSPECT = rf"^.{{0,6}}$|{_RUNS}|12345|98765|1231231|12121212|10101010"
_ONE_DIGIT = "^(?:0+|1+|2+|3+|4+|5+|6+|7+|8+|9+)$"


def is_filler(texts: pa.Array, digits: pa.Array, e164: pa.Array) -> pa.Array:
    """Which cells hold a filler: all one digit, counted up or down, seven zeros at the end, or a filler word.

    Args:
        texts: the cells, no nulls.
        digits: their digits.
        e164: what was read from them, null for nothing.
    """
    suspect = pc.match_substring_regex(digits, _SUSPECT)
    cells, some, read = (array.filter(suspect) for array in (texts, digits, e164))
    national = pc.coalesce(_national(read), some)
    bare = pc.replace_substring_regex(some, "^1([0-9]{10})$", r"\1")
    word = pc.and_(pc.equal(some, ""), fillers.is_filler(text.words_only(cells)))
    found = pc.or_(pc.or_(_is_junk(national), _is_junk(bare)), pc.or_(pc.ends_with(some, "0000000"), word))
    return pc.replace_with_mask(pa.array(np.zeros(len(texts), bool)), suspect, found)


def is_junk_number(e164: pa.Array) -> pa.Array:
    """The same for numbers alone."""
    return pc.or_(_is_junk(_national(e164)), pc.ends_with(e164, "0000000"))


def _is_junk(digits: pa.Array) -> pa.Array:
    listed = pc.is_in(digits, pa.array(sorted(_SEQUENCES), LARGE))
    return pc.or_(listed, pc.match_substring_regex(digits, _ONE_DIGIT))


def _national(e164: pa.Array) -> pa.Array:
    """National number of an E.164 number."""
    codes = "|".join(map(str, sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)))
    return pc.replace_substring_regex(e164, rf"^\+(?:{codes})", "")
