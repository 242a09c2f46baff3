"""The records that review cases are about, kept in the plan: what a person looks at, and what a decision is worked out
from. So neither asks the source again, which may be an org that has moved on.
"""

from collections.abc import Mapping

import pandas as pd

from hygiene.selection import is_among
from hygiene.snapshot import Snapshot, snapshot_of
from schemas import outputs
from schemas.columns import OBJECTS, TEXT, empty_table
from schemas.values import from_text, to_text

FIRST = ["object", "Id"]


def records_of(review: pd.DataFrame, snapshot: Snapshot) -> pd.DataFrame:
    """Table `records`: every record that a case names, and the accounts of the contacts among them, as plan text.

    snapshot: as the rules that ask saw it, with the automatic changes of earlier rounds in it.
    """
    ids = review["records"].str.split(";").explode().dropna().astype(TEXT)
    contacts = snapshot.table("Contact")
    wanted = pd.concat([ids, contacts.loc[is_among(contacts["Id"], ids), "AccountId"]]).drop_duplicates()
    frames = [_spelled(snapshot.table(name), name, wanted) for name in outputs.REVIEWED]
    return outputs.stack("records", frames).sort_values(FIRST, ignore_index=True)


def case_snapshot(records: pd.DataFrame, given: Mapping[str, frozenset[str]], as_of: pd.Timestamp) -> Snapshot:
    """The records of the cases as a snapshot again. records: of `records_of`."""
    frames = {name: _read(records, name) for name in outputs.REVIEWED}
    return Snapshot(snapshot_of(as_of, **frames).tables, as_of, given)


def _spelled(table: pd.DataFrame, name: str, wanted: pd.Series) -> pd.DataFrame:
    found = table[is_among(table["Id"], wanted)]
    texts = {field.name: to_text(found[field.name]) for field in OBJECTS[name]}
    return pd.DataFrame({"object": pd.Series(name, index=found.index, dtype=TEXT), **texts})


def _read(records: pd.DataFrame, name: str) -> pd.DataFrame:
    own = records[(records["object"] == name).fillna(False)]
    if own.empty:
        return empty_table(name)
    return pd.DataFrame({field.name: from_text(own[field.name], field.kind) for field in OBJECTS[name]})
