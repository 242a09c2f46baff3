"""One membership a person and campaign: what an org keeps where two members of a campaign are merged. Pure."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hygiene.kept_rows import kept
from hygiene.normalize.distinct import to_arrow
from hygiene.selection import is_among

MEMBERS: Final = "CampaignMember"
_LOOKUPS: Final = ("LeadId", "ContactId")
_CHAIN_LIMIT: Final = 64


def one_each(members: pd.DataFrame, before: pd.DataFrame, merges: pd.DataFrame) -> pd.DataFrame:
    """The members, without those that their survivor had already.

    members: after their lookups were pointed to the survivors. before: the same rows, before that. merges: rows of
    table `changes`. The survivor's own membership stays, else that of the loser that was merged first.
    """
    before = before[list(_LOOKUPS)]
    for column in _LOOKUPS:
        moved = (members[column] != before[column]).fillna(False)
        if moved.any():
            doubles = _doubles(members, column, before[column].where(moved, members[column]), merges)
            members, before = kept(members, ~doubles), kept(before, ~doubles)
    return members


def _doubles(members: pd.DataFrame, column: str, owner: pd.Series, merges: pd.DataFrame) -> NDArray[np.bool_]:
    """Which rows fall away; owner: whose each membership was."""
    keys = [column, "CampaignId"]
    of_survivors = members.loc[is_among(members[column], merges["into_id"]), keys].dropna()
    shared = of_survivors[of_survivors.duplicated(keys, keep=False)]
    owner = owner.loc[shared.index]
    last = shared.assign(rank=_ranks(owner, merges), own=owner == shared[column])
    ordered = last.sort_values("rank", kind="stable")
    # Two of one person were there before the merge and are left as they are.
    dropped = ordered.index[ordered.duplicated(keys) & ~ordered["own"]]
    return members.index.isin(dropped)


def _ranks(owners: pd.Series, merges: pd.DataFrame) -> pd.Series:
    """The order in which each owner's membership came to the survivor: its own first, then loser by loser."""
    last = merges.reset_index(drop=True).drop_duplicates("record_id", keep="last")
    # As lists, since to walk along a column of Arrow's takes ten times as long.
    losers, masters = (to_arrow(last[column]).to_pylist() for column in ("record_id", "into_id"))
    step_of = dict(zip(losers, enumerate(masters), strict=True))
    paths = {owner: _path(owner, step_of) for owner in owners.unique()}
    order = {owner: rank for rank, owner in enumerate(sorted(paths, key=lambda owner: paths[owner]))}
    return owners.map(order).astype(np.int64)


def _path(owner: str, step_of: dict[str, tuple[int, str]]) -> tuple[int, ...]:
    path: list[int] = []
    while owner in step_of and len(path) < _CHAIN_LIMIT:
        row, owner = step_of[owner]
        path.insert(0, row)
    return tuple(path)
