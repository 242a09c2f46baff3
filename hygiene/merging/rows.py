"""Change rows of groups: the survivor's values first, then the losers' merges or conversions, each with its reason."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hygiene.changes import conversions, merges, stack_changes
from hygiene.merging import consent
from hygiene.merging.found import Found
from hygiene.merging.master import Masters
from hygiene.merging.members import NONE, Members, Rows
from hygiene.merging.survivorship import NO_CHOICE, survivors
from hygiene.merging.texts import positions, sentence, taken
from hygiene.policy.models import Survivorship
from schemas.columns import TEXT

Leaving = Callable[[pd.Series, pd.Series, pd.Series, pd.Series, str], pd.DataFrame]
"""Makes the rows of the records that leave: ids, masters' ids, reasons, evidence, tier."""

_FINEST = 10_000
_UNKNOWN_LINK = "Same as another record of its group, as a person said"


@dataclass(frozen=True)
class Groups:
    """Records of groups with their masters, and the pair that ties each record to its group (NONE for none)."""

    members: Members
    masters: Masters
    links: Rows

    @property
    def is_master(self) -> NDArray[np.bool_]:
        """Which of the members are masters."""
        found = np.zeros(len(self.members.table), dtype=bool)
        found[self.masters.rows] = True
        return found


def groups_of(found: Found, members: Members, masters: Masters, stands: Rows) -> Groups:
    """The groups with the pair of each record that ties it: to the master if there is one, else the most probable.

    stands: for each found row what stands for it after earlier merges.
    """
    group = np.full(len(found), NONE, dtype=np.int64)
    group[members.rows] = members.group
    is_master = np.zeros(len(found), dtype=bool)
    is_master[members.rows[masters.rows]] = True
    left, right = stands[found.left], stands[found.right]
    inside = np.flatnonzero((group[left] == group[right]) & (group[left] != NONE) & (left != right))
    one = np.concatenate([left[inside], right[inside]])
    other = np.concatenate([right[inside], left[inside]])
    pair = np.concatenate([inside, inside])
    order = np.lexsort((other, -found.probability[pair], ~is_master[other], one))[::-1]
    best = np.full(len(found), NONE, dtype=np.int64)
    best[one[order]] = pair[order]
    return Groups(members, masters, best[members.rows])


def rows_of_groups(
    found: Found, groups: Groups, settings: Survivorship, given: Collection[str], as_of: pd.Timestamp, tier: str,
    leaving: Leaving, chosen: Mapping[str, Collection[str]] = NO_CHOICE,
) -> pd.DataFrame:  # fmt: skip
    """All change rows of the groups, in the order in which they must be applied.

    given: columns that the source had of the masters' object. chosen: as of `survivors`.
    """
    members, masters = groups.members, groups.masters
    if not members.count:
        return stack_changes([])
    kept = survivors(members, masters.rows, settings, given, as_of, tier, chosen)
    loses = np.flatnonzero(~groups.is_master)
    master = members.ids(masters.rows[members.group[loses]])
    why = taken(masters.why, members.group[loses])
    reason = sentence(_why_same(found, groups, loses), "; ", master, " stays: ", why, ".")
    evidence = sentence("Not carried over: ", taken(kept.lost, loses))
    return stack_changes([kept.changes, leaving(members.ids(loses), master, reason, evidence, tier)])


def merging(object_name: str) -> Leaving:
    """Losers of the object are merged into their masters."""
    return lambda losers, masters, reason, evidence, tier: merges(object_name, losers, masters, reason, evidence, tier)


def converting() -> Leaving:
    """Leads are converted into their contacts."""
    return conversions


def without_cells_of(review: pd.DataFrame, automatic: pd.DataFrame) -> pd.DataFrame:
    """The review rows without updates of cells that an automatic merge sets: what it sets stands.

    Restrictions of consent stay in: whichever comes last, the survivor is restricted.
    """
    own = (review["action"] != "update") | review["field"].isin(consent.FIELDS)
    updated = automatic[(automatic["action"] == "update").to_numpy(dtype=bool)]
    cells = sentence(updated["record_id"], " ", updated["field"])
    set_before = positions(sentence(review["record_id"], " ", review["field"]), cells.drop_duplicates()) >= 0
    return review[own.to_numpy(dtype=bool) | ~set_before].reset_index(drop=True)


def spelled(probability: NDArray[np.float64]) -> pd.Series:
    """Probabilities with four decimals, cut and not rounded, so that none reads as certain (TEXT, RangeIndex)."""
    return taken(_spellings(), np.floor(probability * _FINEST).astype(np.int64))


@cache
def _spellings() -> pd.Series:
    return pd.Series(np.char.mod("%.4f", np.arange(_FINEST + 1) / _FINEST), dtype=TEXT)


def _why_same(found: Found, groups: Groups, loses: Rows) -> pd.Series:
    if not len(found.left):
        return pd.Series(_UNKNOWN_LINK, index=pd.RangeIndex(len(loses)), dtype=TEXT)
    pair, row = groups.links[loses], groups.members.rows[loses]
    other = np.where(found.left[pair] == row, found.right[pair], found.left[pair])
    how = sentence("probability ", spelled(found.probability[pair])).mask(found.is_linked[pair], "as a person decided")
    told = sentence("Same as ", taken(found.ids, other), ", ", how, ": ", found.reasons(np.maximum(pair, 0)))
    return told.where(pair != NONE, _UNKNOWN_LINK)
