"""The report with values, for who may see the plan's folder: what each rule would change, with old and new."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from hygiene.plan import Plan
from hygiene.report.sheet import Section, Sheet, limited
from hygiene.report.wording import moment

LISTED: Final = 100
"""Rows of one rule: the page of a million records stays small, and the CSVs have them all."""

LONGEST: Final = 300
PRIVATE: Final = "It holds personal data: keep it with the plan, and send it to nobody."


def analyst(plan: Plan, summary: Mapping[str, Any]) -> Sheet:
    """Changes by rule with their values, findings and quarantine. summary: of `summarise`, of the same plan."""
    changes = plan.tables["changes"]
    rules = [row["rule"] for row in summary["proposed"]["rules"]]
    return Sheet(
        kind="report with values",
        title=f"Plan of {moment(plan.as_of)}",
        lead=tuple(summary["headline"]),
        sections=(*(_rule(changes, rule) for rule in rules), _findings(plan), _quarantine(plan)),
        private=PRIVATE,
        alarm=not summary["reconciles"] or bool(summary["brakes"]["stopped"]),
    )


def _rule(changes: pd.DataFrame, rule: str) -> Section:
    own = changes[(changes["rule"] == rule).fillna(False)]
    shown = own.head(LISTED)
    into = (" → " + shown["into_id"]).fillna("")
    table = shown.assign(what=shown["action"] + " (" + shown["tier"] + ")", record=shown["record_id"] + into)
    columns = ("what", "record", "field", "old", "new", "reason")
    return _listed(
        rule, ("Change", "Record", "Field", "Old", "New", "Why"), table[list(columns)], len(own), "changes.csv"
    )


def _findings(plan: Plan) -> Section:
    table = plan.tables["findings"]
    shown = table.head(LISTED)[["rule", "object", "record_id", "field", "message"]]
    return _listed("Findings", ("Rule", "Object", "Record", "Field", "Finding"), shown, len(table), "findings.csv")


def _quarantine(plan: Plan) -> Section:
    table = plan.tables["quarantine"]
    shown = table.head(LISTED)[["object", "record_id", "row", "field", "value", "reason"]]
    columns = ("Object", "Record", "Row", "Field", "Value", "Why")
    return _listed("Quarantine", columns, shown, len(table), "quarantine.csv")


def _listed(title: str, columns: tuple[str, ...], shown: pd.DataFrame, count: int, where: str) -> Section:
    cells = shown.astype("string").fillna("")
    rows = [tuple(_short(cell) for cell in row) for row in cells.itertuples(index=False, name=None)]
    section = limited(title, columns, rows, LISTED, where, *(() if rows else ("None.",)))
    return Section(title, section.sentences, columns, section.rows, count - len(rows), where)


def _short(cell: str) -> str:
    return cell if len(cell) <= LONGEST else f"{cell[:LONGEST]}…"
