"""One file as a typed table, with all that was noticed on the way."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from hygiene.crm import digest, quarantine
from hygiene.crm.archive import SourceFile
from hygiene.crm.arrow import take_text, to_series
from hygiene.crm.dialect import DELIMITERS
from hygiene.crm.grammar import unquote
from hygiene.crm.identify import Identified, identify
from hygiene.crm.layout import Layout, open_layout
from hygiene.crm.parsing import Typed, typed
from hygiene.crm.spans import BLANK, CHECKS, FOOTER
from hygiene.errors import InputError
from hygiene.plan import Input
from hygiene.policy import Policy
from schemas import outputs
from schemas.columns import DTYPES, OBJECTS, TEXT, Kind

RULE: Final = "extract"
"""The name under which reading files its findings."""

_THREADS: Final = 2
_SEPARATOR: Final = b"\x1f"


@dataclass(frozen=True)
class TableRead:
    """One object's table as a file had it."""

    frame: pd.DataFrame
    given: frozenset[str]
    quarantine: pd.DataFrame
    findings: pd.DataFrame
    input: Input


def read_table(file: SourceFile, policy: Policy) -> TableRead:
    """The file's records, typed and sorted by `Id`; deleted ones are counted and left out.

    Raises:
        InputError: the file, or a whole column of it, cannot be read as what it should be.
    """
    layout = open_layout(file, policy)
    found = identify(layout, file.name)
    columns = _columns(layout, found, file.name, policy)
    broken = _broken(layout)
    frame, deleted = _without_deleted(_frame(layout, columns, len(found.order)))
    values = _unread_values(layout, found, columns, deleted)
    counted = len(broken) + len(found.refused)
    summary = Input(
        name=file.name,
        object=file.object,
        rows_read=len(found.order) + counted,
        rows_out=len(found.order),
        rows_quarantined=counted,
        dialect=dialect_of(layout, found),
        content_sha256=_content(layout, found, columns),
        rows_deleted=int(deleted.sum()),
    )
    told = outputs.stack("quarantine", [broken, found.quarantine, values])
    return TableRead(frame, layout.header.given, told, _findings(layout, summary), summary)


class _Column(NamedTuple):
    """One column in the order of the ids: typed (None when unknown), and the digest of its text."""

    typed: Typed | None
    digest: bytes


def _columns(layout: Layout, found: Identified, name: str, policy: Policy) -> list[_Column]:
    kinds = {field.name: field.kind for field in OBJECTS[layout.header.object]}
    whole = len(found.order) == layout.records.cells.num_rows and bool((np.diff(found.order) == 1).all())
    order = pa.array(found.order)

    def one(position: int) -> _Column:
        field = layout.header.fields[position]
        if field == "Id":
            known = found.ids.take(order)
            return _Column(Typed(to_series(known), (), None, known), digest.of_column(known))
        cells = layout.records.cells.column(position).combine_chunks()
        chosen = cells if whole else cells.take(order)
        if field is None:
            return _Column(None, digest.of_column(chosen))
        column = typed(chosen, kinds[field], policy.reading)
        if column.refusal is not None:
            raise InputError(f"{name}, column {layout.header.names[position]}: {column.refusal}.")
        return _Column(column, digest.of_column(column.canonical))

    with ThreadPoolExecutor(_THREADS) as pool:
        return list(pool.map(one, range(len(layout.header.names))))


def _frame(layout: Layout, columns: list[_Column], count: int) -> pd.DataFrame:
    read = {
        field: column.typed.series
        for field, column in zip(layout.header.fields, columns, strict=True)
        if field is not None and column.typed is not None
    }
    known = OBJECTS[layout.header.object]
    filled = {f.name: read[f.name] if f.name in read else _missing(f.kind, count) for f in known}
    return pd.DataFrame(filled, copy=False)


def _missing(kind: Kind, count: int) -> pd.Series:
    if DTYPES[kind] == TEXT:
        return to_series(pa.nulls(count, pa.large_string()))
    return pd.Series(pd.NA, index=range(count), dtype=DTYPES[kind])


