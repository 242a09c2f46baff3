"""Writing steps batch by batch: stamps read again, images kept, intents noted, receipts recorded; resumable anywhere.

Nothing here knows what a sink is made of, nor the time: the caller gives `open_now` (the run window) and `sleep`.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from hygiene.apply.batches import batches_of
from hygiene.apply.images import BeforeImages
from hygiene.apply.journal import Intent, Journal, Receipt
from hygiene.apply.pace import Pace
from hygiene.apply.sink import Sink
from hygiene.apply.steps import Step
from hygiene.errors import PartlyAppliedError, WindowOverError
from hygiene.progress import Progress

EARLIER_STEP = "EARLIER_STEP_NOT_APPLIED"
MOVED = "STAMP_MOVED"
GONE = "RECORD_GONE"
UNKNOWN = "OUTCOME_UNKNOWN"
_STAMP = "stamp:"
_REMOVALS = ("delete", "erase")


def _always() -> bool:
    return True


def _no_sleep(_seconds: float) -> None:
    """For sinks that need no rest."""


@dataclass(frozen=True)
class Executor:
    """What a run writes with.

    since: plan text of the moment that the plan speaks of; a record whose stamp the plan does not have must not have
    moved after it. open_now: whether the run window is open.
    """

    sink: Sink
    journal: Journal
    images: BeforeImages
    since: str
    pace: Pace = field(default_factory=Pace)
    open_now: Callable[[], bool] = _always
    sleep: Callable[[float], None] = _no_sleep
    progress: Progress | None = None

    def run(self, steps: Sequence[Step]) -> None:
        """Writes every step that has no receipt yet; of doubtful ones the sink is asked first.

        Raises:
            WindowOverError: the window closed; `resume` goes on. PartlyAppliedError: too many steps were refused.
            OutsideError: the sink cannot be reached; `resume` goes on.
        """
        self._settle_doubtful(steps)
        begun = {intent.step_id for intent in self.journal.doubtful()}
        received = {receipt.step_id: receipt for receipt in self.journal.receipts()}
        rest = [step for step in steps if step.step_id not in received]
        blocked = _Blocked.of([step for step in steps if step.step_id in received], received)
        uses = Counter(record for step in steps for record in step.record_ids)
        tried = Counter[str](receipt.status for receipt in received.values())
        done = len(steps) - len(rest)
        for batch in batches_of(rest, self.pace):
            self._check_window()
            self._tell(batch, done, len(steps))
            receipts = self._batch(batch, blocked, uses, begun)
            blocked.add(batch, receipts)
            tried.update(receipt.status for receipt in receipts)
            done += len(batch)
            self._check_errors(tried)
            if done < len(steps):
                self.sleep(self.pace.pause_seconds)

    def _batch(
        self, batch: Sequence[Step], blocked: "_Blocked", uses: Counter[str], begun: set[str]
    ) -> Sequence[Receipt]:
        held = [_held(step) for step in batch if blocked.holds(step)]
        free = [step for step in batch if not blocked.holds(step)]
        drifted = self._reconsidered(free, self._drifted(free, begun), begun)
        moved = {receipt.step_id for receipt in drifted}
        ready = [step for step in free if step.step_id not in moved]
        self._record(free, [*held, *drifted], uses)
        written = self._write(ready, uses, begun)
        return [*held, *drifted, *written]

    def _write(self, ready: Sequence[Step], uses: Counter[str], begun: set[str]) -> list[Receipt]:
        """Intents first, then the write; what got lost on the way is asked for and, if not done, written again."""
        if not ready:
            return []
        self.images.keep(self.sink.images(ready))
        self.journal.check()
        self.journal.intend([_intent(step) for step in ready])
        written: list[Receipt] = []
        lost: Sequence[Step] = ready
        for tried in range(self.pace.rounds):
            if tried:
                # What was waited for may have been long.
                self.journal.check()
            sent_before = {step.step_id for step in lost} if tried else begun
            got = self._reconsidered(lost, self.sink.write(lost, self.journal), sent_before)
            self._record(lost, got, uses)
            written += got
            known = {receipt.step_id for receipt in got}
            lost = [step for step in lost if step.step_id not in known]
            settled = [receipt for receipt in self.sink.settle(lost, self.journal).values() if receipt] if lost else []
            self._record(lost, settled, uses)
            written += settled
            known = {receipt.step_id for receipt in settled}
            lost = [step for step in lost if step.step_id not in known]
            if not lost:
                return written
        refused = [Receipt(step.step_id, "refused", UNKNOWN, "not done after every retry") for step in lost]
        self.journal.record(refused)
        return [*written, *refused]

    def _reconsidered(self, steps: Sequence[Step], receipts: Sequence[Receipt], sent_before: set[str]) -> list[Receipt]:
        """What was sent before and is refused, or has moved, may be done after all: the first write was only late."""
        failed = {receipt.step_id for receipt in receipts if receipt.status != "applied"} & sent_before
        doubtful = [step for step in steps if step.step_id in failed]
        done = self.sink.settle(doubtful, self.journal) if doubtful else {}
        return [done.get(receipt.step_id) or receipt for receipt in receipts]

    def _drifted(self, steps: Sequence[Step], begun: set[str]) -> list[Receipt]:
        if not steps:
            return []
        now = self.sink.stamps(steps)
        # An erasure that was begun may have its record in the bin already: it is gone, and not yet for good.
        receipts = [self._drift(s, now) for s in steps if s.kind != "erase" or s.step_id not in begun]
        return [receipt for receipt in receipts if receipt is not None]

    def _drift(self, step: Step, stamps: Mapping[str, str | None]) -> Receipt | None:
        for record in step.record_ids:
            if step.kind == "undelete":
                continue
            if record not in stamps:
                return Receipt(step.step_id, "drifted", GONE, "a record is no longer there")
            if self._moved(record, step.stamps.get(record), stamps[record]):
                return Receipt(step.step_id, "drifted", MOVED, "a record changed since the plan was made")
        return None

    def _moved(self, record: str, planned: str | None, now: str | None) -> bool:
        own = self.journal.noted(_STAMP + record)
        expected = own or planned
        if now is None:
            return False
        return now != expected if expected is not None else _later(now, self.since)

    def _settle_doubtful(self, steps: Sequence[Step]) -> None:
        known = {step.step_id: step for step in steps}
        doubtful = [known[intent.step_id] for intent in self.journal.doubtful() if intent.step_id in known]
        if not doubtful:
            return
        settled = [receipt for receipt in self.sink.settle(doubtful, self.journal).values() if receipt is not None]
        self._record(doubtful, settled, Counter(record for step in steps for record in step.record_ids))

    def _record(self, steps: Sequence[Step], receipts: Sequence[Receipt], uses: Counter[str]) -> None:
        """Our own stamps before the receipts: ended in between, the steps are in doubt, and are asked for again."""
        self._remember(steps, receipts, uses)
        self.journal.record(receipts)

    def _remember(self, steps: Sequence[Step], receipts: Sequence[Receipt], uses: Counter[str]) -> None:
        """The stamp that our own write gave a record, where a later step writes to it again."""
        applied = {receipt.step_id for receipt in receipts if receipt.status == "applied"}
        again = [step for step in steps if step.step_id in applied and any(uses[r] > 1 for r in step.record_ids)]
        if again:
            for record, stamp in self.sink.stamps(again).items():
                if stamp is not None and uses[record] > 1:
                    self.journal.note(_STAMP + record, stamp)

    def _check_window(self) -> None:
        if not self.open_now():
            raise WindowOverError("The run window closed before everything was written; resume it in the next one.")

    def _check_errors(self, tried: Counter[str]) -> None:
        attempts = tried["applied"] + tried["refused"]
        share = tried["refused"] / attempts if attempts else 0.0
        if attempts >= self.pace.enough and share > self.pace.error_share:
            raise PartlyAppliedError(
                f"Stopped: {tried['refused']:,} of {attempts:,} writes were refused, more than the"
                f" {self.pace.error_share:.0%} that the policy allows; look at the receipts, then resume the run."
            )

    def _tell(self, batch: Sequence[Step], done: int, total: int) -> None:
        if self.progress is not None:
            self.progress(f"{batch[0].kind} {batch[0].object}", done, total)


@dataclass
class _Blocked:
    """Records of steps that were not applied: what came after was worked out with them."""

    merges: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, steps: Sequence[Step], received: Mapping[str, Receipt]) -> "_Blocked":
        blocked = cls()
        blocked.add(steps, [received[step.step_id] for step in steps])
        return blocked

    def add(self, steps: Sequence[Step], receipts: Sequence[Receipt]) -> None:
        failed = {receipt.step_id for receipt in receipts if receipt.status != "applied"}
        for step in steps:
            if step.step_id in failed:
                place = self.merges if step.kind in ("merge", "convert", "undelete") else self.others
                place.update(step.record_ids)

    def holds(self, step: Step) -> bool:
        """A removal waits for merges only: a refused update must not keep an erasure from being done."""
        waits_for = self.merges if step.kind in _REMOVALS else self.merges | self.others
        return not waits_for.isdisjoint(step.record_ids)


def _intent(step: Step) -> Intent:
    return Intent(step.step_id, step.position, step.kind, step.object, step.record_ids, step.change_ids)


def _held(step: Step) -> Receipt:
    return Receipt(step.step_id, "held", EARLIER_STEP, "an earlier step on one of its records was not applied", 0)


def _later(one: str, other: str) -> bool:
    """ISO texts in UTC, of which a date alone is midnight."""
    return _full(one) > _full(other)


def _full(text: str) -> str:
    day, _, clock = text.partition("T")
    return f"{day}T{(clock or '00:00:00').rstrip('Z')}"
