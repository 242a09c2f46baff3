"""Which records make one group: those that merge without a person, and those that a person must look at.

What holds of every plan that is made here:

- A record is in one automatic group or in one review case at most: so it loses once at most, and no loser is a master.
- A review case that touches an automatic group is made against that group's survivor, which is then its master.
  Two such survivors never share a case: whether they are one is asked when the automatic merges are done.
- One case has one master. So the change rows of a case are found again by rule and master: `merge` and `convert` rows
  have the master as `into_id`, `update` rows as `record_id` (`cases_of`).
"""

import pandas as pd

from hygiene.decisions import CANNOT_LINK, MUST_LINK, no_decisions
from hygiene.matching import Matches
from hygiene.merging.lookup import both_in, standing
from hygiene.merging.partition import CERTAIN, edges_of, partition
from hygiene.snapshot import Snapshot
from schemas.columns import TEXT


def cases_of(changes: pd.DataFrame, review: pd.DataFrame) -> pd.Series:
    """The review case of each change row, NA for automatic rows (TEXT, index of `changes`).

    changes, review: tables of `schemas.outputs` with `rule` filled in. The first of a case's `records` is its master.
    """
    cases = pd.DataFrame(
        {
            "rule": review["rule"],
            "master": review["records"].str.split(";").str[0],
            "case_id": review["case_id"],
        }
    )
    asked = changes[changes["tier"] == "review"]
    keys = pd.DataFrame({"rule": asked["rule"], "master": asked["into_id"].fillna(asked["record_id"])})
    found = keys.merge(cases, on=["rule", "master"], how="left", validate="many_to_one")["case_id"]
    return found.set_axis(asked.index).reindex(changes.index).astype(TEXT)


def decisions_among(snapshot: Snapshot, left: pd.Series, right: pd.Series | None = None) -> pd.DataFrame:
    """What people decided of pairs within `left`, or of a `left` and a `right` record (then in that order).

    Each record is named by what it went into in this run, so that a "no" outlives a merge.
    Out: `left_id`, `right_id`, `decision` (TEXT), each row once.
    """
    if snapshot.decisions.empty:
        return snapshot.decisions
    target = snapshot.absorbed.drop_duplicates("record_id", keep="last").set_index("record_id")["into_id"]
    table = snapshot.decisions
    for _ in range(len(target)):
        if not table[["left_id", "right_id"]].isin(target.index).any(axis=None):
            break
        table = table.assign(left_id=standing(table["left_id"], target), right_id=standing(table["right_id"], target))
    turned = table.rename(columns={"left_id": "right_id", "right_id": "left_id"})
    both = pd.concat([table, turned[list(table.columns)]], ignore_index=True)
    between = both["left_id"].isin(left) & both["right_id"].isin(left if right is None else right)
    ordered = both["left_id"] < both["right_id"] if right is None else between
    return both[between & ordered.fillna(False)].drop_duplicates(ignore_index=True)


def automatic_groups(matches: Matches, barred: pd.Index, decisions: pd.DataFrame | None = None) -> pd.DataFrame:
    """Groups that merge without a person: `id`, `group` (TEXT).

    The matcher's groups without their barred members; what is left of such a group must still hang together by its
    automatic pairs. Barred records merge only with those to whom a person linked them.
    """
    linked, parted = _of_kind(decisions, MUST_LINK), _of_kind(decisions, CANNOT_LINK)
    said = edges_of(linked["left_id"], linked["right_id"], CERTAIN)
    decided = partition(said, parted)
    decided = decided[decided["group"].isin(decided.loc[decided["id"].isin(barred), "group"])]
    edges = pd.concat([said, _whole_groups(matches, barred), _rests_of_groups(matches, barred)], ignore_index=True)
    touched = pd.Index(decided["id"]).append(barred)
    free = edges[~edges["left"].isin(touched) & ~edges["right"].isin(touched)]
    return pd.concat([decided, partition(free, parted)], ignore_index=True).sort_values(
        ["group", "id"], ignore_index=True
    )


def review_groups(
    pairs: pd.DataFrame, survivors: pd.Series, decisions: pd.DataFrame | None, largest: int
) -> pd.DataFrame:
    """Groups that a person must look at: `id`, `group` (TEXT), of pairs that are not wholly in one automatic group.

    survivors: record of an automatic group -> its survivor (index: record). largest: most records of a case; the
    weakest pairs beyond it wait until the case is decided.
    """
    open_edges = edges_of(
        standing(pairs["left_id"], survivors), standing(pairs["right_id"], survivors), pairs["probability"]
    )
    open_edges = open_edges[open_edges["left"] != open_edges["right"]]
    parted = _of_kind(decisions, CANNOT_LINK)
    parted = parted.assign(**{name: standing(parted[name], survivors) for name in ("left_id", "right_id")})
    return partition(open_edges, parted, one_each=survivors.unique(), largest=largest)


def _of_kind(decisions: pd.DataFrame | None, kind: str) -> pd.DataFrame:
    table = no_decisions() if decisions is None else decisions
    return table[table["decision"] == kind]


def _whole_groups(matches: Matches, barred: pd.Index) -> pd.DataFrame:
    """Edges that hold together each group of the matcher that has no barred member."""
    groups = matches.groups
    broken = groups.loc[groups["id"].isin(barred), "group"]
    whole = groups[~groups["group"].isin(broken)]
    return edges_of(whole["id"], whole.groupby("group")["id"].transform("min"), CERTAIN)


def _rests_of_groups(matches: Matches, barred: pd.Index) -> pd.DataFrame:
    """Automatic pairs of unbarred records within one group of the matcher."""
    group = matches.groups.set_index("id")["group"]
    pairs = matches.pairs
    inside = (pairs["tier"] == "auto").fillna(False) & both_in(pairs["left_id"], pairs["right_id"], group)
    free = ~pairs["left_id"].isin(barred) & ~pairs["right_id"].isin(barred)
    kept = pairs[inside & free]
    return edges_of(kept["left_id"], kept["right_id"], kept["probability"])
