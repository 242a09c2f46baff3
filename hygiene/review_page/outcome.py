"""What approving a case would do now: its change rows, and whether they can be written or need a new plan first."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from hygiene.amending import amended
from hygiene.decided import CELLS, Decided
from hygiene.merging.groups import cases_of
from hygiene.plan import Plan
from hygiene.review import approved_part
from hygiene.review_page.case_book import CaseBook
from schemas.columns import TEXT


@dataclass(frozen=True)
class Outcome:
    """rows: the case's change rows if it is approved. tangled: it waits for a new plan all the same.

    conflicts: automatic changes of its records, and approved cases that share a record with it, in words.
    """

    rows: pd.DataFrame
    tangled: bool
    conflicts: list[str]


def outcome_of(book: CaseBook, case_id: str, decided: Mapping[str, Decided]) -> Outcome:
    """decided: case id -> what stands for it now, for this case and those that share a record with it."""
    rivals = [other for other in book.sharing.get(case_id, ()) if decided.get(other, Decided()).decision == "approve"]
    part = with_decisions(book.part([case_id, *rivals]), {**decided, case_id: _approved(decided.get(case_id))})
    review = part.tables["review"]
    now = amended(part, book.policy, cases_of(part.tables["changes"], review))
    own = now.changes[(now.cases == case_id).fillna(False)]
    tangled = False
    if len(own) < len(now.changes):
        written = approved_part(now.changes, review, now.cases).approved
        tangled = not own["change_id"].isin(written["change_id"]).all()
    return Outcome(own, tangled, _conflicts(part, book, case_id, rivals))


def outcome_of_all(book: CaseBook, decided: Mapping[str, Decided]) -> dict[str, int]:
    """How many cases are `approved`, how many of them could be written `now`, and how many are `waiting`."""
    approved = [case for case, one in decided.items() if one.decision == "approve" and case in book.cases]
    if not approved:
        return {"approved": 0, "now": 0, "waiting": 0}
    part = with_decisions(book.part(approved), decided)
    review = part.tables["review"]
    done = amended(part, book.policy, cases_of(part.tables["changes"], review))
    written = approved_part(done.changes, review, done.cases).approved
    held = done.cases[~done.changes["change_id"].isin(written["change_id"])].dropna().nunique()
    return {"approved": len(approved), "now": len(approved) - held, "waiting": held}


def with_decisions(plan: Plan, decided: Mapping[str, Decided]) -> Plan:
    """The plan with these decisions in its review table, and no others."""
    review = plan.tables["review"]
    known = [decided.get(case, Decided()) for case in review["case_id"]]
    cells = {
        name: pd.Series([getattr(one, name) or None for one in known], index=review.index, dtype=TEXT) for name in CELLS
    }
    return replace(plan, tables={**plan.tables, "review": review.assign(**cells)})


def _approved(decided: Decided | None) -> Decided:
    return replace(decided or Decided(), decision="approve")


def _conflicts(part: Plan, book: CaseBook, case_id: str, rivals: list[str]) -> list[str]:
    ids = set(book.cases[case_id]["records"].split(";"))
    changes = part.tables["changes"]
    automatic = changes[(changes["tier"] == "auto").fillna(False)]
    touching = automatic[automatic["record_id"].isin(ids) | automatic["into_id"].isin(ids)]
    told = [_told(row) for row in touching.to_dict("records")]
    return list(dict.fromkeys(told)) + [f"case {other} is approved and has a record of this one" for other in rivals]


def _told(row: dict[Any, Any]) -> str:
    if row["action"] == "update":
        return f"{row['rule']} sets {row['field']} of {row['record_id']}"
    words = {"merge": "merges", "convert": "converts", "delete": "deletes", "erase": "erases"}
    into = "" if pd.isna(row["into_id"]) else f" into {row['into_id']}"
    return f"{row['rule']} {words.get(row['action'], row['action'])} {row['record_id']}{into}"
