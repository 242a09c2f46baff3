"""When a run was due, and what it is called: flow, org and date, as people look for a run."""

import os
from pathlib import Path
from typing import Any

import pandas as pd
from prefect.runtime import flow_run

from hygiene import moments
from hygiene.sources import is_org


def due() -> pd.Timestamp:
    """The moment this run was due; of one that a person started, the moment of asking."""
    at = flow_run.scheduled_start_time
    return moments.now() if at is None else pd.Timestamp(at).tz_convert("UTC").floor("s")


def run_name() -> str:
    """Flow, org and date; a flow that is asked for no org has that of the environment."""
    return " ".join(filter(None, [flow_run.flow_name, _place(_asked()), f"{due():%Y-%m-%d %H:%M}"]))


def _asked() -> str | None:
    """Where the run reads, or where it writes."""
    given: Any = flow_run.parameters or {}
    job = given.get("parameters") or {}
    places = job if isinstance(job, dict) else job.model_dump()
    found: str | None = places.get("source") or given.get("source") or given.get("to")
    return found


def _place(asked: str | None) -> str | None:
    if asked is not None and not is_org(Path(asked)):
        return Path(asked).name or asked
    named = os.environ.get("SALESFORCE_INSTANCE_URL") or os.environ.get("SALESFORCE_DOMAIN") or asked
    return None if named is None else named.removeprefix("https://").rstrip("/")
