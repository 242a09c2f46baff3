"""Where the two heavy steps run, reading people and comparing pairs: here, or by partition on an engine that exists.

The core names work and partitions only. Whoever wires a run (`hygiene.pipeline`) says which engine holds; without one
everything runs here. The answer is the same either way.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Final, Protocol, TypeVar

from hygiene.windowed import windowed

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Result = TypeVar("Result")

PARTITION_ROWS: Final = 20_000
"""Records that travel together: some megabytes, a second's work."""


class Engine(Protocol):
    """Something that does work elsewhere."""

    def spread(self, work: Callable[[Shared, Item], Result], shared: Shared, items: Iterable[Item]) -> Iterator[Result]:
        """`work(shared, item)` of each item, in order; work is a function that a module holds by name."""


_engine: ContextVar[Engine | None] = ContextVar("_engine", default=None)


@contextmanager
def on_engine(engine: Engine | None) -> Iterator[None]:
    """Work is spread over the engine while the block runs; None is this process."""
    token = _engine.set(engine)
    try:
        yield
    finally:
        _engine.reset(token)


def spread(
    work: Callable[[Shared, Item], Result], shared: Shared, items: Iterable[Item], workers: int = 1
) -> Iterator[Result]:
    """`work(shared, item)` of each item, in order: on the engine, else in `workers` threads here."""
    engine = _engine.get()
    if engine is None:
        return windowed(partial(work, shared), items, workers)
    return engine.spread(work, shared, items)


def is_here() -> bool:
    """Whether work is done in this process."""
    return _engine.get() is None


def partitions(rows: int) -> list[slice]:
    """The rows in consecutive parts: one when everything runs here, as nothing is won by more then."""
    size = rows if is_here() else PARTITION_ROWS
    return [slice(first, first + size) for first in range(0, rows, max(size, 1))] or [slice(0, 0)]
