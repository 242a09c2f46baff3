"""The digest of a plan: one number for everything that decides what would be written."""

import hashlib
import json
from collections.abc import Iterator
from typing import Final

import pandas as pd

from hygiene.plan import Plan
from schemas.values import to_text

DECISIVE: Final = {
    "changes": (),
    "verdicts": (),
    "review": ("decision", "decided_by", "note"),
}
"""Table -> columns that a person may fill in without making it another plan."""

_CHUNK_ROWS: Final = 100_000


def digest_of(plan: Plan) -> str:
    """SHA-256 (hex) over the decisive tables, the inputs' contents, the policy, the moment and the code version.

    Where the plan was read from is left out: the same files in another folder make the same plan.
    """
    total = hashlib.sha256(_header(plan).encode())
    for name, open_columns in DECISIVE.items():
        for block in _spelled(plan.tables[name].drop(columns=list(open_columns))):
            total.update(block.encode())
    return total.hexdigest()


def _header(plan: Plan) -> str:
    return json.dumps(
        {
            "as_of": plan.as_of.isoformat(),
            "inputs": sorted((item.object, item.content_sha256, item.rows_read) for item in plan.inputs),
            "policy": plan.policy_digest,
            "version": plan.version,
        },
        sort_keys=True,
    )


def _spelled(table: pd.DataFrame) -> Iterator[str]:
    """Unambiguous text of a table: unit and record separators, and a mark for missing."""
    yield "\x1f".join(table.columns) + "\x1e"
    for start in range(0, len(table), _CHUNK_ROWS):
        part = table.iloc[start : start + _CHUNK_ROWS]
        spelled = part.apply(lambda values: _escaped(to_text(values)))
        joined = spelled.iloc[:, 0].str.cat(spelled.iloc[:, 1:], sep="\x1f")
        yield "\x1e".join(joined) + "\x1e"


def _escaped(values: pd.Series) -> pd.Series:
    """Texts that may hold a separator are spelled with escapes, so that no two tables read the same."""
    text = values.str.replace("\\", "\\\\", regex=False)
    for mark, escape in (("\x1f", "\\u"), ("\x1e", "\\r"), ("\x00", "\\0")):
        text = text.str.replace(mark, escape, regex=False)
    return text.fillna("\x00")
