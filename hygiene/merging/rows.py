"""Change rows of groups: the survivor's values first, then the losers' merges or conversions, each with its reason."""

from collections.abc import Callable, Collection

import numpy as np
import pandas as pd

from hygiene.changes import conversions, merges, stack_changes
from hygiene.merging import consent
from hygiene.merging.lookup import both_in, standing
from hygiene.merging.master import Masters
from hygiene.merging.members import Members
from hygiene.merging.survivorship import survivors
from hygiene.policy.models import Survivorship
from schemas.columns import TEXT

Leaving = Callable[[pd.Series, pd.Series, pd.Series, pd.Series], pd.DataFrame]
"""Makes the rows of the records that leave, from their ids, the masters' ids, reasons and evidence."""


def rows_of_groups(
    members: Members, masters: Masters, links: pd.DataFrame, settings: Survivorship, given: Collection[str],
    as_of: pd.Timestamp, tier: str, leaving: Leaving,
) -> pd.DataFrame:  # fmt: skip
    """All change rows of the groups, in the order in which they must be applied.

    links: of `strongest_links`. given: columns that the source had of the masters' object.
    """
    if not members.count:
        return stack_changes([])
    kept = survivors(members, masters.rows, settings, given, as_of, tier)
    loses = np.ones(len(members.table), dtype=bool)
    loses[masters.rows] = False
    group = members.group[loses]
    losers, master = members.ids(np.flatnonzero(loses)), members.ids(masters.rows[group])
    why = masters.why.take(group).reset_index(drop=True)
    reason = _why_same(losers, links) + "; " + master + " stays: " + why + "."
    evidence = "Not carried over: " + kept.lost[loses].reset_index(drop=True)
    return stack_changes([kept.changes, leaving(losers, master, reason, evidence).assign(tier=tier)])


def merging(object_name: str) -> Leaving:
    """Losers of the object are merged into their masters."""
    return lambda losers, masters, reason, evidence: merges(object_name, losers, masters, reason, evidence)


def converting() -> Leaving:
    """Leads are converted into their contacts."""
    return conversions


def strongest_links(
    pairs: pd.DataFrame, groups: pd.DataFrame, masters: pd.Series, survivors: pd.Series
) -> pd.DataFrame:
    """For each record of a group the pair that ties it to the group: to the master if there is one, else the strongest.

    pairs: of the matcher. groups: `id`, `group`. masters: their ids. survivors: what stands for a merged record.
    Out: `other`, `probability`, `reason`, index `id`.
    """
    left, right = (standing(pairs[name], survivors) for name in ("left_id", "right_id"))
    told = pairs[["probability", "reason"]]
    both = pd.concat([told.assign(id=left, other=right), told.assign(id=right, other=left)], ignore_index=True)
    both = both[both_in(both["id"], both["other"], groups.set_index("id")["group"]) & (both["id"] != both["other"])]
    both = both.assign(to_master=both["other"].isin(masters))
    order = ["id", "to_master", "probability", "other"]
    first = both.sort_values(order, ascending=[True, False, False, True]).drop_duplicates("id")
    return first.set_index("id")[["other", "probability", "reason"]]


def spelled(probability: pd.Series) -> pd.Series:
    """Probabilities with four decimals, cut and not rounded, so that none reads as certain (TEXT)."""
    cut = np.floor(probability.to_numpy(dtype=np.float64, na_value=0.0) * 10_000) / 10_000
    return pd.Series(np.char.mod("%.4f", cut), index=probability.index, dtype=TEXT)


def _why_same(losers: pd.Series, links: pd.DataFrame) -> pd.Series:
    link = links.reindex(losers).reset_index(drop=True)
    told = "Same as " + link["other"] + ", probability " + spelled(link["probability"]) + ": " + link["reason"]
    return told.fillna("Same as another record of its group").astype(TEXT)


def without_cells_of(review: pd.DataFrame, automatic: pd.DataFrame) -> pd.DataFrame:
    """The review rows without updates of cells that an automatic merge sets: what it sets stands.

    Restrictions of consent stay in: whichever comes last, the survivor is restricted.
    """
    cells = pd.MultiIndex.from_frame(automatic.loc[automatic["action"] == "update", ["record_id", "field"]])
    taken = pd.MultiIndex.from_frame(review[["record_id", "field"]]).isin(cells)
    keeps = (review["action"] != "update") | review["field"].isin(consent.FIELDS)
    return review[keeps | ~taken].reset_index(drop=True)
