"""From the matcher's answer to a rule's proposal, for merges within one object."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hygiene.apply_changes import apply_changes
from hygiene.changes import stack_changes
from hygiene.matching import Matches
from hygiene.merging import consent, told
from hygiene.merging.cases import NOT_AUTOMATIC, Wording, review_table, strongest_pair_told
from hygiene.merging.exclusions import exclusions_of, reasons_counted
from hygiene.merging.groups import automatic_groups, review_groups
from hygiene.merging.lookup import both_in, looked_up, standing
from hygiene.merging.master import Masters, choose_masters
from hygiene.merging.members import Members, members_of
from hygiene.merging.rows import merging, rows_of_groups, strongest_links, without_cells_of
from hygiene.policy import Policy
from hygiene.rules import Proposal
from hygiene.snapshot import Snapshot
from schemas.columns import TEXT


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
    def given(self) -> frozenset[str]:
        """The columns that the source really had."""
        return self.snapshot.given.get(self.object_name, frozenset())


@dataclass(frozen=True)
class Settled:
    """Groups with their records, masters and change rows."""

    members: Members
    masters: Masters
    changes: pd.DataFrame

    @property
    def table(self) -> pd.DataFrame:
        """`id`, `group` (number), `is_master`."""
        is_master = np.zeros(len(self.members.table), dtype=bool)
        is_master[self.masters.rows] = True
        return pd.DataFrame({"id": self.members.table["Id"], "group": self.members.group, "is_master": is_master})

    @property
    def survivors(self) -> pd.Series:
        """Record -> its master (TEXT, index: record)."""
        ids = self.members.table["Id"]
        master = ids.take(self.masters.rows[self.members.group])
        return pd.Series(master.array, index=pd.Index(ids), dtype=TEXT)


def propose_merges(task: Task, matches: Matches) -> Proposal:
    """Automatic merges, review cases with prepared rows, the pairs as settled, and the facts."""
    involved = pd.Index(pd.concat([matches.groups["id"], matches.pairs["left_id"], matches.pairs["right_id"]]).unique())
    excluded = exclusions_of(involved, task.snapshot, task.object_name, task.policy)
    automatic, barred = _automatic(task, matches, _barred(task, involved, excluded))
    review = _review(task, matches, automatic)
    cases = review_table(task.rule, review.table, _causes(matches, review, automatic, barred), task.wording)
    pairs = _pairs(task, matches, automatic, barred)
    changes = stack_changes([automatic.changes, without_cells_of(review.changes, automatic.changes)])
    facts = told.counts(
        pairs, changes, cases, records=task.compared, before=told.surplus(matches.pairs, automatic.table),
        excluded=reasons_counted(excluded),
    )  # fmt: skip
    findings = told.consent_not_given(task.snapshot, task.object_name, changes)
    return Proposal(changes, pairs, findings, review=cases, facts={**matches.facts, **facts})


def _barred(task: Task, involved: pd.Index, excluded: pd.Series) -> pd.Series:
    """What keeps each record from automatic merges (TEXT, index: id)."""
    if task.policy.tiers.automatic.get(task.rule, False):
        return excluded
    others = involved.difference(excluded.index)
    barred: pd.Series = pd.concat([excluded, pd.Series(NOT_AUTOMATIC, index=others, dtype=TEXT)])
    return barred


def _automatic(task: Task, matches: Matches, barred: pd.Series) -> tuple[Settled, pd.Series]:
    """The automatic merges, and `barred` with the records whose consent cannot be told."""
    groups = automatic_groups(matches, barred.index, task.decisions)
    members, masters = _members(task, task.records, groups)
    doubt = consent.undecidable(members, masters.rows).take(members.group).set_axis(members.table["Id"]).dropna()
    doubt = doubt[~doubt.index.isin(barred.index)]
    if len(doubt):
        barred = pd.concat([barred, doubt])
        groups = automatic_groups(matches, barred.index, task.decisions)
        members, masters = _members(task, task.records, groups)
    return _settled(task, matches, members, masters, "auto", pd.Series(dtype=TEXT)), barred


def _review(task: Task, matches: Matches, automatic: Settled) -> Settled:
    """The review cases, on the values that the automatic merges leave."""
    merged = automatic.survivors
    groups = review_groups(matches.pairs, merged, task.decisions, task.policy.tiers.max_cluster)
    records = task.records
    if groups["id"].isin(merged.index).any():
        alone = Snapshot({task.object_name: records}, task.snapshot.as_of)
        records = apply_changes(alone, automatic.changes).table(task.object_name)
    members, masters = _members(task, records, groups)
    return _settled(task, matches, members, _with_survivors_as_masters(members, masters, merged), "review", merged)


def _pairs(task: Task, matches: Matches, automatic: Settled, barred: pd.Series) -> pd.DataFrame:
    together = both_in(matches.pairs["left_id"], matches.pairs["right_id"], automatic.survivors)
    because = told.held_because(matches.pairs, barred)
    return told.settled_pairs(matches.pairs, (task.object_name, task.object_name), together, because)


def _members(task: Task, records: pd.DataFrame, groups: pd.DataFrame) -> tuple[Members, Masters]:
    members = members_of(records, groups, consent.unreadable_flags(records, task.given), task.object_name)
    return members, choose_masters(members, task.criteria)


def _with_survivors_as_masters(members: Members, masters: Masters, merged: pd.Series) -> Masters:
    """What survives an automatic merge cannot be the loser of a case."""
    kept = members.first(np.arange(len(members.table)), members.table["Id"].isin(merged).to_numpy(dtype=bool))
    rows = np.where(kept >= 0, kept, masters.rows)
    return Masters(rows, masters.why.mask(kept >= 0, "it survives an automatic merge"))


def _settled(task: Task, matches: Matches, members: Members, masters: Masters, tier: str, merged: pd.Series) -> Settled:
    grouped = pd.DataFrame({"id": members.table["Id"], "group": members.group})
    links = strongest_links(matches.pairs, grouped, members.ids(masters.rows), merged)
    changes = rows_of_groups(
        members, masters, links, task.policy.survivorship, task.given, task.snapshot.as_of, tier,
        merging(task.object_name),
    )  # fmt: skip
    return Settled(members, masters, changes)


def _causes(matches: Matches, review: Settled, automatic: Settled, barred: pd.Series) -> pd.DataFrame:
    """Why each case is asked: exclusions, what the matcher says, and the strongest pair (`group`, `text`)."""
    cases = review.table
    group = cases.set_index("id")["group"]
    reasons = looked_up(cases["id"], barred)
    general = reasons.isin([NOT_AUTOMATIC])
    text = reasons.where(general, cases["id"] + ": " + reasons)
    exclusions = cases.assign(text=text)[["group", "text"]]
    asked = matches.review_groups
    heard = pd.DataFrame({"group": standing(asked["id"], automatic.survivors).map(group), "text": asked["cause"]})
    left, right = (standing(matches.pairs[name], automatic.survivors).map(group) for name in ("left_id", "right_id"))
    return pd.concat([exclusions, heard, strongest_pair_told(matches.pairs, left, right)], ignore_index=True)
