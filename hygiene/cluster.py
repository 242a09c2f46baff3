"""A Dask cluster that exists, as an engine: partitions go to its workers and their answers come back in order.

The one place that knows `distributed`. Dask's wire is pickle, without a password and without encryption unless it is
set up for TLS, and people travel on it: so a cluster elsewhere must speak TLS.
"""

import logging
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from ipaddress import ip_address
from traceback import extract_tb
from typing import Any, Final, Generic, TypeVar

from hygiene.errors import HygieneError, OutsideError, UsageError
from hygiene.execution import on_engine

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Result = TypeVar("Result")

LOCAL: Final = "local"
_SCHEME: Final = "dask://"
_CONNECT_SECONDS: Final = 10
_WORKER_SECONDS: Final = 30
_AHEAD: Final = 3
"""Partitions that wait for each thread of the cluster; more would only fill the scheduler's memory."""

_PACKAGES: Final = ("lead-hygiene", "numpy", "pandas", "phonenumbers", "pyarrow", "rapidfuzz")


@contextmanager
def execution_on(place: str) -> Iterator[None]:
    """Work is spread over the cluster while the block runs; `local` needs none. place: `policy.execution`.

    Raises:
        UsageError: distributed is not installed; the cluster is elsewhere and speaks no TLS; its workers have another
            version of what decides. OutsideError: the cluster does not answer, has no worker or lost them.
    """
    if place == LOCAL:
        yield
        return
    with _client(place) as client, on_engine(Cluster(client, place)):
        yield


@dataclass(frozen=True)
class Cluster:
    """A `hygiene.execution.Engine`. A worker that dies is replaced: its partitions run again on another one."""

    client: Any
    place: str

    def spread(self, work: Callable[[Shared, Item], Result], shared: Shared, items: Iterable[Item]) -> Iterator[Result]:
        """`work(shared, item)` of each item, in order."""
        waiting: deque[tuple[Item, Any]] = deque()
        try:
            held = self._sent(shared)
            ahead = _AHEAD * max(1, sum(self.client.nthreads().values()))
            for item in items:
                waiting.append((item, self._begun(work, held, item)))
                if len(waiting) >= ahead:
                    yield self._result(work, shared, *waiting.popleft())
            while waiting:
                yield self._result(work, shared, *waiting.popleft())
        except _away() as error:
            raise OutsideError(_lost(self.place, error)) from None
        finally:
            self.client.cancel([future for _, future in waiting])

    def _sent(self, shared: Shared) -> Any:
        return self.client.scatter(_Unseen(shared), broadcast=True, hash=False)

    def _begun(self, work: Callable[[Shared, Item], Result], held: Any, item: Item) -> Any:
        return self.client.submit(_answer, work, held, _Unseen(item), _versions(), pure=False)

    def _result(self, work: Callable[[Shared, Item], Result], shared: Shared, item: Item, future: Any) -> Any:
        try:
            answer: _Answer[Any] = self._answered(work, shared, item, future)
        except ImportError:
            raise UsageError(f"The workers of {self.place} have no lead-hygiene; install it there.") from None
        if answer.failure is not None:
            raise answer.failure
        return answer.result

    def _answered(self, work: Callable[[Shared, Item], Result], shared: Shared, item: Item, future: Any) -> Any:
        try:
            return future.result()
        except CancelledError:
            # Dask asks again what a dead worker worked on, but what was sent to that worker alone is lost with it.
            if self.client.status != "running" or not self.client.nthreads():
                raise
            return self._begun(work, self._sent(shared), item).result()


class WorkerError(RuntimeError):
    """A bug on a worker, told by its kind and place: its text may hold a record's value."""


@dataclass(frozen=True)
class _Unseen(Generic[Shared]):
    """What travels, without a text of its own: Dask writes the arguments of what failed into its log."""

    held: Shared

    def __repr__(self) -> str:
        return "people"


@dataclass(frozen=True)
class _Answer(Generic[Result]):
    """The result, or why there is none."""

    result: Result | None = None
    failure: Exception | None = None


def _answer(
    work: Callable[[Shared, Item], Result], shared: _Unseen[Shared], item: _Unseen[Item], versions: tuple[str, ...]
) -> _Answer[Result]:
    """On the worker: a failure is handed back rather than raised, since Dask would log it with its text."""
    if versions != _versions():
        there, here = (", ".join(sorted(set(one) - set(other))) for one, other in _both(_versions(), versions))
        return _Answer(failure=UsageError(f"A worker has {there} where this machine has {here}; install the same."))
    try:
        return _Answer(work(shared.held, item.held))
    except HygieneError as error:
        return _Answer(failure=error)
    except Exception as error:
        place = extract_tb(error.__traceback__)[-1]
        return _Answer(failure=WorkerError(f"{type(error).__name__} at {place.filename}:{place.lineno}"))


def _both(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    return (one, other), (other, one)


@cache
def _versions() -> tuple[str, ...]:
    """Of everything that decides a byte of the answer."""
    python = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    return (python, *(f"{name} {version(name)}" for name in _PACKAGES))


@contextmanager
def _client(place: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError:
        raise UsageError(f'execution: {place} needs distributed: pip install "lead-hygiene[dask]".') from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # of workers that are lost the run tells in its end
    connect: Any = Client
    with _answering(place):
        client = connect(_address(place), timeout=_CONNECT_SECONDS, set_as_default=False)
    with client:
        with _answering(place):
            client.wait_for_workers(1, timeout=_WORKER_SECONDS)
        yield client


@contextmanager
def _answering(place: str) -> Iterator[None]:
    try:
        yield
    except OSError:
        told = f"The cluster {place} does not answer or has no worker; start it (dask scheduler, dask worker)."
        raise OutsideError(f"{told} Or set execution: local.") from None


def _address(place: str) -> str:
    """The scheduler's address as Dask writes it.

    Raises:
        UsageError: people would travel unencrypted.
    """
    import dask

    where = place.removeprefix(_SCHEME)
    if dask.config.get("distributed.comm.require-encryption"):
        return f"tls://{where}"
    if not _is_here(where.rpartition(":")[0].strip("[]")):
        raise UsageError(
            f"execution: {place} is another machine, and people would travel there unencrypted: set Dask up for TLS "
            "(distributed.comm.require-encryption: true, and its certificates)."
        )
    return f"tcp://{where}"


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _away() -> tuple[type[BaseException], ...]:
    from distributed import KilledWorker

    return (KilledWorker, CancelledError, OSError)


def _lost(place: str, error: BaseException) -> str:
    return (
        f"The cluster {place} lost what it was working on ({type(error).__name__}): its scheduler or all its workers "
        "ended. Nothing was written; look at their memory, then run again, or set execution: local."
    )
