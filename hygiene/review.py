"""A plan and what people decided of it: which changes may be written now, and which are held with their reason."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from hygiene.errors import UsageError
from schemas.columns import TEXT
from schemas.outputs import DECISIONS

APPROVED: Final = "approve"


@dataclass(frozen=True)
class ApprovedPart:
    """The changes of a plan, parted.

    approved: rows of table `changes` to write, in the plan's order.
    held: the other rows, with a column `held_because` (TEXT).
    """

    approved: pd.DataFrame
    held: pd.DataFrame


def check_decisions(review: pd.DataFrame) -> None:
    """Nothing when every filled-in decision is one of the known words.

    Raises:
        UsageError: names the rows (as counted in the file) and the words that are known.
    """
    words = review["decision"].str.strip().str.lower()
    wrong = review.index[words.notna() & ~words.isin([*DECISIONS, ""])]
    if len(wrong):
        rows = ", ".join(str(row + 2) for row in wrong[:10])
        raise UsageError(f"review.csv, row {rows}: a decision is {', '.join(DECISIONS)}, or empty; mend these cells.")


def approved_part(changes: pd.DataFrame, review: pd.DataFrame, cases: pd.Series) -> ApprovedPart:
    """What may be written: automatic changes, and the changes of approved cases that touch no record of another change.

    changes, review: tables of `schemas.outputs`. cases: the case id of each change row (NA for automatic ones).
    A case whose records are also merged, removed or given the same field by something else was not computed with it;
    it is held until a new plan is made with the decision (`plan --decisions`): nothing is written that no plan saw.
    """
    decision = review.set_index("case_id")["decision"].str.strip().str.lower()
    decided = cases.map(decision).astype(TEXT)
    automatic = changes["tier"] == "auto"
    wanted = ~automatic & (decided == APPROVED).fillna(False)
    tangled = wanted & cases.isin(_tangled(changes, cases, automatic | wanted))
    approved = automatic | (wanted & ~tangled)
    because = pd.Series("not decided", index=changes.index, dtype=TEXT)
    because = because.mask(decided.isin(["reject", "hold"]), "decided: " + decided)
    because = because.mask(tangled, "approved, but other changes touch its records: plan again with --decisions")
    held = changes[~approved]
    return ApprovedPart(changes[approved], held.assign(held_because=because[~approved]))


def _tangled(changes: pd.DataFrame, cases: pd.Series, live: pd.Series) -> pd.Series:
    """Cases of which a record is also merged, converted, removed or given the same field by another live change."""
    touches = _touches(changes[live], cases[live])
    of_cases = touches.dropna(subset=["case"])
    members = of_cases[["record", "case"]].drop_duplicates()
    met = members.merge(touches, on="record", suffixes=("", "_other"), validate="many_to_many")
    outside = met[met["case_other"].fillna("") != met["case"]]
    own_fields = of_cases[["case", "field"]].drop_duplicates().assign(own=True)
    seen = outside.merge(own_fields, on=["case", "field"], how="left", validate="many_to_one")
    return seen.loc[seen["field"].isna() | seen["own"].notna(), "case"].drop_duplicates()


def _touches(changes: pd.DataFrame, cases: pd.Series) -> pd.DataFrame:
    """Which record is touched by which case (NA: automatic), and the field where only a field is set."""
    return pd.concat(
        [
            pd.DataFrame({"record": changes[column], "case": cases, "field": changes["field"]})
            for column in ("record_id", "into_id")
        ]
    ).dropna(subset=["record"])
