"""Which records make one group: those that merge without a person, and those that a person must look at.

What holds of every plan that is made here:

- A record is in one automatic group or in one review case at most: so it loses once at most, and no loser is a master.
- A review case that touches an automatic group is made against that group's survivor, which is then its master.
  Two such survivors never share a case: whether they are one is asked when the automatic merges are done.
- One case has one master. So the change rows of a case are found again by rule and master: `merge` and `convert` rows
  have the master as `into_id`, `update` rows as `record_id` (`cases_of`).
"""

import numpy as np
import pandas as pd

from hygiene.merging.found import Found
from hygiene.merging.partition import Edges, Mask, Rows, certain, in_groups, partition
from hygiene.merging.texts import looked_up
from hygiene.selection import is_among
from hygiene.snapshot import Snapshot
from schemas.columns import TEXT


def cases_of(changes: pd.DataFrame, review: pd.DataFrame) -> pd.Series:
    """The review case of each change row, NA for automatic rows (TEXT, index of `changes`).

    changes, review: tables of `schemas.outputs` with `rule` filled in. The first of a case's `records` is its master.
    """
    master = review["records"].str.split(";").str[0]
    cases = pd.Series(review["case_id"].array, index=pd.Index(review["rule"] + " " + master), dtype=TEXT)
    key = changes["rule"] + " " + changes["into_id"].fillna(changes["record_id"])
    return looked_up(key, cases).where((changes["tier"] == "review").fillna(False)).astype(TEXT)


def decisions_among(snapshot: Snapshot, left: pd.Series, right: pd.Series | None = None) -> pd.DataFrame:
    """What people decided of pairs within `left`, or of a `left` and a `right` record (then in that order).

    Each record is named by what it went into in this run, so that a "no" outlives a merge.
    Out: `left_id`, `right_id`, `decision` (TEXT), each row once.
    """
    table = snapshot.decisions
    if table.empty:
        return table
    target = snapshot.absorbed.drop_duplicates("record_id", keep="last").set_index("record_id")["into_id"]
    for _ in range(len(target)):
        if not table[["left_id", "right_id"]].isin(target.index).any(axis=None):
            break
        moved = {name: looked_up(table[name], target).fillna(table[name]) for name in ("left_id", "right_id")}
        table = table.assign(**moved)
    turned = table.rename(columns={"left_id": "right_id", "right_id": "left_id"})
    both = pd.concat([table, turned[list(table.columns)]], ignore_index=True)
    between = is_among(both["left_id"], left) & is_among(both["right_id"], left if right is None else right)
    ordered = both["left_id"] < both["right_id"] if right is None else between
    return both[between & ordered.fillna(False)].drop_duplicates(ignore_index=True)


def automatic_groups(found: Found, barred: Mask) -> Rows:
    """The lowest row of the group with which each row merges without a person, its own when with none.

    The matcher's groups without their barred members; what is left of such a group must still hang together by its
    automatic pairs. Barred records merge only with those to whom a person linked them.
    """
    said = certain(found.linked[:, 0], found.linked[:, 1])
    decided = partition(len(found), said, found.parted)
    has_barred = np.zeros(len(found), dtype=bool)
    has_barred[decided[barred]] = True
    fixed = has_barred[decided]
    edges = said + _whole_groups(found, barred) + _rests_of_groups(found)
    free = partition(len(found), edges.where(~fixed[edges.left] & ~fixed[edges.right]), found.parted)
    return np.where(fixed, decided, free)


def review_groups(found: Found, stands: Rows, largest: int) -> Rows:
    """The lowest row of the case of each row, its own when in none.

    stands: for each row what stands for it after the automatic merges: the survivor, or the row itself. Cases are made
    of pairs that are not wholly in one automatic group. largest: most records of a case; the weakest pairs beyond it
    wait until the case is decided.
    """
    edges = Edges(stands[found.left], stands[found.right], found.probability)
    survives = np.zeros(len(found), dtype=bool)
    survives[stands[stands != np.arange(len(found))]] = True
    open_edges = edges.where(edges.left != edges.right)
    return partition(len(found), open_edges, stands[found.parted], one_each=survives, largest=largest)


def _whole_groups(found: Found, barred: Mask) -> Edges:
    """Edges that hold together each group of the matcher that has no barred member."""
    broken = np.zeros(len(found), dtype=bool)
    broken[found.group[barred]] = True
    rows = np.flatnonzero(in_groups(found.group) & ~broken[found.group])
    return certain(rows, found.group[rows])


def _rests_of_groups(found: Found) -> Edges:
    """Automatic pairs within one group of the matcher."""
    kept = found.auto & (found.group[found.left] == found.group[found.right])
    return Edges(found.left[kept], found.right[kept], found.probability[kept])
