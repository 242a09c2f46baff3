"""Until when a run may write. Pure: the caller says what time it is."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from hygiene.errors import BrakeError
from hygiene.policy.salesforce import RunWindow, Salesforce


@dataclass(frozen=True)
class Window:
    """closes: from then on no batch is begun. ends: from then on none goes on. None is never."""

    closes: pd.Timestamp | None
    ends: pd.Timestamp | None

    def is_open(self, now: pd.Timestamp) -> bool:
        """Whether a batch may begin."""
        return self.closes is None or now < self.closes

    def may_go_on(self, now: pd.Timestamp) -> bool:
        """Whether one that was begun may go on."""
        return self.ends is None or now < self.ends


def window_of(settings: Salesforce, started: pd.Timestamp) -> Window:
    """The window of a run that starts now: to the end of `run_window`, but `run_hours` at most.

    Raises:
        BrakeError: it is not open now.
    """
    bounds = []
    if settings.run_window is not None:
        bounds.append(_closing(settings.run_window, started))
    if settings.run_hours is not None:
        bounds.append(started + pd.Timedelta(hours=settings.run_hours))
    if not bounds:
        return Window(None, None)
    closes = min(bounds)
    return Window(closes, closes + pd.Timedelta(minutes=settings.hard_stop_minutes))


def opens_now(settings: Salesforce, now: pd.Timestamp) -> bool:
    """Whether a run may start now."""
    try:
        window_of(settings, now)
    except BrakeError:
        return False
    return True


def _closing(window: RunWindow, now: pd.Timestamp) -> pd.Timestamp:
    """The end of the window that is open now, on the clocks of its zone."""
    local = now.tz_convert(window.time_zone)
    clock, opens, closes = local.strftime("%H:%M"), window.opens, window.closes
    within = opens <= clock < closes if opens < closes else clock >= opens or clock < closes
    if not within:
        raise BrakeError(
            f"Nothing is written at {clock}: the policy's salesforce.run_window is {opens} to {closes}"
            f" ({window.time_zone}). Start again then, or change the policy and make the plan again."
        )
    day = local.date() + timedelta(days=1 if clock >= closes else 0)
    end = datetime.combine(day, time.fromisoformat(closes), tzinfo=ZoneInfo(window.time_zone))
    return pd.Timestamp(end).tz_convert("UTC")
