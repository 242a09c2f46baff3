"""Whether a cron is one, told when the policy is read: a scheduler would say so only once the jobs are served."""

from datetime import UTC, datetime
from typing import Annotated, Final

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator

_FIELDS: Final = 5
_SOME_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)


def cron(text: str) -> str:
    """The text again when it is a cron of five fields, of days that there are.

    Raises:
        ValueError: it is none; names the field.
    """
    if len(text.split()) != _FIELDS:
        raise ValueError("write five fields, as 0 22 * * 5,6: minute, hour, day, month, weekday")
    try:
        CronSim(text, _SOME_DAY)
    except CronSimError as error:
        raise ValueError(f"{str(error).lower()}; write it as in 0 22 * * 5,6") from None
    return text


Cron = Annotated[str, AfterValidator(cron)]
