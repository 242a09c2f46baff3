"""One screen for the person on Monday: what the weekend did, what stopped it, and what needs somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from hygiene.report.sheet import Row, Section, Sheet
from hygiene.report.wording import listed, many, moment, number, percent

STATUSES: Final = ("applied", "drifted", "refused", "held")
"""What may have become of a change. Each change of a plan has exactly one of them after an apply."""


@dataclass(frozen=True)
class Weekend:
    """What the page is made of.

    summary: of `summarise`. open_cases: those that nobody has decided.
    receipts: table with `rule`, `action` and `status`, a row a change; none before an apply.
    planned: change rows of the plan. since: the summary of an earlier plan.
    now, expected_days: a plan older than that many days at that moment tells that a run is missing.
    untold: systems that nobody has told of the erasures yet; none where no run is told, then those of the policy.
    """

    summary: Mapping[str, Any]
    as_of: pd.Timestamp
    planned: int
    open_cases: int
    receipts: pd.DataFrame | None = None
    since: Mapping[str, Any] | None = None
    now: pd.Timestamp | None = None
    expected_days: int = 8
    untold: Sequence[str] | None = None


def monday(weekend: Weekend) -> Sheet:
    """The page: counts and words of our own only, so that it may go by mail or chat."""
    alarms = _alarms(weekend)
    return Sheet(
        kind="Monday page",
        title=f"Hygiene run of {moment(weekend.as_of)}",
        lead=(*alarms, *_what_happened(weekend)),
        sections=(
            Section("What needs a person", _needs(weekend) or ("Nothing.",)),
            Section("What to do next", _next(weekend, alarmed=bool(alarms))),
            Section("Brakes", _brakes(weekend.summary["brakes"])), _duplicates(weekend), _by_rule(weekend),
        ),
        alarm=bool(alarms),
    )  # fmt: skip


def _alarms(weekend: Weekend) -> tuple[str, ...]:
    told = weekend.summary
    failed = sum(not check["holds"] for check in told["checks"])
    return tuple(
        text
        for holds, text in (
            (_missing_days(weekend), f"A RUN IS MISSING: this plan is {_age(weekend)} days old."),
            (told["brakes"]["stopped"], "STOPPED: a cap was passed, so nothing of this plan can be applied."),
            (failed, f"{many(failed, 'count')} DO NOT RECONCILE: do not apply this plan, ask first."),
            (_unaccounted(weekend), f"{many(abs(_unaccounted(weekend)), 'change')} of the plan and its receipts do not "
                                    "fit together: ask first."),
        )
        if holds
    )  # fmt: skip


def _age(weekend: Weekend) -> int:
    return 0 if weekend.now is None else int((weekend.now - weekend.as_of) / pd.Timedelta(days=1))


def _missing_days(weekend: Weekend) -> bool:
    return _age(weekend) > weekend.expected_days


def _unaccounted(weekend: Weekend) -> int:
    """Change rows of the plan less those with a known status; 0 before an apply."""
    return 0 if weekend.receipts is None else weekend.planned - sum(_outcomes(weekend.receipts).values())


def _outcomes(receipts: pd.DataFrame) -> dict[str, int]:
    found = receipts["status"].value_counts()
    return {status: int(found.get(status, 0)) for status in STATUSES}


def _what_happened(weekend: Weekend) -> tuple[str, ...]:
    if weekend.receipts is None:
        planned = many(weekend.planned, "change")
        return (f"Planned, not applied: {planned}. No receipts of an apply were given.",)
    parts = [f"{number(count)} {status}" for status, count in _outcomes(weekend.receipts).items()]
    return (f"{number(weekend.planned)} planned: {listed(parts)}.",)


def _by_rule(weekend: Weekend) -> Section:
    rules = weekend.summary["proposed"]["rules"]
    if weekend.receipts is None:
        rows = [(row["rule"], *(number(_changes(row, tier)) for tier in ("auto", "review"))) for row in rules]
        return Section(
            "What it would change", (), ("Rule", "By itself", "For a person"), tuple(rows), on_screen=20, numeric=True
        )
    found = weekend.receipts.groupby(["rule", "status"]).size()
    planned = weekend.receipts["rule"].value_counts()  # with what a person's choice within a case put in its place
    rows = [
        (row["rule"], number(int(planned.get(row["rule"], 0))),
         *(number(int(found.get((row["rule"], status), 0))) for status in STATUSES))
        for row in rules
    ]  # fmt: skip
    return _numbers("What it changed", ("Rule", "Planned", *map(str.capitalize, STATUSES)), rows)


def _numbers(title: str, columns: Row, rows: Sequence[Row]) -> Section:
    return Section(title, (), columns, tuple(rows), on_screen=20, numeric=True)


def _changes(row: Mapping[str, Any], tier: str) -> int:
    return sum(change[tier]["changes"] for change in row["changes"])


def _brakes(brakes: Mapping[str, Any]) -> tuple[str, ...]:
    passed = [row for row in brakes["readings"] if not row["held"]]
    if passed:
        return tuple(
            f"{row['rule']} {row['action']} {row['object']}: {number(row['planned'])} planned, "
            f"{number(row['allowed'])} allowed."
            for row in passed
        )
    nearest = next((row for row in brakes["readings"] if row["allowed"] is not None), None)
    if nearest is None:
        return ("No cap binds.",)
    near = f"{number(nearest['planned'])} of {number(nearest['allowed'])}"
    return (f"All caps hold; nearest is {nearest['rule']} {nearest['action']} {nearest['object']}, {near}.",)


def _needs(weekend: Weekend) -> tuple[str, ...]:
    told = weekend.summary
    verdicts = told["opt_outs"]["by_verdict"]
    back = sum(row["records"] for row in told["findings"]["by_code"] if row["code"] == "returned_after_purge")
    refused = (
        0 if weekend.receipts is None else sum(_outcomes(weekend.receipts)[name] for name in ("drifted", "refused"))
    )
    planned = told["erasures"]["systems"] if verdicts.get("erase", 0) else []
    systems = list(planned if weekend.untold is None else weekend.untold)
    unread = sum(row["unread"] or 0 for row in told["do_not_call"]["lists"])
    counts = (
        (weekend.open_cases, "case to decide", "cases to decide"),
        (refused, "change that was approved and not written", "changes that were approved and not written"),
        (unread, "row of a Do-Not-Call list that is no number", "rows of Do-Not-Call lists that are no numbers"),
        (verdicts.get("undetermined", 0), "opt-out that could not be judged", "opt-outs that could not be judged"),
        (back, "erased person who is back", "erased people who are back"),
        (told["quarantine"]["records"], "row with quarantined values", "rows with quarantined values"),
    )  # fmt: skip
    texts = [f"{many(count, one, more)}." for count, one, more in counts if count]
    return (*texts, *([f"Erased people are to be erased in {listed(systems)}, too."] if systems else []))


def _duplicates(weekend: Weekend) -> Section:
    duplicates = weekend.summary["duplicates"]
    earlier = (
        {} if weekend.since is None else {row["rule"]: row["before"] for row in weekend.since["duplicates"]["kinds"]}
    )
    left = {row["rule"]: _left(weekend, row) for row in duplicates["kinds"]}
    rows = tuple(
        (row["kind"], *([number(earlier[row["rule"]]) if row["rule"] in earlier else ""] if earlier else []),
         number(row["before"]), number(left[row["rule"]]), _fell(row["before"], left[row["rule"]]))
        for row in duplicates["kinds"]
    )  # fmt: skip
    columns = ("Among", *(["Earlier plan"] if earlier else []), "Found", "Left", "Fewer")
    return Section("Duplicates", _target(duplicates, left), columns, rows, numeric=True)


def _left(weekend: Weekend, row: Mapping[str, Any]) -> int:
    """Duplicates of a kind that are left: what the plan foresaw, less or more by what was merged in the end."""
    if weekend.receipts is None:
        return int(row["after"])
    done = weekend.receipts[weekend.receipts["status"] == "applied"]
    merged = (done["rule"] == row["rule"]) & done["action"].isin(["merge", "convert"])
    return int(row["after"] + row["merged"] - merged.sum())


def _fell(before: int, left: int) -> str:
    return percent((before - left) / before) if before else ""


def _target(duplicates: Mapping[str, Any], left: Mapping[str, int]) -> tuple[str, ...]:
    target = duplicates["target"]
    if not target["known"]:
        return ()
    outcome = "reached" if left["contact_to_contact"] <= target["at_most"] else "NOT reached"
    return (f"Contacts: at least {percent(target['share'])} fewer wanted, to {number(target['at_most'])}: {outcome}.",)


def _next(weekend: Weekend, *, alarmed: bool) -> tuple[str, ...]:
    if alarmed:
        return ("See to what stands on top; until then nothing else of this run.",)
    steps = []
    if weekend.open_cases:
        steps.append("Decide the open cases: lead-hygiene review PLAN")
    if weekend.receipts is None:
        steps.append("Apply the plan: lead-hygiene apply PLAN --to FOLDER")
    elif any(_outcomes(weekend.receipts)[name] for name in ("drifted", "refused")):
        steps.append("Look at receipts.csv for what was not written, and why.")
    return tuple(steps) or ("Nothing.",)
