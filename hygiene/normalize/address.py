"""Postal addresses: folded, with one spelling for street words."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.normalize import fillers, tokens
from hygiene.normalize.distinct import ArrowColumns, per_distinct
from hygiene.normalize.text import ascii_lower, empty_to_null, fold_umlauts, null_where, words_only
from hygiene.normalize.word_list import pairs

_STREET_WORDS = pairs(
    """
    street: st
    avenue aven av: ave
    boulevard boul: blvd
    road: rd
    drive: dr
    lane: ln
    court: ct
    place: pl
    square: sq
    terrace: ter
    parkway pky: pkwy
    highway: hwy
    circle: cir
    suite: ste
    apartment appartment: apt
    floor: fl
    building bldng: bldg
    room: rm
    north: n
    south: s
    east: e
    west: w
    northeast: ne
    northwest: nw
    southeast: se
    southwest: sw
    strasse: str
    platz: pl
    first: 1st
    second: 2nd
    third: 3rd
    fifth: 5th
    mount: mt
    fort: ft
    center centre: ctr
    """
)
_CITY_WORDS = pairs(
    """
    saint sankt: st
    mount: mt
    fort: ft
    """
)


def parts(street: pd.Series, city: pd.Series, postal: pd.Series, state: pd.Series) -> pd.DataFrame:
    """Read addresses.

    Args:
        street: street and house number.
        city: city; same index, like the others.
        postal: postal code.
        state: state or province.

    Returns:
        Aligned, all `TEXT`: `street` (`12 Main Street, Suite 4` -> `12 main st ste 4`; `Hauptstraße` -> `hauptstr`),
        `city`, `postal` (capitals and digits; the four extra digits of a US code dropped), `state` (folded). Fillers
        and empty values are NA.
    """
    columns = [
        per_distinct(street, _street),
        per_distinct(city, _city),
        per_distinct(postal, _postal),
        per_distinct(state, _state),
    ]
    return pd.concat(columns, axis="columns")


def _street(texts: pa.Array) -> ArrowColumns:
    words = tokens.split(words_only(texts)).mapped(fold_umlauts)
    words = words.mapped(lambda word: _STREET_WORDS.get(word, word)).mapped(_german_street)
    return {"street": _real(words.joined())}


def _german_street(word: str) -> str:
    return word.removesuffix("asse") if len(word) > 6 and word.endswith("strasse") else word


def _city(texts: pa.Array) -> ArrowColumns:
    words = tokens.split(words_only(texts)).mapped(fold_umlauts).mapped(lambda word: _CITY_WORDS.get(word, word))
    return {"city": _real(words.joined())}


def _postal(texts: pa.Array) -> ArrowColumns:
    short = pc.replace_substring_regex(ascii_lower(texts), r"^\s*([0-9]{5})-[0-9]{4}\s*$", r"\1")
    code = pc.ascii_upper(pc.replace_substring_regex(short, "[^a-z0-9]+", ""))
    return {"postal": null_where(empty_to_null(code), fillers.is_filler(pc.ascii_lower(code)))}


def _state(texts: pa.Array) -> ArrowColumns:
    return {"state": _real(empty_to_null(words_only(texts)))}


def _real(texts: pa.Array) -> pa.Array:
    return null_where(texts, fillers.is_filler(texts))
