"""The cleaned files: every file of the source again, in its own dialect, less what a plan took away.

They are loaded back into the CRM, so they are faithful to the byte: a row that did not change is copied as it stood,
and of one that did only the changed cells are written anew.
"""

import gzip
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final

import pandas as pd

from hygiene.crm.archive import SNAPSHOT, SourceFile, list_source
from hygiene.crm.edits import Edits, Unwritten, by_row, edits_of
from hygiene.crm.grammar import quote
from hygiene.crm.identify import identify
from hygiene.crm.layout import Layout, open_layout
from hygiene.crm.new_folder import new_folder, private_file
from hygiene.errors import UsageError
from hygiene.policy import Policy

_CHUNK: Final = 1 << 22
_GZIP_LEVEL: Final = 6


def write_cleaned(
    source: Path, target: Path, policy: Policy, before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame],
    *, beside: Mapping[str, bytes] = MappingProxyType({}),
) -> tuple[Unwritten, ...]:  # fmt: skip
    """Writes the source's files into the new folder `target`, all at once or not at all.

    Records of `before` whose id is not in `after` are left out; cells whose value differs are replaced. All else stays:
    unknown columns, broken rows, footers. A zip becomes a folder, a `.csv.gz` stays one.

    before, after: object name -> table, as `Extract.tables`. beside: further files for the folder.

    Returns:
        Values for which the file has no column, or whose characters its encoding has not.

    Raises:
        InputError: the source cannot be read.
        UsageError: the target is the source, within it or above it, is not empty, or cannot be written.
    """
    _refuse_overlap(source, target)
    listing = list_source(source, policy.reading.max_unpacked_megabytes)
    snapshot = {} if listing.snapshot is None else {SNAPSHOT: listing.snapshot}
    unwritten: list[Unwritten] = []
    with new_folder(target) as partial:
        for file in listing.files:
            tables = before[file.object], after[file.object]
            unwritten.extend(_write_file(file, partial / file.name, policy, *tables))
        for name, content in {**snapshot, **beside}.items():
            with private_file(partial / name) as stream:
                stream.write(content)
    return tuple(unwritten)


def _refuse_overlap(source: Path, target: Path) -> None:
    over = [target, *target.absolute().parents]
    if any(place.exists() and place.samefile(source) for place in over):
        raise UsageError(f"{target} is the source or within it, which is never written over; name another folder.")
    if target.exists() and any(target.samefile(place) for place in source.absolute().parents):
        raise UsageError(f"{target} holds the source, which is never written over; name another folder.")


def _write_file(
    file: SourceFile, path: Path, policy: Policy, before: pd.DataFrame, after: pd.DataFrame
) -> tuple[Unwritten, ...]:
    layout = open_layout(file, policy)
    edits = edits_of(layout, identify(layout, file.name).ids, before, after, policy)
    with _opened(path, compressed=file.compressed) as out:
        out.write(layout.text.bom)
        for piece in _pieces(layout, edits):
            _write_text(layout, piece, out)
    return edits.unwritten


@contextmanager
def _opened(path: Path, *, compressed: bool) -> Iterator[BinaryIO]:
    with private_file(path) as stream:
        if not compressed:
            yield stream
            return
        # Neither name nor time in the header, so that the same content gives the same bytes.
        with gzip.GzipFile("", "wb", _GZIP_LEVEL, stream, mtime=0) as packed:
            yield packed  # type: ignore[misc]  # a GzipFile is written like any binary stream


def _pieces(layout: Layout, edits: Edits) -> Iterator[memoryview]:
    """The cleaned text in order: stretches that stay, and between them the records that are replaced or left out."""
    data, (starts, ends) = memoryview(layout.text.data), layout.records.bounds
    changed = dict(by_row(edits.cells))
    copied = 0
    for row in sorted({*changed, *edits.removed.tolist()}):
        yield data[copied : starts[row]]
        if row in changed:
            yield memoryview(_edited(bytes(data[starts[row] : ends[row]]), changed[row], layout))
        copied = int(ends[row])
    yield data[copied:]


def _edited(record: bytes, new: Mapping[int, str | None], layout: Layout) -> bytes:
    """The record with some cells replaced, its other cells and its line end as they stood."""
    grammar = layout.header.grammar
    raw = grammar.split(record)
    line_end = record[sum(map(len, raw)) + len(grammar.delimiter) * (len(raw) - 1) :]
    always_quoted = all(cell.startswith(b'"') for cell in raw if cell)
    cells = list(raw)
    for position, text in new.items():
        cells[position] = _cell(raw[position], text, grammar.delimiter, always_quoted)
    return grammar.delimiter.join(cells) + line_end


def _cell(old: bytes, new: str | None, delimiter: bytes, always_quoted: bool) -> bytes:
    """Quoted where the old one was, where all of its row are, or where it must be."""
    text = b"" if new is None else new.encode("utf-8")
    quoted = old.startswith(b'"') or (not old and always_quoted and new is not None)
    needed = any(mark in text for mark in (delimiter, b'"', b"\r", b"\n"))
    return quote(text) if quoted or needed else text


def _write_text(layout: Layout, piece: memoryview, out: BinaryIO) -> None:
    """In the file's encoding, some megabytes at a time, cut between characters."""
    first = 0
    while first < len(piece):
        last = min(first + _CHUNK, len(piece))
        while last < len(piece) and piece[last] & 0xC0 == 0x80:
            last -= 1
        out.write(layout.text.encode(bytes(piece[first:last])))
        first = last
