"""Before-images of a snapshot, as an apply keeps them: of every record that changes touch, and children of losers."""

import pandas as pd

from hygiene.apply_changes import LOOKUPS
from hygiene.images import content_of
from hygiene.snapshot import Snapshot
from schemas.columns import TEXT, fields_of
from schemas.values import to_text


def images_of(snapshot: Snapshot, changes: pd.DataFrame) -> pd.DataFrame:
    """`object`, `record_id`, `content` for each record that a change names; none of erased ones."""
    kept = changes[~changes["action"].isin(["erase", "undelete"])]
    moved = kept.dropna(subset=["into_id"])
    into = moved["object"].mask(moved["action"] == "convert", "Contact")
    masters = pd.DataFrame({"object": into, "record_id": moved["into_id"]})
    touched = pd.concat([kept[["object", "record_id"]], masters]).drop_duplicates()
    losers = set(kept.loc[kept["action"] == "merge", "record_id"])
    rows = [
        (name, record, content_of(_fields(snapshot, name, record), _children(snapshot, record, losers)))
        for name, record in touched.itertuples(index=False)
    ]
    return pd.DataFrame(rows, columns=["object", "record_id", "content"], dtype=TEXT)


def _fields(snapshot: Snapshot, name: str, record: str) -> dict[str, object]:
    table = snapshot.table(name)
    row = table[table["Id"] == record]
    texts = {field: to_text(row[field]).iloc[0] for field in fields_of(name)}
    return {field: None if pd.isna(text) else text for field, text in texts.items()}


def _children(snapshot: Snapshot, record: str, losers: set[str]) -> dict[str, list[str]]:
    if record not in losers:
        return {}
    places = {(name, field) for name, lookups in LOOKUPS.items() for field, _ in lookups}
    found = {
        f"{name}.{field}": list(snapshot.table(name).loc[snapshot.table(name)[field] == record, "Id"])
        for name, field in sorted(places)
    }
    return {place: ids for place, ids in found.items() if ids}
