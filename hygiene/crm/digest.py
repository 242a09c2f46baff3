"""One digest of a file's records, whatever their order and however the file spells them.

Two files with the same records have the same digest, whichever encoding, delimiter, quoting, line ends, order of
columns and rows, header names, id length or spelling of flags they have. The rows are put in the order of their ids, so
that whole columns are hashed at once.
"""

import hashlib
from collections.abc import Iterable, Mapping

import numpy as np
import pyarrow as pa


def of_column(cells: pa.LargeStringArray) -> bytes:
    """SHA-256 over the cells in their order; null and the empty text are the same."""
    digest = hashlib.sha256()
    if len(cells):
        offsets = np.frombuffer(cells.buffers()[1], dtype=np.int64)[cells.offset : cells.offset + len(cells) + 1]
        digest.update(np.diff(offsets).astype("<i8").tobytes())
        if offsets[-1] > offsets[0]:
            digest.update(memoryview(cells.buffers()[2])[offsets[0] : offsets[-1]])
    return digest.digest()


def of_file(columns: Mapping[str, bytes], broken: Iterable[bytes]) -> str:
    """SHA-256 (hex) over the digests of named columns and over the rows that have no place among them."""
    digest = hashlib.sha256()
    _add(digest, str(len(columns)).encode("ascii"))
    for name in sorted(columns):
        _add(digest, name.encode("utf-8"))
        _add(digest, columns[name])
    for row in sorted(broken):
        _add(digest, row)
    return digest.hexdigest()


def _add(digest: "hashlib._Hash", part: bytes) -> None:
    digest.update(len(part).to_bytes(8, "little"))
    digest.update(part)
