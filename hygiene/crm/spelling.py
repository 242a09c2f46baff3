"""New values spelled as their column spells the others: its flags, dates, numbers and id length."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.crm import ids, moment_style
from hygiene.crm.arrow import to_arrow
from hygiene.crm.parsing import FLAGS, typed
from hygiene.policy.models import Reading
from schemas.columns import TEXT, Kind
from schemas.values import to_text

_SAMPLE: Final = 1000
_PAIRS: Final = {"1": "0", "true": "false", "yes": "no", "0": "1", "false": "true", "no": "yes"}


@dataclass(frozen=True)
class Neighbours:
    """The cells that show how to spell: those of the column, and those of the other columns of its kind."""

    own: pa.ChunkedArray
    others: tuple[pa.ChunkedArray, ...] = ()

    def texts(self) -> list[str]:
        """Some distinct texts of the column; of the others where it has none. In file order."""
        return next((found for column in (self.own, *self.others) if (found := _distinct(column))), [])


def spelled(new: pd.Series, kind: Kind, neighbours: Neighbours, reading: Reading) -> pd.Series:
    """The values as `TEXT` in the style of their neighbours, NA for NA; each reads back as the value it stands for."""
    plain = to_text(new)
    if kind == "flag":
        styled = new.map(_flag_texts(neighbours)).astype(TEXT)
    elif kind == "id":
        short = _all_short(neighbours.texts())
        styled = plain.str.slice(0, ids.SHORT) if short else plain
    elif kind == "number":
        styled = _numbers(new, plain, neighbours.texts())
    elif kind == "moment":
        styled = _moments(new, neighbours, reading)
    else:
        return plain
    return styled.where(_same(styled, new, kind, reading), plain)


def _same(styled: pd.Series, new: pd.Series, kind: Kind, reading: Reading) -> np.ndarray:
    """Which texts read back as the value; a date column without time, for one, cannot hold every moment."""
    back = typed(to_arrow(styled), kind, reading).series.set_axis(new.index)
    same: np.ndarray = ((back == new).fillna(False) | (back.isna() & new.isna())).to_numpy(dtype=bool)
    return same


def _flag_texts(neighbours: Neighbours) -> dict[bool, str]:
    counts: Counter[str] = Counter(neighbours.texts())
    known = [text.strip() for text in counts if text.strip().lower() in FLAGS]
    if not known:
        return {True: "true", False: "false"}
    found = {FLAGS[text.lower()]: text for text in reversed(known)}
    first = known[0]
    other = _PAIRS[first.lower()]
    cased = other.upper() if first.isupper() else other.capitalize() if first.istitle() else other
    return {FLAGS[first.lower()]: first, not FLAGS[first.lower()]: cased, **found}


def _all_short(texts: list[str]) -> bool:
    return bool(texts) and all(len(text.strip()) == ids.SHORT for text in texts)


def _numbers(new: pd.Series, plain: pd.Series, texts: list[str]) -> pd.Series:
    """With the column's number of decimals, where it always has the same."""
    decimals = {len(text.strip().partition(".")[2]) for text in texts}
    if len(decimals) != 1 or decimals == {0}:
        return plain
    places = decimals.pop()
    return new.map(lambda value: f"{value:.{places}f}", na_action="ignore").astype(TEXT)


def _moments(new: pd.Series, neighbours: Neighbours, reading: Reading) -> pd.Series:
    style = moment_style.learn(neighbours.texts()) or moment_style.ISO
    if not style.iso and reading.date_order == "iso":
        style = moment_style.ISO
    return new.map(
        lambda moment: moment_style.spell(moment, style, reading.date_order, reading.time_zone), na_action="ignore"
    ).astype(TEXT)


def _distinct(column: pa.ChunkedArray) -> list[str]:
    filled = column.slice(0, 100 * _SAMPLE).drop_null()
    return [text for text in pc.unique(filled.slice(0, _SAMPLE)).to_pylist() if text.strip()]