def _without_deleted(frame: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """The frame without records of the recycle bin, and which they were (bool)."""
    deleted = frame["IsDeleted"].fillna(False).to_numpy(dtype=bool)
    return (frame[~deleted].reset_index(drop=True) if deleted.any() else frame), deleted


def _unread_values(layout: Layout, found: Identified, columns: list[_Column], deleted: np.ndarray) -> pd.DataFrame:
    """Quarantine of single values; their records stay in the table."""
    tables = []
    for field, column in zip(layout.header.fields, columns, strict=True):
        for unread in column.typed.unread if column.typed is not None else ():
            kept = ~deleted[unread.rows]
            rows = found.order[unread.rows[kept]]
            ids = take_text(found.ids, rows)
            lines, texts = layout.records.lines[rows], unread.texts[kept]
            tables.append(
                quarantine.rows(layout.header.object, lines, unread.check, record_ids=ids, field=field, values=texts)
            )
    return outputs.stack("quarantine", tables)


def _broken(layout: Layout) -> pd.DataFrame:
    spans = layout.records.spans
    if spans is None:
        return outputs.empty("quarantine")
    tables = []
    for kind, check in CHECKS.items():
        rows = spans.rows(kind)
        if len(rows):
            tables.append(quarantine.rows(layout.header.object, layout.records.lines_of(rows), check))
    return outputs.stack("quarantine", tables)


def _content(layout: Layout, found: Identified, columns: list[_Column]) -> str:
    keys = column_keys(layout)
    digests = {key: column.digest for key, column in zip(keys, columns, strict=True)}
    return digest.of_file(digests, [*_refused_texts(layout, found, keys), *_broken_texts(layout)])


def column_keys(layout: Layout) -> list[str]:
    """A name for each column that does not depend on the file's own header names; nameless ones by their place."""
    pairs = zip(layout.header.fields, layout.header.names, strict=True)
    return [field or f"?{name or position}" for position, (field, name) in enumerate(pairs)]


def _refused_texts(layout: Layout, found: Identified, keys: list[str]) -> Iterator[bytes]:
    if not len(found.refused):
        return  # to take no row would copy every cell all the same
    rows = layout.records.cells.take(pa.array(found.refused))
    by_key = sorted(range(len(keys)), key=keys.__getitem__)
    for row in zip(*(rows.column(position).to_pylist() for position in by_key), strict=True):
        yield _SEPARATOR.join((cell or "").encode("utf-8") for cell in row)


def _broken_texts(layout: Layout) -> Iterator[bytes]:
    spans, data = layout.records.spans, layout.text.data
    if spans is None:
        return
    for row in spans.rows(*CHECKS).tolist():
        record = data[spans.starts[row] : spans.starts[row + 1]]
        yield _SEPARATOR.join(unquote(cell) for cell in layout.header.grammar.split(record))


def dialect_of(layout: Layout, found: Identified) -> Mapping[str, str]:
    """How the file is spelled, in words for the report."""
    spans = layout.records.spans
    blank = found.blank + (0 if spans is None else len(spans.rows(BLANK)))
    footer = 0 if spans is None else len(spans.rows(FOOTER))
    told = {
        "encoding": layout.text.encoding,
        "delimiter": DELIMITERS[layout.header.grammar.delimiter.decode()],
        "line_end": layout.records.line_end,
        "header_style": layout.header.style,
        "id_length": " and ".join(str(length) for length in sorted(found.lengths)) or "none",
    }
    told.update({"blank_rows": str(blank)} if blank else {})
    told.update({"footer_rows": str(footer)} if footer else {})
    return MappingProxyType(told)


def _findings(layout: Layout, summary: Input) -> pd.DataFrame:
    told: list[tuple[str, str | None, str]] = [
        ("near_miss_header", column, f"{summary.name}: the column {column} is not known but looks like {field}, which"
         f" is missing; rename it or map it in the policy under fields.{summary.object}.")
        for column, field in layout.header.near_misses().items()
    ]  # fmt: skip
    if summary.rows_deleted:
        told.append(("deleted_rows", "IsDeleted", f"{summary.name}: {summary.rows_deleted:,} records are in the"
                     " recycle bin; they were left out."))  # fmt: skip
    if summary.rows_read == 0:
        told.append(("no_rows", None, f"{summary.name} has a header and no record."))
    if summary.dialect["line_end"] == "mixed":
        told.append(("mixed_line_ends", None, f"{summary.name}: its rows end in different ways; all were read."))
    frame = pd.DataFrame(told, columns=["code", "field", "message"])
    return outputs.typed("findings", frame.assign(rule=RULE, object=summary.object))
