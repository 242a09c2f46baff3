"""Policy section `approval`: what a person has to approve before it is written to an org."""

from typing import Annotated, Literal

from pydantic import Field

from hygiene.policy.section import Section

Days = Annotated[int, Field(ge=1, le=366)]
Needing = Literal[
    "update", "merge", "convert", "delete", "erase", "lead_to_lead", "account_to_account", "contact_to_contact",
    "lead_to_contact", "bizible_person", "dnc_external", "dnc_internal", "dnc_list", "dnc_same_number",
    "returned_after_purge", "zoominfo_opt_out", "test_lead", "status_default",
]  # fmt: skip


class Approval(Section):
    """Approvals (`lead-hygiene approve`). Erasures need one whatever `needed` says."""

    needed: tuple[Needing, ...]
    erasures_by_another: bool
    lapse_days: Days
