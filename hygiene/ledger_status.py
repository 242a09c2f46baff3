"""What stands in the ledger, in words for the terminal."""

import pandas as pd

from hygiene.errors import BrakeError
from hygiene.ledger.audit_check import Result
from hygiene.ledger.history import MEASURES, history, like_the_newest, over_time
from hygiene.ledger.opening import HEAD_REVISION, ledger_url
from hygiene.ledger.runs import STATUSES, Run, runs
from hygiene.ledger.store import Ledger

_LAST = 10


def status(ledger: Ledger) -> str:
    """Where the ledger is, its head, and the last runs; open ones always."""
    url, head, known = ledger_url(), ledger.head(), runs(ledger)
    place = url.database if url.get_backend_name() == "sqlite" else f"PostgreSQL {url.host or ''}/{url.database}"
    shown = [run for run in known if run.state == "open" or run in known[-_LAST:]]
    lines = [
        f"Ledger   {place}, version {HEAD_REVISION}",
        f"Head     {head.text()}" + (f" of {head.at}" if head.at else ""),
        f"Runs     {len(known):,}, {sum(run.state == 'open' for run in known):,} open",
        *(f"  {told(run)}" for run in shown),
    ]
    return "\n".join(lines)


def found_over_time(ledger: Ledger, plans: int) -> str:
    """The numbers of the last plans that can be compared with the newest one, a line for each and a column a plan."""
    known = like_the_newest(history(ledger))
    if known.empty:
        return "No plan of an org is noted here yet."
    table = over_time(known, plans)
    width = max(len(name) for _, name in table.index) + 2
    moments = [f"{pd.Timestamp(as_of):%Y-%m-%d %H:%M}" for as_of in table.columns]
    lines = [
        f"Plans of {known['source'].iloc[-1]} with the rules of the newest, oldest first.",
        " " * width + "".join(f"{moment:>18}" for moment in moments),
    ]
    for measure, words in MEASURES.items():
        part = table[table.index.get_level_values("measure") == measure]
        lines += [words] if len(part) else []
        for (_, name), *counts in part.itertuples():
            lines.append(f"  {name:<{width - 2}}" + "".join(f"{count:>18,}" for count in counts))
    return "\n".join(lines)


def told(run: Run) -> str:
    """One line of a run."""
    if run.state == "open":
        return f"{run.id}  {run.target}  open since {run.begun}: lead-hygiene resume {run.id}"
    counts = " + ".join(f"{run.counts.get(name, 0):,} {name}" for name in STATUSES)
    return f"{run.id}  {run.target}  {run.state}, {run.ended}: {run.planned:,} planned = {counts}"


def checked(result: Result) -> str:
    """The result of a check, in words.

    Raises:
        BrakeError: the chain is not sound.
    """
    if not result.sound:
        raise BrakeError(f"The ledger was altered or is damaged. {result.text()}")
    return result.text()
