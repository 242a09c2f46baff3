"""The digest of a plan: one number for everything that decides what would be written."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.normalize.distinct import LARGE, to_arrow
from hygiene.plan import Plan
from schemas.outputs import COLUMNS, DECIDED
from schemas.values import to_text

DECISIVE: Final = ("changes", "verdicts", "review", "records")

_CHUNK_ROWS: Final = 100_000
_ESCAPES: Final = MappingProxyType({"\\": "\\\\", "\x1f": "\\u", "\x1e": "\\r", "\x00": "\\0"})
"""In this order: the mark of an escape is escaped first."""


def digest_of(plan: Plan) -> str:
    """SHA-256 (hex) over the decisive tables, the inputs' contents, the policy, caps, the moment and the code version.

    Where the plan was read from is left out: the same files in another folder make the same plan.
    """
    total = hashlib.sha256(_header(plan).encode())
    for name in DECISIVE:
        table = plan.tables[name]
        for block in _spelled(_fixed(table) if name == "review" else table):
            total.update(block)
    return total.hexdigest()


def _fixed(review: pd.DataFrame) -> pd.DataFrame:
    """What nobody may change of the cases: to fill a decision in, to sort the rows, or to add columns for oneself (a
    spreadsheet adds empty ones) makes no other plan.
    """
    columns = [name for name in COLUMNS["review"] if name not in DECIDED]
    return review[columns].sort_values(["rule", "case_id"], kind="stable", na_position="first")


def _header(plan: Plan) -> str:
    # A plan without decisions keeps the digest that it had before plans told of any.
    decided = {"decisions": plan.decisions.to_numpy().tolist()} if len(plan.decisions) else {}
    return json.dumps(
        {
            **decided,
            "as_of": plan.as_of.isoformat(),
            "given": {name: sorted(fields) for name, fields in plan.given.items()},
            "inputs": sorted((item.object, item.content_sha256, item.rows_read) for item in plan.inputs),
            "policy": plan.policy_digest,
            "version": plan.version,
            "caps": sorted(astuple(reading) for reading in plan.caps),
        },
        sort_keys=True,
    )


def _spelled(table: pd.DataFrame) -> Iterator[bytes | pa.Buffer]:
    """Unambiguous text of a table: unit and record separators, and a mark for missing."""
    yield ("\x1f".join(table.columns) + "\x1e").encode()
    for start in range(0, len(table), _CHUNK_ROWS):
        part = table.iloc[start : start + _CHUNK_ROWS]
        cells = [_escaped(to_arrow(to_text(values))) for _, values in part.items()]
        lines = pc.binary_join_element_wise(*cells, pa.scalar("\x1f", LARGE))
        whole = pc.binary_join(pa.LargeListArray.from_arrays([0, len(part)], lines), pa.scalar("\x1e", LARGE))
        yield whole[0].as_buffer()
        yield b"\x1e"


def _escaped(texts: pa.Array) -> pa.Array:
    """Texts that may hold a separator are spelled with escapes, so that no two tables read the same."""
    if _hold_any(texts, _ESCAPES):
        for mark, escape in _ESCAPES.items():
            texts = pc.replace_substring(texts, mark, escape)
    return pc.fill_null(texts, "\x00")


def _hold_any(texts: pa.Array, characters: Iterable[str]) -> bool:
    """Whether one of these ASCII characters is anywhere in the texts: in UTF-8 its byte is part of no other one."""
    first, last = np.frombuffer(texts.buffers()[1], dtype=np.int64)[[texts.offset, texts.offset + len(texts)]]
    data = bytes((texts.buffers()[2] or b"")[first:last])
    return any(character.encode() in data for character in characters)
