"""Every filled phone field of a snapshot, and the numbers that are read from each distinct value once."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Final
from weakref import ref

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.id_order import Rows
from hygiene.merging.texts import looked_up, rows_of, same_texts
from hygiene.normalize.distinct import LARGE, to_arrow, to_frame
from hygiene.phone_readings import Read, nothing_read, read
from hygiene.policy import Policy
from hygiene.snapshot import Snapshot
from schemas.columns import TEXT, fields_of

COUNTRY: Final = MappingProxyType({"Lead": "Country", "Contact": "MailingCountry", "Account": "BillingCountry"})
"""Object with phone fields -> its country field."""

_EMPTY: Final = -1
_UNREAD: Final = -2


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

    def numbers_in(self, cells: pd.DataFrame) -> pd.DataFrame:
        """The cells with each number that stands in them: columns of `cells` and of `numbers`."""
        wanted = np.zeros(len(self.readings), dtype=bool)
        wanted[cells["reading"].to_numpy()] = True
        few = self.numbers[wanted[self.numbers["reading"].to_numpy()]]
        return cells.merge(few, on="reading", validate="many_to_many")


@dataclass(frozen=True)
class _Column:
    """One phone field of the wanted rows: ids, texts (null where empty), country of the record and of its account."""

    object: str
    field: str
    rows: np.ndarray
    ids: pa.Array
    texts: pa.Array
    country: pa.Array
    account: pa.Array

    @property
    def read(self) -> tuple[pa.Array, ...]:
        """What a reading is made of."""
        return self.texts, self.country, self.account


@dataclass(frozen=True)
class _Known:
    """What was read: `codes` are the readings of a column's rows, `_EMPTY` for none.

    tables: those that the columns are of, held weakly as in `hygiene.shown`.
    """

    read: Read
    columns: Mapping[tuple[str, str], tuple[_Column, np.ndarray]] = field(default_factory=dict)
    tables: tuple[ref[pd.DataFrame], ...] = ()

    def is_of(self, snapshot: Snapshot) -> bool:
        """Whether the snapshot has the very tables that were read."""
        return bool(self.tables) and all(
            table() is snapshot.table(name) for table, name in zip(self.tables, COUNTRY, strict=True)
        )

    @cached_property
    def book(self) -> PhoneBook:
        """All cells of the columns."""
        columns, codes = zip(*self.columns.values(), strict=True) if self.columns else ((), ())
        rows = [column.rows[code >= 0] for column, code in zip(columns, codes, strict=True)]
        sizes = [len(each) for each in rows]
        cells = pd.DataFrame(
            {
                "object": _categories([column.object for column in columns], sizes),
                "field": _categories([column.field for column in columns], sizes),
                "row": _stacked(rows),
                "reading": _stacked([code[code >= 0] for code in codes]),
            }
        )
        return PhoneBook(cells, self.read.texts, self.read.numbers)


def phone_book(snapshot: Snapshot, policy: Policy, only: Mapping[str, pd.Series] | None = None) -> PhoneBook:
    """The phone fields of leads, contacts and accounts outside of the recycle bin.

    only: object -> which rows of its table to take (bool); other objects are then left out. The book of all rows is
    remembered by the snapshot, so that later rules and rounds read only what changed; then some rows are taken of it.
    """
    region = policy.reading.region
    if only is not None and (snapshot.before is None or not is_read(snapshot, policy)):
        return _with_columns(_Known(nothing_read()), list(_columns(snapshot, only)), region).book
    book = _whole(snapshot, policy).book
    return book if only is None else replace(book, cells=rows_where(book.cells, only).reset_index(drop=True))


def _whole(snapshot: Snapshot, policy: Policy) -> _Known:
    known: _Known = snapshot.memo.get(_key(policy), _Known(nothing_read()))
    if not known.is_of(snapshot):
        read_now = _with_columns(known, list(_columns(snapshot, None)), policy.reading.region)
        known = replace(read_now, tables=tuple(ref(snapshot.table(name)) for name in COUNTRY))
        snapshot.memo[_key(policy)] = known
    return known


def is_read(snapshot: Snapshot, policy: Policy) -> bool:
    """Whether the snapshot remembers the book of all rows, maybe as they were before some changes."""
    return _key(policy) in snapshot.memo


def _key(policy: Policy) -> Hashable:
    return "phone_book", policy.reading.region


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


def _columns(snapshot: Snapshot, only: Mapping[str, pd.Series] | None) -> Iterator[_Column]:
    for name in COUNTRY:
        table = snapshot.table(name)
        wanted = ~table["IsDeleted"].fillna(False).astype(bool)
        if only is not None:
            wanted &= only.get(name, False)
        rows = np.flatnonzero(wanted.to_numpy())
        if len(rows):
            phones = fields_of(name, "phone")
            read = table.columns.intersection(["Id", "AccountId", COUNTRY[name], *phones])
            part = table[read] if len(rows) == len(table) else table[read].take(rows)
            ids, country, account = to_arrow(part["Id"]), to_arrow(part[COUNTRY[name]]), _account(snapshot, part)
            for column in phones:
                yield _Column(name, column, rows, ids, to_arrow(part[column]), country, account)


def _account(snapshot: Snapshot, part: pd.DataFrame) -> pa.Array:
    """The country of each record's account."""
    countries = snapshot.table("Account").set_index("Id")["BillingCountry"]
    if "AccountId" not in part.columns or countries.isna().all():
        return pa.nulls(len(part), LARGE)
    return to_arrow(looked_up(part["AccountId"], countries))


