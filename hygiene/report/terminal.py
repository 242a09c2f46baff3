"""One screen of result for the terminal: what was read and proposed, what holds it back, and what to do next."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from hygiene.plan import Plan
from hygiene.policy import Policy
from hygiene.report.duplicates import KINDS
from hygiene.report.summary import summarise
from hygiene.report.wording import listed, many, moment, number, percent

WIDTH: Final = 100
LINES: Final = 40

_MOST_RULES: Final = 13
_MOST_INPUTS: Final = 2
_MOST_LISTS: Final = 3
ORG: Final = "salesforce"
"""The source of a plan that was made from an org."""
_LABEL: Final = 10
_WORDS: Final = {
    "merge": "merged", "convert": "converted", "delete": "deleted", "erase": "erased", "update": "updated",
    "undelete": "taken out of the recycle bin",
}  # fmt: skip


def screen(plan: Plan, policy: Policy, folder: str, summary: Mapping[str, Any] | None = None) -> str:
    """Plain text of at most `LINES` lines of `WIDTH` columns (a longer folder name apart), without personal data.

    folder: where the plan lies, as the person wrote it. summary: as for `page.render`.
    """
    told = summarise(plan, policy) if summary is None else summary
    blocks = [
        [f"Plan for {moment(plan.as_of)}, digest {plan.digest[:12]}. Nothing has been written."],
        _read(told),
        _proposed(told["proposed"]["rules"]),
        _duplicates(told["duplicates"]),
        [*_compliance(told), *_counts(told), *_brakes(told["brakes"])],
        _files(told, folder),
        _next(plan, policy, told, folder),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _line(label: str, text: str) -> str:
    """A label and its text; what is too long is cut, since the report has it whole."""
    line = f"{label:<{_LABEL}} {text}".rstrip()
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"


def _labelled(label: str, texts: Sequence[str]) -> list[str]:
    return [_line(label if place == 0 else "", text) for place, text in enumerate(texts)]


def _read(told: Mapping[str, Any]) -> list[str]:
    texts = [_rows(row) for row in told["read"][:_MOST_INPUTS]]
    others = told["read"][_MOST_INPUTS:]
    if others:
        rows, quarantined = (sum(row[key] for row in others) for key in ("rows_read", "rows_quarantined"))
        texts.append(f"{many(len(others), 'more file')}: {many(rows, 'row')}, {number(quarantined)} quarantined")
    return _labelled("Read", texts)


def _rows(row: Mapping[str, Any]) -> str:
    return (
        f"{row['name']}: {many(row['rows_read'], 'row')} = {number(row['rows_out'])} taken"
        f" + {number(row['rows_quarantined'])} quarantined"
    )


def _proposed(rules: Sequence[Mapping[str, Any]]) -> list[str]:
    if not rules:
        return _labelled("Proposed", ["nothing"])
    width = max(len(row["rule"]) for row in rules)
    shown = [f"{row['rule']:<{width}}  {_of_rule(row)}" for row in rules[:_MOST_RULES]]
    more = [f"and {many(len(rules) - _MOST_RULES, 'more rule')}"] if len(rules) > _MOST_RULES else []
    return _labelled("Proposed", [*shown, *more])


def _of_rule(row: Mapping[str, Any]) -> str:
    done: dict[str, int] = {}
    for change in row["changes"]:
        done[change["action"]] = done.get(change["action"], 0) + change["auto"]["records"]
    parts = [f"{number(count)} {_WORDS[action]}" for action, count in done.items() if count]
    if row["cases"]:
        parts.append(f"{many(row['cases'], 'case')} for a person")
    return ", ".join(parts) or "only after review"


def _duplicates(duplicates: Mapping[str, Any]) -> list[str]:
    lines = [
        f"{KINDS[row['rule']]:<26}{number(row['before']):>10} -> {number(row['after']):>9}   {_fewer(row, duplicates)}"
        for row in duplicates["kinds"]
    ]
    return _labelled("Duplicates", lines)


def _fewer(row: Mapping[str, Any], duplicates: Mapping[str, Any]) -> str:
    text = f"{percent(row['fell_by'])} fewer" if row["before"] else ""
    if row["rule"] != "contact_to_contact" or not duplicates["target"]["known"]:
        return text
    outcome = "reached" if duplicates["target"]["reached"] else "not reached"
    return f"{text} (target {percent(duplicates['target']['share'])}: {outcome})"


def _compliance(told: Mapping[str, Any]) -> list[str]:
    verdicts = told["opt_outs"]["by_verdict"]
    return [
        _line("Opt-outs", ", ".join(f"{verdict} {number(count)}" for verdict, count in verdicts.items())),
        *_labelled("DNC lists", _lists(told["do_not_call"]["lists"]) or ["none was given"]),
    ]


def _lists(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """A line for each list; of many, those of which something was not read come first, and the rest are counted."""
    if len(rows) <= _MOST_LISTS:
        return [_list(row) for row in rows]
    shown = sorted(rows, key=lambda row: not row["unread"])[: _MOST_LISTS - 1]
    return [*map(_list, shown), f"and {len(rows) - len(shown)} more, which the report tells"]


def _list(row: Mapping[str, Any]) -> str:
    age = f"{row['age_days']} of at most {row['max_age_days']} days old"
    compared = f"{number(row['matched'] or 0)} matched, {number(row['not_comparable'] or 0)} not comparable"
    unread = row["unread"] or 0
    gap = f"; {many(unread, 'row')} NOT READ" if unread else ""
    return f"{row['name']}: {age}, {compared}{gap}"


def _counts(told: Mapping[str, Any]) -> list[str]:
    failed = [check for check in told["checks"] if not check["holds"]]
    if not failed:
        return [_line("Counts", f"all {number(len(told['checks']))} checks reconcile")]
    return [_line("Counts", f"{many(len(failed), 'check')} FAILED, see the report: {failed[0]['what']}")]


def _brakes(brakes: Mapping[str, Any]) -> list[str]:
    if brakes["stopped"]:
        passed = [f"{row['rule']} {row['action']}" for row in brakes["readings"] if not row["held"]]
        return [_line("Brakes", f"STOPPED by {many(len(passed), 'cap')}: {listed(passed)}")]
    nearest = next((row for row in brakes["readings"] if row["allowed"] is not None), None)
    if nearest is None:
        return [_line("Brakes", "none binds")]
    how_near = f"{number(nearest['planned'])} of {number(nearest['allowed'])}"
    return [_line("Brakes", f"all caps hold; nearest: {nearest['rule']} {nearest['action']}, {how_near}")]


def _files(told: Mapping[str, Any], folder: str) -> list[str]:
    files = [
        ("report.html", "the whole report, without personal data"),
        ("changes.csv", "every change with its reason"),
    ]
    if told["proposed"]["cases"]:
        files.append(("review.csv", f"{many(told['proposed']['cases'], 'case')} to decide"))
    if told["quarantine"]["cells"]:
        files.append(("quarantine.csv", many(told["quarantine"]["cells"], "value or row that was set aside",
                                             "values and rows that were set aside")))  # fmt: skip
    if told["findings"]["total"]:
        files.append(("findings.csv", f"{many(told['findings']['total'], 'finding')} to know of, which change nothing"))
    return _columns("Look", [(f"{folder}/{name}", text) for name, text in files])


def _next(plan: Plan, policy: Policy, told: Mapping[str, Any], folder: str) -> list[str]:
    if told["brakes"]["stopped"]:
        passed = {row["rule"]: row["planned"] for row in told["brakes"]["readings"] if not row["held"]}
        raised = " ".join(f"--raise-cap {rule}={planned}" for rule, planned in sorted(passed.items()))
        command = f"lead-hygiene plan {_quoted(plan.source)} --out {_quoted(folder)} --replace {raised}"
        return _columns("Next", [("look at what a cap stopped; only if it is right:", ""), (command, "")])
    if not told["reconciles"]:
        return _columns("Next", [("do not apply this plan; ask about the check that failed", "")])
    steps = [(f"lead-hygiene apply {_quoted(folder)} --to cleaned", "the input stays as it is")]
    if plan.source == ORG:
        steps = [(f"lead-hygiene apply {_quoted(folder)} --to salesforce", "")]
        if told["proposed"]["totals"]["auto"]["erase"] or policy.approval.needed:
            steps.insert(0, (f"lead-hygiene approve {_quoted(folder)}", "by another person, where people are erased"))
    if told["proposed"]["cases"]:
        steps.insert(0, (f"lead-hygiene review {_quoted(folder)}", "decide them; what is left open is not applied"))
    return _columns("Next", steps)


def _quoted(path: str) -> str:
    return f'"{path}"' if " " in path else path


def _columns(label: str, rows: Sequence[tuple[str, str]]) -> list[str]:
    """Left texts whole, so that they can be copied; right ones beside them, where all of them have room."""
    width = max(len(left) for left, _ in rows)
    lines = [f"{left:<{width}}   {right}".rstrip() for left, right in rows]
    fit = all(len(line) + _LABEL < WIDTH for line in lines)
    texts = lines if fit else [left for left, _ in rows]
    return [f"{label if place == 0 else '':<{_LABEL}} {text}" for place, text in enumerate(texts)]
