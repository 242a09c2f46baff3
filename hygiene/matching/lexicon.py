"""Codes of the values of records, kept by reading: a value is looked up once while its record stays as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hygiene.matching.codes import Codes
from hygiene.matching.records import Records
from hygiene.matching.vocabulary import Column, Vocabulary, encode

Rows = NDArray[np.int64]
UNREAD: Final = np.int32(-2)


@dataclass(frozen=True)
class _Kept:
    """Of some columns the code of each reading, `UNREAD` where it was not looked up, and what the codes stand for."""

    codes: tuple[Codes, ...]
    vocabulary: Vocabulary


class Lexicon:
    """The texts that were seen and their codes. It spares work and never changes which values are equal.

    A vocabulary may hold texts that no record has any more.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, ...], _Kept] = {}

    def columns(self, records: Records, names: Sequence[str], filler: str | None = None) -> tuple[Column, ...]:
        """Text columns over one shared vocabulary. filler: the flag of records whose values count as missing."""
        readings = records.readings
        if readings is None:
            return encode(_texts(records, names, filler))
        kept = self._kept.get(
            tuple(names), _Kept((np.empty(0, np.int32),) * len(names), Vocabulary(pa.array([], pa.string())))
        )
        kept = _grown(kept, int(readings.max(initial=-1)) + 1)
        unread = np.flatnonzero(kept.codes[0][readings] == UNREAD)
        if len(unread):
            fresh = encode(_texts(_some(records, unread, names, filler), names, filler))
            kept = _with(kept, readings[unread], fresh)
        self._kept[tuple(names)] = kept
        return tuple(Column(codes[readings], kept.vocabulary) for codes in kept.codes)


def _texts(records: Records, names: Sequence[str], filler: str | None) -> list[pa.StringArray]:
    """The columns, missing where the record's value is a filler: fillers never make a match."""
    texts = [records.text(name) for name in names]
    drop = records.flags(filler) if filler is not None else np.zeros(0, dtype=bool)
    return [pc.if_else(pa.array(drop), pa.scalar(None, pa.string()), text) for text in texts] if drop.any() else texts


def _some(records: Records, rows: Rows, names: Sequence[str], filler: str | None) -> Records:
    """Some of the records, with the named columns only."""
    wanted = [name for name in (*names, filler) if name in records.frame.columns]
    everyone = len(rows) == len(records)
    frame = records.frame[wanted] if everyone else records.frame[wanted].take(rows)
    return Records(records.ids[rows], len(rows), False, frame)


def _grown(kept: _Kept, readings: int) -> _Kept:
    more = np.full(max(readings - len(kept.codes[0]), 0), UNREAD)
    return _Kept(tuple(np.append(codes, more) for codes in kept.codes), kept.vocabulary) if len(more) else kept


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
    # The fresh ones are few: they are what is looked up in.
    found = pc.index_in(known.texts, value_set=fresh.texts).fill_null(-1).to_numpy(zero_copy_only=False)
    places = np.full(len(fresh) + 1, -1, dtype=np.int32)
    at = np.flatnonzero(found >= 0)
    places[found[at]] = at
    new = np.flatnonzero(places[:-1] < 0)
    if not len(new):
        return known, places
    places[new] = len(known) + np.arange(len(new))
    return Vocabulary(pa.concat_arrays([known.texts, fresh.texts.take(pa.array(new))])), places
