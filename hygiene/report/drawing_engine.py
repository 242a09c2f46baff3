"""The engine that draws: Vega-Lite by `vl_convert`, here or in a process beside this one.

Starting it takes half a second in which nothing else of the process runs; so a command that will make a report starts
it beside itself once its files are read, which is work for both cores. What is drawn is the same either way.
"""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any, Final

from hygiene.with_parent import end_with_parent

VEGA_LITE: Final = "5.21"
"""Pinned, since another version may draw other bytes."""

_SMALLEST: Final[dict[str, Any]] = {"data": {"values": [{"a": 1}]}, "mark": "point", "encoding": {}}
_beside: ContextVar[Executor | None] = ContextVar("_beside", default=None)


def svg_of(spec: dict[str, Any]) -> str:
    """The picture of a Vega-Lite specification, as SVG."""
    engine = _beside.get()
    # Where the process beside is gone, perhaps for want of memory, drawing here is only slower.
    with suppress(BrokenProcessPool):
        if engine is not None:
            return engine.submit(_drawn, spec).result()
    return _drawn(spec)


@contextmanager
def engine_beside() -> Iterator[None]:
    """Drawing happens in one process of its own until the context ends; one that is there is used.

    `start_beside` or the first picture starts it.
    """
    if _beside.get() is not None:
        yield
        return
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawned, initializer=end_with_parent) as pool:
        token = _beside.set(pool)
        try:
            yield
        finally:
            _beside.reset(token)


def start_beside() -> None:
    """Starts the process beside this one, where there is to be one, and does not wait for it."""
    engine = _beside.get()
    with suppress(BrokenProcessPool):
        if engine is not None:
            engine.submit(_drawn, _SMALLEST)


def _drawn(spec: dict[str, Any]) -> str:
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
    return svg
