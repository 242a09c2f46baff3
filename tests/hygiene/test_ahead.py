"""Rules that are prepared while others are asked: it spares work and never changes what is proposed."""

from dataclasses import replace
from threading import Event, Timer

import pytest

from hygiene.ahead import prepared
from hygiene.engine import make_plan
from hygiene.execution import on_engine
from hygiene.rules import Proposal, Rule
from tests.tables import snapshot

WAIT = 10


def nothing(snapshot, policy) -> Proposal:
    return Proposal()


def rule(name: str, stage: int, prepare) -> Rule:
    return Rule(name, stage, "Proposes nothing.", "P", nothing, prepare=prepare)


def org(workers: int):
    return replace(snapshot(Lead="Id | LastName\nLead 1 | Lovelace"), workers=workers)


def test_a_rule_is_prepared_while_another_one_is_asked(default_policy):
    asked, is_prepared = Event(), Event()

    def slow(snapshot, policy):
        asked.set()
        assert is_prepared.wait(WAIT), "nothing was prepared meanwhile"
        return Proposal()

    def prepare(snapshot, policy):
        assert asked.wait(WAIT)
        is_prepared.set()

    make_plan(org(2), default_policy, [Rule("slow", 1, "Waits.", "P", slow), rule("later", 2, prepare)])

    assert is_prepared.is_set()


def test_a_rule_is_not_asked_before_its_preparation_has_ended(default_policy):
    begun, told = Event(), []

    def prepare(snapshot, policy):
        begun.set()
        Event().wait(0.2)
        told.append("prepared")

    with prepared([rule("later", 1, prepare)], org(2), default_policy) as ready:
        assert begun.wait(WAIT)
        ready(rule("later", 1, prepare))
        told.append("asked")

    assert told == ["prepared", "asked"]


def test_what_has_not_begun_when_its_rule_is_asked_is_dropped(default_policy):
    told, first_begun, first_may_end = [], Event(), Event()

    def first(snapshot, policy):
        first_begun.set()
        told.append(first_may_end.wait(WAIT))

    rules = [
        rule("first", 1, first),
        rule("second", 2, lambda *_: told.append("second")),
    ]

    with prepared(rules, org(2), default_policy) as ready:
        assert first_begun.wait(WAIT)
        ready(rules[1])
        first_may_end.set()

    assert told == [True]


def test_where_a_rule_fails_nothing_more_is_prepared(default_policy):
    told, begun, may_end = [], Event(), Event()

    def first(snapshot, policy):
        begun.set()
        assert may_end.wait(WAIT)

    rules = [rule("first", 1, first), rule("second", 2, lambda *_: told.append("second"))]

    def failing():
        with prepared(rules, org(2), default_policy):
            assert begun.wait(WAIT)
            Timer(0.2, may_end.set).start()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()

    assert told == []


def test_whoever_asks_the_rule_hears_of_the_failure_of_its_preparation(default_policy):
    begun = Event()

    def failing(snapshot, policy):
        begun.set()
        raise ZeroDivisionError

    broken = rule("broken", 1, failing)

    with prepared([broken], org(2), default_policy) as ready:
        assert begun.wait(WAIT)
        with pytest.raises(ZeroDivisionError):
            ready(broken)


@pytest.mark.parametrize("workers", [1, 2])
def test_nothing_is_prepared_with_one_worker_or_where_work_is_done_elsewhere(default_policy, workers):
    told = []
    engine = object() if workers > 1 else None

    with (
        on_engine(engine),
        prepared([rule("any", 1, lambda *_: told.append(1))], org(workers), default_policy) as ready,
    ):
        Event().wait(0.1)
        ready(rule("any", 1, None))

    assert told == []
