"""Policy section `salesforce`: how an org is read and written."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from hygiene.policy.schedules import TimeZone
from hygiene.policy.section import Section

Share = Annotated[float, Field(ge=0, le=1)]
Size = Annotated[int, Field(ge=1)]


class Batches(Section):
    """Steps a batch: the stamps are read again before each."""

    canary: Size
    merges: Annotated[int, Field(ge=1, le=500)]
    updates: Annotated[int, Field(ge=1, le=10_000)]
    conversions: Annotated[int, Field(ge=1, le=200)]
    deletes: Annotated[int, Field(ge=1, le=10_000)]


ClockTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class RunWindow(Section):
    """The hours of a day in which an org may be written to; over midnight where it closes before it opens."""

    opens: ClockTime
    closes: ClockTime
    time_zone: TimeZone

    @model_validator(mode="after")
    def _has_hours(self) -> "RunWindow":
        if self.opens == self.closes:
            raise ValueError("it opens and closes at the same time; write null for no window")
        return self


class Salesforce(Section):
    """How an org is read and written."""

    api_version: Annotated[str, Field(pattern=r"^\d\d\.0$")]
    api_budget_percent: Annotated[int, Field(ge=1, le=100)]
    rest_rows: Annotated[int, Field(ge=0, le=50_000)]
    mirror_days: Size
    bulk_rows: Size
    batches: Batches
    pause_seconds: Annotated[float, Field(ge=0)]
    run_hours: Annotated[float, Field(gt=0)] | None
    run_window: RunWindow | None
    hard_stop_minutes: Annotated[float, Field(ge=0)]
    error_share: Share
    locked_source: Literal["skip", "merge_without"]
    erase: Literal["hard_delete", "delete_and_empty_bin"]
    converted_status: str
