"""Texts by the column: looked up by id, put together to sentences. Arrow does the work, since a merge of a weekend has
hundreds of thousands of them.
"""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hygiene.id_order import Rows, rows_in_order
from hygiene.normalize.distinct import LARGE, to_arrow, to_pandas
from schemas.columns import TEXT


def positions(ids: pd.Series, among: pd.Series) -> Rows:
    """Where each id stands among unique ids; -1 where it does not (int64, length of `ids`)."""
    return rows_of(to_arrow(ids), to_arrow(among))


def rows_of(wanted: pa.Array, known: pa.Array) -> Rows:
    """`positions` of large strings."""
    rows = rows_in_order(wanted, known)
    if rows is None:
        hashed = pc.index_in(wanted, value_set=known).fill_null(-1)
        return np.asarray(hashed.to_numpy(zero_copy_only=False)).astype(np.int64)
    return rows


def same_texts(now: pa.Array, then: pa.Array, at: Rows | None) -> NDArray[np.bool_]:
    """Where a text is what it was at its row of before (None: its own row); two missing ones are."""
    if now.null_count == len(now) and then.null_count == len(then):
        return np.ones(len(now), dtype=bool)
    was = then if at is None else then.take(pa.array(at, mask=at < 0))
    same = pc.or_(pc.fill_null(pc.equal(now, was), False), pc.and_(pc.is_null(now), pc.is_null(was)))
    return np.asarray(same.to_numpy(zero_copy_only=False))


def looked_up(ids: pd.Series, answers: pd.Series) -> pd.Series:
    """The answer of each id, NA where there is none (TEXT, index of `ids`). answers: texts, index of unique ids."""
    at = positions(ids.astype(TEXT), pd.Series(answers.index, dtype=TEXT))
    return taken(answers, at).set_axis(ids.index)


def taken(texts: pd.Series, rows: Rows) -> pd.Series:
    """The texts of rows, NA for rows below 0 (TEXT, RangeIndex)."""
    return _series(to_arrow(texts).take(pa.array(rows, mask=rows < 0)))


def sentence(*parts: pd.Series | str) -> pd.Series:
    """The parts of each row in one text, NA where a part is missing (TEXT, RangeIndex). A str stands in every row."""
    arrays = [pa.scalar(part, LARGE) if isinstance(part, str) else to_arrow(part) for part in parts]
    return _series(pc.binary_join_element_wise(*arrays, pa.scalar("", LARGE), null_handling="emit_null"))


def joined(group: Rows, texts: pd.Series, separator: str, count: int) -> pd.Series:
    """The texts of each of `count` groups in one, in the order of rows (sorted by group); NA for none (TEXT)."""
    sizes = np.bincount(group, minlength=count)
    offsets = pa.array(np.concatenate([[0], np.cumsum(sizes)]), pa.int64())
    lists = pa.LargeListArray.from_arrays(offsets, to_arrow(texts))
    told = pc.binary_join(lists, pa.scalar(separator, LARGE))
    return _series(pc.if_else(pa.array(sizes == 0), pa.scalar(None, LARGE), told))


def _series(texts: pa.Array) -> pd.Series:
    return pd.Series(to_pandas(texts), copy=False)
