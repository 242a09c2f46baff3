"""What people decided of pairs, in rows."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hygiene.matching.records import Records
from hygiene.matching.scoring import Scored


def decided_rows(records: Records, decisions: pd.DataFrame | None) -> dict[str, NDArray[np.int64]]:
    """Decision -> packed pairs of rows (lower << 32 | higher); decisions about absent records are left out."""
    answer = {"must_link": np.empty(0, np.int64), "cannot_link": np.empty(0, np.int64)}
    if decisions is None or decisions.empty:
        return answer
    rows = pd.Series(np.arange(len(records)), index=records.ids.to_pandas())
    for kind in answer:
        chosen = decisions[decisions["decision"] == kind]
        sides = [chosen[name].map(rows) for name in ("left_id", "right_id")]
        known = (sides[0].notna() & sides[1].notna()).to_numpy(dtype=bool)
        one, other = (side[known].to_numpy(dtype=np.int64) for side in sides)
        answer[kind] = np.unique(np.minimum(one, other) << 32 | np.maximum(one, other))
    return answer


def is_in(scored: Scored, packed: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which pairs are among the packed ones."""
    return np.isin(scored.left << 32 | scored.right, packed)
