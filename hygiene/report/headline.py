"""The paragraph on top of the report: what would happen, and whether every count reconciles."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from hygiene.report.wording import listed, many, moment, number, percent

_NOUNS: Final = {"Lead": ("lead", "leads"), "Contact": ("contact", "contacts"), "Account": ("account", "accounts")}
_WHAT_HAPPENS: Final = (
    ("merge", "merged into the record that they duplicate"),
    ("convert", "converted into the contact that they duplicate"),
    ("delete", "moved to the recycle bin"),
    ("erase", "erased for good"),
)
_VERDICTS: Final = (
    ("erase", "no evidence to hold the person was found"),
    ("keep", "evidence was found"),
    ("hold", "legal hold"),
    ("undetermined", "something stands in the way of a verdict, so nothing is removed"),
)


def headline(summary: Mapping[str, Any], as_of: pd.Timestamp) -> list[str]:
    """The sentences of the paragraph, in order. summary: all sections but this one."""
    sentences = [
        f"Nothing has been written: this is a plan, for {_population(summary)} as they stood on {moment(as_of)}.",
        _what_would_happen(summary["proposed"]["totals"]),
        _waiting(summary["proposed"]["cases"]),
        _contacts(summary["duplicates"]),
        _opt_outs(summary["opt_outs"]),
        _settled(summary["rounds"]),
        _stopped(summary["brakes"]["stopped"]),
        _reconciles(summary["checks"]),
    ]
    return [sentence for sentence in sentences if sentence]


def _population(summary: Mapping[str, Any]) -> str:
    records = summary["population"]
    texts = [many(records[name]["records"], *_NOUNS[name]) for name in ("Lead", "Contact") if name in records]
    return listed(texts) or "no record"


def _what_would_happen(totals: Mapping[str, Any]) -> str:
    automatic = totals["auto"]
    parts = [
        f"{listed([many(count, *_noun(name)) for name, count in automatic[action].items()])} {_are(automatic[action])} "
        f"{outcome}"
        for action, outcome in _WHAT_HAPPENS
        if automatic[action]
    ]
    if totals["fields_updated"]:
        records = sum(automatic["update"].values())
        verb = "is" if totals["fields_updated"] == 1 else "are"
        parts.append(f"{many(totals['fields_updated'], 'field')} of {many(records, 'record')} {verb} changed")
    return f"If it is applied, {listed(parts)}." if parts else "It proposes no automatic change."


def _noun(name: str) -> tuple[str, str]:
    return _NOUNS.get(name, (f"{name} record", f"{name} records"))


def _are(counts: Mapping[str, int]) -> str:
    return "is" if sum(counts.values()) == 1 else "are"


def _waiting(cases: int) -> str:
    if not cases:
        return "No case waits for a person."
    verb = "waits" if cases == 1 else "wait"
    return f"{many(cases, 'case')} {verb} for a person, and what they hold stays as it is until then."


def _contacts(duplicates: Mapping[str, Any]) -> str:
    found = [row for row in duplicates["kinds"] if row["rule"] == "contact_to_contact"]
    if not found or not found[0]["before"]:
        return ""
    row, target = found[0], duplicates["target"]
    outcome = "is reached" if target["reached"] else "is not reached"
    return (
        f"Contact duplicates go from {number(row['before'])} to {number(row['after'])} "
        f"({percent(row['fell_by'])} fewer); the target of {percent(target['share'])} fewer {outcome}."
    )


def _opt_outs(verdicts: Mapping[str, Any]) -> str:
    if not verdicts["total"]:
        return ""
    told = [
        f"{verdict} {number(verdicts['by_verdict'][verdict])} ({why})"
        for verdict, why in _VERDICTS
        if verdicts["by_verdict"][verdict]
    ]
    return f"Of {many(verdicts['total'], 'opt-out verdict')}: {listed(told)}."


def _settled(rounds: Mapping[str, Any]) -> str:
    if rounds["settled"]:
        return ""
    return "Merges still brought new matches together after the last round: plan the cleaned files again."


def _stopped(stopped: int) -> str:
    if not stopped:
        return ""
    return f"{many(stopped, 'brake')} stopped this plan: it cannot be applied as it is."


def _reconciles(checks: list[dict[str, Any]]) -> str:
    failed = sum(not check["holds"] for check in checks)
    if not failed:
        return f"Every count reconciles ({many(len(checks), 'check')})."
    return f"{number(failed)} of {many(len(checks), 'check')} DO NOT RECONCILE: do not apply this plan, ask first."
