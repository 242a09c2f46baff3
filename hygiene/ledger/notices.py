"""What other systems were told of the erasures of a run, and whether they confirmed them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hygiene.ledger.runs import Run
from hygiene.ledger.store import Draft, Head, Ledger

KIND: Final = "notice"


@dataclass(frozen=True)
class Notice:
    """Days (ISO, UTC) on which a system was told and confirmed, or empty. by: who noted the last of it."""

    told: str = ""
    confirmed: str = ""
    by: str = ""


def note(ledger: Ledger, run: Run, system: str, day: str, by: str, *, confirmed: bool) -> Head:
    """Notes that the system was told of the run's erasures on that day, or confirmed them."""
    content = {"state": "confirmed" if confirmed else "told", "on": day, "by": by}
    return ledger.append([Draft(KIND, system, content, run.id)])


def notices(ledger: Ledger, run: str) -> Mapping[str, Notice]:
    """System -> what is noted of it for this run; a later note of one kind replaces an earlier one."""
    found: dict[str, Notice] = {}
    for entry in ledger.entries(KIND, run=run):
        if entry.content:
            known, day, by = found.get(entry.subject, Notice()), str(entry.content["on"]), str(entry.content["by"])
            told = known.told if entry.content["state"] == "confirmed" else day
            confirmed = day if entry.content["state"] == "confirmed" else known.confirmed
            found[entry.subject] = Notice(told, confirmed, by)
    return found
