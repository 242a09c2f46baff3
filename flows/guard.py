"""How a flow ends when something goes wrong: in a named state with one sentence, and never with a record's value."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, ParamSpec

from prefect.client.schemas.objects import State

from flows.steps import WithheldError, place_of
from flows.telling import named_state
from hygiene.errors import HygieneError
from hygiene.job_folders import JobOutcome, ended_by, exit_state

P = ParamSpec("P")


def ends_in_a_state(function: Callable[P, State[Any]]) -> Callable[P, State[Any]]:
    """The function of a flow, which ends in a state whatever happens outside its steps too."""

    @wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> State[Any]:
        try:
            return function(*args, **kwargs)
        except HygieneError as error:
            return named_state(exit_state(error), str(error))
        except Exception as error:
            return named_state("failed", why_of(error))

    return guarded


def failed_by(outcome: JobOutcome, error: Exception) -> JobOutcome:
    """The outcome of a run that this error ended."""
    if isinstance(error, HygieneError):
        return ended_by(outcome, error)
    return replace(outcome, state="failed", why=why_of(error))


def why_of(error: Exception) -> str:
    """A sentence on an error that no person can mend; its own text may hold a value."""
    if isinstance(error, TimeoutError):
        return "A step took longer than it may, and was stopped; see what keeps it, then start the job again."
    place = str(error) if isinstance(error, WithheldError) else place_of(error)
    return f"A bug stopped it: {place}. Its text is withheld; please report the place."
