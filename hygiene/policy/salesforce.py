"""Policy section `salesforce`: how an org is read and written."""

from typing import Annotated, Literal

from pydantic import Field

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


class Salesforce(Section):
    """How an org is read and written."""

    api_version: Annotated[str, Field(pattern=r"^\d\d\.0$")]
    api_budget_percent: Annotated[int, Field(ge=1, le=100)]
    rest_rows: Annotated[int, Field(ge=0, le=50_000)]
    bulk_rows: Size
    batches: Batches
    pause_seconds: Annotated[float, Field(ge=0)]
    run_hours: Annotated[float, Field(gt=0)] | None
    error_share: Share
    locked_source: Literal["skip", "merge_without"]
    erase: Literal["hard_delete", "delete_and_empty_bin"]
    converted_status: str
