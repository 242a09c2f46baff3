"""What an apply to an org came to, in numbers and on one screen. Pure; no value of a record is in the text."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from hygiene.apply.receipts import Counts
from hygiene.apply.verifying import Verification
from hygiene.errors import HygieneError, PartlyAppliedError
from hygiene.report.wording import many

_STATUSES: Final = ("applied", "drifted", "refused", "held")
_MOST_REASONS: Final = 12


@dataclass(frozen=True)
class OrgOutcome:
    """A run that ended or stopped.

    place: the org's address. receipts: as `hygiene.apply.receipts.receipts_table`. doubtful: writes whose outcome
    nobody knows yet. forgotten: records of which nothing can be brought back. verification: None where the run stopped
    or nothing could be read; `unverified` then says why. stopped: what stopped it.
    """

    run_id: str
    place: str
    counts: Counts
    receipts: pd.DataFrame
    doubtful: int = 0
    forgotten: int = 0
    verification: Verification | None = None
    unverified: str = ""
    stopped: HygieneError | None = None

    @property
    def error(self) -> HygieneError | None:
        """What the command ends with, once it has printed the text; None where everything approved was written."""
        if self.stopped is not None:
            return self.stopped
        if not self.counts.whole:
            return PartlyAppliedError("Applied in part: see the lines above for what was not written, and why.")
        return None

    def text(self) -> str:
        """The outcome for the terminal: counts by rule, reasons, what was read again, and what to do next."""
        parts = [
            f"Run {self.run_id} on {self.place}",
            self.counts.text(),
            *_by_rule(self.receipts),
            *_reasons(self.receipts),
            *self._erased(),
            self._verified(),
            f"Next: {self._next()}",
        ]
        return "\n".join(part for part in parts if part)

    def _erased(self) -> list[str]:
        told = f"Of {many(self.forgotten, 'record')} nothing can be brought back: the images are destroyed."
        return [told] if self.forgotten else []

    def _verified(self) -> str:
        return self.verification.text() if self.verification is not None else f"Not read again: {self.unverified}"

    def _next(self) -> str:
        if self.counts.unaccounted:
            return "ask whoever looks after this program; the counts do not fit together."
        if self.stopped is not None:
            doubtful = f" (it asks the org first of {many(self.doubtful, 'write')} in doubt)" if self.doubtful else ""
            return f"mend what stopped it, then lead-hygiene resume {self.run_id}{doubtful}"
        if self.counts.drifted or self.counts.refused:
            return "lead-hygiene plan salesforce: what was left is proposed anew, by what the records are now."
        if self.counts.held:
            return "decide in review.csv what was held, then lead-hygiene plan salesforce --decisions review.csv"
        return f"nothing. To take it back: lead-hygiene undo {self.run_id}"


def _by_rule(receipts: pd.DataFrame) -> list[str]:
    """A line for each rule and action: how many of its changes came to what."""
    if receipts.empty:
        return []
    labels = (receipts["rule"] + " " + receipts["action"]).rename("")
    counts = pd.crosstab(labels, receipts["status"]).reindex(columns=list(_STATUSES), fill_value=0)
    wide = max(len(str(label)) for label in counts.index)
    head = f"  {'':{wide}} {' '.join(f'{status:>8}' for status in _STATUSES)}"
    rows = counts.itertuples()
    return [head, *(f"  {row[0]:{wide}} {' '.join(f'{number:>8,}' for number in row[1:])}" for row in rows)]


def _reasons(receipts: pd.DataFrame) -> list[str]:
    """Why changes were not applied, the most frequent reasons first; an applied one that has a code is told too."""
    told = receipts[(receipts["status"] != "applied") | receipts["code"].notna()]
    code = (told["code"] + ": ").fillna("")
    counts = (told["status"] + ", " + code + told["because"].fillna("")).value_counts(sort=False)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    lines = [f"  {count:,} x {reason}" for reason, count in ordered[:_MOST_REASONS]]
    rest = len(ordered) - _MOST_REASONS
    return [*lines, *([f"  and {many(rest, 'more reason')}: see the receipts"] if rest > 0 else [])]
