"""From the matcher's answer to a rule's proposal, for merges within one object."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from hygiene.apply_changes import apply_changes
from hygiene.changes import stack_changes
from hygiene.kept_rows import taken_rows
from hygiene.matching import Matches
from hygiene.merging import consent, evidence, told
from hygiene.merging.cases import NOT_AUTOMATIC, Wording, causes_of, review_table
from hygiene.merging.exclusions import exclusions_of, reasons_counted
from hygiene.merging.found import Found, numbered
from hygiene.merging.groups import automatic_groups, review_groups
from hygiene.merging.master import Masters, choose_masters
from hygiene.merging.members import NONE, Mask, Members, Rows, members_of
from hygiene.merging.origins import with_origins
from hygiene.merging.partition import in_groups
from hygiene.merging.rows import Groups, groups_of, merging, rows_of_groups, without_cells_of
from hygiene.merging.survivorship import survivors
from hygiene.merging.texts import positions, taken
from hygiene.policy import Policy
from hygiene.rules import Proposal
from hygiene.snapshot import Snapshot


@dataclass(frozen=True)
class Task:
    """What one duplicates rule works on.

    compared: how many records took part in matching. decisions: of `decisions_among`. criteria: of `choose_masters`.
    """

    rule: str
    object_name: str
    snapshot: Snapshot
    policy: Policy
    compared: int
    decisions: pd.DataFrame
    criteria: Sequence[str]
    wording: Wording

    @property
    def records(self) -> pd.DataFrame:
        """The object's table."""
        return self.snapshot.table(self.object_name)

    @property
    def objects(self) -> tuple[str, str]:
        """The objects of the two records of a pair."""
        return self.object_name, self.object_name

    @property
    def given(self) -> frozenset[str]:
        """The columns that the source really had."""
        return self.snapshot.given.get(self.object_name, frozenset())

    @property
    def is_automatic(self) -> bool:
        """Whether the policy lets the rule merge without a person."""
        return self.policy.tiers.automatic.get(self.rule, False)


def propose_merges(task: Task, matches: Matches) -> Proposal:
    """Automatic merges and the facts; in full with review cases, their prepared rows and every pair as settled."""
    found = numbered(matches, task.decisions)
    places = _places(task, found)
    excluded = exclusions_of(places.at, task.snapshot, task.object_name, task.policy)
    barred = excluded if task.is_automatic else excluded.fillna(NOT_AUTOMATIC)
    automatic, barred = _automatic(task, found, places, barred)
    merged = _changes(task, found, automatic, "auto")
    stands = _stands(found, automatic)
    settled = _Settled(places, barred, stands, review_groups(found, stands, task.policy.tiers.max_cluster))
    together = settled.together(found)
    asked = np.flatnonzero(in_groups(settled.case))
    facts = told.counts(
        found.probability, together, merged, cases=len(np.unique(settled.case[asked])),
        records=task.compared, before=told.surplus(found, stands), excluded=reasons_counted(excluded),
    )  # fmt: skip
    brief = Proposal(
        merged,
        told.merged_pairs(matches.explained(np.flatnonzero(together)), task.objects),
        told.consent_not_given(task.snapshot, task.object_name, merged),
        facts={**matches.facts, **facts},
        asked=frozenset(taken(found.ids, asked)),
    )
    return replace(brief, in_full=lambda: _in_full(task, matches, found, settled, brief))


def _in_full(task: Task, matches: Matches, found: Found, settled: "_Settled", brief: Proposal) -> Proposal:
    merged = brief.changes
    review = _review(task, found, settled, merged)
    changes = stack_changes([merged, without_cells_of(_changes(task, found, review, "review"), merged)])
    causes = causes_of(found, review, settled.barred, matches.review_groups, settled.stands)
    pairs = told.settled_pairs(
        matches.pairs, task.objects, settled.together(found), told.held_because(found, settled.barred)
    )
    cases = review_table(task.rule, review, causes, task.wording)
    return replace(brief, changes=changes, pairs=pairs, review=cases, in_full=None)


def rows_of_decided_groups(task: Task, found: Found) -> pd.DataFrame:
    """The change rows (tier `review`) of groups that a person put together: `found.group`."""
    members, masters = _members(task, _places(task, found), found.group, task.records)
    return _changes(task, found, groups_of(found, members, masters, np.arange(len(found))), "review")


@dataclass(frozen=True)
class _Places:
    """Where the record of each found row stands in the object's table, and its unreadable consent flags."""

    at: Rows
    unreadable: pd.DataFrame


