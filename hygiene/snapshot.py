"""All tables of one moment, and the one function that applies changes to them.

The engine applies a rule's proposal with `apply_changes` before the next rule looks, and the folder sink writes
what `apply_changes` made: so the dry run is the run, less the sink.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

import pandas as pd

from hygiene.choices import Choices
from hygiene.decisions import no_decisions
from hygiene.dnc_list import DncNumbers
from hygiene.suppression import Suppressions
from schemas import outputs
from schemas.columns import DTYPES, OBJECTS, TEXT, empty_table


@dataclass(frozen=True)
class Snapshot:
    """Tables as they were extracted at one moment.

    tables: object name -> frame with every column of `schemas.columns`, sorted by `Id` (unique, 18 characters),
        RangeIndex. An object that the source did not give has an empty table.
    as_of: the moment the plan speaks of, UTC.
    given: object name -> the known columns that the source really had; an object not given is absent.
    quarantine: rows of `schemas.outputs` "quarantine"; a record named in it is left out of matching.
    dnc_lists: the Do-Not-Call lists given to the run, already read.
    decisions: pairs that a person linked or parted, `left_id`, `right_id`, `decision` (see `hygiene.decisions`).
    choices: which record a person wants to stay, and from which one a field's value comes.
    suppressions: the suppression list with its keys, already read.
    undecided: ids of records that an open duplicate case says may be one person; rules before this one found them. Told
        to those rules that ask for it (`Rule.sees_cases`).
    before: the snapshot as it was extracted, when changes were applied since; `extracted` is never None.
    absorbed: every merge and conversion since then, in order: `object`, `record_id`, `into_object`, `into_id` (TEXT).
    workers: threads and processes that a rule may use; no answer depends on them.
    """

    tables: Mapping[str, pd.DataFrame]
    as_of: pd.Timestamp
    given: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    quarantine: pd.DataFrame = field(default_factory=lambda: outputs.empty("quarantine"))
    dnc_lists: tuple[DncNumbers, ...] = ()
    decisions: pd.DataFrame = field(default_factory=no_decisions)
    choices: Choices = field(default_factory=Choices)
    suppressions: Suppressions = field(default_factory=Suppressions, repr=False)
    undecided: frozenset[str] = frozenset()
    before: "Snapshot | None" = field(default=None, repr=False)
    absorbed: pd.DataFrame = field(default_factory=lambda: no_absorbed())
    workers: int = field(default=1, compare=False)

    @property
    def extracted(self) -> "Snapshot":
        """The snapshot before any change of the run: what was listed, flagged or found in the org itself."""
        return self if self.before is None else self.before

    @cached_property
    def memo(self) -> dict[Hashable, Any]:
        """What was worked out from values alone (readings of phone numbers), kept while the extracted snapshot lives.

        It spares work between rules and rounds and never changes an answer.
        """
        return {} if self.before is None else self.before.memo

    def table(self, name: str) -> pd.DataFrame:
        """The object's table; empty, with all its columns, when the source had none."""
        return self.tables[name] if name in self.tables else empty_table(name)

    def has(self, name: str, *columns: str) -> bool:
        """Whether the source gave that object and, when named, all of those columns."""
        return name in self.given and set(columns) <= self.given[name]

    def with_tables(self, **tables: pd.DataFrame) -> "Snapshot":
        """A snapshot in which the named tables are replaced."""
        return replace(self, tables=MappingProxyType({**self.tables, **tables}))

    @cached_property
    def quarantined(self) -> Mapping[str, frozenset[str]]:
        """Object name -> ids of the records that have a quarantined value."""
        if self.before is not None and self.before.quarantine is self.quarantine:
            return self.before.quarantined
        named = self.quarantine.dropna(subset=["record_id"])
        groups = named.groupby("object")["record_id"]
        return MappingProxyType({str(name): frozenset(ids) for name, ids in groups})

    def is_quarantined(self, name: str) -> pd.Series:
        """For each row of the object's table: does it have a quarantined value? (bool, same index)"""
        return self.table(name)["Id"].isin(self.quarantined.get(name, frozenset()))


def no_absorbed() -> pd.DataFrame:
    """The table of merges and conversions without a row."""
    return pd.DataFrame({name: pd.Series(dtype=TEXT) for name in ("object", "record_id", "into_object", "into_id")})


def snapshot_of(as_of: pd.Timestamp, **frames: pd.DataFrame) -> Snapshot:
    """A snapshot from partial frames: missing columns are added, dtypes set, rows sorted by `Id`.

    `given` holds exactly the columns that the frames have. For tests, demos and adapters.
    """
    tables = {}
    for name, frame in frames.items():
        kinds = {f.name: DTYPES[f.kind] for f in OBJECTS[name]}
        typed = frame.reindex(columns=list(kinds)).astype(kinds)
        tables[name] = typed.sort_values("Id", ignore_index=True)
    given = {name: frozenset(frame.columns) & {f.name for f in OBJECTS[name]} for name, frame in frames.items()}
    return Snapshot(MappingProxyType(tables), as_of, MappingProxyType(given))
