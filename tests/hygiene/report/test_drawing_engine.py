"""A picture is the same whether it is drawn here or by a process beside, and is drawn when that process is gone."""

import multiprocessing
from contextvars import Context

from hygiene.report.drawing_engine import engine_beside, start_beside, svg_of

BAR = {
    "data": {"values": [{"kind": "Leads", "count": 3}]},
    "mark": "bar",
    "encoding": {"x": {"field": "count", "type": "quantitative"}, "y": {"field": "kind", "type": "nominal"}},
}


def started(before):
    return [process for process in multiprocessing.active_children() if process not in before]


def drawn_everywhere():
    """The picture here, by the process beside, and when that process is gone."""
    here, before = svg_of(BAR), multiprocessing.active_children()
    with engine_beside():
        beside = svg_of(BAR)
        for process in started(before):
            process.kill()
            process.join()
        return [here, beside, svg_of(BAR)]


def test_it_draws_the_same_here_beside_and_when_the_process_beside_is_gone():
    here, *others = Context().run(drawn_everywhere)  # outside of the tests' own engine

    assert "<svg" in here
    assert others == [here, here]


def started_early():
    """How many processes were started: none where none is to be, none before the start, one that draws afterwards."""
    before = multiprocessing.active_children()
    start_beside()
    counts = [len(started(before))]
    with engine_beside():
        counts.append(len(started(before)))
        start_beside()
        counts.append(len(started(before)))
        svg_of(BAR)
        return [*counts, len(started(before))]


def test_it_can_be_started_before_there_is_anything_to_draw():
    assert Context().run(started_early) == [0, 0, 1, 1]


def test_where_an_engine_runs_already_no_other_is_started():
    svg_of(BAR)
    before = multiprocessing.active_children()

    with engine_beside():
        svg_of(BAR)
        assert started(before) == []
    assert svg_of(BAR)