@dataclass(frozen=True)
class _Settled:
    """How each found row came out.

    barred: what keeps it from automatic merges, or NA (TEXT). stands: of `_stands`. case: of `review_groups`.
    """

    places: _Places
    barred: pd.Series
    stands: Rows
    case: Rows

    def together(self, found: Found) -> Mask:
        """Of each pair whether both went into one automatic merge."""
        answer: Mask = self.stands[found.left] == self.stands[found.right]
        return answer


def _places(task: Task, found: Found) -> _Places:
    at = positions(found.ids, task.records["Id"])
    return _Places(at, consent.unreadable_flags(task.records, at, task.given))


def _automatic(task: Task, found: Found, places: _Places, barred: pd.Series) -> tuple[Groups, pd.Series]:
    """The automatic merges, and `barred` with records whose consent cannot be told or whose evidence would change."""
    members, masters = _members(task, places, automatic_groups(found, _is_told(barred)), task.records)
    doubt = consent.undecidable(members, masters.rows).fillna(_changed_evidence(task, members, masters.rows))
    if doubt.notna().any():
        doubted = pd.Series(doubt.take(members.group).array, index=members.rows).reindex(range(len(found)))
        barred = barred.fillna(doubted)
        members, masters = _members(task, places, automatic_groups(found, _is_told(barred)), task.records)
    return groups_of(found, members, masters, np.arange(len(found))), barred


def _changed_evidence(task: Task, members: Members, masters: Rows) -> pd.Series:
    """For each group which evidence of an opted-out person its merge would change, or NA (TEXT, by group number)."""
    settings, as_of, chosen = task.policy.survivorship, task.snapshot.as_of, task.snapshot.choices.sources

    def stay(few: Members, kept: Rows) -> pd.DataFrame:
        return survivors(few, kept, settings, task.given, as_of, "auto", chosen).changes

    return evidence.changed(members, masters, stay, task.snapshot, task.policy)


def _is_told(reasons: pd.Series) -> np.ndarray:
    return reasons.notna().to_numpy(dtype=bool)


def _stands(found: Found, automatic: Groups) -> Rows:
    """For each found row its survivor, itself where it merges with none."""
    stands = np.arange(len(found))
    members = automatic.members
    stands[members.rows] = members.rows[automatic.masters.rows[members.group]]
    return stands


def _review(task: Task, found: Found, settled: _Settled, merged: pd.DataFrame) -> Groups:
    """The review cases, on the values that the automatic merges leave."""
    groups, stands, places = settled.case, settled.stands, settled.places
    survives = np.zeros(len(found), dtype=bool)
    survives[stands[stands != np.arange(len(found))]] = True
    records = task.records
    if (in_groups(groups) & survives).any():
        records, places = _after(task, places, np.flatnonzero(in_groups(groups)), merged)
    members, masters = _members(task, places, groups, records)
    masters = _kept_as_masters(members, masters, survives[members.rows])
    return groups_of(found, members, masters, stands)


def _after(task: Task, places: _Places, rows: Rows, merged: pd.DataFrame) -> tuple[pd.DataFrame, _Places]:
    """The records of those found rows with the values that automatic merges give them, and where they stand there."""
    updates = merged[(merged["action"] == "update").to_numpy(dtype=bool)]
    stood = places.at
    alone = Snapshot({task.object_name: taken_rows(task.records, stood[rows])}, task.snapshot.as_of)
    at = np.full(len(stood), NONE, dtype=np.int64)
    at[rows] = np.arange(len(rows))
    return apply_changes(alone, updates).table(task.object_name), replace(places, at=at)


def _kept_as_masters(members: Members, masters: Masters, survives: np.ndarray) -> Masters:
    """What survives an automatic merge cannot be the loser of a case."""
    kept = members.first(np.arange(len(members.table)), survives)
    why = masters.why.mask(kept != NONE, "it survives an automatic merge")
    return Masters(np.where(kept != NONE, kept, masters.rows), why)


def _members(task: Task, places: _Places, group: Rows, records: pd.DataFrame) -> tuple[Members, Masters]:
    members = members_of(records, places.at, group, places.unreadable, task.object_name)
    members = with_origins(members, task.snapshot)
    return members, choose_masters(members, task.criteria, task.snapshot.choices.masters)


def _changes(task: Task, found: Found, groups: Groups, tier: str) -> pd.DataFrame:
    settings, as_of = task.policy.survivorship, task.snapshot.as_of
    chosen = task.snapshot.choices.sources
    return rows_of_groups(found, groups, settings, task.given, as_of, tier, merging(task.object_name), chosen)
