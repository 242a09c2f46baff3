"""How fast and how far an apply may go, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from hygiene.policy.salesforce import Salesforce

DEFAULT_BATCH: Final = 200


@dataclass(frozen=True)
class Pace:
    """Sizes and bounds of one run.

    canary: steps of the first batch of each kind. batch: kind -> steps a batch. pause_seconds: between two batches.
    error_share: share of refused steps from which the run stops, asked once `enough` steps were tried.
    rounds: how often a step whose write was lost is written again.
    """

    canary: int = 10
    batch: Mapping[str, int] = field(default_factory=dict)
    pause_seconds: float = 0.0
    error_share: float = 0.05
    enough: int = 10
    rounds: int = 3

    def size(self, kind: str, *, first: bool) -> int:
        """Steps in the next batch of that kind."""
        whole = self.batch.get(kind, DEFAULT_BATCH)
        return min(whole, self.canary) if first else whole


def pace_of(settings: Salesforce) -> Pace:
    """The pace that the policy's section `salesforce` sets."""
    sizes = settings.batches
    updates = dict.fromkeys(("consent", "prepare", "blank", "update"), sizes.updates)
    removals = dict.fromkeys(("undelete", "delete", "erase"), sizes.deletes)
    batch = {**updates, **removals, "merge": sizes.merges, "convert": sizes.conversions}
    return Pace(sizes.canary, batch, settings.pause_seconds, settings.error_share)
