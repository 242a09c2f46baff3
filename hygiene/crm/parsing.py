"""Text cells as typed values. What cannot be read as its kind becomes NA and is told, never guessed."""

from itertools import chain
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.crm import ids, moments
from hygiene.crm.arrow import cast_each, is_null, take_text, to_numpy, to_series
from hygiene.crm.quarantine import Check
from hygiene.policy.models import Reading
from schemas.columns import Kind

FLAGS: Final = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}

_FLAG: Final = ("not_a_flag", "the value is none of true/false, 1/0, yes/no; correct it or clear it")
_NUMBER: Final = ("not_a_number", "the value is no plain decimal number (such as 12.5); correct it or clear it")
_ID: Final = ("malformed_id", "the value is no Salesforce id, or its checksum is wrong; correct it or clear it")


class Unread(NamedTuple):
    """Cells that are no value of their kind: row numbers (int64), why, and the texts that stand there."""

    rows: np.ndarray
    check: Check
    texts: pd.Series


class Typed(NamedTuple):
    """One column as its kind.

    series: with the kind's dtype, NA where empty or unreadable. unread: what could not be read.
    refusal: why the whole column cannot be read, or None. canonical: the text that the content digest takes.
    """

    series: pd.Series
    unread: tuple[Unread, ...]
    refusal: str | None
    canonical: pa.LargeStringArray


def typed(cells: pa.LargeStringArray, kind: Kind, reading: Reading) -> Typed:
    """The cells (null for empty) as `kind`. A cell of blanks alone is empty."""
    filled = _blank_to_null(cells)
    if kind == "id":
        return _ids(filled)
    if kind == "flag":
        return _flags(filled)
    if kind == "number":
        return _numbers(filled)
    if kind == "moment":
        return _moments(filled, reading)
    return Typed(to_series(filled), (), None, cells)


def _ids(cells: pa.LargeStringArray) -> Typed:
    # References repeat (a few owners, some accounts), so each distinct one is read once.
    coded = pc.dictionary_encode(cells)
    found = ids.canonical(coded.dictionary)
    values = found.ids.take(coded.indices)
    canonical = pc.coalesce(found.ids, coded.dictionary).take(coded.indices)
    unread = _unread(_repeated(found.malformed, coded.indices), _ID, cells)
    return Typed(to_series(values), unread, None, canonical)


def _flags(cells: pa.LargeStringArray) -> Typed:
    coded = pc.dictionary_encode(cells)
    meanings = pa.array([FLAGS.get(text.strip().lower()) for text in coded.dictionary.to_pylist()], pa.bool_())
    read = meanings.take(coded.indices)
    unread = _unread(is_null(read) & ~is_null(cells), _FLAG, cells)
    canonical = pc.coalesce(pc.cast(meanings, pa.large_string()), coded.dictionary)
    return Typed(to_series(read, pd.BooleanDtype()), unread, None, canonical.take(coded.indices))


def _numbers(cells: pa.LargeStringArray) -> Typed:
    text = pc.utf8_trim_whitespace(cells)
    try:
        read = pc.cast(text, pa.float64())
    except pa.ArrowInvalid:
        coded = pc.dictionary_encode(text)
        read = cast_each(coded.dictionary, pa.float64()).take(coded.indices)
    read = pc.if_else(pc.is_finite(read), read, None)
    unread = _unread(is_null(read) & ~is_null(cells), _NUMBER, cells)
    return Typed(to_series(read, pd.Float64Dtype()), unread, None, cells)


def _moments(cells: pa.LargeStringArray, reading: Reading) -> Typed:
    read = moments.read_moments(cells, reading.date_order, reading.time_zone)
    problems = (_unread(read.problems == problem, check, cells) for problem, check in moments.CHECKS.items())
    unread = tuple(chain.from_iterable(problems))
    return Typed(read.series, unread, read.refusal, cells)


def _blank_to_null(cells: pa.LargeStringArray) -> pa.LargeStringArray:
    blank = pc.utf8_is_space(cells)
    return pc.if_else(blank, None, cells) if pc.any(blank).as_py() else cells


def _repeated(of_distinct: np.ndarray, codes: pa.Array) -> np.ndarray:
    """What is told of each distinct text, for each row; False for null (bool)."""
    rows: np.ndarray = np.append(of_distinct, False)[to_numpy(pc.fill_null(codes, len(of_distinct)))]
    return rows


def _unread(problem: np.ndarray, check: Check, cells: pa.LargeStringArray) -> tuple[Unread, ...]:
    rows = np.flatnonzero(problem)
    return (Unread(rows, check, take_text(cells, rows)),) if len(rows) else ()
