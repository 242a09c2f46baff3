"""Every filled phone field of a snapshot, and the numbers that are read from each distinct value once."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.dnc_list import e164_integers
from hygiene.normalize import country, phone
from hygiene.normalize.distinct import LARGE, to_arrow, to_frame
from hygiene.policy import Policy
from hygiene.snapshot import Snapshot
from schemas.columns import TEXT, fields_of

COUNTRY: Final = MappingProxyType({"Lead": "Country", "Contact": "MailingCountry", "Account": "BillingCountry"})
"""Object with phone fields -> its country field."""

FEWEST_DIGITS: Final = 7
"""A text with fewer digits is no number that a list could hold."""


_SEPARATORS: Final = re.compile(r"[/,;|&\n]|\s(?:or|and|und|ou|oder|et|y|o)\s", re.IGNORECASE)
_DIGITS: Final = re.compile(r"[0-9]+")


@dataclass(frozen=True)
class PhoneBook:
    """Phone fields and what they hold.

    cells: one row a filled field: `object`, `field` (category), `row` (position in the object's table), `reading`.
    readings: one row a distinct text and country (index: `reading`): `status`, `region_from` and `digits` as of
        `normalize.phone.parts`, `text`, `country`, `account_country` (all `TEXT`).
    numbers: one row a number in a reading: `reading`, `e164` (int64, 0 where it could not be read), `digits` (`TEXT`),
        `assumed` (bool: the text does not tell its country). A reading without number (a filler, words, too few
        digits) has no row.
    """

    cells: pd.DataFrame
    readings: pd.DataFrame
    numbers: pd.DataFrame


class _Column(NamedTuple):
    object: str
    field: str
    rows: np.ndarray
    texts: pa.Array
    places: pa.Array


def phone_book(snapshot: Snapshot, policy: Policy, only: Mapping[str, pd.Series] | None = None) -> PhoneBook:
    """The phone fields of leads, contacts and accounts outside of the recycle bin.

    only: object -> which rows of its table to take (bool); other objects are then left out.
    """
    columns = list(_columns(snapshot, only))
    readings, numbers, reading_of = _read(columns, snapshot.memo, policy.reading.region)
    cells = pd.DataFrame(
        {
            "object": _categories([(column.object, len(column.rows)) for column in columns]),
            "field": _categories([(column.field, len(column.rows)) for column in columns]),
            "row": _stacked([column.rows for column in columns]),
            "reading": reading_of,
        }
    )
    return PhoneBook(cells, readings, numbers)


def with_values(snapshot: Snapshot, cells: pd.DataFrame) -> pd.DataFrame:
    """Rows of `PhoneBook.cells` with `record_id` and `value` (TEXT); meant for the few that were picked."""
    ids = pd.Series(pd.NA, index=cells.index, dtype=TEXT)
    values = ids.copy()
    for (name, field), part in cells.groupby(["object", "field"], observed=True):
        table = snapshot.table(str(name)).iloc[part["row"]]
        ids.loc[part.index] = table["Id"].array
        values.loc[part.index] = table[str(field)].array
    texts = {"object": cells["object"].astype(TEXT), "field": cells["field"].astype(TEXT)}
    return cells.assign(record_id=ids, value=values, **texts)


def cell_keys(cells: pd.DataFrame) -> np.ndarray:
    """One integer for each object, field and row, equal for equal cells of two phone books (int64)."""
    objects = {name: number for number, name in enumerate(COUNTRY)}
    fields = {field: number for number, field in enumerate(dict.fromkeys(_phone_fields()))}
    of_object = cells["object"].map(objects).astype("int64").to_numpy()
    of_field = cells["field"].map(fields).astype("int64").to_numpy()
    return (cells["row"].to_numpy() * len(objects) + of_object) * len(fields) + of_field


def _phone_fields() -> list[str]:
    return [field for name in COUNTRY for field in fields_of(name, "phone")]


def region_told(readings: pd.DataFrame, default_region: str) -> pd.Series:
    """Which country's number a text was taken for and why, for the reason of a change (`TEXT`, same index)."""
    record = country.parts(readings["country"])["country"]
    account = country.parts(readings["account_country"])["country"]
    source, taken = readings["region_from"], "taken for a number of "
    told = pd.Series(f"{taken}{default_region}, the default", index=readings.index, dtype=TEXT)
    told = told.mask(source == "account", taken + account + ", the account's country")
    told = told.mask(source == "record", taken + record + ", the record's country")
    return told.mask(source == "number", "the number tells its country itself")


def _columns(snapshot: Snapshot, only: Mapping[str, pd.Series] | None) -> Iterator[_Column]:
    accounts = snapshot.table("Account").drop_duplicates("Id").set_index("Id")["BillingCountry"]
    for name in COUNTRY:
        table = snapshot.table(name)
        wanted = ~table["IsDeleted"].fillna(False).astype(bool)
        if only is not None:
            wanted &= only.get(name, False)
        if not wanted.any():
            continue
        of_account = table["AccountId"].map(accounts) if name == "Contact" else pd.Series(pd.NA, index=table.index)
        places = _joined(to_arrow(table[COUNTRY[name]]), to_arrow(of_account.astype(TEXT)))
        for field in fields_of(name, "phone"):
            rows = np.flatnonzero((wanted & table[field].notna()).to_numpy())
            if len(rows):
                yield _Column(name, field, rows, to_arrow(table[field].iloc[rows]), places.take(pa.array(rows)))


def _joined(*texts: pa.Array) -> pa.Array:
    filled = [pc.fill_null(text, "") for text in texts]
    return pc.binary_join_element_wise(*filled, pa.scalar("\x1f", LARGE))


def _read(
    columns: list[_Column], memo: dict[object, tuple[pa.Array, pd.DataFrame, pd.DataFrame]], region: str
) -> tuple[pd.DataFrame, pd.DataFrame, np.ndarray]:
    """Readings and numbers of all texts seen so far, and which reading each cell has."""
    nothing = (pa.array([], LARGE), *_readings_of(pa.array([], LARGE), region, 0))
    keys, readings, numbers = memo.get(("phone_book", region), nothing)
    if not columns:
        return readings, numbers, np.empty(0, np.int64)
    texts = pa.concat_arrays([_joined(column.texts, column.places) for column in columns]).dictionary_encode()
    places = pc.index_in(texts.dictionary, keys)
    new = texts.dictionary.filter(pc.is_null(places))
    if len(new):
        more_readings, more_numbers = _readings_of(new, region, len(keys))
        keys = pa.concat_arrays([keys, new])
        readings = pd.concat([readings, more_readings])
        numbers = pd.concat([numbers, more_numbers], ignore_index=True)
        memo["phone_book", region] = (keys, readings, numbers)
        places = pc.index_in(texts.dictionary, keys)
    return readings, numbers, places.take(texts.indices).to_numpy(zero_copy_only=False).astype(np.int64)


def _readings_of(keys: pa.Array, region: str, start: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Readings numbered from `start`, and the numbers in them."""
    index = pd.RangeIndex(start, start + len(keys))
    parted = pc.split_pattern(keys, "\x1f", max_splits=2, reverse=True)
    columns = {name: pc.list_element(parted, at) for at, name in enumerate(("text", "country", "account_country"))}
    told = to_frame(columns, index)
    told = told.mask(told == "", pd.NA)
    parts = phone.parts(told["text"], told["country"], told["account_country"], region)
    readings = told.assign(**parts[["status", "region_from", "digits"]])
    return readings, _numbers_of(readings, parts["e164"], region)


def _numbers_of(readings: pd.DataFrame, e164: pd.Series, region: str) -> pd.DataFrame:
    read = e164.dropna()
    single = pd.DataFrame({"reading": read.index, "e164": e164_integers(read), "digits": read.str.slice(1).array})
    unread = readings[(readings["status"] == "not_comparable").fillna(False)]
    long = unread[(unread["digits"].str.len() >= FEWEST_DIGITS).fillna(False)]
    found = phone.all_numbers(long["text"], long["country"], long["account_country"], region)
    several = found.assign(reading=found["row"], e164=e164_integers(found["e164"]))[["reading", "e164", "digits"]]
    left = _left_over(long, several).dropna()
    rests = pd.DataFrame({"reading": left.index, "e164": np.int64(0), "digits": left.array})
    numbers = pd.concat([single, several, rests], ignore_index=True).astype({"reading": "int64", "digits": TEXT})
    own = (readings["region_from"] == "number") | readings["text"].str.contains("+", regex=False)
    return numbers.assign(assumed=~own.fillna(False).astype(bool).loc[numbers["reading"]].to_numpy())


def _left_over(unread: pd.DataFrame, found: pd.DataFrame) -> pd.Series:
    """Digits of what may be a further number in each text (index: reading, repeated; `TEXT`), beside the numbers found.

    A piece of the text between separators is one when it has digits enough; where none has, the whole text is.
    """
    tails = found["digits"].str.slice(-FEWEST_DIGITS).groupby(found["reading"]).agg(set).to_dict()
    rests = [
        [digits for digits in _pieces(text, whole) if not any(tail in digits for tail in tails.get(reading, ()))]
        for reading, text, whole in zip(unread.index, unread["text"], unread["digits"], strict=True)
    ]
    return pd.Series(rests, index=unread.index, dtype=object).explode().astype(TEXT)


def _pieces(text: str, whole: str) -> list[str]:
    digits = ["".join(_DIGITS.findall(piece)) for piece in _SEPARATORS.split(text)]
    return [piece for piece in digits if len(piece) >= FEWEST_DIGITS] or [whole]


def _categories(runs: list[tuple[str, int]]) -> pd.Categorical:
    names = pd.Index(sorted({name for name, _ in runs}), dtype=TEXT)
    codes = _stacked([np.full(length, names.get_loc(name), np.int64) for name, length in runs])
    return pd.Categorical.from_codes(codes, names)


def _stacked(arrays: list[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.empty(0, np.int64), *arrays])
