"""The filled cells of a snapshot's phone fields, and which of them stand as they stood at an earlier moment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from weakref import ref

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.merging.texts import looked_up, positions
from hygiene.normalize.distinct import LARGE, Codes, Distinct, distinct, to_arrow
from hygiene.snapshot import Snapshot
from schemas.columns import fields_of

COUNTRY: Final = MappingProxyType({"Lead": "Country", "Contact": "MailingCountry", "Account": "BillingCountry"})
"""Object with phone fields -> its country field."""

SEPARATOR: Final = "\x1f"


@dataclass(frozen=True)
class Records:
    """The wanted records of an object: their rows in its table, their ids, and country with account's country."""

    object: str
    rows: Codes
    ids: pd.Series
    places: Distinct


@dataclass(frozen=True)
class Column:
    """The filled cells of one phone field: their places among the records, and the texts there."""

    of: Records
    field: str
    filled: Codes
    texts: pa.Array


def columns_of(snapshot: Snapshot, only: Mapping[str, pd.Series] | None) -> list[Column]:
    """The phone fields of leads, contacts and accounts outside of the recycle bin, none for an object without a row.

    only: object -> which rows of its table to take (bool); other objects are then left out.
    """
    if only is None:
        return [column for name in COUNTRY for column in _remembered(snapshot, name)]
    return [column for name in COUNTRY if name in only for column in _columns(snapshot, name, only[name])]


def _remembered(snapshot: Snapshot, name: str) -> list[Column]:
    """All columns of the object, the very same ones for as long as its table is the very same."""
    tables = (snapshot.table(name), snapshot.table("Account"))
    columns: list[Column]
    seen, columns = snapshot.memo.get(("phone columns", name), ((), []))
    if not seen or any(was() is not now for was, now in zip(seen, tables, strict=True)):
        columns = list(_columns(snapshot, name, True))
        snapshot.memo["phone columns", name] = tuple(map(ref, tables)), columns
    return columns


def _columns(snapshot: Snapshot, name: str, wanted: pd.Series | bool) -> Iterator[Column]:
    table = snapshot.table(name)
    rows = np.flatnonzero((~table["IsDeleted"].fillna(False).astype(bool) & wanted).to_numpy())
    if len(rows):
        phones = fields_of(name, "phone")
        read = table[table.columns.intersection(["Id", "AccountId", COUNTRY[name], *phones])]
        part = read if len(rows) == len(read) else read.take(rows)
        records = Records(name, rows, part["Id"], _places(snapshot, part, COUNTRY[name]))
        for column in phones:
            texts = to_arrow(part[column])
            filled = np.flatnonzero(pc.is_valid(texts).to_numpy(zero_copy_only=False))
            yield Column(records, column, filled, texts.drop_null())


def _places(snapshot: Snapshot, part: pd.DataFrame, country: str) -> Distinct:
    """Country of the record and of its account, in one text."""
    account = pa.scalar("", LARGE)
    if "AccountId" in part.columns:
        accounts = snapshot.table("Account")[["Id", "BillingCountry"]].drop_duplicates("Id").set_index("Id")
        account = pc.fill_null(to_arrow(looked_up(part["AccountId"], accounts["BillingCountry"])), "")
    own = pc.fill_null(to_arrow(part[country]), "")
    return distinct(pc.binary_join_element_wise(own, account, pa.scalar(SEPARATOR, LARGE)))


def standing_before(now: Records, before: Records) -> Codes:
    """Where each record stood among the earlier ones, -1 for a new one or one with other countries."""
    if now is before:
        return np.arange(len(now.rows))
    is_same = len(now.ids) == len(before.ids) and to_arrow(now.ids).equals(to_arrow(before.ids))
    at = np.arange(len(now.ids)) if is_same else positions(now.ids, before.ids)
    known = positions(pd.Series(now.places.texts), pd.Series(before.places.texts))
    return np.where(known[now.places.codes] == before.places.codes[at], at, -1)


def unchanged(now: Column, before: Column, at: Codes) -> Codes:
    """Where each filled cell stands among the earlier filled ones with the same text and countries, else -1.

    at: of `standing_before`.
    """
    if now is before:
        return np.arange(len(now.filled))
    cell = np.full(len(before.of.rows) + 1, -1)
    cell[before.filled] = np.arange(len(before.filled))
    found = cell[at[now.filled]]
    seen = np.flatnonzero(found >= 0)
    same = pc.equal(now.texts.take(pa.array(seen)), before.texts.take(pa.array(found[seen])))
    found[seen[~same.to_numpy(zero_copy_only=False)]] = -1
    return found
