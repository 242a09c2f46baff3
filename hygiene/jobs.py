"""The scheduled jobs as data: which rules each one runs, in which order, and what of its plan needs a person. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import pandas as pd

from hygiene.policy import Policy

PAIRING_RULES: Final = ("lead_to_lead", "account_to_account", "contact_to_contact", "lead_to_contact")


@dataclass(frozen=True)
class Job:
    """One scheduled job.

    rules: the rules that it runs; the engine orders them by stage. asks_only: rules that find and ask but change
    nothing in this job. skipped: steps of the practice that are left out. incremental: of an org it reads only what
    moved since its last run.
    """

    name: str
    sentence: str
    rules: tuple[str, ...]
    asks_only: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    incremental: bool = False


JOBS: Final[Mapping[str, Job]] = MappingProxyType(
    {
        job.name: job
        for job in (
            Job(
                "weekend_dedupe",
                "Finds duplicates: leads, accounts, contacts, leads that are contacts already; Bizible persons follow.",
                (*PAIRING_RULES, "bizible_person"),
                skipped=("convert leads to new contacts: left out on purpose, as it disturbs sales",),
            ),
            # The pairing rules take part, so that nobody is erased while an open case may make two records one person.
            Job(
                "weekly_opt_out",
                "Decides ZoomInfo opt-outs by lawful basis.",
                (*PAIRING_RULES, "zoominfo_opt_out"),
                asks_only=PAIRING_RULES,
            ),
            Job(
                "daily_dnc_and_test_leads",
                "Blanks numbers that are on Do-Not-Call lists and deletes test leads.",
                (
                    "dnc_external",
                    "dnc_list",
                    "dnc_internal",
                    "dnc_same_number",
                    "returned_after_purge",
                    "test_lead",
                    "test_suspects",
                ),
                incremental=True,
            ),
        )
    }
)


def needs_a_person(changes: pd.DataFrame, policy: Policy) -> tuple[str, ...]:
    """Rules whose automatic changes wait for an approval, sorted; empty when the plan may be applied by itself.

    changes: table `changes` of a plan. An erasure waits whatever the policy says, and so does what its section
    `approval` names.
    """
    automatic = changes[changes["tier"] == "auto"]
    needed = {*policy.approval.needed, "erase"}
    named = automatic["rule"].isin(policy.schedules.without_a_person)
    waits = ~named | automatic["rule"].isin(needed) | automatic["action"].isin(needed)
    return tuple(sorted(automatic.loc[waits, "rule"].unique()))


def has_automatic_changes(changes: pd.DataFrame) -> bool:
    """Whether there is anything to apply without a decision on a case."""
    return bool((changes["tier"] == "auto").any())


def run_name(job: str, org: str, moment: pd.Timestamp) -> str:
    """The name of a run as people see it: job, org and date."""
    return f"{job} {org} {moment:%Y-%m-%d %H:%M}"
