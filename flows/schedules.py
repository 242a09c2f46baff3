"""When the jobs run: the policy's crons in the org's time zone, lateness, and starts that did not happen. No server."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import pandas as pd
from prefect.server.schemas.schedules import CronSchedule

from hygiene.policy.schedules import Schedules


def starts(schedules: Schedules, job: str, after: datetime, count: int) -> list[datetime]:
    """The next `count` starts of a job at or after a moment, in the org's time zone, daylight saving included."""
    cron = CronSchedule(cron=schedules.cron[job], timezone=schedules.time_zone)  # type: ignore[index]
    return list[datetime](asyncio.run(_dates(cron, count, after)))


def starts_between(schedules: Schedules, job: str, after: datetime, until: datetime) -> list[datetime]:
    """Every start of a job later than `after` and not later than `until`."""
    found: list[datetime] = []
    begin = after + timedelta(microseconds=1)
    while True:
        more = starts(schedules, job, begin, 50)
        found += [moment for moment in more if moment <= until]
        if not more or more[-1] > until:
            return found
        begin = more[-1] + timedelta(microseconds=1)


def is_too_late(schedules: Schedules, scheduled: datetime | None, now: datetime) -> bool:
    """Whether a run that was due then must be left out; one that a person started is never late."""
    return scheduled is not None and now - scheduled > timedelta(hours=schedules.late_hours)


def missed(schedules: Schedules, job: str, happened: Iterable[pd.Timestamp], now: datetime) -> list[datetime]:
    """Starts since the last run that left a trace, which themselves left none; the one that is due now is not missed.

    happened: the scheduled moments of the runs that left an outcome.
    """
    seen = sorted(moment.to_pydatetime() for moment in happened)
    if not seen:
        return []
    due = starts_between(schedules, job, seen[-1], now)
    grace = timedelta(hours=schedules.late_hours)
    return [moment for moment in due if now - moment > grace]


async def _dates(cron: CronSchedule, count: int, after: datetime) -> Sequence[datetime]:
    return await cron.get_dates(count, after)
