"""Wraps plain functions of `hygiene` as Prefect tasks: nothing is hashed, stored or printed, and no value leaks out."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from time import monotonic
from traceback import extract_tb
from typing import Any, Final, ParamSpec, TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task

from flows.secret_block import take_secrets
from hygiene.errors import HygieneError, OutsideError

P = ParamSpec("P")
R = TypeVar("R")

_RETRY_SECONDS: Final = [10.0, 60.0]
_GRACE_SECONDS: Final = 1.0
"""Prefect's clock starts before the step's: one that is lost at the very end would seem to be in time."""


class WithheldError(RuntimeError):
    """A bug whose text is withheld from Prefect, since a library may have put a record's value into it."""


def step(name: str, function: Callable[P, R], *, minutes: float, repeatable: bool) -> Task[P, R]:
    """The function as a task.

    repeatable: whether it only reads, so that Prefect may run it again when an outside system failed. Writes are never
    repeated here: the ledger's resume asks first what became of them.
    """
    seconds = timedelta(minutes=minutes).total_seconds()
    wrap = task(
        name=name,
        cache_policy=NO_CACHE,
        persist_result=False,
        log_prints=False,
        retries=len(_RETRY_SECONDS) if repeatable else 0,
        retry_delay_seconds=_RETRY_SECONDS if repeatable else 0,
        retry_condition_fn=_outside_failed,
        timeout_seconds=seconds + _GRACE_SECONDS,
    )
    return wrap(_in_time(_without_values(function), seconds))


def place_of(error: Exception) -> str:
    """Its kind and where it was raised."""
    place = extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {place.filename}:{place.lineno}"


def _in_time(function: Callable[P, R], seconds: float) -> Callable[P, R]:
    """Prefect's interruption is lost where Python ignores errors, as in a finalizer: who went on ends too late."""

    @wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        begun = monotonic()
        result = function(*args, **kwargs)
        if monotonic() - begun > seconds:
            raise TimeoutError
        return result

    return guarded


def _without_values(function: Callable[P, R]) -> Callable[P, R]:
    """Our own errors are sentences without values; any other error reaches Prefect as its place only."""

    @wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            take_secrets()
            return function(*args, **kwargs)
        except HygieneError:
            raise
        except Exception as error:
            raise WithheldError(place_of(error)) from None

    return guarded


def _outside_failed(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    return isinstance(state.result(raise_on_failure=False), OutsideError)
