"""Taking away the contents of old entries: their links and digests stay, and an entry says what was taken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection, select, update

from hygiene.ledger.audit_check import CLASSES
from hygiene.ledger.opening import checkpoint, reading
from hygiene.ledger.runs import runs
from hygiene.ledger.store import Draft, Ledger, at_text, drop_notes
from hygiene.ledger.tables import entry
from hygiene.policy import Policy

_CHUNK: Final = 500


@dataclass(frozen=True)
class Old:
    """Entries whose time is over: number and run of each."""

    seqs: tuple[int, ...]
    runs: tuple[str, ...]


def prune(ledger: Ledger, policy: Policy) -> dict[str, int]:
    """Prunes every class by the policy; how many entries of each lost their content. Runs that are open keep theirs.

    Raises:
        OutsideError, BrakeError: as `Ledger.append`; then nothing was pruned.
    """
    days = {name: getattr(policy.ledger, f"{name}_days") for name in CLASSES}
    # Who made a plan must be known as long as it can be approved and applied.
    days["plans"] = max(days["plans"], policy.approval.lapse_days + 1)
    counts = {name: _prune_class(ledger, name, days[name]) for name in CLASSES}
    if any(counts.values()):
        checkpoint(ledger.engine)
    return counts


def ranges_of(numbers: Sequence[int]) -> list[list[int]]:
    """Sorted numbers as [first, last] of each unbroken row of them."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ranges


def _prune_class(ledger: Ledger, name: str, days: int) -> int:
    before = at_text(ledger.now() - pd.Timedelta(days=days))
    old = _old(ledger, CLASSES[name], before)
    if not old.seqs:
        return 0
    content: dict[str, Any] = {"class": name, "before": before, "entries": ranges_of(old.seqs)}

    def empty(connection: Connection) -> None:
        for part in _parts(old.seqs):
            connection.execute(update(entry).where(entry.c.seq.in_(part)).values(content=None))
        for run in {*old.runs} - {""} if name == "runs" else ():
            drop_notes(connection, run)

    ledger.append([Draft("prune", name, content)], empty)
    return len(old.seqs)


def _old(ledger: Ledger, kinds: Iterable[str], before: str) -> Old:
    open_runs = [run.id for run in runs(ledger) if run.state == "open"]
    query = (
        select(entry.c.seq, entry.c.run)
        .where(entry.c.kind.in_(list(kinds)), entry.c.at < before, entry.c.content.is_not(None))
        .where(entry.c.run.not_in(open_runs))
        .order_by(entry.c.seq)
    )
    with reading(ledger.engine) as connection:
        found = connection.execute(query).all()
    return Old(tuple(int(row.seq) for row in found), tuple(str(row.run) for row in found))


def _parts(seqs: Sequence[int]) -> Iterable[Sequence[int]]:
    return (seqs[first : first + _CHUNK] for first in range(0, len(seqs), _CHUNK))
