"""The executor leaves out what moved, holds what depends on it, and can be ended and resumed anywhere."""

from collections import Counter

import pytest

from hygiene.apply.executor import Executor
from hygiene.apply.images import MemoryImages
from hygiene.apply.journal import MemoryJournal
from hygiene.apply.pace import Pace
from hygiene.apply.steps import Step
from hygiene.errors import PartlyAppliedError
from tests.fake_sink import DictSink, Killed

THEN = "2026-11-06T18:00:00Z"


def step(position, kind, *records, **fields):
    return Step(
        f"s{position}", position, kind, "Lead", records, (f"c{position}",), fields, dict.fromkeys(records, THEN)
    )


def records(*names):
    return {name: {"stamp": THEN} for name in names}


def run(sink, steps, journal=None, **more):
    journal = journal or MemoryJournal()
    Executor(sink, journal, MemoryImages(), THEN, **more).run(steps)
    return {receipt.step_id: receipt.status for receipt in journal.receipts()}


def test_a_record_that_moved_since_the_plan_is_left_out():
    sink = DictSink(records("a", "b"))
    sink.records["a"]["stamp"] = "2026-11-06T18:30:00Z"

    assert run(sink, [step(0, "update", "a", Status="Raw"), step(1, "update", "b", Status="Raw")]) == {
        "s0": "drifted",
        "s1": "applied",
    }
    assert "Status" not in sink.records["a"]


def test_our_own_write_is_no_drift():
    sink = DictSink(records("a", "b"))

    assert run(sink, [step(0, "consent", "a", DoNotCall="true"), step(1, "merge", "b", "a")]) == {
        "s0": "applied",
        "s1": "applied",
    }


def test_a_conversion_waits_for_the_consent_of_its_contact():
    sink = DictSink(records("lead", "contact"), refuse={"contact"})

    done = run(sink, [step(0, "consent", "contact", DoNotCall="true"), step(1, "convert", "lead", "contact")])

    assert done == {"s0": "refused", "s1": "held"}


def test_a_refused_update_does_not_hold_an_erasure():
    sink = DictSink(records("a"), refuse={"a"})
    Executor(sink, journal := MemoryJournal(), MemoryImages(), THEN).run([step(0, "blank", "a", Phone=None)])
    sink.refuse = set()

    assert run(sink, [step(0, "blank", "a", Phone=None), step(1, "erase", "a")], journal)["s1"] == "applied"


def test_a_lost_answer_is_asked_for_and_nothing_is_done_twice():
    sink = DictSink(records("a", "b", "c"), lose_answer_of={"s0"})

    assert run(sink, [step(0, "merge", "a", "b"), step(1, "delete", "c")]) == {"s0": "applied", "s1": "applied"}
    assert Counter(sink.writes) == {"s0": 1, "s1": 1}


class Late(DictSink):
    """Ends the process at its first write, which the place does only after it was asked once whether it had."""

    asked = 0

    def write(self, steps, journal):
        if not self.asked:
            raise Killed
        return super().write(steps, journal)

    def settle(self, steps, journal):
        told = super().settle(steps, journal)
        if not self.asked:
            self._do(steps[0])
        self.asked += 1
        return told


def test_a_write_that_was_done_late_is_found_done_when_its_run_is_resumed():
    sink, journal = Late(records("a", "b", "c")), MemoryJournal()
    steps = [step(0, "merge", "a", "b"), step(1, "update", "a", Status="Raw")]
    with pytest.raises(Killed):
        run(sink, steps, journal)

    assert run(sink, steps, journal) == {"s0": "applied", "s1": "applied"}
    assert Counter(sink.writes) == {"s0": 1, "s1": 1}


def test_too_many_refusals_stop_the_run():
    names = [f"r{number}" for number in range(40)]
    sink = DictSink(records(*names), refuse=set(names[:20]))

    with pytest.raises(PartlyAppliedError, match="10 of 10 writes were refused"):
        run(sink, [step(n, "update", name, Status="Raw") for n, name in enumerate(names)])


def test_a_closed_window_stops_before_the_next_batch():
    sink = DictSink(records("a"))

    with pytest.raises(PartlyAppliedError, match="window"):
        run(sink, [step(0, "delete", "a")], open_now=lambda: False)
    assert sink.records


@pytest.mark.parametrize("kill_after", range(1, 8))
def test_ended_at_any_write_and_resumed_it_leaves_what_an_undisturbed_run_leaves(kill_after):
    def steps():
        return [
            step(0, "consent", "a", DoNotCall="true"), step(1, "merge", "a", "b", "c", Title="x"),
            step(2, "merge", "a", "d"), step(3, "blank", "a", Phone=None), step(4, "update", "e", Status="Raw"),
            step(5, "delete", "f"), step(6, "erase", "g"),
        ]  # fmt: skip

    undisturbed = DictSink(records(*"abcdefg"))
    run(undisturbed, steps())
    sink, journal = DictSink(records(*"abcdefg"), kill_after=kill_after), MemoryJournal()
    with pytest.raises(Killed):
        run(sink, steps(), journal, pace=Pace(canary=1))
    sink.kill_after = None

    assert set(run(sink, steps(), journal).values()) == {"applied"}
    assert [*map(sorted, map(dict.items, sink.records.values()))] == [
        *map(sorted, map(dict.items, undisturbed.records.values()))
    ]
    assert Counter(sink.writes) == Counter(undisturbed.writes)


@pytest.mark.parametrize("reads", range(1, 6))
def test_ended_at_any_look_at_the_stamps_our_own_write_is_still_no_drift_when_it_is_resumed(reads):
    consent, merge = step(0, "consent", "a", DoNotCall="true"), step(1, "merge", "b", "a")
    steps = [consent, merge, step(2, "update", "b", Status="Raw")]
    sink, journal = DictSink(records("a", "b"), kill_at_read=reads), MemoryJournal()
    with pytest.raises(Killed):
        run(sink, steps, journal)
    sink.kill_at_read = None

    assert run(sink, steps, journal) == dict.fromkeys(("s0", "s1", "s2"), "applied")
    assert Counter(sink.writes) == {"s0": 1, "s1": 1, "s2": 1}
