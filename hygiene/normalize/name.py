"""Names of people: folded, without titles and particles, with a key for nicknames.

Folded means lower case in ASCII letters, other scripts transliterated, and an umlaut in either of its two spellings
without its dots (`Müller`, `Mueller` and `Muller` are all `muller`: see `text.fold_umlauts`).
"""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.normalize import fillers, name_words, nicknames, tokens
from hygiene.normalize.distinct import LARGE, ArrowColumns, per_distinct, to_arrow, to_frame
from hygiene.normalize.recode import recode, squeeze, table
from hygiene.normalize.text import ascii_lower, fold_umlauts, null_where, words_only
from hygiene.normalize.tokens import Tokens

_INVERTED = r"^\s*(?P<last>[^,]+?)\s*,\s*(?P<first>[^,]+?)\s*$"
_NAMES = table(b"abcdefghijklmnopqrstuvwxyz0123456789-", drop=b"'`\"", other=b" ")


def parts(first: pd.Series, last: pd.Series) -> pd.DataFrame:
    """Read names of people.

    Args:
        first: first names, with or without titles and middle names.
        last: last names, with or without generation and degrees; same index. Where `first` is empty, `Last, First` and
            nothing else is taken apart.

    Returns:
        Aligned with the input, `TEXT`: `first` (first word; hyphens closed up), `first_canonical` (blocking key over
        nicknames), `middle` (other words of the first name), `last`, `last_core` (without particles,
        closed up: `van der Berg` -> `berg`, `O'Brien` and `O Brien` -> `obrien`), `last_parts` (words of the core where
        there are several: `Smith-Jones` -> `smith jones`), `suffix` (`jr`, `iii`), `name_tokens` (all words but
        particles in alphabetical order, the same when first and last are swapped); `boolean`: `is_filler` (the last
        name is a filler). Fillers and empty values are NA.
    """
    first, last = uninverted(first, last)
    names = pd.concat([given(first), family(last)], axis="columns")
    texts = [to_arrow(names[column]) for column in ("first", "middle", "last_parts", "last_core")]
    core = pc.coalesce(texts[2], texts[3])
    every = tokens.concatenated(tokens.concatenated(tokens.split(texts[0]), tokens.split(texts[1])), tokens.split(core))
    swappable = to_frame({"name_tokens": every.sorted().joined()}, first.index)
    return pd.concat([names, swappable], axis="columns")


def given(values: pd.Series) -> pd.DataFrame:
    """The columns of `parts` that come from the first name."""
    return per_distinct(values, _given)


def family(values: pd.Series) -> pd.DataFrame:
    """The columns of `parts` that come from the last name."""
    return per_distinct(values, _family)


def _given(texts: pa.Array) -> ArrowColumns:
    names = _hyphenated(texts)
    names = names.keep(~names.leading(names.is_in(name_words.ADDRESSES)))
    names = names.drop_unless_all(names.leading(names.is_in(name_words.HONORIFICS)))
    names = names.mapped(lambda word: fold_umlauts(word.replace("-", "")))
    first = null_where(names.first(), _filler(texts))
    middle = null_where(names.keep(names.position > 0).joined(), _filler(texts))
    canonical = [None if name is None else nicknames.canonical(name) for name in first.to_pylist()]
    return {
        "first": first,
        "first_canonical": pa.array(canonical, LARGE),
        "middle": middle,
    }


def _family(texts: pa.Array) -> ArrowColumns:
    filler = _filler(texts)
    names = _hyphenated(texts)
    behind = names.trailing(names.is_in(name_words.SUFFIXES.keys() | name_words.DEGREES) & (names.position > 0))
    suffix = names.keep(behind & names.is_in(name_words.SUFFIXES.keys())).mapped(
        lambda w: name_words.SUFFIXES.get(w, w)
    )
    whole = _opened(names.keep(~behind))
    core = whole.drop_unless_all(whole.is_in(name_words.PARTICLES))
    several = core.counts > 1
    columns = {
        "last": whole.joined(),
        "last_core": core.joined(""),
        "last_parts": null_where(core.joined(), pa.array(~several)),
        "suffix": suffix.first(),
    }
    return {name: null_where(array, filler) for name, array in columns.items()} | {"is_filler": filler}


def _hyphenated(texts: pa.Array) -> Tokens:
    """Folded words in which hyphens still stand."""
    return tokens.split(pc.utf8_trim(squeeze(recode(ascii_lower(texts), _NAMES)), characters=" -"))


def _opened(names: Tokens) -> Tokens:
    """Hyphens as blanks, umlauts folded."""
    joined = pc.fill_null(pc.replace_substring(names.joined(), "-", " "), "")
    return tokens.split(joined).mapped(fold_umlauts)


def _filler(texts: pa.Array) -> pa.Array:
    return fillers.is_filler(words_only(texts), name_words.FILLERS, name_words.ALSO_FILLERS)


def uninverted(first: pd.Series, last: pd.Series) -> tuple[pd.Series, pd.Series]:
    """`Last, First` in the last name of a record without first name, taken apart; all else as it came."""
    firsts, lasts = to_arrow(first), to_arrow(last)
    empty = pc.fill_null(pc.equal(pc.utf8_trim_whitespace(firsts), ""), True)
    inverted = pc.and_(empty, pc.fill_null(pc.match_substring_regex(lasts, _INVERTED), False))
    pieces = pc.extract_regex(lasts.filter(inverted), _INVERTED)
    behind = pc.struct_field(pieces, "first")
    words = tokens.split(words_only(behind))
    # `Smith, Jr.` and `Smith, PhD` hold no first name.
    is_name = ~words.any_in_text(words.is_in(name_words.SUFFIXES.keys() | name_words.DEGREES))
    rows = np.flatnonzero(inverted.to_numpy(zero_copy_only=False))[is_name]
    chosen = np.zeros(len(lasts), bool)
    chosen[rows] = True
    taken = pa.array(is_name)
    columns = {
        "first": pc.replace_with_mask(firsts, pa.array(chosen), behind.filter(taken)),
        "last": pc.replace_with_mask(lasts, pa.array(chosen), pc.struct_field(pieces, "last").filter(taken)),
    }
    frame = to_frame(columns, last.index)
    return frame["first"], frame["last"]