def _with_columns(known: _Known, columns: list[_Column], region: str) -> _Known:
    """What is known with these columns in place of the earlier ones; only their new texts are read."""
    aligned: dict[str, Rows | None] = {}
    codes = [_codes(column, known.columns.get((column.object, column.field)), aligned) for column in columns]
    new = [np.flatnonzero(code == _UNREAD) for code in codes]
    if sum(map(len, new)):
        keys = [_keys(column, rows) for column, rows in zip(columns, new, strict=True)]
        distinct = pa.concat_arrays(keys).dictionary_encode()
        start = len(known.read.texts)
        more = read(_texts(distinct.dictionary, start), region)
        read_now = distinct.indices.to_numpy().astype(np.int64) + start
        for code, rows, ends in zip(codes, new, np.cumsum([len(each) for each in new]), strict=True):
            code[rows] = read_now[ends - len(rows) : ends]
        numbers = pd.concat([known.read.numbers, more.numbers], ignore_index=True)
        known = _Known(Read(pd.concat([known.read.texts, more.texts]), numbers) if start else more)
    of_columns = {(column.object, column.field): (column, code) for column, code in zip(columns, codes, strict=True)}
    return _Known(known.read, of_columns)


def _codes(column: _Column, earlier: tuple[_Column, np.ndarray] | None, aligned: dict[str, Rows | None]) -> np.ndarray:
    """The reading of each row where text and countries are as they were, else `_EMPTY` or `_UNREAD` (int64).

    aligned: object -> where its ids stood before, None where they still stand there; filled here, since the fields of
    an object share their ids.
    """
    codes = np.where(pc.is_valid(column.texts).to_numpy(zero_copy_only=False), _UNREAD, _EMPTY)
    if earlier is None:
        return codes
    before, known = earlier
    if column.object not in aligned:
        moved = not column.ids.equals(before.ids)
        aligned[column.object] = rows_of(column.ids, before.ids) if moved else None
    at = aligned[column.object]
    if at is None and all(now.equals(then) for now, then in zip(column.read, before.read, strict=True)):
        return known
    unchanged = np.ones(len(codes), dtype=bool) if at is None else at >= 0
    for now, then in zip(column.read, before.read, strict=True):
        unchanged &= same_texts(now, then, at)
    return np.where(unchanged, known if at is None else known[at], codes) if len(known) else codes


def _keys(column: _Column, rows: np.ndarray) -> pa.Array:
    parts = [pc.fill_null(array.take(pa.array(rows)), "") for array in column.read]
    return pc.binary_join_element_wise(*parts, pa.scalar("\x1f", LARGE))


def _texts(keys: pa.Array, start: int) -> pd.DataFrame:
    """Text and countries of the keys, numbered from `start`."""
    parted = pc.split_pattern(keys, "\x1f", max_splits=2, reverse=True)
    columns = {name: pc.list_element(parted, at) for at, name in enumerate(("text", "country", "account_country"))}
    told = to_frame(columns, pd.RangeIndex(start, start + len(keys)))
    return told.mask(told == "", pd.NA)


def _categories(names: list[str], sizes: list[int]) -> pd.Categorical:
    known = pd.Index(sorted(set(names)), dtype=TEXT)
    return pd.Categorical.from_codes(np.repeat(known.get_indexer(pd.Index(names, dtype=TEXT)), sizes), known)


def _stacked(arrays: list[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.empty(0, np.int64), *arrays])
