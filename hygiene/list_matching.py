"""Which rows of a list are leads or contacts that the CRM has already, and which are one person twice. Pure."""

import pandas as pd

from hygiene.matching import find_duplicates
from hygiene.normalize.people import people_table
from hygiene.policy import Policy
from hygiene.progress import Progress
from hygiene.selection import is_open
from hygiene.snapshot import Snapshot
from schemas.columns import PEOPLE, TEXT

COLUMNS = ("line", "object", "record_id", "probability", "tier", "reason")


def known_people(
    rows: pd.DataFrame, crm: Snapshot, policy: Policy, progress: Progress | None = None, workers: int = 1
) -> pd.DataFrame:
    """The best match of each row among the open leads and contacts: the columns of `COLUMNS`, a row a matched line.

    A contact goes before a lead of the same probability, since that lead is to become the contact. `tier` is `auto`
    (sure) or `review` (a person looks); rows without a match have no row here. `others` names further matches.
    """
    people = [_comparable(crm, name, policy, workers) for name in PEOPLE]
    right = pd.concat(people, ignore_index=True)
    left = people_table(rows, "Lead", policy.reading.region, workers=workers)
    if left.empty or right.empty:
        return pd.DataFrame(columns=[*COLUMNS, "others"], dtype=TEXT)
    found = find_duplicates(left, right, policy, progress=progress, workers=workers).pairs
    pairs = found.rename(columns={"left_id": "line", "right_id": "record_id"})
    contacts = pairs["record_id"].isin(people[PEOPLE.index("Contact")]["id"])
    pairs = pairs.assign(object=pd.Series("Lead", index=pairs.index, dtype=TEXT).mask(contacts, "Contact"))
    ordered = pairs.sort_values(["line", "probability", "object", "record_id"], ascending=[True, False, True, True])
    others = ordered[ordered.duplicated("line")].groupby("line")["record_id"].agg("; ".join)
    best = ordered.drop_duplicates("line", ignore_index=True)
    return best[list(COLUMNS)].assign(others=best["line"].map(others).astype(TEXT))


def doubles(rows: pd.DataFrame, policy: Policy, progress: Progress | None = None, workers: int = 1) -> pd.DataFrame:
    """Rows that are surely the same person as an earlier row of the list: `line`, `same_as` (TEXT)."""
    left = people_table(rows, "Lead", policy.reading.region, workers=workers)
    if len(left) < 2:
        return pd.DataFrame({"line": [], "same_as": []}, dtype=TEXT)
    groups = find_duplicates(left, None, policy, progress=progress, workers=workers).groups
    groups = groups.assign(number=groups["id"].astype("int64")).sort_values("number")
    groups = groups.assign(same_as=groups.groupby("group")["id"].transform("first"))
    later = groups[groups["id"] != groups["same_as"]]
    return later.rename(columns={"id": "line"})[["line", "same_as"]].reset_index(drop=True)


def _comparable(crm: Snapshot, name: str, policy: Policy, workers: int) -> pd.DataFrame:
    table = crm.table(name)
    return people_table(table[is_open(table)], name, policy.reading.region, crm.table("Account"), workers)
