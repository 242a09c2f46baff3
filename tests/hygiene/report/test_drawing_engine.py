"""A picture is the same whether it is drawn here or by a process beside, and is drawn when that process is gone."""

import multiprocessing

from hygiene.report.drawing_engine import engine_beside, svg_of

BAR = {
    "data": {"values": [{"kind": "Leads", "count": 3}]},
    "mark": "bar",
    "encoding": {"x": {"field": "count", "type": "quantitative"}, "y": {"field": "kind", "type": "nominal"}},
}


def test_it_draws_the_same_here_beside_and_when_the_process_beside_is_gone():
    here = svg_of(BAR)

    with engine_beside():
        beside = svg_of(BAR)
        for process in multiprocessing.active_children():
            process.kill()
            process.join()
        alone = svg_of(BAR)

    assert "<svg" in here
    assert [beside, alone] == [here, here]
