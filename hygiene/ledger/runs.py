"""Runs of apply: begun, ended, or open and resumable."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from hygiene.errors import BrakeError, UsageError
from hygiene.ledger.store import Draft, Entry, Ledger, at_text, drop_notes, set_notes

State = Literal["open", "completed", "completed with refusals", "given up", "nothing written"]
PLAN_NOTE: Final = "plan"
KEY_NOTE: Final = "pseudonym key"
KEPT_NOTES: Final = (PLAN_NOTE, KEY_NOTE)
"""What an undo needs of a run that has ended; the other notes of a run name records."""
STATUSES: Final = ("applied", "drifted", "refused", "held")


@dataclass(frozen=True)
class Run:
    """One apply of one plan to one place.

    planned: change rows, of them so many not approved. counts: by status. database_user: who the shared database says
    began it.
    """

    id: str
    target: str
    plan: str
    part: str
    by: str
    begun: str
    planned: int
    not_approved: int = 0
    state: State = "open"
    ended: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    database_user: str | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Beginning:
    """What is about to be applied.

    target: the place (`org:host`, `folder:hash`). plan: digest of the plan. part: digest of what of it was approved.
    planned: change rows of the plan. not_approved: of them, those that nobody approved. by_step: whether every write
    gets an entry of its own. notes: what the run needs to go on, which is not part of the audit.
    """

    target: str
    plan: str
    part: str
    by: str
    planned: int
    not_approved: int
    by_step: bool
    notes: Mapping[str, str] = field(default_factory=dict)


def begin(ledger: Ledger, beginning: Beginning) -> Run:
    """Begins a run, durable on return. The caller holds the lease of the place.

    Raises:
        BrakeError: a run on this place has not ended, or has done what this plan says already.
    """
    _check_first(ledger, beginning)
    now = ledger.now()
    run = f"{now:%Y%m%d-%H%M%S}-{beginning.plan[:6]}-{ledger.head().seq + 1}"
    content = {
        "plan": beginning.plan, "part": beginning.part, "by": beginning.by, "planned": beginning.planned,
        "not_approved": {"held": beginning.not_approved}, "by_step": beginning.by_step,
    }  # fmt: skip
    ledger.append(
        [Draft("begin", beginning.target, content, run)],
        lambda connection: set_notes(connection, run, beginning.notes),
    )
    return Run(
        run, beginning.target, beginning.plan, beginning.part, beginning.by, at_text(now), beginning.planned,
        beginning.not_approved,
    )  # fmt: skip


def wrote_nothing(ledger: Ledger, run: Run) -> bool:
    """Whether nothing was tried or decided in the run yet."""
    return not ledger.entries("intent", "receipt", run=run.id)


def end(ledger: Ledger, run: Run, state: State, counts: Mapping[str, int], not_reached: int = 0) -> None:
    """Ends a run; its notes go, but for the kept ones.

    Args:
        ledger: that knows it.
        run: that is open.
        state: how it ended.
        counts: change rows by status, all of them.
        not_reached: held ones that have no receipt.

    Raises:
        ValueError: the counts do not add up to what was planned.
    """
    told = {status: int(counts.get(status, 0)) for status in STATUSES}
    if sum(told.values()) != run.planned:
        raise ValueError(f"{run.planned} changes were planned and {sum(told.values())} are accounted for")
    content = {"state": state, "counts": told, "not_reached": not_reached}
    ledger.append(
        [Draft("end", run.target, content, run.id)], lambda connection: drop_notes(connection, run.id, KEPT_NOTES)
    )


def note_files(ledger: Ledger, run: Run, digests: Mapping[str, str]) -> None:
    """Notes the SHA-256 of the files that a run left beside its plan: an altered report or receipt is found by it."""
    ledger.append([Draft("files", run.target, dict(digests), run.id)])


def files_of(ledger: Ledger, run: Run) -> Mapping[str, str]:
    """What was noted last of a run's files: name -> SHA-256."""
    noted = [entry.content for entry in ledger.entries("files", run=run.id) if entry.content]
    return noted[-1] if noted else {}


def runs(ledger: Ledger, *, target: str | None = None) -> list[Run]:
    """All runs (on one place), oldest first. A run whose beginning was pruned is not among them."""
    found: dict[str, Run] = {}
    for entry in ledger.entries("begin", "end", subject=target):
        if entry.kind == "begin" and entry.content:
            found[entry.run] = _begun(entry)
        elif entry.run in found and entry.content:
            found[entry.run] = _ended(found[entry.run], entry)
    return list(found.values())


def find(ledger: Ledger, name: str) -> Run:
    """The run of that id, or of which it is the beginning.

    Raises:
        UsageError: none, or several.
    """
    known = runs(ledger)
    found = [run for run in known if run.id == name] or [run for run in known if name and run.id.startswith(name)]
    if len(found) != 1:
        last = ", ".join(run.id for run in (found or known)[-3:]) or "none yet"
        few = "no run has this id" if not found else "several runs begin with this"
        raise UsageError(f"{name}: {few}; the last are {last} (lead-hygiene ledger status).")
    return found[0]


def _check_first(ledger: Ledger, beginning: Beginning) -> None:
    for run in runs(ledger, target=beginning.target):
        if run.state == "open":
            raise BrakeError(
                f"Run {run.id} on this place has not ended; first: lead-hygiene resume {run.id} (with --give-up it"
                " only asks what became of the writes in doubt, and ends)."
            )
        same = run.plan == beginning.plan and run.part == beginning.part and run.state != "nothing written"
        if beginning.by_step and same:
            raise BrakeError(f"This plan was applied here already, by run {run.id}; make a new plan.")


def _begun(entry: Entry) -> Run:
    content = entry.content
    left = int(content["not_approved"]["held"])
    return Run(
        entry.run, entry.subject, content["plan"], content["part"], content["by"], entry.at, content["planned"], left,
        database_user=content.get("database_user"),
    )  # fmt: skip


def _ended(run: Run, entry: Entry) -> Run:
    return replace(run, state=entry.content["state"], ended=entry.at, counts=entry.content["counts"])
