"""The clock, and moments that a person types. Only the command line and the flows use it."""

import pandas as pd

from hygiene.errors import UsageError


def now() -> pd.Timestamp:
    """This moment, UTC, to the second."""
    return pd.Timestamp.now(tz="UTC").floor("s")


def parse(text: str, option: str = "--as-of") -> pd.Timestamp:
    """An ISO date or moment; without a zone it is UTC.

    option: where it was typed.

    Raises:
        UsageError: no ISO date.
    """
    try:
        moment = pd.to_datetime(text, format="ISO8601")
    except ValueError:
        raise UsageError(f"{option} {text}: write it as 2026-11-21 or 2026-11-21T06:00:00Z.") from None
    return moment.tz_localize("UTC") if moment.tzinfo is None else moment.tz_convert("UTC")
