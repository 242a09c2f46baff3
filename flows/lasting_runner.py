"""Prefect's runner, made to outlive its server, and to stop without a noise."""

import logging
import signal
import warnings
from collections.abc import Awaitable, Callable
from typing import Any, Final, Self

import httpx
from prefect.runner import Runner

_LOG: Final = logging.getLogger("prefect.runner")
_SERVER_ERROR: Final = 500

Ask = Callable[[], Awaitable[Any]]


class LastingRunner(Runner):
    """Waits for a server that is away, however long; stops at SIGTERM as at Ctrl+C.

    Prefect's own ends at the third question in a row that is not answered, and kills the runs that it started: a server
    that is away for some minutes would end the schedules of a weekend. Its handler of SIGTERM ends in a warning and a
    traceback.
    """

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        for part, name in (
            (self._scheduled_run_poller, "_get_and_submit_flow_runs"),
            (self._cancelling_observer, "_check_for_cancelled_flow_runs"),
        ):
            setattr(part, name, patient(getattr(part, name)))
        return self

    def handle_sigterm(self, *_: Any, **__: Any) -> None:
        """As Ctrl+C."""
        _as_ctrl_c()


def patient(ask: Ask) -> Ask:
    """The question, asked in vain while the server is away; the first time and the last are told."""
    is_away = False

    async def asked() -> Any:
        nonlocal is_away
        try:
            answer = await ask()
        except httpx.TransportError:
            pass
        except httpx.HTTPStatusError as error:
            if error.response.status_code < _SERVER_ERROR:
                raise
        else:
            if is_away:
                _LOG.warning("The Prefect server answers again.")
            is_away = False
            return answer
        if not is_away:
            _LOG.warning("The Prefect server does not answer; it is asked again until it does.")
        is_away = True
        return None

    return asked


def stop_at_sigterm() -> None:
    """SIGTERM stops this process as Ctrl+C does."""
    # Who is started in the background by a script would ignore Ctrl+C, and so both.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _as_ctrl_c)


def _as_ctrl_c(*_: Any) -> None:
    # What Prefect's connections, and those of a server that was away, say of their end.
    logging.disable(logging.ERROR)
    warnings.simplefilter("ignore", RuntimeWarning)
    signal.raise_signal(signal.SIGINT)
