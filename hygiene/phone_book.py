"""Every filled phone field of a snapshot, and the numbers that are read from each distinct value once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.merging.texts import positions
from hygiene.normalize.distinct import LARGE, Codes, distinct, to_frame, to_pandas
from hygiene.phone_columns import COUNTRY, SEPARATOR, Column, columns_of, standing_before, unchanged
from hygiene.phone_readings import Read, nothing_read, read
from hygiene.policy import Policy
from hygiene.snapshot import Snapshot
from schemas.columns import TEXT, fields_of


@dataclass(frozen=True)
class PhoneBook:
    """Phone fields and what they hold.

    cells: one row a filled field: `object`, `field` (category), `row` (position in the object's table), `reading`.
    readings, numbers: the tables of `phone_readings.Read`; a reading is a distinct text with its countries, and some
        may belong to no cell.
    """

    cells: pd.DataFrame
    readings: pd.DataFrame
    numbers: pd.DataFrame


_Columns = Mapping[tuple[str, str], tuple[Column, Codes]]


@dataclass(frozen=True)
class _Known:
    """What was read before.

    columns: object and field -> the filled cells of the whole snapshot at that moment, and the reading of each.
    some: the same of the extracted rows that were asked for last; since then their numbers may have been blanked.
    keys: the text and countries of every reading, for as long as no whole snapshot was read.
    """

    read: Read
    columns: _Columns = field(default_factory=dict)
    some: _Columns = field(default_factory=dict)
    keys: pa.Array | None = field(default_factory=lambda: pa.array([], LARGE))


def phone_book(snapshot: Snapshot, policy: Policy, only: Mapping[str, pd.Series] | None = None) -> PhoneBook:
    """The phone fields of leads, contacts and accounts outside of the recycle bin.

    only: object -> which rows of its table to take (bool); other objects are then left out. What was read is remembered
    by the snapshot, so that later rules and rounds read only what changed.
    """
    key = ("phone_book", policy.reading.region)
    known: _Known = snapshot.memo.get(key, _Known(nothing_read()))
    of_extracted = only is not None and snapshot.before is None
    columns = columns_of(snapshot, only)
    known, now = _with_columns(known, columns, known.some if of_extracted else known.columns, policy.reading.region)
    if only is None:
        known = replace(known, columns=now, keys=None)
    snapshot.memo[key] = replace(known, some=now) if of_extracted else known
    cells = _cells(columns).assign(reading=_stacked([codes for _, codes in now.values()]))
    return PhoneBook(cells, known.read.texts, known.read.numbers)


def filled_cells(snapshot: Snapshot, only: Mapping[str, pd.Series]) -> pd.DataFrame:
    """The cells of the phone book without their readings."""
    return _cells(columns_of(snapshot, only))


def _cells(columns: list[Column]) -> pd.DataFrame:
    sizes = [len(column.filled) for column in columns]
    return pd.DataFrame(
        {
            "object": _categories([column.of.object for column in columns], sizes),
            "field": _categories([column.field for column in columns], sizes),
            "row": _stacked([column.of.rows[column.filled] for column in columns]),
        }
    )


def rows_where(cells: pd.DataFrame, wanted: Mapping[str, pd.Series]) -> pd.DataFrame:
    """The cells whose row of the object's table is wanted."""
    hit = np.zeros(len(cells), dtype=bool)
    for name, rows in wanted.items():
        of_object = (cells["object"] == name).to_numpy()
        hit[of_object] = rows.to_numpy()[cells["row"].to_numpy()[of_object]]
    return cells[hit]


def with_values(snapshot: Snapshot, cells: pd.DataFrame) -> pd.DataFrame:
    """Rows of `PhoneBook.cells` with `record_id` and `value` (TEXT); meant for the few that were picked."""
    ids = pd.Series(pd.NA, index=cells.index, dtype=TEXT)
    values = ids.copy()
    texts = {"object": cells["object"].astype(TEXT), "field": cells["field"].astype(TEXT)}
    if cells.empty:
        return cells.assign(record_id=ids, value=values, **texts)
    for (name, column), part in cells.groupby(["object", "field"], observed=True):
        table, rows = snapshot.table(str(name)), part["row"].to_numpy()
        ids.loc[part.index] = table["Id"].array.take(rows)
        values.loc[part.index] = table[str(column)].array.take(rows)
    return cells.assign(record_id=ids, value=values, **texts)


def cell_keys(cells: pd.DataFrame) -> np.ndarray:
    """One integer for each object, field and row, equal for equal cells of two phone books (int64)."""
    objects = {name: number for number, name in enumerate(COUNTRY)}
    fields = {name: number for number, name in enumerate(dict.fromkeys(_phone_fields()))}
    of_object = cells["object"].map(objects).astype("int64").to_numpy()
    of_field = cells["field"].map(fields).astype("int64").to_numpy()
    return (cells["row"].to_numpy() * len(objects) + of_object) * len(fields) + of_field


def _phone_fields() -> list[str]:
    return [column for name in COUNTRY for column in fields_of(name, "phone")]


def _with_columns(known: _Known, columns: list[Column], earlier: _Columns, region: str) -> tuple[_Known, _Columns]:
    """What is known with the texts of these columns, and their readings; only what is new to the earlier is read."""
    codes = _codes(earlier, columns)
    new = [np.flatnonzero(code < 0) for code in codes]
    if sum(map(len, new)):
        texts, places, pair = _pairs(columns, new)
        known, reading = _read_too(known, texts, places, region)
        for code, rows, ends in zip(codes, new, np.cumsum([len(each) for each in new]), strict=True):
            code[rows] = reading[pair[ends - len(rows) : ends]]
    return known, {(each.of.object, each.field): (each, code) for each, code in zip(columns, codes, strict=True)}


def _codes(earlier: _Columns, columns: list[Column]) -> list[Codes]:
    """The reading of each filled cell whose text and countries are as they were, else -1."""
    records = {column.of.object: column.of for column in columns}
    before = {column.of.object: column.of for column, _ in earlier.values()}
    at = {name: standing_before(now, before[name]) for name, now in records.items() if name in before}
    codes = []
    for column in columns:
        was, readings = earlier.get((column.of.object, column.field), (None, np.empty(0, np.int64)))
        found = np.full(len(column.filled), -1)
        if was is not None:
            found = np.append(readings, -1)[unchanged(column, was, at[column.of.object])]
        codes.append(found)
    return codes


def _pairs(columns: list[Column], rows: list[Codes]) -> tuple[pa.Array, pa.Array, Codes]:
    """The distinct texts with countries of those cells: text and places of each, and which one each cell has."""
    chosen = list(zip(columns, rows, strict=True))
    texts = distinct(pa.concat_arrays([column.texts.take(pa.array(row)) for column, row in chosen]))
    sizes = [len(column.of.places.texts) for column in columns]
    places = distinct(pa.concat_arrays([column.of.places.texts for column in columns]))
    starts = np.cumsum([0, *sizes[:-1]])
    of_cells = [
        column.of.places.codes[column.filled[row]] + start for (column, row), start in zip(chosen, starts, strict=True)
    ]
    place = places.codes[np.concatenate(of_cells)]
    pair, distinct_pairs = pd.factorize(texts.codes * len(places.texts) + place)
    text_code, place_code = np.divmod(distinct_pairs, len(places.texts))
    return texts.texts.take(pa.array(text_code)), places.texts.take(pa.array(place_code)), pair


def _read_too(known: _Known, texts: pa.Array, places: pa.Array, region: str) -> tuple[_Known, Codes]:
    """What is known with these distinct texts, and the reading of each.

    As long as only some records were read, another one may have a text of theirs.
    """
    start = len(known.read.texts)
    if known.keys is None:
        return replace(known, read=_with_texts(known.read, texts, places, region)), np.arange(start, start + len(texts))
    keys = pc.binary_join_element_wise(texts, places, pa.scalar(SEPARATOR, LARGE))
    reading = positions(pd.Series(to_pandas(keys)), pd.Series(to_pandas(known.keys)))
    new = np.flatnonzero(reading < 0)
    reading[new] = np.arange(start, start + len(new))
    at = pa.array(new)
    both = _with_texts(known.read, texts.take(at), places.take(at), region)
    return replace(known, read=both, keys=pa.concat_arrays([known.keys, keys.take(at)])), reading


def _with_texts(known: Read, texts: pa.Array, places: pa.Array, region: str) -> Read:
    start = len(known.texts)
    more = read(_texts(texts, places, start), region)
    if not start:
        return more
    return Read(pd.concat([known.texts, more.texts]), pd.concat([known.numbers, more.numbers], ignore_index=True))


def _texts(texts: pa.Array, places: pa.Array, start: int) -> pd.DataFrame:
    """Texts with the countries in `places`, numbered from `start`."""
    place = distinct(places)
    parted = pc.split_pattern(place.texts, SEPARATOR, max_splits=1, reverse=True)
    countries = [place.take(pc.list_element(parted, at)) for at in range(2)]
    columns = {"text": texts, "country": countries[0], "account_country": countries[1]}
    told = to_frame(columns, pd.RangeIndex(start, start + len(texts)))
    return told.mask(told == "", pd.NA)


def _categories(names: list[str], sizes: list[int]) -> pd.Categorical:
    known = pd.Index(sorted(set(names)), dtype=TEXT)
    return pd.Categorical.from_codes(np.repeat(known.get_indexer(pd.Index(names, dtype=TEXT)), sizes), known)


def _stacked(arrays: list[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.empty(0, np.int64), *arrays])
