"""What other thresholds would make of the pairs of a plan: pairs in each tier, and the wrong merges to expect."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from hygiene import saved_plan
from hygiene.errors import UsageError
from hygiene.policy import Policy


@dataclass(frozen=True)
class WhatIf:
    """Pairs by tier at two thresholds; `wrong` and `missed` are expectations under the calibrated probabilities.

    held: pairs likely enough to merge that the plan sent to a person for another cause; part of `review`.
    wrong: false pairs among those that merge, the sum of 1 - p. missed: true pairs that nobody is shown, the sum of p.
    """

    auto: int
    review: int
    held: int
    left_alone: int
    wrong: float
    missed: float

    def text(self) -> str:
        """The figures, one a line."""
        return "\n".join(
            [
                f"Merged without a person: {self.auto:,} pairs at most, {self.wrong:.2f} of them expected to be wrong",
                f"Shown to a person: {self.review:,} pairs, {self.held:,} of them for another cause than probability",
                f"No longer shown: {self.left_alone:,} pairs, {self.missed:.2f} of them expected to be the same person",
            ]
        )


def what_if(pairs: pd.DataFrame, policy: Policy, auto: float, review: float) -> WhatIf:
    """The pairs at other thresholds.

    pairs: table `pairs` of `schemas.outputs`. policy: the plan's own, which tells the thresholds it was made with.
    A pair that the plan held though it was likely enough stays held, and one that it merged by a link in the records,
    not by its probability, still merges. What a pair below the old threshold would be
    held for was never asked, so a lower `auto` gives the most that could merge, not what would.

    Raises:
        UsageError: thresholds out of order, or `review` below the plan's own: such pairs were not kept.
    """
    _check(policy, auto, review)
    chance = pairs["probability"].astype("Float64").fillna(0.0)
    held = (pairs["tier"] == "review").fillna(True) & (chance >= policy.tiers.auto)
    shown = chance >= review
    linked = (pairs["tier"] == "auto").fillna(False) & (chance < policy.tiers.auto)
    merges = shown & (linked | (chance >= auto)) & ~held
    return WhatIf(
        auto=int(merges.sum()),
        review=int((shown & ~merges).sum()),
        held=int((shown & held).sum()),
        left_alone=int((~shown).sum()),
        wrong=float((1 - chance[merges]).sum()),
        missed=float(chance[~shown].sum()),
    )


def what_if_of(folder: Path, auto: float | None, review: float | None) -> WhatIf:
    """`what_if` of a saved plan; a threshold not given is the plan's own.

    Raises:
        InputError, BrakeError: as `saved_plan.load`. UsageError: as `what_if`.
    """
    saved = saved_plan.load(folder)
    tiers = saved.policy.tiers
    return what_if(
        saved.plan.tables["pairs"],
        saved.policy,
        tiers.auto if auto is None else auto,
        tiers.review if review is None else review,
    )


def _check(policy: Policy, auto: float, review: float) -> None:
    if not 0 <= review <= auto <= 1:
        raise UsageError(f"0 <= review <= auto <= 1 must hold; auto is {auto}, review is {review}.")
    if review < policy.tiers.review:
        raise UsageError(
            f"The plan kept no pair below {policy.tiers.review}; for --review {review} make a plan with that policy."
        )
