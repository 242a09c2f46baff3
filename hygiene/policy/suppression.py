"""Policy section `suppression`: how long hashes are kept, and what happens to a number that came back."""

from typing import Annotated, Literal

from pydantic import Field

from hygiene.policy.section import Section

Months = Annotated[int, Field(ge=1, le=1200)]


class Suppression(Section):
    """The suppression list. Months of null are without end."""

    erasure_months: Months | None
    internal_dnc_months: Months | None
    returned_number: Literal["blank", "review", "tell"]
