"""Whose lawful basis a merge would change: a survivor is judged by its own fields once the others are gone.

The Initial Source of the oldest record stays, and the day of creation of the master: so the own action that keeps an
opted-out person can be lost by a merge, or count to another day. A plan judges with all members (domain rules,
section 7); the plan after it can not.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from hygiene.apply_changes import apply_changes
from hygiene.kept_rows import taken_rows
from hygiene.lawful_basis.search import Search
from hygiene.lawful_basis.verdicts import counting
from hygiene.merging import consent
from hygiene.merging.members import Members, Rows
from hygiene.policy import Policy
from hygiene.selection import is_among
from hygiene.snapshot import Snapshot
from schemas.columns import PEOPLE, TEXT, empty_table

Stay = Callable[[Members, Rows], pd.DataFrame]
"""Makes the updates of masters, given by their rows: of `survivorship.survivors`."""

_BEFORE: Final = "before "
"""Tells a survivor as it was from what the merge leaves: two people for the search."""

_ACCOUNT_IDS: Final[Mapping[str, str]] = MappingProxyType({"Account": "Id", "Opportunity": "AccountId"})


def changed(members: Members, masters: Rows, stay: Stay, snapshot: Snapshot, policy: Policy) -> pd.Series:
    """For each group which evidence its merge would take away or date otherwise, or NA (TEXT, by group number).

    masters: the row of each group's master. stay: the updates of masters. Children are not looked at: they go with it.
    """
    told = pd.Series(pd.NA, index=pd.RangeIndex(members.count), dtype=TEXT)
    if not len(asked := consent.opted_out(members)):
        return told
    few, rows = members.of_groups(asked)
    kept = np.searchsorted(rows, masters[asked])
    name, survivors = members.object_name, few.ids(kept)
    table = taken_rows(few.table, kept)
    after = apply_changes(Snapshot({name: table}, snapshot.as_of), stay(few, kept)).table(name)
    found = _evidence(_origins(few, survivors), after, name, snapshot, policy)
    other = found.drop_duplicates(["subject", "kind", "lapses"], keep=False).drop_duplicates(["subject", "kind"])
    kinds = other.sort_values("kind").groupby("subject")["kind"].agg(", ".join).reindex(survivors).astype(TEXT)
    why = "the merge would take away, or date otherwise, what may keep an opted-out person (" + kinds + ")"
    return told.fillna(why.set_axis(asked))


def _origins(members: Members, survivors: pd.Series) -> pd.DataFrame:
    """What the members are made of, as extracted, each with the survivor of its group as `subject`."""
    into = survivors.take(members.group).reset_index(drop=True)
    own = members.table.assign(subject=into)
    if members.origins is None:
        return own
    then = members.origins
    absorbed = then.table.assign(subject=into.take(then.into).array)
    return pd.concat([own[~own.index.isin(then.into)], absorbed], ignore_index=True)


def _evidence(before: pd.DataFrame, after: pd.DataFrame, name: str, snapshot: Snapshot, policy: Policy) -> pd.DataFrame:
    """`subject`, `kind`, `lapses` of what counts in the fields of these records, once before and once after the merge.

    They are looked at together, since a search costs about as much for few records as for many.
    """
    then = before.assign(subject=_BEFORE + before["subject"])
    people = pd.concat([then, after.assign(subject=after["Id"])], ignore_index=True)
    nobody = {of: empty_table(of).assign(subject=pd.Series(dtype=TEXT)) for of in PEOPLE}
    alone = Snapshot(_of_accounts(people, snapshot.extracted), snapshot.as_of)
    found = counting(Search(alone, policy, {**nobody, name: people}))
    return found.assign(subject=found["subject"].str.removeprefix(_BEFORE))[["subject", "kind", "lapses"]]


def _of_accounts(people: pd.DataFrame, extracted: Snapshot) -> dict[str, pd.DataFrame]:
    """The tables that tell of an account, with the rows of these people's accounts."""
    if "AccountId" not in people.columns:
        return {}
    tables = {of: extracted.table(of) for of in _ACCOUNT_IDS}
    return {of: table[is_among(table[_ACCOUNT_IDS[of]], people["AccountId"])] for of, table in tables.items()}
