"""Phone numbers as E.164, told with the region that they were read from.

`phonenumbers` is the reference (`phone_reading`); plainly written numbers take an equal but faster way (`phone_plain`).
The region order and what counts as "not comparable" are the domain rules, section 6.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import phonenumbers
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.normalize import country, phone_fillers, text
from hygiene.normalize.distinct import LARGE, Codes, Flags, distinct, to_arrow, to_frame
from hygiene.normalize.phone_plain import read_plain
from hygiene.normalize.phone_reading import NO_REGION, read_all, read_several
from hygiene.normalize.recode import DIGITS, recode
from schemas.columns import TEXT

COLUMNS = ("e164", "extension", "region_from", "status", "digits")
"""Columns of `parts`."""

_SOURCES = ("number", "record", "account", "default")
_NUMBER, _RECORD, _ACCOUNT, _DEFAULT = range(4)
# At least six digits on either side of what parts two numbers; an area code has fewer, with a country code up to eight.
_PARTED = r"(?:[/,;|&\n]|\s(?:or|and|und|ou|oder|et|y|o)\s)(?:[^0-9]*[0-9]){6}"
_SEVERAL = (
    r"^[^0-9+]*(?:[1-9]|0[1-9])(?:[^0-9/,;|&\n]*[0-9]){5}[^/,;|&\n]*"
    + _PARTED
    + r"|^[^0-9+]*(?:\+|00)(?:[^0-9/,;|&\n]*[0-9]){9}[^/,;|&\n]*"
    + _PARTED
)


class _Cells(NamedTuple):
    """Distinct (text, region) pairs, the pair of each row (-1 for empty), and the place of its region in `_SOURCES`."""

    texts: pa.Array
    regions: Codes
    names: tuple[str, ...]
    codes: Codes
    sources: Codes


def parts(
    values: pd.Series,
    countries: pd.Series | None = None,
    account_countries: pd.Series | None = None,
    default_region: str = "US",
    workers: int = 1,
    columns: Sequence[str] = COLUMNS,
) -> pd.DataFrame:
    """Read one number from each cell.

    Args:
        values: phone fields as people wrote them.
        countries: country of each record, any spelling that `country.parts` knows; same index as `values`.
        account_countries: country of each record's account, asked where the record's own is unknown.
        default_region: alpha-2 code for where neither is known (`policy.reading.region`).
        workers: processes for the numbers that need the reference parser; it never changes the answer.
        columns: those of the answer that are wanted.

    Returns:
        Aligned with `values`, all `TEXT`: `e164` (without extension; NA unless read), `extension`, `region_from`
        (`number`, `record`, `account`, `default`; NA for empty cells), `status` (`read`; `not_comparable`: unreadable,
        local without area code, or several numbers in one cell; `filler`; NA when empty), `digits` (all ASCII digits of
        the cell, to compare what cannot be read; NA when none).
    """
    cells = _cells(values, countries, account_countries, default_region)
    e164, extension, own = _readings(cells, workers)
    digits = _digits(cells.texts)
    filler = phone_fillers.is_filler(cells.texts, digits, e164)
    e164, extension = text.null_where(e164, filler), text.null_where(extension, filler)
    status = pc.if_else(pc.is_valid(e164), "read", pc.if_else(filler, "filler", "not_comparable"))
    answers = {"e164": e164, "extension": extension, "status": status, "digits": text.empty_to_null(digits)}
    take = pa.array(cells.codes, mask=cells.codes < 0)
    told = {name: array.cast(LARGE).take(take) for name, array in answers.items() if name in columns}
    if "region_from" in columns:
        told["region_from"] = _region_from(cells, own)
    return to_frame({name: told[name] for name in columns}, values.index)


def all_numbers(
    values: pd.Series,
    countries: pd.Series | None = None,
    account_countries: pd.Series | None = None,
    default_region: str = "US",
    workers: int = 1,
) -> pd.DataFrame:
    """Every number of each cell: cells that hold several, or that `parts` cannot read, are searched.

    Args:
        values: as for `parts`, with a unique index.
        countries: as for `parts`.
        account_countries: as for `parts`.
        default_region: as for `parts`.
        workers: as for `parts`.

    Returns:
        One row for each number found: `row` (label of the cell in the index of `values`), `position` (int64, from 0),
        `e164`, `digits` (both `TEXT`, digits of `e164`), in the order of `values`. A cell without a readable number and
        a filler have no row: ask `parts` for their status.
    """
    read = parts(values, countries, account_countries, default_region, workers)
    unread = (read["status"] == "not_comparable").fillna(False) & (read["digits"].str.len() >= 7).fillna(False)
    record, account = (None if series is None else series[unread] for series in (countries, account_countries))
    searched = _searched(_cells(values[unread], record, account, default_region), values.index[unread])
    stacked = pd.concat([read["e164"].dropna(), searched])
    place = pd.Series(np.arange(len(values)), index=values.index).reindex(stacked.index)
    order = np.argsort(place.to_numpy(), kind="stable")
    numbers = pd.DataFrame({"row": stacked.index[order], "e164": stacked.array[order]})
    position = pd.Series(place.to_numpy()[order]).groupby(place.to_numpy()[order]).cumcount().astype("int64")
    return numbers.assign(position=position, digits=numbers["e164"].str.slice(1))[["row", "position", "e164", "digits"]]


def _searched(cells: _Cells, index: pd.Index) -> pd.Series:
    """Every number in each cell, without fillers; labels repeat where a cell holds several."""
    found = [
        read_several(cell, cells.names[region])
        for cell, region in zip(cells.texts.to_pylist(), cells.regions, strict=True)
    ]
    numbers = pd.Series([found[code] for code in cells.codes], index=index, dtype=object).explode().dropna()
    texts = numbers.astype(TEXT)
    real: pd.Series = texts[~phone_fillers.is_junk_number(to_arrow(texts)).to_numpy(zero_copy_only=False)]
    return real


def _cells(
    values: pd.Series, countries: pd.Series | None, account_countries: pd.Series | None, default_region: str
) -> _Cells:
    trimmed = text.empty_to_null(pc.utf8_trim_whitespace(to_arrow(values)))
    found = distinct(trimmed)
    region, sources = _regions(len(values), countries, account_countries, default_region)
    names = tuple(region.dictionary.to_pylist())
    region_codes = region.indices.to_numpy().astype(np.int64)
    present = np.flatnonzero(found.codes >= 0)
    keys = found.codes[present] * len(names) + region_codes[present]
    pairs, inverse = np.unique(keys, return_inverse=True)
    codes = np.full(len(values), -1)
    codes[present] = inverse
    text_codes, regions = np.divmod(pairs, max(len(names), 1))
    return _Cells(found.texts.take(pa.array(text_codes)), regions, names, codes, sources)


def _regions(
    length: int, countries: pd.Series | None, account_countries: pd.Series | None, default_region: str
) -> tuple[pa.DictionaryArray, Codes]:
    """The region of each row, and whether it is the record's, the account's or the default."""
    unknown = pa.nulls(length, LARGE)
    record, account = (
        unknown if values is None else to_arrow(country.parts(values)["country"])
        for values in (countries, account_countries)
    )
    region = pc.coalesce(record, account, pa.scalar(default_region, LARGE))
    told = [pc.is_valid(place).to_numpy(zero_copy_only=False) for place in (record, account)]
    sources = np.select(told, [_RECORD, _ACCOUNT], _DEFAULT)
    supported = pc.is_in(region, pa.array(sorted(phonenumbers.SUPPORTED_REGIONS), LARGE))
    return pc.if_else(supported, region, pa.scalar(NO_REGION, LARGE)).dictionary_encode(), sources


def _readings(cells: _Cells, workers: int) -> tuple[pa.Array, pa.Array, Flags]:
    """E.164, extension and "tells its country itself" of each distinct cell."""
    plain = read_plain(cells.texts, cells.regions, cells.names)
    several = pc.match_substring_regex(cells.texts, _SEVERAL)
    left = pc.and_not(pc.is_null(plain.e164), several)
    rows = np.flatnonzero(left.to_numpy(zero_copy_only=False))
    regions = [cells.names[region] for region in cells.regions[rows]]
    rest = read_all(cells.texts.filter(left).to_pylist(), regions, workers)
    own = plain.own.copy()
    own[rows] = [reading.own for reading in rest]
    e164 = pc.replace_with_mask(plain.e164, left, pa.array([reading.e164 for reading in rest], LARGE))
    extension = pc.replace_with_mask(plain.extension, left, pa.array([reading.extension for reading in rest], LARGE))
    return e164, extension, own


def _region_from(cells: _Cells, own: Flags) -> pa.Array:
    empty = cells.codes < 0
    told = own[cells.codes] if len(own) else np.zeros(len(empty), bool)
    return pa.array(_SOURCES, LARGE).take(pa.array(np.where(told, _NUMBER, cells.sources), mask=empty))


def _digits(texts: pa.Array) -> pa.Array:
    foreign = pc.invert(pc.string_is_ascii(texts))
    if pc.any(foreign).as_py():
        normal = [
            phonenumbers.normalize_digits_only(cell, keep_non_digits=True) for cell in texts.filter(foreign).to_pylist()
        ]
        texts = pc.replace_with_mask(texts, foreign, pa.array(normal, LARGE))
    return recode(texts, DIGITS)
