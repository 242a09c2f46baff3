"""What follows from the values of one record: worked out once for each reading, or once for each vocabulary.

A record keeps its reading through rules and rounds, and a vocabulary is the same object until a new text is read. So a
later look at much the same table finds nearly all of it here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hygiene.matching.codes import MISSING, Codes, Numbers, maybe_among
from hygiene.matching.records import Records
from hygiene.matching.vocabulary import Column, Vocabulary, encode

Made = TypeVar("Made")
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]
Known = tuple[Numbers, Mask]
"""A number for each row, and which rows have one."""
UNREAD: Final = np.int32(-2)


@dataclass(frozen=True)
class Coded:
    """Numbers as codes: a code for each record, -1 where it has no number, and the number behind each code."""

    codes: Codes
    numbers: Numbers


class Derived:
    """What was worked out; it spares work and never changes which records are equal.

    What is kept by reading has a code for each reading, `UNREAD` where none was asked for yet. Several threads may ask
    at a time.
    """

    def __init__(self) -> None:
        self._asking: dict[str, Lock] = {}
        self._coded: dict[str, tuple[Coded, ...]] = {}
        self._looked_up: dict[str, tuple[Numbers, tuple[Codes, ...]]] = {}
        self._of_texts: dict[str, tuple[tuple[Vocabulary, ...], Any]] = {}

    def of_texts(self, name: str, make: Callable[..., Made], *vocabularies: Vocabulary) -> Made:
        """`make(*vocabularies)`, made anew only when a vocabulary is another one."""
        with self._alone(name):
            known = self._of_texts.get(name)
            if known is None or any(one is not other for one, other in zip(known[0], vocabularies, strict=True)):
                known = self._of_texts[name] = (vocabularies, make(*vocabularies))
        made: Made = known[1]
        return made

    def encoded(
        self, name: str, make: Callable[..., Sequence[pa.StringArray]], *vocabularies: Vocabulary
    ) -> tuple[Column, ...]:
        """The texts that `make` makes of vocabularies, over one of their own, in which each keeps its code for good."""

        def more(*vocabularies: Vocabulary) -> tuple[Column, ...]:
            _, columns = self._of_texts.get(name, (None, ()))
            known = [column.vocabulary.texts for column in columns[:1]]
            return encode([*known, *make(*vocabularies)])[len(known) :]

        return self.of_texts(name, more, *vocabularies)

    def coded(self, name: str, records: Records, numbers: Callable[[Rows], Known]) -> Coded:
        """A code for each record's number; equal numbers have equal codes in all tables whose readings go together.

        numbers: of some rows their numbers, and which of those rows have one; asked of rows that are not known yet.
        """
        return self.coded_slots(name, records, lambda rows: (numbers(rows),))[0]

    def coded_slots(
        self, name: str, records: Records, numbers: Callable[[Rows], tuple[Known, ...]]
    ) -> tuple[Coded, ...]:
        """The same of several numbers a record, which share their codes."""
        readings = records.readings
        if readings is None:
            codes, distinct = _coded(numbers(np.arange(len(records))))
            return tuple(Coded(each, distinct) for each in codes)
        with self._alone(name):
            kept = self._coded.get(name, ())
            unread = _unread(tuple(each.codes for each in kept), readings)
            if len(unread) or not kept:
                kept = self._coded[name] = _with(kept, readings, unread, numbers(unread))
        return tuple(Coded(each.codes[readings], each.numbers) for each in kept)

    def pair(self, name: str, records: Records, one: Codes, other: Codes) -> Codes:
        """A code for each combination of two codes; -1 where one of them is missing."""
        return self.coded(name, records, lambda rows: packed(one[rows], other[rows])).codes

    def looked_up(
        self, name: str, records: Records, among: Numbers, places: Callable[[Rows], tuple[Codes, ...]]
    ) -> tuple[Codes, ...]:
        """Where each record's numbers stand `among` others: told by `places` of rows, of all anew once others are."""
        readings = records.readings
        if readings is None:
            return places(np.arange(len(records)))
        with self._alone(name):
            kept = self._looked_up.get(name)
            codes = kept[1] if kept is not None and kept[0] is among else ()
            unread = _unread(codes, readings)
            if len(unread) or not codes:
                codes = _spread(codes, readings, unread, places(unread))
                self._looked_up[name] = (among, codes)
        return tuple(each[readings] for each in codes)

    def _alone(self, name: str) -> Lock:
        """What is asked under one name is worked out by one thread; another one waits and finds it."""
        return self._asking.setdefault(name, Lock())


