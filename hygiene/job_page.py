"""The one page of an unattended run, in plain text: how it ended, what it did, what needs a person, what was missed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from hygiene.job_folders import JobOutcome
from hygiene.jobs import JOBS

Counts = Sequence[Mapping[str, object]]


def subject(outcome: JobOutcome) -> str:
    """One line, as the subject of a mail."""
    return f"lead-hygiene {outcome.job}: {outcome.state}"


def page(outcome: JobOutcome, counts: Counts, before: Sequence[str], more: str = "") -> str:
    """The page.

    counts: rows of `manifest.change_counts`. before: sentences on earlier runs, from `told_of_earlier`.
    more: the plan's own page, which follows. No record's value is in any of them.
    """
    skipped = JOBS[outcome.job].skipped if outcome.job in JOBS else ()
    parts = [
        [subject(outcome), f"due {_moment(outcome.due)}, started {_moment(outcome.started)}"],
        [] if outcome.why is None else [outcome.why],
        _sums(outcome.counts),
        _table(counts),
        [f"Left out on purpose: {step}" for step in skipped],
        list(before),
        [more] if more else [],
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def told_of_earlier(missed: Sequence[datetime], stopped: Sequence[JobOutcome]) -> list[str]:
    """Sentences on runs that did not happen, and on runs that were stopped half-way."""
    told = [
        f"Did not happen: the run due {moment:%a %d %B %Y, %H:%M %Z}; nothing was running then." for moment in missed
    ]
    return told + [
        f"Stopped half-way: the run due {_moment(old.due)} left no end; what it wrote is whole, or not there."
        for old in stopped
    ]


def _sums(counts: Mapping[str, int]) -> list[str]:
    if "applied" not in counts:
        return []
    rest = " + ".join(f"{counts.get(key, 0):,} {key}" for key in ("applied", "refused", "held"))
    return [f"{counts['planned']:,} planned = {rest}"]


def _table(counts: Counts) -> list[str]:
    return [
        f"{row['rule']!s:<22}{row['action']!s:<9}{row['object']!s:<10}{row['tier']!s:<8}{int(str(row['records'])):>9,}"
        for row in counts
    ]


def _moment(text: str) -> str:
    return f"{datetime.fromisoformat(text):%a %d %B %Y, %H:%M} UTC"
