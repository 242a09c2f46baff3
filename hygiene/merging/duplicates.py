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
from hygiene.merging.exclusions import excluded_in, reasons_counted
from hygiene.merging.groups import automatic_groups, decisions_among, review_groups
from hygiene.merging.lookup import both_in, looked_up, standing
from hygiene.merging.master import Masters, choose_masters
from hygiene.merging.members import Members, members_of
from hygiene.merging.rows import merging, rows_of_groups, strongest_links, without_cells_of
from hygiene.policy import Policy
from hygiene.policy.models import Survivorship
from hygiene.rules import Proposal
from hygiene.snapshot import Snapshot
from schemas.columns import TEXT


@dataclass(frozen=True)
class Task:
    """What one duplicates rule works on.

    compared: ids of the records that took part in matching. criteria: of `choose_masters`.
    """

    rule: str
    object_name: str
    snapshot: Snapshot
    policy: Policy
    compared: pd.Series
    criteria: Sequence[str]
    settings: Survivorship
    wording: Wording


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
    excluded = _by_id(task, excluded_in(task.snapshot, task.object_name, task.policy))
    automatic, barred = _automatic(task, matches, excluded)
    review = _review(task, matches, automatic)
    cases = review_table(task.rule, review.table, _causes(matches, review, automatic, barred), task.wording)
    merged = automatic.survivors
    together = both_in(matches.pairs["left_id"], matches.pairs["right_id"], merged)
    pairs = told.settled_pairs(
        matches.pairs,
        (task.object_name, task.object_name),
        together,
        told.held_because(matches.pairs, barred),
    )
    changes = stack_changes([automatic.changes, without_cells_of(review.changes, automatic.changes)])
    involved = pd.concat([matches.groups["id"], matches.pairs["left_id"], matches.pairs["right_id"]]).unique()
    facts = told.counts(
        pairs, changes, cases, records=len(task.compared), before=told.surplus(matches.pairs, automatic.table),
        excluded=reasons_counted(excluded.reindex(involved)),
    )  # fmt: skip
    findings = told.consent_not_given(task.snapshot, task.object_name, changes)
    return Proposal(changes, pairs, findings, review=cases, facts={**matches.facts, **facts})


def _by_id(task: Task, reasons: pd.Series) -> pd.Series:
    return reasons.set_axis(task.snapshot.table(task.object_name)["Id"]).reindex(task.compared).dropna()


def _automatic(task: Task, matches: Matches, excluded: pd.Series) -> tuple[Settled, pd.Series]:
    """The automatic merges, and what bars each barred record from one (reason by id)."""
    decisions = decisions_among(task.snapshot, task.compared)
    barred = excluded
    if not task.policy.tiers.automatic.get(task.rule, False):
        others = task.compared[~task.compared.isin(excluded.index)]
        barred = pd.concat([excluded, pd.Series(NOT_AUTOMATIC, index=pd.Index(others), dtype=TEXT)])
    groups = automatic_groups(matches, barred.index, decisions)
    members, masters = _members(task, task.snapshot.table(task.object_name), groups)
    doubt = consent.undecidable(members, masters.rows).take(members.group).set_axis(members.table["Id"]).dropna()
    doubt = doubt[~doubt.index.isin(barred.index)]
    if len(doubt):
        barred = pd.concat([barred, doubt])
        members, masters = _members(
            task, task.snapshot.table(task.object_name), automatic_groups(matches, barred.index, decisions)
        )
    return _settled(task, matches, members, masters, "auto", pd.Series(dtype=TEXT)), barred


def _review(task: Task, matches: Matches, automatic: Settled) -> Settled:
    """The review cases, on the values that the automatic merges leave."""
    merged = automatic.survivors
    decisions = decisions_among(task.snapshot, task.compared)
    groups = review_groups(matches.pairs, merged, decisions, task.policy.tiers.max_cluster)
    records = task.snapshot.table(task.object_name)
    if groups["id"].isin(merged.index).any():
        alone = Snapshot({task.object_name: records}, task.snapshot.as_of)
        records = apply_changes(alone, automatic.changes).table(task.object_name)
    members, masters = _members(task, records, groups)
    return _settled(task, matches, members, _with_survivors_as_masters(members, masters, merged), "review", merged)


def _members(task: Task, records: pd.DataFrame, groups: pd.DataFrame) -> tuple[Members, Masters]:
    given = task.snapshot.given.get(task.object_name, frozenset())
    unreadable = consent.unreadable_flags(records, given)
    members = members_of(records, groups, unreadable, task.object_name)
    return members, choose_masters(members, task.criteria)


def _with_survivors_as_masters(members: Members, masters: Masters, merged: pd.Series) -> Masters:
    """What survives an automatic merge cannot be the loser of a case."""
    kept = members.first(np.arange(len(members.table)), members.table["Id"].isin(merged).to_numpy(dtype=bool))
    rows = np.where(kept >= 0, kept, masters.rows)
    return Masters(rows, masters.why.mask(kept >= 0, "it survives an automatic merge"))


def _settled(task: Task, matches: Matches, members: Members, masters: Masters, tier: str, merged: pd.Series) -> Settled:
    grouped = pd.DataFrame({"id": members.table["Id"], "group": members.group})
    links = strongest_links(matches.pairs, grouped, members.table["Id"].take(masters.rows), merged)
    given = task.snapshot.given.get(task.object_name, frozenset())
    changes = rows_of_groups(
        members, masters, links, task.settings, given, task.snapshot.as_of, tier, merging(task.object_name)
    )
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
