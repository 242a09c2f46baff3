"""Countries as ISO 3166 alpha-2 codes."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.normalize.country_names import ALIASES
from hygiene.normalize.distinct import LARGE, ArrowColumns, per_distinct
from hygiene.normalize.text import null_where, words_only

_NOISE = frozenset({"and", "the", "of"})


def parts(values: pd.Series) -> pd.DataFrame:
    """Read countries.

    Args:
        values: names, codes or local spellings (`Deutschland`, `USA`, `U.S.`, `GBR`, `Korea, Republic of`).

    Returns:
        One `TEXT` column `country` (alpha-2), aligned with `values`; NA where unknown. A region of a country that
        people write as one (`England`) is that country; nothing is guessed from a typo.
    """
    return per_distinct(values, _codes)


def _codes(texts: pa.Array) -> ArrowColumns:
    known = _known_names()
    words = words_only(texts)
    found = [known.get(_squashed(name)) or known.get(_sorted(name)) for name in words.to_pylist()]
    # `n/a` and `na` say that there is none; only `NA` is Namibia's code.
    none = pc.and_not(pc.is_in(words, pa.array(["n a", "na"], LARGE)), pc.equal(pc.utf8_trim_whitespace(texts), "NA"))
    return {"country": null_where(pa.array(found, LARGE), none)}


@cache
def _known_names() -> Mapping[str, str]:
    """Every known spelling, squashed and with sorted words, -> alpha-2. A code or ISO name wins over an alias."""
    import pycountry  # loads its tables: only when a country is read

    pairs = [(alias, code) for alias, code in ALIASES.items()]
    for country in pycountry.countries:
        keys = ("name", "official_name", "common_name", "alpha_3", "alpha_2")
        pairs += [(getattr(country, key), country.alpha_2) for key in keys if getattr(country, key, None)]
    folded = words_only(pa.array([name for name, _ in pairs], LARGE)).to_pylist()
    known: dict[str, str] = {}
    for name, (_, code) in zip(folded, pairs, strict=True):
        known |= {_squashed(name): code} | ({_sorted(name): code} if " " in name else {})
    return MappingProxyType(known)


def _squashed(name: str) -> str:
    return name.replace(" ", "")


def _sorted(name: str) -> str:
    """`Korea, Republic of` as `Republic of Korea`: the words in alphabetical order, without the little ones."""
    return " ".join(sorted(word for word in name.split() if word not in _NOISE))
