"""Job titles: abbreviations written out, level and function told."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.normalize import fillers, title_words, tokens
from hygiene.normalize.distinct import LARGE, ArrowColumns, Flags, per_distinct
from hygiene.normalize.text import ascii_lower, null_where, words_only
from hygiene.normalize.tokens import Tokens

LEVELS = ("c_level", "vp", "director", "manager", "other")


def parts(values: pd.Series) -> pd.DataFrame:
    """Read job titles.

    Args:
        values: titles as people wrote them.

    Returns:
        Aligned with `values`, `TEXT`: `title` (folded, abbreviations written out, without `of` and the like: `Sr. VP,
        Ops` -> `senior vice president operations`), `level` (one of `LEVELS`), `functions` (alphabetical, parted by
        blanks; NA when none is known). NA for empty values and fillers.
    """
    return per_distinct(values, _columns)


def _columns(texts: pa.Array) -> ArrowColumns:
    folded = words_only(pc.replace_substring_regex(ascii_lower(texts), r"\b([a-z])\.", r"\1"))
    spelled = tokens.split(folded).mapped(lambda word: title_words.ABBREVIATIONS.get(word, word))
    words = tokens.split(spelled.joined())
    kept = words.drop_unless_all(words.is_in(title_words.SILENT))
    nothing = fillers.is_filler(folded)
    columns = {"title": kept.joined(), "level": _levels(kept), "functions": _functions(kept)}
    return {name: null_where(array, nothing) for name, array in columns.items()}


def _levels(words: Tokens) -> pa.Array:
    def has(*any_of: str) -> Flags:
        return words.any_in_text(words.is_in(any_of))

    vice = has("vice") & has("president")
    level = np.select(
        [vice, has("assistant", "secretary"), has(*title_words.HEADS) | (has("managing") & has("director")),
         has(*title_words.DIRECTORS), has(*title_words.MANAGERS)],
        ["vp", "other", "c_level", "director", "manager"],
        "other",
    )  # fmt: skip
    return pa.array(level, LARGE)


def _functions(words: Tokens) -> pa.Array:
    known = words.keep(words.is_in(title_words.FUNCTIONS.keys())).mapped(
        lambda word: title_words.FUNCTIONS.get(word, word)
    )
    ordered = known.sorted()
    repeated = np.zeros(len(ordered.codes), bool)
    repeated[1:] = (ordered.codes[1:] == ordered.codes[:-1]) & (ordered.text[1:] == ordered.text[:-1])
    return ordered.keep(~repeated).joined()
