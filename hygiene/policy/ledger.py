"""Policy section `ledger`: how long the contents of entries are kept, by class."""

from typing import Annotated

from pydantic import Field

from hygiene.policy.section import Section

Days = Annotated[int, Field(ge=30, le=36_600)]
Years = Annotated[int, Field(ge=366, le=36_600)]
"""Whoever could prune runs and approvals at once could hide them."""


class LedgerDays(Section):
    """Days after which the content of entries is pruned; their digests stay, so that the chain can be checked."""

    writes_days: Days
    plans_days: Days
    runs_days: Years
