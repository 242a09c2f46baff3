"""The numbers of a Do-Not-Call list, fast: plainly written ones as columns, the rest by `hygiene.normalize.phone`."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from hygiene.crm.dialect import decode
from hygiene.crm.dnc_layout import Layout, layout_of
from hygiene.dnc_list import e164_integers
from hygiene.errors import InputError
from hygiene.normalize import phone
from hygiene.normalize.distinct import LARGE
from schemas.columns import TEXT

_HEAD: Final = 1 << 16
_BLOCK: Final = 1 << 24
_NANP_REGIONS: Final = frozenset({"US", "CA"})
_NANP: Final = 10_000_000_000


class Numbers(NamedTuple):
    """numbers: E.164 as integers (int64), doubles included. rows: rows read. unread: rows that are no number."""

    numbers: np.ndarray
    rows: int
    unread: int


def numbers_of(raw: bytes, name: str, column: str | None, region: str) -> Numbers:
    """The numbers of one file; those without a calling code are of `region`. `name` stands in messages.

    Raises:
        InputError: no text, no numbers, or fewer than half of its rows are numbers: it is no such list.
    """
    data = decode(raw, name).data
    layout = layout_of(_head(data), column, name)
    ragged: list[int] = []
    pieces, rows = [np.empty(0, np.int64)], 0
    try:
        for texts in _texts(data, layout, ragged):
            found = _read(texts, region)
            pieces.append(found)
            rows += len(texts)
    except pa.ArrowInvalid:
        raise InputError(f"{name} cannot be read as a list of numbers; give one number a line, or a CSV.") from None
    numbers, rows = np.concatenate(pieces), rows + len(ragged)
    if not len(numbers) or len(numbers) * 2 < rows:
        raise InputError(
            f"{name} is no Do-Not-Call list: {len(numbers):,} of its {rows:,} rows are phone numbers; give one number"
            " a line, area,number, or a CSV whose column the policy names (dnc.lists, column)."
        )
    return Numbers(numbers, rows, rows - len(numbers))


def _head(data: bytes) -> str:
    """The first whole lines; no line of a list is as long as this."""
    head = data[:_HEAD]
    cut = head.rfind(b"\n") + 1 if len(data) > _HEAD else len(head)
    return head[: cut or len(head)].decode("utf-8", "replace")


def _texts(data: bytes, layout: Layout, ragged: list[int]) -> Iterator[pa.Array]:
    """The number of each row as text, block by block; rows with another number of cells go into `ragged`."""
    names = [f"column {place}" for place in range(layout.width)]

    def skip(row: pa.csv.InvalidRow) -> str:
        ragged.append(row.actual_columns)
        return "skip"

    reader = pa.csv.open_csv(
        pa.BufferReader(data),
        read_options=pa.csv.ReadOptions(column_names=names, skip_rows=layout.header_rows, block_size=_BLOCK),
        parse_options=pa.csv.ParseOptions(
            delimiter=layout.delimiter, newlines_in_values=b'"' in data[:_HEAD], invalid_row_handler=skip
        ),
        convert_options=pa.csv.ConvertOptions(
            column_types=dict.fromkeys(names, LARGE), include_columns=[names[place] for place in layout.columns]
        ),
    )
    for batch in reader:
        columns = [pc.utf8_trim_whitespace(column) for column in batch.columns]
        yield columns[0] if len(columns) == 1 else pc.binary_join_element_wise(*columns, pa.scalar("", LARGE))


def _read(texts: pa.Array, region: str) -> np.ndarray:
    """The numbers among the texts, as integers; what is none has no place in the answer."""
    plain = _ten_digits(texts) if region in _NANP_REGIONS else np.zeros(len(texts), np.int64)
    rest = np.flatnonzero(plain == 0)
    others = pd.Series(texts.take(pa.array(rest)).to_numpy(zero_copy_only=False), dtype=TEXT)
    read = e164_integers(phone.parts(others, None, None, region)["e164"])
    return np.concatenate([plain[plain > 0], read[read > 0]])


def _ten_digits(texts: pa.Array) -> np.ndarray:
    """Ten plain digits of the North American plan as E.164 integers, else 0: what `phonenumbers` reads them as.

    Neither the area code nor the exchange begins with 0 or 1, so no digit can be taken for a prefix.
    """
    plain = pc.fill_null(pc.and_(pc.equal(pc.binary_length(texts), 10), pc.ascii_is_decimal(texts)), False)
    digits = pc.if_else(plain, texts, pa.scalar("0", LARGE))
    number = pc.cast(digits, pa.int64()).to_numpy()
    fits = (number // 1_000_000_000 >= 2) & (number // 1_000_000 % 10 >= 2)
    return np.where(fits, _NANP + number, 0)
