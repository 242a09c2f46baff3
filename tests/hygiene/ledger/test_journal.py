"""The journal of a run: whatever the moment at which the process ends, a second one goes on and does nothing twice."""

import pytest

from hygiene.apply.executor import Executor
from hygiene.apply.images import MemoryImages
from hygiene.apply.journal import MemoryJournal, Receipt
from hygiene.apply.pace import Pace
from hygiene.apply.steps import Step
from hygiene.errors import OutsideError
from hygiene.ledger import open_ledger
from hygiene.ledger.journal import LedgerJournal
from tests.fake_sink import DictSink, Killed

THEN = "2026-11-06T18:00:00Z"


def step(position, kind, *records, **fields):
    stamps = dict.fromkeys(records, THEN)
    return Step(f"s{position}", position, kind, "Lead", records, (f"c{position}", f"d{position}"), fields, stamps)


STEPS = (
    step(0, "consent", "ada", DoNotCall="true"),
    step(1, "merge", "ada", "augusta", "lovelace"),
    step(2, "blank", "ada", Phone=None),
    step(3, "update", "charles", Status="Raw"),
    step(4, "delete", "test"),
    step(5, "erase", "mary"),
)


def records():
    return {name: {"stamp": THEN} for name in ("ada", "augusta", "lovelace", "charles", "test", "mary")}


def apply_all(sink, ledger, names, still_ours=lambda: None):
    journal = LedgerJournal(ledger, "run", names, STEPS, still_ours)
    Executor(sink, journal, MemoryImages(), THEN, Pace(canary=1)).run(STEPS)
    return {receipt.step_id: receipt.status for receipt in journal.receipts()}


def undisturbed():
    sink = DictSink(records())
    Executor(sink, MemoryJournal(), MemoryImages(), THEN, Pace(canary=1)).run(STEPS)
    return sink


@pytest.mark.parametrize("writes", range(1, 7))
def test_a_process_that_ends_after_any_write_is_gone_on_with(place, clock, names, writes):
    sink = DictSink(records(), kill_after=writes)
    with open_ledger(clock, create=True) as ledger, pytest.raises(Killed):
        apply_all(sink, ledger, names)
    sink.kill_after = None

    with open_ledger(clock, create=False) as ledger:
        done = apply_all(sink, ledger, names)

    assert done == dict.fromkeys((s.step_id for s in STEPS), "applied")
    assert sink.writes == undisturbed().writes
    assert sink.records.keys() == undisturbed().records.keys()


def test_every_write_is_noted_before_it_is_tried_and_its_outcome_after(ledger, names):
    sink = DictSink(records(), refuse={"charles"})
    apply_all(sink, ledger, names)

    kinds = [entry.kind for entry in ledger.entries("intent", "receipt", run="run")]
    statuses = [entry.content["status"] for entry in ledger.entries("receipt", run="run")]
    assert kinds == ["intent", "receipt"] * len(STEPS)
    assert statuses == ["applied", "applied", "applied", "refused", "applied", "applied"]


def test_entries_name_records_steps_and_changes_by_pseudonyms_only(ledger, names):
    apply_all(DictSink(records()), ledger, names)

    written = str(list(ledger.chain()))
    for identifier in [*records(), *(s.step_id for s in STEPS), *(c for s in STEPS for c in s.change_ids)]:
        assert f"'{identifier}'" not in written
        assert f'"{identifier}"' not in written
    assert names.of("ada") in written


def test_a_run_whose_lease_is_lost_writes_nothing_more(ledger, names):
    def lost():
        raise OutsideError("the lock is gone")

    sink = DictSink(records())
    with pytest.raises(OutsideError, match=r"the lock is gone"):
        apply_all(sink, ledger, names, lost)

    assert sink.writes == []
    assert ledger.entries("intent") == []


def test_a_lease_that_is_lost_while_an_answer_is_waited_for_is_seen_before_the_write_is_sent_again(ledger, names):
    held = []

    class Deaf(DictSink):
        def write(self, steps, journal):
            if held:
                return super().write(steps, journal)
            held.append("lost")
            return []

        def settle(self, steps, journal):  # noqa: ARG002 (the protocol's)
            return dict.fromkeys([step.step_id for step in steps])

    def lost():
        if held:
            raise OutsideError("the lock is gone")

    sink = Deaf(records())
    with pytest.raises(OutsideError, match=r"the lock is gone"):
        apply_all(sink, ledger, names, lost)

    assert held
    assert sink.writes == []


def test_notes_are_those_of_the_run_and_the_last_one_counts(ledger, names):
    journal = LedgerJournal(ledger, "run", names, STEPS)
    journal.note("job", "750A")
    journal.note("job", "750B")

    assert LedgerJournal(ledger, "run", names, STEPS).noted("job") == "750B"
    assert LedgerJournal(ledger, "another", names, STEPS).noted("job") is None


def test_a_receipt_comes_back_as_it_was_recorded(ledger, names):
    receipt = Receipt("s3", "refused", "FIELD_CUSTOM_VALIDATION_EXCEPTION", "locked", 3)
    LedgerJournal(ledger, "run", names, STEPS).record([receipt])

    assert LedgerJournal(ledger, "run", names, STEPS).receipts() == [receipt]
