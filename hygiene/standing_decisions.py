"""What people decided of pairs, as far as it still has a say once a plan is applied. Pure."""

import pandas as pd

from hygiene.decisions import COLUMNS
from hygiene.lineage import became
from hygiene.selection import is_among
from hygiene.snapshot import Snapshot
from schemas.outputs import REVIEWED


def standing(decisions: pd.DataFrame, after: Snapshot) -> pd.DataFrame:
    """The decisions of records that are still there, each record named by what it went into.

    decisions: `left_id`, `right_id`, `decision`. after: the snapshot that the changes leave. Out: the same columns,
    `left_id` < `right_id`, each pair once, sorted; where two decisions come to speak of one pair, no stands.
    """
    one, other = (became(after, decisions[name]) for name in ("left_id", "right_id"))
    there = pd.concat([after.table(name)["Id"] for name in REVIEWED], ignore_index=True)
    moved = decisions.assign(left_id=one.where(one < other, other), right_id=other.where(one < other, one))
    kept = moved[(one != other) & is_among(one, there) & is_among(other, there)]
    return kept.sort_values(list(COLUMNS)).drop_duplicates(["left_id", "right_id"], ignore_index=True)
