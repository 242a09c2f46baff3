"""Quarantine rows made from columns of row numbers."""

from typing import Final

import numpy as np
import pandas as pd

from schemas import outputs
from schemas.columns import TEXT

Check = tuple[str, str]
"""Short code and reason."""

SHOWN_CHARACTERS: Final = 200
"""A value is shown up to here: enough to recognise it, and no broken quote fills the file."""


def rows(
    object_name: str, lines: np.ndarray, check: Check, *, record_ids: pd.Series | None = None,
    field: str | None = None, values: pd.Series | None = None,
) -> pd.DataFrame:  # fmt: skip
    """One quarantine row for each physical line; without `record_ids` the row is in no table."""
    code, reason = check
    frame = pd.DataFrame(
        {
            "object": pd.Series(object_name, index=range(len(lines)), dtype=TEXT),
            "record_id": pd.NA if record_ids is None else record_ids.to_numpy(),
            "row": lines,
            "field": pd.NA if field is None else field,
            "value": pd.NA if values is None else values.str.slice(0, SHOWN_CHARACTERS).to_numpy(),
            "check": code,
            "reason": reason,
        }
    )
    return outputs.typed("quarantine", frame)
