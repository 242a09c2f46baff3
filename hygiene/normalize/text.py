"""Folding: one spelling for texts that differ only in case, accents, script, punctuation or umlaut convention."""

import re

import pyarrow as pa
import pyarrow.compute as pc
from anyascii import anyascii

from hygiene.normalize.distinct import LARGE
from hygiene.normalize.recode import WORDS, buffers, recode, squeeze

# `ue` for `ü` stands after a consonant (or first) and before a consonant. English and Romance words have the same
# letters at the end (`Joe`, `Sue`), behind q and g (`Rodriguez`) and in the endings of `Samuel`, `Michaels`, `Manuela`.
_DIGRAPH = re.compile(
    r"(?:(?<![aeiouqy])(?=[ao])|(?<![aegiouqy])|(?<=\bg)(?=uen))([aou])e"
    r"(?=[bcdfghjklmnpqrstvwxz])(?!l(?:a|le|la|o|s|son|is)?(?![a-z]))"
)
_FOREIGN = 128
_BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f "


def ascii_lower(texts: pa.Array) -> pa.Array:
    """Lower case in ASCII letters: accents dropped, other scripts transliterated (`Ольга` -> `olga`)."""
    plain = pc.string_is_ascii(texts)
    if pc.all(plain).as_py() in (True, None):
        return pc.ascii_lower(texts)
    foreign = [anyascii(text) for text in texts.filter(pc.invert(plain)).to_pylist()]
    mixed = pc.replace_with_mask(texts, pc.invert(plain), pa.array(foreign, LARGE))
    return pc.ascii_lower(mixed)


def fold_umlauts(word: str) -> str:
    """`mueller` as `muller`: the two ways to write an umlaut without its dots compare equal.

    The dotted form has lost its dots before (`ascii_lower`), so the digraph loses its `e`. Takes folded ASCII.
    """
    return _DIGRAPH.sub(r"\1", word) if "e" in word else word


def words_only(texts: pa.Array) -> pa.Array:
    """Folded texts with apostrophes dropped and all other punctuation as single blanks, trimmed."""
    return squeeze(recode(ascii_lower(texts), WORDS))


def plain(texts: pa.Array) -> pa.Array:
    """In lower case and without blanks at either end. Where no letter is foreign, Unicode is not asked."""
    _, data = buffers(texts)
    if len(data) and data.max() >= _FOREIGN:
        return pc.utf8_lower(pc.utf8_trim_whitespace(texts))
    return pc.ascii_lower(pc.ascii_trim(texts, characters=_BLANKS))


def empty_to_null(texts: pa.Array) -> pa.Array:
    """An empty text is no text."""
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, LARGE), texts)


def null_where(texts: pa.Array, mask: pa.Array) -> pa.Array:
    """Null where the mask is true."""
    return pc.if_else(mask, pa.scalar(None, texts.type), texts)
