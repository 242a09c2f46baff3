"""What was found over time: the numbers that the ledger noted of each plan of an org. No value of a record."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pandas as pd

from hygiene.ledger.store import Entry, Ledger
from schemas.columns import TEXT

HISTORY: Final = ("at", "as_of", "plan", "source", "rules", "measure", "name", "count")
MEASURES: Final[Mapping[str, str]] = {
    "records": "Records looked at", "duplicates_before": "Duplicates before", "duplicates_after": "Duplicates left",
    "changes": "Proposed changes", "findings": "Findings",
}  # fmt: skip
"""What is counted -> its words; `name` is a rule, a rule with its action and tier, or the code of a finding."""


def history(ledger: Ledger) -> pd.DataFrame:
    """A row for each number that is known of each plan (`HISTORY`), oldest plan first.

    rules: those that the plan ran, joined by `;`, NA where an older version did not note them: what another set of
    rules found cannot be compared. What a plan did not find has no row.
    """
    rows = [row for entry in ledger.entries("plan") for row in _rows(entry)]
    return pd.DataFrame(rows, columns=list(HISTORY)).astype(dict.fromkeys(HISTORY[:-1], TEXT) | {"count": "int64"})


def like_the_newest(told: pd.DataFrame) -> pd.DataFrame:
    """Of a `history` the plans that the newest one but an undo can be compared with: the same source and rules."""
    newest = told[told["rules"].fillna("") != "undo"].tail(1)
    same = [told[name].isin(newest[name]) for name in ("source", "rules")]
    return told[same[0] & same[1]].reset_index(drop=True)


def over_time(told: pd.DataFrame, last: int) -> pd.DataFrame:
    """A `history` with a column for each of the last plans (its moment), a row for each measure and name."""
    known = told.drop_duplicates("plan", keep="last")["plan"].tail(last)
    rows = told[told["plan"].isin(known)].drop_duplicates(["plan", "measure", "name"], keep="last")
    wide = rows.pivot_table("count", ["measure", "name"], "plan", "sum").reindex(columns=known)
    moments = told.drop_duplicates("plan", keep="last").set_index("plan")["as_of"]
    return wide.fillna(0).astype("int64").set_axis(moments[known], axis="columns")


def _rows(entry: Entry) -> Iterator[tuple[Any, ...]]:
    content = entry.content
    rules = ";".join(content["rules"]) if "rules" in content else None
    plan = (entry.at, content.get("as_of", entry.at), entry.subject, content.get("source"), rules)
    for rule, counts in content.get("duplicates", {}).items():
        yield from ((*plan, name, rule, count) for name, count in counts.items())
    for each in content.get("changes", []):
        yield (*plan, "changes", f"{each['rule']} {each.get('action')} {each.get('tier')}", each["changes"])
    for code, count in content.get("findings", {}).items():
        yield (*plan, "findings", code, count)
