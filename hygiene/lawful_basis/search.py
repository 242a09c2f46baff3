"""Whom the search is about, where it may look, and the shape of what it finds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from hygiene.lineage import members_of
from hygiene.merging.texts import positions
from hygiene.policy import Policy
from hygiene.selection import is_among
from hygiene.snapshot import Snapshot
from schemas.columns import DTYPES, PEOPLE, TEXT

FOUND: Final = ("subject", "date", "standing", "told")
"""Columns of what a kind finds: whose it is (record id of the subject, `TEXT`), when (`datetime64[us, UTC]`, `NaT`
when unknown), whether it is a state that stands at `as_of` rather than an act of some day (bool), and what was found,
free of personal data (`TEXT`)."""

ACTIVITY: Final = ("Task", "Event")


@dataclass(frozen=True)
class Search:
    """The opted-out people and the tables as they were extracted, before any merge of this run.

    people: object -> the rows of its table that are part of a subject, with a column `subject`: a subject's own
        record and every record that was merged or converted into it.
    """

    snapshot: Snapshot
    policy: Policy
    people: Mapping[str, pd.DataFrame]
    undecided: frozenset[str] = frozenset()

    @property
    def as_of(self) -> pd.Timestamp:
        """The moment that look-backs are counted from."""
        return self.snapshot.as_of

    @cached_property
    def everyone(self) -> pd.DataFrame:
        """Rows of `people`, leads and contacts below each other, with `object`; `NA` where an object lacks a column."""
        frames = [table.assign(object=name) for name, table in self.people.items()]
        return pd.concat(frames, ignore_index=True).astype({"object": TEXT})

    @cached_property
    def _subject_of(self) -> pd.Series:
        return self.everyone.drop_duplicates("Id").set_index("Id")["subject"]

    def children(self, name: str, *lookups: str) -> pd.DataFrame:
        """Rows of a child table, not deleted, whose lookup names one of the people; with their `subject`.

        A row that names the same subject twice (a campaign member with lead and contact) comes once.
        """
        table = self.snapshot.table(name)
        there = ~is_set(table["IsDeleted"])
        named = [table.loc[there & is_among(table[lookup], self.everyone["Id"]), lookup] for lookup in lookups]
        subjects = pd.concat(named).map(self._subject_of).astype(TEXT)
        once = subjects[~subjects.reset_index().duplicated().to_numpy()]
        return table.take(once.index).assign(subject=once).reset_index(drop=True)


def search_of(snapshot: Snapshot, policy: Policy, subjects: pd.Series) -> Search:
    """The search for these subjects (record ids, each once)."""
    members = members_of(snapshot, subjects)
    subject_of = members.set_index("record_id")["into_id"]
    people = {name: snapshot.extracted.table(name) for name in PEOPLE}
    mine = {name: _named(table, members["record_id"]) for name, table in people.items()}
    named = {name: table.assign(subject=table["Id"].map(subject_of).astype(TEXT)) for name, table in mine.items()}
    return Search(snapshot.extracted, policy, named, snapshot.undecided)


def _named(table: pd.DataFrame, ids: pd.Series) -> pd.DataFrame:
    rows = positions(ids, table["Id"])
    return table.take(np.unique(rows[rows >= 0]))


def found(subject: pd.Series, told: pd.Series | str, *, date: pd.Series | None = None) -> pd.DataFrame:
    """Rows of `FOUND`; without `date` they are states that stand."""
    dates = pd.Series(pd.NaT, index=subject.index, dtype=DTYPES["moment"]) if date is None else date
    words = pd.Series(told, index=subject.index, dtype=TEXT)
    return pd.DataFrame({"subject": subject, "date": dates, "standing": date is None, "told": words})


def stacked(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """All found rows below each other, index from 0."""
    return pd.concat(frames, ignore_index=True)[list(FOUND)]


def is_set(flags: pd.Series) -> pd.Series:
    """Whether a flag is true (bool; missing is False)."""
    return flags.fillna(False).astype(bool)
