"""A bar in Prefect's UI for a long step: what is being done by name of rule or kind of batch, and how far it is."""

import time
from typing import Any, Final
from uuid import UUID

from prefect import get_run_logger
from prefect.artifacts import create_progress_artifact, update_progress_artifact

_SECONDS: Final = 5.0
"""A bar that moves more often only loads the server."""


class ProgressBar:
    """A `hygiene.engine.Progress`; a server that is away ends the bar, never the step."""

    def __init__(self, key: str, seconds: float = _SECONDS) -> None:
        self._key, self._seconds = key, seconds
        self._artifact: UUID | None = None
        self._told = 0.0
        self._off = False

    def __call__(self, label: str, done: int, total: int) -> None:
        """Tells it, at most every few seconds."""
        now = time.monotonic()
        if self._off or (self._artifact is not None and now - self._told < self._seconds):
            return
        self._told = now
        self._send(100.0 * done / total if total else 0.0, label)

    def finish(self) -> None:
        """The step has ended; of one that told nothing nothing is shown."""
        if self._artifact is not None and not self._off:
            self._send(100.0, "done")

    def _send(self, percent: float, label: str) -> None:
        try:
            if self._artifact is None:
                made: Any = create_progress_artifact(progress=percent, key=self._key, description=label)
                self._artifact = made
            else:
                update_progress_artifact(self._artifact, progress=percent, description=label)
        except Exception as error:
            self._off = True
            get_run_logger().warning("No progress is shown from here on (%s).", type(error).__name__)
