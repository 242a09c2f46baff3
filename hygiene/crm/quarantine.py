"""Quarantine rows made from columns of row numbers."""

import numpy as np
import pandas as pd

from schemas import outputs
from schemas.columns import TEXT

Check = tuple[str, str]
"""Short code and reason."""


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
            "value": pd.NA if values is None else values.to_numpy(),
            "check": code,
            "reason": reason,
        }
    )
    return outputs.typed("quarantine", frame)
