"""What an apply to an org made of the plan, for the report: counts by rule and status, and how to check the audit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from hygiene.report.wording import listed, many, moment, number

STATUSES: Final = ("applied", "drifted", "refused", "held")


@dataclass(frozen=True)
class ErasedIn:
    """How far the erasures of a run are in one system. day: ISO, or empty. open: somebody has to see to it."""

    system: str
    state: str
    day: str
    open: bool = False


@dataclass(frozen=True)
class Applied:
    """A run as the ledger knows it.

    receipts: `rule`, `action`, `status`, a row a change. approved_by: who released it; empty where nobody had to.
    differences: records that are not as planned, None where they were not read again. head: of the audit chain.
    erased_in: system by system, empty where nobody was to be erased. planned_by: who made the plan.
    """

    run: str
    place: str
    state: str
    by: str
    begun: str
    ended: str
    receipts: pd.DataFrame
    approved_by: tuple[str, ...]
    differences: int | None
    head: str
    erased_in: Sequence[ErasedIn] = ()
    planned_by: tuple[str, ...] = ()


def applied_told(applied: Applied) -> Mapping[str, Any]:
    """The section in words and rows."""
    found = applied.receipts["status"].value_counts()
    counts = {status: int(found.get(status, 0)) for status in STATUSES}
    return {
        "sentence": _sentence(applied, counts),
        "reconciles": sum(counts.values()) == len(applied.receipts),
        "rows": _rows(applied.receipts),
        "run": applied.run,
        "head": applied.head,
        "erased_in": [{"system": row.system, "state": row.state, "day": row.day} for row in applied.erased_in],
    }


def _sentence(applied: Applied, counts: Mapping[str, int]) -> str:
    parts = listed([f"{number(count)} {status}" for status, count in counts.items()])
    ended = f"{applied.state} on {_moment(applied.ended)}" if applied.ended else "it has not ended"
    planned = f"planned by {listed(list(applied.planned_by))}, " if applied.planned_by else ""
    released = f", approved by {listed(list(applied.approved_by))}" if applied.approved_by else ""
    read = {None: "The records were not read again.", 0: "Read again afterwards, all records are as planned."}
    again = read.get(applied.differences, f"Read again afterwards, {many(applied.differences or 0, 'value')} differ.")
    return (
        f"Run {applied.run} on {applied.place}, {planned}begun on {_moment(applied.begun)} by {applied.by}{released}:"
        f" {ended}."
        f" Of {many(len(applied.receipts), 'planned change')}: {parts}. {again}"
    )


def _moment(text: str) -> str:
    return moment(pd.Timestamp(text))


def _rows(receipts: pd.DataFrame) -> list[dict[str, Any]]:
    labels = [receipts["rule"], receipts["action"]]
    counts = pd.crosstab(labels, receipts["status"])
    counts = counts.reindex(columns=list(STATUSES), fill_value=0).reset_index()
    return [{str(key): value for key, value in row.items()} for row in counts.to_dict("records")]
