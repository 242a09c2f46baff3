"""What a duplicates rule works on: the people that it compares, what was decided of them, and the matcher's answer."""

from dataclasses import dataclass

import pandas as pd

from hygiene.matching import Matches, find_duplicates
from hygiene.matching.memory import Memory
from hygiene.merging.compared import memory_of, people, remember
from hygiene.merging.groups import decisions_among
from hygiene.policy import Policy
from hygiene.snapshot import Snapshot


@dataclass(frozen=True)
class Matched:
    """sides: of `compared.people`, one or two. decisions: of `decisions_among`. memory: after this look."""

    sides: tuple[pd.DataFrame, ...]
    decisions: pd.DataFrame
    matches: Matches
    memory: Memory

    @property
    def compared(self) -> int:
        """How many records took part."""
        return sum(map(len, self.sides))

    def is_of(self, sides: tuple[pd.DataFrame, ...], decisions: pd.DataFrame) -> bool:
        """Whether it is the answer for these very tables and decisions."""
        return all(ours is theirs for ours, theirs in zip(self.sides, sides, strict=True)) and self.decisions.equals(
            decisions
        )


def matched(snapshot: Snapshot, policy: Policy, rule: str, *objects: str) -> Matched:
    """The matcher's answer within one object's people, or between those of two; taken from what `match_ahead` left."""
    sides, decisions = _asked(snapshot, policy, objects)
    ahead: Matched | None = snapshot.memo.pop(_ahead(rule), None)
    if ahead is None or not ahead.is_of(sides, decisions):
        ahead = _answered(snapshot, policy, rule, sides, decisions)
    remember(snapshot, rule, ahead.memory)
    return ahead


def match_ahead(snapshot: Snapshot, policy: Policy, rule: str, *objects: str) -> None:
    """Leaves the answer for this snapshot's people, for a rule that may well be asked of the same ones."""
    snapshot.memo[_ahead(rule)] = _answered(snapshot, policy, rule, *_asked(snapshot, policy, objects))


def _ahead(rule: str) -> tuple[str, str]:
    return "matched ahead", rule


def _asked(
    snapshot: Snapshot, policy: Policy, objects: tuple[str, ...]
) -> tuple[tuple[pd.DataFrame, ...], pd.DataFrame]:
    sides = tuple(people(snapshot, name, policy) for name in objects)
    return sides, decisions_among(snapshot, *(side["id"] for side in sides))


def _answered(
    snapshot: Snapshot, policy: Policy, rule: str, sides: tuple[pd.DataFrame, ...], decisions: pd.DataFrame
) -> Matched:
    left, right = sides[0], sides[1] if len(sides) > 1 else None
    # An answer that nobody takes must leave no trace: how many pairs are compared is told.
    memory = memory_of(snapshot, rule).copy()
    matches = find_duplicates(left, right, policy, decisions, workers=snapshot.workers, memory=memory)
    return Matched(sides, decisions, matches, memory)
