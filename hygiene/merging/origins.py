"""What records are made of that absorbed others earlier in the run: where a value of theirs may come from."""

from dataclasses import replace

import numpy as np
import pandas as pd

from hygiene.kept_rows import taken_rows
from hygiene.lineage import absorbed_in_run
from hygiene.merging.conversions import as_contacts
from hygiene.merging.members import Members, Origins
from hygiene.merging.texts import positions
from hygiene.snapshot import Snapshot
from schemas.columns import PEOPLE, TEXT


def with_origins(members: Members, snapshot: Snapshot) -> Members:
    """The members with what they absorbed in this run before; the very same where none absorbed any."""
    if snapshot.absorbed.empty:
        return members
    ends = absorbed_in_run(snapshot)
    at = positions(ends, members.table["Id"])
    absorbing = np.unique(at[at >= 0])
    if not len(absorbing):
        return members
    gone = pd.Series(ends.index[at >= 0], dtype=TEXT)
    ids = pd.concat([members.ids(absorbing), gone], ignore_index=True)
    into = np.concatenate([absorbing, at[at >= 0]])
    table = _extracted(ids, snapshot.extracted, members.object_name)
    table = table.sort_values(["CreatedDate", "Id"], ignore_index=True)
    return replace(members, origins=Origins(table, into[positions(table["Id"], ids)]))


def _extracted(ids: pd.Series, extracted: Snapshot, object_name: str) -> pd.DataFrame:
    """The records of those ids in the fields of the object; into a contact leads may have gone."""
    tables = []
    for name in PEOPLE if object_name == "Contact" else (object_name,):
        at = positions(ids, extracted.table(name)["Id"])
        records = taken_rows(extracted.table(name), at[at >= 0])
        tables.append(records if name == object_name else as_contacts(records))
    return pd.concat(tables, ignore_index=True)
