"""A run's memory in the ledger: `hygiene.apply.journal.Journal`, durable and part of the audit chain."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from hygiene.apply.journal import Intent, Receipt
from hygiene.apply.steps import Step
from hygiene.errors import UsageError
from hygiene.ledger.pseudonyms import Pseudonyms
from hygiene.ledger.store import Draft, Entry, Ledger


def _free() -> None:
    """Where no lease is held: tests, and looking at a run."""


@dataclass
class LedgerJournal:
    """The journal of one run over these steps. still_ours: raises when the run's lease is lost."""

    ledger: Ledger
    run: str
    names: Pseudonyms
    steps: Sequence[Step]
    still_ours: Callable[[], None] = _free
    _changes: dict[str, int] = field(default_factory=dict, init=False)
    _steps: dict[str, Step] = field(default_factory=dict, init=False)
    _notes: dict[str, str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._steps = {self.names.of(step.step_id): step for step in self.steps}
        self._changes = {step.step_id: len(step.change_ids) for step in self.steps}
        self._notes = self.ledger.notes(self.run)

    def check(self) -> None:
        """Nothing while the run's lease is held.

        Raises:
            OutsideError: it is lost.
        """
        self.still_ours()

    def intend(self, intents: Sequence[Intent]) -> None:
        """Notes what is about to be written."""
        self._append("intent", {intent.step_id: self._intent(intent) for intent in intents})

    def record(self, receipts: Sequence[Receipt]) -> None:
        """Notes what became of it."""
        self._append("receipt", {receipt.step_id: self._receipt(receipt) for receipt in receipts})

    def doubtful(self) -> Sequence[Intent]:
        """Intents without a receipt, by position. Those of a plan other than the run's own are a bug."""
        received = {entry.subject for entry in self.ledger.entries("receipt", run=self.run)}
        intents = self.ledger.entries("intent", run=self.run)
        known = {entry.subject: self._steps[entry.subject] for entry in intents if entry.subject not in received}
        steps = sorted(known.values(), key=lambda step: step.position)
        return [Intent(s.step_id, s.position, s.kind, s.object, s.record_ids, s.change_ids) for s in steps]

    def receipts(self) -> Sequence[Receipt]:
        """What became of each step that was tried; the last word counts.

        Raises:
            UsageError: the run's entries were pruned.
        """
        found = {entry.subject: entry for entry in self.ledger.entries("receipt", run=self.run)}
        if any(not entry.content for entry in found.values()):
            raise UsageError(f"What run {self.run} wrote was pruned from the ledger (policy ledger.writes_days).")
        return [_receipt_of(self._steps[name].step_id, entry) for name, entry in found.items()]

    def note(self, key: str, value: str) -> None:
        """Remembers a small fact until the run ends."""
        if self._notes.get(key) != value:
            self.ledger.set_note(self.run, key, value)
            self._notes[key] = value

    def noted(self, key: str) -> str | None:
        """What was noted."""
        return self._notes.get(key)

    def _append(self, kind: str, contents: Mapping[str, Mapping[str, object]]) -> None:
        if contents:
            drafts = [Draft(kind, self.names.of(step), content, self.run) for step, content in contents.items()]
            self.ledger.append(drafts)

    def _intent(self, intent: Intent) -> Mapping[str, object]:
        return {
            "position": intent.position,
            "step": intent.kind,
            "object": intent.object,
            "records": [self.names.of(record) for record in intent.record_ids],
            "changes": len(intent.change_ids),
        }

    def _receipt(self, receipt: Receipt) -> Mapping[str, object]:
        return {
            "status": receipt.status,
            "code": receipt.code,
            "message": receipt.message,
            "attempts": receipt.attempts,
            "changes": self._changes[receipt.step_id],
        }


def _receipt_of(step_id: str, entry: Entry) -> Receipt:
    content = entry.content
    return Receipt(step_id, content["status"], content["code"], content["message"], content["attempts"])
