"""A place of records in a dict, which can lose an answer, refuse, or end the process at a given write or look."""

from dataclasses import dataclass, field

import pandas as pd

from hygiene.apply.journal import Receipt


class Killed(BaseException):
    """The process ends here."""


@dataclass
class DictSink:
    records: dict[str, dict]
    refuse: set[str] = field(default_factory=set)
    lose_answer_of: set[str] = field(default_factory=set)
    kill_after: int | None = None
    kill_at_read: int | None = None
    reads: int = 0
    clock: int = 100
    writes: list[str] = field(default_factory=list)

    def stamps(self, steps):
        self.reads += 1
        if self.reads == self.kill_at_read:
            raise Killed
        wanted = {record for step in steps for record in step.record_ids}
        return {record: self.records[record]["stamp"] for record in wanted if record in self.records}

    def images(self, steps):  # noqa: ARG002 (the protocol's)
        return pd.DataFrame({"object": [], "record_id": [], "content": []})

    def write(self, steps, journal):  # noqa: ARG002 (the protocol's)
        receipts = []
        for step in steps:
            if step.record_ids[0] in self.refuse:
                receipts.append(Receipt(step.step_id, "refused", "FIELD_CUSTOM_VALIDATION_EXCEPTION"))
                continue
            self._do(step)
            if self.kill_after is not None and len(self.writes) >= self.kill_after:
                raise Killed
            if step.step_id in self.lose_answer_of:
                continue
            receipts.append(Receipt(step.step_id, "applied"))
        return receipts

    def settle(self, steps, journal):  # noqa: ARG002 (the protocol's)
        return {step.step_id: Receipt(step.step_id, "applied") if self._done(step) else None for step in steps}

    def _done(self, step):
        if step.kind in ("delete", "erase"):
            return step.record_ids[0] not in self.records
        if step.kind == "merge":
            return not any(loser in self.records for loser in step.record_ids[1:])
        return step.fields.items() <= self.records[step.record_ids[0]].items()

    def _do(self, step):
        first, *others = step.record_ids
        self.clock += 1
        self.writes.append(step.step_id)
        if step.kind in ("delete", "erase"):
            del self.records[first]
            return
        self.records[first] = {**self.records[first], **step.fields, "stamp": f"2026-11-06T19:{self.clock}"}
        for loser in others if step.kind == "merge" else ():
            del self.records[loser]
