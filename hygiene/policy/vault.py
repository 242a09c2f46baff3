"""Policy section `vault`: how long before-images are kept."""

from typing import Annotated

from pydantic import Field

from hygiene.policy.section import Section

Days = Annotated[int, Field(ge=1, le=3660)]


class VaultDays(Section):
    """How long a run can be undone, by class of record."""

    people_days: Days
    other_days: Days
