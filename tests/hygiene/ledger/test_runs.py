"""Runs: begun once for a plan and a place, ended with counts that add up, and found again by their id."""

from dataclasses import replace

import pytest

from hygiene.errors import BrakeError, UsageError
from hygiene.ledger.pruning import prune
from hygiene.ledger.runs import Beginning, begin, end, find, runs
from hygiene.policy import load

BEGINNING = Beginning(
    "org:acme",
    "plan-digest",
    "part",
    "ada",
    planned=5,
    not_approved=1,
    by_step=True,
    notes={"plan": "/somewhere", "stamp:00Q": "x"},
)
DONE = {"applied": 4, "held": 1}


def test_a_run_is_open_until_it_ends(ledger, clock):
    run = begin(ledger, BEGINNING)
    assert runs(ledger) == [run]
    assert (run.state, run.begun, ledger.notes(run.id)) == ("open", "2026-11-06T18:00:00Z", BEGINNING.notes)

    clock.turn(hours=1)
    end(ledger, run, "completed", DONE)

    assert runs(ledger) == [
        replace(
            run, state="completed", ended="2026-11-06T19:00:00Z", counts={"drifted": 0, "refused": 0, **DONE}
        )
    ]  # fmt: skip


def test_what_a_run_needed_to_go_on_goes_when_it_ends_and_what_an_undo_needs_when_it_is_pruned(ledger, clock):
    run = begin(ledger, BEGINNING)
    end(ledger, run, "completed", DONE)
    assert ledger.notes(run.id) == {"plan": "/somewhere"}

    clock.turn(days=3651)
    prune(ledger, load())

    assert ledger.notes(run.id) == {}


def test_a_place_with_a_run_that_has_not_ended_takes_no_other(ledger):
    first = begin(ledger, BEGINNING)

    with pytest.raises(BrakeError, match=f"Run {first.id} on this place has not ended; first: lead-hygiene resume"):
        begin(ledger, replace(BEGINNING, plan="another"))

    begin(ledger, replace(BEGINNING, target="org:other", plan="another"))
    assert len(runs(ledger)) == 2


def test_what_was_applied_to_an_org_is_not_applied_again(ledger):
    first = begin(ledger, BEGINNING)
    end(ledger, first, "completed", DONE)

    with pytest.raises(BrakeError, match=f"applied here already, by run {first.id}; make a new plan"):
        begin(ledger, BEGINNING)

    begin(ledger, replace(BEGINNING, part="with another decision"))


def test_counts_that_do_not_add_up_end_no_run(ledger):
    run = begin(ledger, BEGINNING)

    with pytest.raises(ValueError, match=r"5 changes were planned and 4 are accounted for"):
        end(ledger, run, "completed", {"applied": 4})

    assert runs(ledger)[0].state == "open"


def test_a_run_is_found_by_the_beginning_of_its_id(ledger, clock):
    first = begin(ledger, BEGINNING)
    end(ledger, first, "completed", DONE)
    clock.turn(days=1)
    second = begin(ledger, replace(BEGINNING, plan="another"))

    assert find(ledger, second.id[:8]) == second
    assert find(ledger, first.id).state == "completed"
    for wrong, said in (("2026", "several runs begin with this"), ("", "no run"), ("x", "no run has this id")):
        with pytest.raises(UsageError, match=said) as told:
            find(ledger, wrong)
        assert second.id in str(told.value)
