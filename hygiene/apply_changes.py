"""The one function that turns a snapshot and changes into the next snapshot.

The engine uses it between two rules, the folder sink to know what to write, and the tests to see that a plan of the
result is empty.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from hygiene.kept_rows import kept
from hygiene.memberships import MEMBERS, one_each
from hygiene.merging.texts import looked_up, positions, taken
from hygiene.selection import is_among
from hygiene.snapshot import Snapshot
from schemas.columns import OBJECTS, TEXT
from schemas.values import from_text

LOOKUPS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = MappingProxyType(
    {
        "Account": (("ParentId", "Account"),),
        "Contact": (("AccountId", "Account"),),
        "CampaignMember": (("LeadId", "Lead"), ("ContactId", "Contact")),
        "Task": (("WhoId", "Lead"), ("WhoId", "Contact")),
        "Event": (("WhoId", "Lead"), ("WhoId", "Contact")),
        "Opportunity": (("AccountId", "Account"),),
        "OpportunityContactRole": (("ContactId", "Contact"),),
        "bizible2__Bizible_Person__c": (("bizible2__Lead__c", "Lead"), ("bizible2__Contact__c", "Contact")),
    }
)
"""Child object -> its (field, object looked up)."""

CASCADES: Final = frozenset({"CampaignMember", "OpportunityContactRole", "Task", "Event"})
"""Children that Salesforce deletes with their person; of the others the lookup is cleared."""

_CHAIN_LIMIT = 64


def apply_changes(snapshot: Snapshot, changes: pd.DataFrame) -> Snapshot:
    """The snapshot after all `changes` (a table of `schemas.outputs`), of any tier, in the order of their rows.

    Records taken out of the recycle bin come first, as they were extracted, with the children that went with them. Then
    updates (the last one of a cell wins), then merges and conversions, whose children move to the master
    or the contact, then deletions and erasures. Rows of records that are not there have no effect.

    Raises:
        ValueError: merges or conversions that run in a circle.
    """
    if changes.empty:
        return snapshot
    tables, absorbed = dict(snapshot.tables), snapshot.absorbed
    back = changes.loc[changes["action"] == "undelete", "record_id"]
    if len(back):
        tables = _undeleted(tables, snapshot.extracted, back)
        absorbed = absorbed[~absorbed["record_id"].isin(back)]
    for name, rows in changes[changes["action"] == "update"].groupby("object"):
        if name in tables:
            tables[str(name)] = _updated(tables[str(name)], str(name), rows)
    merges = changes[changes["action"] == "merge"]
    conversions = changes[changes["action"] == "convert"]
    if len(merges) or len(conversions):
        tables = _moved(tables, merges, conversions, snapshot.workers)
        absorbed = pd.concat([absorbed, _absorbed(merges), _absorbed(conversions)], ignore_index=True)
    removed = changes[changes["action"].isin(["delete", "erase"])]
    if len(removed):
        tables = _removed(tables, removed, snapshot.workers)
    return replace(snapshot.with_tables(**tables), before=snapshot.extracted, absorbed=absorbed)


def _undeleted(tables: dict[str, pd.DataFrame], extracted: Snapshot, back: pd.Series) -> dict[str, pd.DataFrame]:
    """The records and the children deleted with them, as extracted; lookups that were cleared point to them again.

    A child that was given another parent keeps it, as in Salesforce.
    """
    after = {}
    for name, table in tables.items():
        start = extracted.table(name)
        lookups = [column for column, _ in LOOKUPS.get(name, ())]
        own = start["Id"].isin(back)
        if name in CASCADES:
            own |= start[lookups].isin(back.tolist()).any(axis=1)
        missing = start[own & ~start["Id"].isin(table["Id"])]
        restored = _looked_up_again(table, start.set_index("Id"), lookups, back)
        after[name] = pd.concat([restored, missing]).sort_values("Id", ignore_index=True) if len(missing) else restored
    return after


def _looked_up_again(table: pd.DataFrame, start: pd.DataFrame, lookups: list[str], back: pd.Series) -> pd.DataFrame:
    for column in lookups:
        was = table["Id"].map(start[column]).astype(TEXT)
        cleared = table[column].isna() & was.isin(back)
        if cleared.any():
            table = table.assign(**{column: table[column].mask(cleared, was)})
    return table


def _absorbed(changes: pd.DataFrame) -> pd.DataFrame:
    """Who went into whom; a conversion is the only change whose target is of another object."""
    into_object = changes["object"].mask(changes["action"] == "convert", "Contact")
    return changes[["object", "record_id", "into_id"]].assign(into_object=into_object)


def _updated(table: pd.DataFrame, name: str, updates: pd.DataFrame) -> pd.DataFrame:
    kinds = {f.name: f.kind for f in OBJECTS[name]}
    last = updates.drop_duplicates(["record_id", "field"], keep="last")
    last = last.assign(at=positions(last["record_id"], table["Id"]))
    columns = {
        str(field): _set(table[field], rows["at"].to_numpy(), from_text(rows["new"], kinds[str(field)]))
        for field, rows in last[last["at"] >= 0].groupby("field")
    }
    return table.assign(**columns) if columns else table


def _set(column: pd.Series, at: np.ndarray, values: pd.Series) -> pd.Series:
    """A copy of the column with other values at those rows."""
    if column.dtype == TEXT:
        rows = np.arange(len(column))
        rows[at] = len(column) + np.arange(len(at))
        return taken(pd.concat([column, values.astype(TEXT)], ignore_index=True), rows).set_axis(column.index)
    written = column.copy()
    written.iloc[at] = values.to_numpy() if isinstance(column.dtype, pd.DatetimeTZDtype) else values.array
    return written


def _moved(
    tables: dict[str, pd.DataFrame], merges: pd.DataFrame, conversions: pd.DataFrame, workers: int
) -> dict[str, pd.DataFrame]:
    """Losers go, converted leads are marked; children point to whom theirs went into at last."""
    survivor = _survivors(merges)
    contact_of = _converted_into(conversions, survivor)
    after = dict(tables)
    for name in merges["object"].unique():
        after[name] = _without(after[name], merges.loc[merges["object"] == name, "record_id"], workers)
    for child, lookups in LOOKUPS.items():
        if child in after:
            repointed = _repointed(after[child], [column for column, _ in lookups], survivor)
            if child == MEMBERS:
                repointed = one_each(repointed, after[child], merges)
            after[child] = _to_contacts(repointed, child, contact_of)
    if len(contact_of) and "Lead" in after:
        after["Lead"] = _marked_converted(after["Lead"], contact_of)
    return after


def _survivors(merges: pd.DataFrame) -> pd.Series:
    """For each loser: the record that stands in the end, chains followed (index: record_id)."""
    target = merges.drop_duplicates("record_id", keep="last").set_index("record_id")["into_id"]
    for _ in range(_CHAIN_LIMIT):
        further = target.map(target)
        if further.isna().all():
            return target
        target = further.astype(TEXT).fillna(target)
    raise ValueError("merges run in a circle: a record is at once loser and survivor of the same chain")


def _converted_into(conversions: pd.DataFrame, survivor: pd.Series) -> pd.Series:
    """For each converted lead: the contact that stands in the end (index: record_id)."""
    contact = conversions.drop_duplicates("record_id", keep="last").set_index("record_id")["into_id"]
    return contact.map(survivor).astype(TEXT).fillna(contact)


def _to_contacts(table: pd.DataFrame, child: str, contact_of: pd.Series) -> pd.DataFrame:
    """Activities move to the contact; campaign members gain it and keep their lead.

    A Bizible person is a custom object: Salesforce leaves its lookup alone, so a rule of its own acts.
    """
    if child in ("Task", "Event"):
        return _repointed(table, ["WhoId"], contact_of)
    if child == "CampaignMember":
        contact = looked_up(table["LeadId"], contact_of)
        return table.assign(ContactId=table["ContactId"].fillna(contact))
    return table


def _marked_converted(leads: pd.DataFrame, contact_of: pd.Series) -> pd.DataFrame:
    """Converted leads stay, as in the org: read-only, with the contact they became."""
    hit = is_among(leads["Id"], contact_of.index.to_series())
    contact = looked_up(leads["Id"], contact_of)
    return leads.assign(
        IsConverted=leads["IsConverted"].mask(hit, True),
        ConvertedContactId=leads["ConvertedContactId"].mask(hit, contact),
    )


def _repointed(table: pd.DataFrame, columns: list[str], target: pd.Series) -> pd.DataFrame:
    touched = {}
    for column in dict.fromkeys(columns):
        hit = is_among(table[column], target.index.to_series())
        if hit.any():
            moved = table[column].mask(hit, looked_up(table[column], target))
            # Whoever was the child of its own loser has no parent.
            touched[column] = moved.mask(moved == table["Id"], pd.NA)
    return table.assign(**touched) if touched else table


def _removed(tables: dict[str, pd.DataFrame], removed: pd.DataFrame, workers: int) -> dict[str, pd.DataFrame]:
    after = dict(tables)
    for name in removed["object"].unique():
        ids = removed.loc[removed["object"] == name, "record_id"]
        after[name] = _without(after[name], ids, workers)
        after = {child: _orphaned(table, child, str(name), ids) for child, table in after.items()}
    return after


def _orphaned(table: pd.DataFrame, child: str, parent: str, ids: pd.Series) -> pd.DataFrame:
    for column in [column for column, target in LOOKUPS.get(child, ()) if target == parent]:
        hit = is_among(table[column], ids)
        if hit.any():
            table = kept(table, ~hit.to_numpy()) if child in CASCADES else _cleared(table, column, hit)
    return table


def _cleared(table: pd.DataFrame, column: str, hit: pd.Series) -> pd.DataFrame:
    return table.assign(**{column: table[column].mask(hit, pd.NA)})


def _without(table: pd.DataFrame, ids: pd.Series, workers: int) -> pd.DataFrame:
    return kept(table, ~is_among(table["Id"], ids).to_numpy(), workers)
