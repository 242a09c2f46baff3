"""What an apply remembers so that it can be resumed: intents before each write, receipts after it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

Status = Literal["applied", "drifted", "refused", "held"]


@dataclass(frozen=True)
class Intent:
    """That a step is about to be written. Holds ids only, no value of a record."""

    step_id: str
    position: int
    kind: str
    object: str
    record_ids: tuple[str, ...]
    change_ids: tuple[str, ...]


@dataclass(frozen=True)
class Receipt:
    """What became of a step: the outside's own code, a message without personal data, and how often it was tried."""

    step_id: str
    status: Status
    code: str = ""
    message: str = ""
    attempts: int = 1


class Journal(Protocol):
    """The memory of one run. Whatever a method was given is durable when it returns."""

    def check(self) -> None:
        """Nothing while this run alone may write to the place.

        Raises:
            OutsideError: that is no longer sure.
        """
        ...

    def intend(self, intents: Sequence[Intent]) -> None: ...

    def record(self, receipts: Sequence[Receipt]) -> None: ...

    def doubtful(self) -> Sequence[Intent]:
        """Intents without a receipt, by position: the process ended between the two."""
        ...

    def receipts(self) -> Sequence[Receipt]: ...

    def note(self, key: str, value: str) -> None:
        """Remembers a small fact, such as a job's id before it is polled; a later value replaces it."""
        ...

    def noted(self, key: str) -> str | None: ...


@dataclass
class MemoryJournal:
    """A journal that lives as long as the process: for tests and demos."""

    intents: dict[str, Intent] = field(default_factory=dict)
    received: dict[str, Receipt] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)

    def check(self) -> None:
        """It holds no place."""

    def intend(self, intents: Sequence[Intent]) -> None:
        self.intents.update({intent.step_id: intent for intent in intents})

    def record(self, receipts: Sequence[Receipt]) -> None:
        self.received.update({receipt.step_id: receipt for receipt in receipts})

    def doubtful(self) -> Sequence[Intent]:
        open_ones = [intent for step, intent in self.intents.items() if step not in self.received]
        return sorted(open_ones, key=lambda intent: intent.position)

    def receipts(self) -> Sequence[Receipt]:
        return list(self.received.values())

    def note(self, key: str, value: str) -> None:
        self.notes[key] = value

    def noted(self, key: str) -> str | None:
        return self.notes.get(key)
