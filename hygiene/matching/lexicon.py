"""Codes of the values of records, kept by reading: a value is looked up once while its record stays as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hygiene.matching.codes import Codes
from hygiene.matching.derived import UNREAD, Derived, grown, places_among
from hygiene.matching.records import Records, as_arrow
from hygiene.matching.vocabulary import Column, Vocabulary, encode
from hygiene.windowed import windowed

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class _Kept:
    """Of some columns the code of each reading, `UNREAD` where it was not looked up, and what the codes stand for."""

    codes: tuple[Codes, ...]
    vocabulary: Vocabulary


@dataclass(frozen=True)
class Columns:
    """Text columns of one vocabulary. filler: the flag of records whose values count as missing."""

    names: tuple[str, ...]
    filler: str = ""


NAMES_FILLER: Final = "name_is_filler"
FIRM_FILLER: Final = "company_is_filler"
FAMILIES: Final[Mapping[str, Columns]] = MappingProxyType(
    {
        "names": Columns(("first", "first_canonical", "last", "last_core"), NAMES_FILLER),
        "company": Columns(("company_core",), FIRM_FILLER),
        "acronym": Columns(("company_acronym",), FIRM_FILLER),
        "phones": Columns(("phone", "mobile", "other_phone")),
        **{
            name: Columns((name,))
            for name in (
                "mailbox", "local", "company_domain", "phone_extension", "title", "name_suffix", "country",
                "street", "postal", "city", "state",
            )
        },
    }
)  # fmt: skip
"""What is read of people: by family the columns of `hygiene.normalize.people` that share a vocabulary."""
WHOLE: Final = "mailbox"
"""A column that a table with texts has."""
KEPT: Final = ("id", "reading", "email_is_role")
"""What else of a table matching needs once its texts are read."""


class Lexicon:
    """The texts that were seen and their codes. It spares work and never changes which values are equal.

    A vocabulary may hold texts that no record has any more. derived: what follows from the codes. Several threads may
    read at a time.
    """

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}
        self._reading = {family: Lock() for family in FAMILIES}
        self._numbering, self._readings = Lock(), 0
        self.derived = Derived()

    def new_readings(self, count: int) -> Rows:
        """Numbers for so many readings that no other one has."""
        with self._numbering:
            first, self._readings = self._readings, self._readings + count
        return np.arange(first, first + count, dtype=np.int64)

    def columns(self, records: Records, family: str) -> tuple[Column, ...]:
        """The columns of a family, over its one vocabulary.

        Raises:
            LookupError: a record was never read, and the table has no texts to read.
        """
        columns, readings = FAMILIES[family], records.readings
        if readings is None:
            return encode(_texts(records, columns))
        with self._reading[family]:
            kept = self._kept[family] = self._with(family, records, readings)
        return tuple(Column(codes[readings], kept.vocabulary) for codes in kept.codes)

    def _with(self, family: str, records: Records, readings: Rows) -> _Kept:
        """What is kept of a family with these records read."""
        columns = FAMILIES[family]
        kept = self._kept.get(family, _nothing(columns))
        kept = _Kept(tuple(grown(codes, readings) for codes in kept.codes), kept.vocabulary)
        unread = np.flatnonzero(kept.codes[0][readings] == UNREAD)
        if not len(unread):
            return kept
        if WHOLE not in records.frame.columns:
            raise LookupError(f"{len(unread)} records have no texts to read for {family}")
        fresh = encode(_texts(_some(records, unread, columns), columns))
        return _with(kept, readings[unread], fresh)

    def read(self, table: pd.DataFrame, workers: int = 1) -> pd.DataFrame:
        """Reads a table of people; returns what else of it matching needs, since the texts are known now."""
        readings = table["reading"].to_numpy(dtype=np.int64)
        records = Records(as_arrow(table["id"]), len(table), False, table, readings)
        for _ in windowed(lambda family: self.columns(records, family), FAMILIES, workers):
            pass
        return table[list(KEPT)]


def _nothing(columns: Columns) -> _Kept:
    return _Kept((np.empty(0, np.int32),) * len(columns.names), Vocabulary(pa.array([], pa.string())))


def _texts(records: Records, columns: Columns) -> list[pa.StringArray]:
    """The columns, missing where the record's value is a filler: fillers never make a match."""
    texts = [records.text(name) for name in columns.names]
    drop = records.flags(columns.filler)
    return [pc.if_else(pa.array(drop), pa.scalar(None, pa.string()), text) for text in texts] if drop.any() else texts


def _some(records: Records, rows: Rows, columns: Columns) -> Records:
    """Some of the records, with those columns only."""
    frame = records.frame[[name for name in (*columns.names, columns.filler) if name in records.frame.columns]]
    return Records(
        records.ids.take(pa.array(rows)), len(rows), False, frame if len(rows) == len(records) else frame.take(rows)
    )


def _with(kept: _Kept, readings: Rows, fresh: Sequence[Column]) -> _Kept:
    """The codes of more readings; texts that are new stand behind those that are known."""
    vocabulary, places = _joined(kept.vocabulary, fresh[0].vocabulary)
    codes = tuple(before.copy() for before in kept.codes)
    for column, now in zip(fresh, codes, strict=True):
        now[readings] = places[column.codes]
    return _Kept(codes, vocabulary)


def _joined(known: Vocabulary, fresh: Vocabulary) -> tuple[Vocabulary, Codes]:
    """Both vocabularies in one, and where each text of the fresh one stands in it; -1 behind them, for none."""
    if not len(known):
        return fresh, np.append(np.arange(len(fresh), dtype=np.int32), np.int32(-1))
    places = places_among(known.texts, fresh.texts)
    new = np.flatnonzero(places[:-1] < 0)
    if not len(new):
        return known, places
    places[new] = len(known) + np.arange(len(new))
    return Vocabulary(pa.concat_arrays([known.texts, fresh.texts.take(pa.array(new))])), places
