"""The policy's section on unattended runs: when each job runs, what it may do without a person, who is told."""

from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, field_validator

from hygiene.policy.cron import Cron
from hygiene.policy.section import Section


def known_time_zone(name: str) -> str:
    """The name again when it is a time zone of the IANA data base.

    Raises:
        ValueError: no such zone.
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("no such time zone; write it as UTC or Europe/Berlin") from None
    return name


TimeZone = Annotated[str, AfterValidator(known_time_zone)]
Hours = Annotated[float, Field(gt=0, le=168)]
FlowName = Literal[
    "weekend_dedupe", "weekly_opt_out", "daily_dnc_and_test_leads", "apply_approved", "ledger_housekeeping"
]

ERASING_RULE: Final = "zoominfo_opt_out"


class Schedules(Section):
    """Unattended runs.

    without_a_person: rules whose automatic changes a scheduled run may apply by itself, below the caps; a rule that
    erases is refused here. late_hours: a scheduled run that starts later than this is left out and told.
    notify_block: a Prefect block that takes the one page of each run, as `slack-webhook/ops`.
    """

    time_zone: TimeZone
    cron: dict[FlowName, Cron]
    late_hours: Hours
    without_a_person: tuple[str, ...]
    notify_block: Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")] | None

    @field_validator("without_a_person")
    @classmethod
    def _never_erases(cls, rules: tuple[str, ...]) -> tuple[str, ...]:
        if ERASING_RULE in rules:
            raise ValueError(f"{ERASING_RULE} erases people; an erasure always waits for a person")
        return rules
