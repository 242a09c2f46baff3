"""Retention: what is old loses its content, its place in the chain stays, and the chain says what was taken."""

import pytest

from hygiene.ledger import Draft
from hygiene.ledger.pruning import prune, ranges_of
from hygiene.ledger.runs import Beginning, begin, end, runs
from hygiene.policy import load
from tests.hygiene.ledger.test_chain import BEGINNING, a_run


def contents(ledger):
    return {entry["seq"]: entry["content"] is not None for entry in ledger.chain()}


def test_what_is_old_goes_by_class_and_the_chain_stays_sound(ledger, clock):
    ledger.append([Draft("plan", "digest", {"by": "ada"})])
    run = a_run(ledger)
    before = ledger.head()
    clock.turn(days=401)
    assert prune(ledger, load()) == {"writes": 4, "plans": 0, "runs": 0}
    assert contents(ledger) == {1: True, 2: True, 3: False, 4: False, 5: False, 6: False, 7: True, 8: True}
    assert [known.id for known in runs(ledger)] == [run.id]

    clock.turn(days=400)
    assert prune(ledger, load()) == {"writes": 0, "plans": 1, "runs": 0}
    clock.turn(days=3000)
    assert prune(ledger, load()) == {"writes": 0, "plans": 0, "runs": 2}

    result = ledger.check([(before.seq, before.digest)])
    assert (result.sound, result.pruned, result.problems) == (True, 7, [])
    assert runs(ledger) == []


def test_pruning_twice_takes_nothing_and_adds_no_entry(ledger, clock):
    a_run(ledger)
    clock.turn(days=401)
    prune(ledger, load())
    head = ledger.head()

    assert set(prune(ledger, load()).values()) == {0}
    assert ledger.head() == head


def test_a_run_that_is_open_keeps_its_entries(ledger, clock):
    run = begin(ledger, BEGINNING)
    ledger.append([Draft("intent", "s1", {"changes": 2}, run.id)])
    clock.turn(days=5000)

    assert set(prune(ledger, load()).values()) == {0}


def test_content_that_somebody_else_took_away_is_no_retention(ledger, clock):
    a_run(ledger)
    clock.turn(days=401)
    prune(ledger, load())
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE entry SET content = NULL WHERE seq = 1")

    assert "Entry 1 has no content, and no prune entry says so." in ledger.check().problems


def test_two_runs_can_be_pruned_at_different_times(ledger, clock):
    a_run(ledger)
    clock.turn(days=300)
    second = begin(ledger, Beginning("org:b", "p2", "x", "ada", planned=2, not_approved=0, by_step=True))
    ledger.append([Draft("receipt", "s", {"status": "applied", "changes": 2}, second.id)])
    end(ledger, second, "completed", {"applied": 2})
    clock.turn(days=101)

    assert prune(ledger, load())["writes"] == 4
    assert ledger.check().sound
    assert len(ledger.entries("receipt", run=second.id)) == 1


@pytest.mark.parametrize(
    ("numbers", "ranges"), [([], []), ([3], [[3, 3]]), ([1, 2, 3, 7, 9, 10], [[1, 3], [7, 7], [9, 10]])]
)
def test_numbers_are_told_as_unbroken_rows(numbers, ranges):
    assert ranges_of(numbers) == ranges