def grown(codes: Codes, readings: Rows) -> Codes:
    """Codes by reading for as many readings as there are, `UNREAD` for those that are new."""
    more = np.full(max(int(readings.max(initial=-1)) + 1 - len(codes), 0), UNREAD)
    return np.append(codes, more) if len(more) else codes


def places_among(known: pa.Array, fresh: pa.Array) -> Codes:
    """Where each of the fresh distinct values stands among the known ones, -1 for a new one; and one -1 more."""
    # The fresh ones are few: they are what is looked up in.
    found = pc.index_in(known, value_set=fresh).fill_null(MISSING).to_numpy(zero_copy_only=False)
    places = np.full(len(fresh) + 1, MISSING, dtype=np.int32)
    at = np.flatnonzero(found >= 0)
    places[found[at]] = at
    return places


def packed(one: Codes, other: Codes) -> Known:
    """Two codes in one number, and where neither is missing."""
    return one.astype(np.int64) << 32 | other, (one >= 0) & (other >= 0)


def _unread(kept: tuple[Codes, ...], readings: Rows) -> Rows:
    """The rows whose readings have no code yet."""
    return np.flatnonzero(grown(kept[0], readings)[readings] == UNREAD) if kept else np.arange(len(readings))


def _spread(kept: tuple[Codes, ...], readings: Rows, rows: Rows, fresh: tuple[Codes, ...]) -> tuple[Codes, ...]:
    """Codes by reading, with the fresh ones of those rows."""
    codes = tuple(grown(each, readings).copy() for each in kept or (np.empty(0, np.int32),) * len(fresh))
    for each, now in zip(codes, fresh, strict=True):
        each[readings[rows]] = now
    return codes


def _with(kept: tuple[Coded, ...], readings: Rows, unread: Rows, slots: tuple[Known, ...]) -> tuple[Coded, ...]:
    """What is kept by reading, with what was told of the rows that had not been read."""
    fresh, numbers = _coded(slots)
    if kept:
        numbers, places = _joined(kept[0].numbers, numbers)
        fresh = tuple(places[codes] for codes in fresh)
    codes = _spread(tuple(each.codes for each in kept), readings, unread, fresh)
    return tuple(Coded(each, numbers) for each in codes)


def _coded(slots: tuple[Known, ...]) -> tuple[tuple[Codes, ...], Numbers]:
    """Dense codes of the known numbers of each slot, and the numbers in the order of their codes."""
    at = [np.flatnonzero(known) for _, known in slots]
    every, distinct = pd.factorize(np.concatenate([each[rows] for (each, _), rows in zip(slots, at, strict=True)]))
    codes = tuple(np.full(len(known), MISSING, dtype=np.int32) for _, known in slots)
    for each, rows, part in zip(codes, at, np.split(every, np.cumsum([len(rows) for rows in at])[:-1]), strict=True):
        each[rows] = part
    return codes, distinct


def _joined(known: Numbers, fresh: Numbers) -> tuple[Numbers, Codes]:
    """The known numbers with the new ones behind them, and where each of the fresh ones stands among them."""
    at = np.flatnonzero(maybe_among(known, fresh))
    places = places_among(pa.array(known[at]), pa.array(fresh))
    places[places >= 0] = at[places[places >= 0]]
    new = np.flatnonzero(places[:-1] < 0)
    places[new] = len(known) + np.arange(len(new))
    every: Any = np.append(known, fresh[new]) if len(new) else known
    return every, places
