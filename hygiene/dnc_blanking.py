"""From phone fields that must not stand to the rows that blank them, ask a person, or tell why nothing can be done."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from hygiene.changes import findings, updates
from hygiene.merging.cases import case_id
from hygiene.rules import Proposal
from hygiene.selection import is_among, is_on_hold
from hygiene.snapshot import Snapshot
from schemas import outputs
from schemas.columns import TEXT

ON_HOLD: Final = "the record is on legal hold, and blanking would destroy evidence"
OF_ACCOUNT: Final = "an account's number serves all of its people"


@dataclass(frozen=True)
class Blanking:
    """Fields to blank and fields in doubt, for one rule.

    listed: `object`, `record_id`, `field`, `value`, `reason`, `evidence` (TEXT), one row a field; where a rule
        has doubts of its own, `doubt` (TEXT): why a person must decide.
    unknown: `object`, `record_id`, `field`, `message` (TEXT): what could not be decided.
    """

    rule: str
    listed: pd.DataFrame
    unknown: pd.DataFrame

    def proposal(self, snapshot: Snapshot, facts: dict[str, object]) -> Proposal:
        """Blanks what may be blanked. A record on hold and an account are put to a person; a converted lead is told."""
        listed = self.listed.assign(
            obstacle=_obstacles(snapshot, self.listed), converted=_converted(snapshot, self.listed)
        )
        open_ = listed[~listed["converted"]]
        return Proposal(
            changes=outputs.stack("changes", [_changes(str(name), rows) for name, rows in open_.groupby("object")]),
            findings=outputs.stack("findings", [*_unknown(self.unknown), *_read_only(listed[listed["converted"]])]),
            review=_cases(self.rule, open_.dropna(subset=["obstacle"])),
            facts={**facts, "blanked": _by_field(open_[open_["obstacle"].isna()]), "unknown": len(self.unknown)},
        )


def _obstacles(snapshot: Snapshot, fields: pd.DataFrame) -> pd.Series:
    """Why a person must decide, `NA` where none need."""
    held = pd.Series(False, index=fields.index)
    for name in ("Lead", "Contact"):
        table = snapshot.table(name)
        held |= is_among(fields["record_id"], table.loc[is_on_hold(table), "Id"])
    nobody = pd.Series(pd.NA, index=fields.index, dtype=TEXT)
    if "doubt" in fields.columns:
        nobody = fields["doubt"]
    return nobody.mask(fields["object"] == "Account", OF_ACCOUNT).mask(held, ON_HOLD)


def _converted(snapshot: Snapshot, fields: pd.DataFrame) -> pd.Series:
    leads = snapshot.table("Lead")
    return is_among(fields["record_id"], leads.loc[leads["IsConverted"].fillna(False).astype(bool), "Id"])


def _changes(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    tier = pd.Series("auto", index=rows.index, dtype=TEXT).mask(rows["obstacle"].notna(), "review")
    reason = rows["reason"].mask(rows["obstacle"].notna(), rows["reason"] + "; " + rows["obstacle"])
    return updates(name, rows["record_id"], rows["field"], rows["value"], None, reason, rows["evidence"], tier)


def _cases(rule: str, rows: pd.DataFrame) -> pd.DataFrame:
    """One review case a record: its fields are blanked together or not at all."""
    if rows.empty:
        return outputs.empty("review")
    one = rows.sort_values(["object", "record_id", "field"]).groupby(["object", "record_id"], as_index=False)
    cases = one.agg(fields=("field", ", ".join), obstacle=("obstacle", "first"))
    columns = {
        "case_id": pd.Series([case_id(rule, [record]) for record in cases["record_id"]], dtype=TEXT),
        "rule": rule,
        "records": cases["record_id"],
        "question": "Blank the listed numbers of this record (" + cases["fields"] + ")?",
        "reason": cases["obstacle"],
    }
    return outputs.typed("review", pd.DataFrame(columns, index=cases.index))


def _unknown(unknown: pd.DataFrame) -> list[pd.DataFrame]:
    return [
        findings(str(name), rows["record_id"], rows["field"], "dnc_unknown_number", rows["message"])
        for name, rows in unknown.groupby("object")
    ]


def _read_only(rows: pd.DataFrame) -> list[pd.DataFrame]:
    message = rows["reason"] + "; a converted lead is read-only, so it was left alone"
    return [findings("Lead", rows["record_id"], rows["field"], "dnc_converted_lead", message)]


def _by_field(rows: pd.DataFrame) -> dict[str, int]:
    names = rows["object"] + "." + rows["field"]
    return {str(name): int(number) for name, number in sorted(names.value_counts().items())}
