"""A seeded draw that gives the same answers on every Python: it leans on `random()` alone, which is promised stable."""

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """Choices from one named stream; another stream does not move it."""

    def __init__(self, stream: str) -> None:
        self._random = random.Random(f"lead-hygiene samples: {stream}")

    def below(self, bound: int) -> int:
        """A whole number from 0 to `bound` - 1."""
        return int(self._random.random() * bound)

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + self.below(high - low + 1)

    def chance(self, share: float) -> bool:
        """True in that share of the draws."""
        return self._random.random() < share

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices, each as likely."""
        return choices[self.below(len(choices))]

    def weighted(self, choices: Mapping[T, float]) -> T:
        """One key, as likely as its weight."""
        left = self._random.random() * sum(choices.values())
        for choice, weight in choices.items():
            left -= weight
            if left < 0:
                return choice
        return choice

    def moment(self, first: datetime, last: datetime) -> datetime:
        """A second between the two, at working hours (UTC) of a weekday."""
        span = int((last - first).total_seconds())
        drawn = first + timedelta(seconds=self.below(max(span, 1)))
        back_to_friday = timedelta(days=max(drawn.weekday() - 4, 0))
        drawn = (drawn - back_to_friday).replace(hour=self.whole(7, 18), minute=self.below(60), second=self.below(60))
        return min(max(drawn, first), last)


def day(text: str) -> datetime:
    """`2026-11-21` as midnight UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
