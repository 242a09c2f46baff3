"""Tables of words, written as text so that they can be read and extended."""

from collections.abc import Mapping
from types import MappingProxyType


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


def pairs(text: str) -> Mapping[str, str]:
    """A line `short: long form` for each word, as short -> long form; several shorts are parted by blanks."""
    lines = (line.split(":") for line in text.strip().splitlines())
    return MappingProxyType({short: full.strip() for shorts, full in lines for short in shorts.split()})
