"""A saved plan, indexed by case: what the queue and a case's page are made from. Built once when the page is opened."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from hygiene.merging.groups import cases_of
from hygiene.merging.texts import positions
from hygiene.plan import Plan
from hygiene.policy import Policy
from schemas.columns import TEXT

Indices = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class CaseBook:
    """The plan with what belongs to each case.

    cases: case id -> row of table `review`. members: `case`, `record`, one row for each record of each case.
    changes, pairs: case id -> places of its rows in the plan's tables. automatic: automatic changes of case records.
    records: id -> row of table `records`. sharing: case id -> other cases that have a record of it.
    verdicts: record id -> the verdict on its opt-out.
    """

    plan: Plan
    policy: Policy
    cases: Mapping[str, Mapping[str, Any]]
    members: pd.DataFrame
    changes: Indices
    pairs: Indices
    automatic: pd.DataFrame
    records: Mapping[str, Mapping[str, Any]]
    sharing: Mapping[str, frozenset[str]]
    verdicts: Mapping[str, str]

    def part(self, case_ids: list[str]) -> Plan:
        """The plan with the rows of these cases only, and the automatic changes of their records."""
        tables = self.plan.tables
        at = np.concatenate([self.changes.get(case, np.empty(0, dtype=np.int64)) for case in case_ids])
        pairs = np.concatenate([self.pairs.get(case, np.empty(0, dtype=np.int64)) for case in case_ids])
        ids = {record for case in case_ids for record in self.cases[case]["records"].split(";")}
        own = tables["changes"].iloc[np.sort(at.astype(np.int64))]
        touched = self.automatic["record_id"].isin(ids) | self.automatic["into_id"].isin(ids)
        changes = pd.concat([self.automatic[touched], own]).sort_index()
        records = tables["records"]
        accounts = records.loc[records["Id"].isin(ids), "AccountId"]
        return replace(
            self.plan,
            tables={
                **tables,
                "changes": changes.reset_index(drop=True),
                "pairs": tables["pairs"].iloc[np.unique(pairs.astype(np.int64))].reset_index(drop=True),
                "records": records[records["Id"].isin([*ids, *accounts.dropna()])].reset_index(drop=True),
                "review": tables["review"][tables["review"]["case_id"].isin(case_ids)].reset_index(drop=True),
            },
        )


def case_book(plan: Plan, policy: Policy) -> CaseBook:
    """The book of a plan."""
    changes, review = plan.tables["changes"], plan.tables["review"]
    members = review[["case_id", "records"]].assign(record=review["records"].str.split(";")).explode("record")
    members = members.rename(columns={"case_id": "case"})[["case", "record"]].astype(TEXT).reset_index(drop=True)
    cases = cases_of(changes, review)
    automatic = changes[(changes["tier"] == "auto").fillna(False)]
    of_members = automatic["record_id"].isin(members["record"]) | automatic["into_id"].isin(members["record"])
    return CaseBook(
        plan, policy,
        cases={str(row["case_id"]): row for row in rows_of(review)},
        members=members,
        changes=_indices(cases),
        pairs=_pairs_of_cases(plan.tables["pairs"], members),
        automatic=automatic[of_members],
        records={str(row["Id"]): row for row in rows_of(plan.tables["records"])},
        sharing=_sharing(members),
        verdicts=dict(plan.tables["verdicts"][["record_id", "verdict"]].itertuples(index=False, name=None)),
    )  # fmt: skip


def rows_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table by the names of its columns."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _indices(cases: pd.Series) -> Indices:
    """Case id -> places of its rows."""
    known = pd.DataFrame({"case": cases.array, "at": np.arange(len(cases))}).dropna()
    return {str(case): rows["at"].to_numpy() for case, rows in known.groupby("case")}


def _pairs_of_cases(pairs: pd.DataFrame, members: pd.DataFrame) -> Indices:
    """Case id -> places of the pairs of which it has both records."""
    known = members["record"].drop_duplicates(ignore_index=True)
    both = (positions(pairs["left_id"], known) >= 0) & (positions(pairs["right_id"], known) >= 0)
    inside = pairs.loc[both, ["left_id", "right_id"]].assign(at=np.flatnonzero(both))
    left = inside.merge(members, left_on="left_id", right_on="record", validate="many_to_many")
    whole = left.merge(members, left_on=["right_id", "case"], right_on=["record", "case"], validate="many_to_one")
    return {str(case): rows["at"].to_numpy() for case, rows in whole.groupby("case")}


def _sharing(members: pd.DataFrame) -> Mapping[str, frozenset[str]]:
    by_record: dict[str, list[str]] = defaultdict(list)
    for case, record in members.itertuples(index=False, name=None):
        by_record[record].append(case)
    sharing: dict[str, set[str]] = defaultdict(set)
    for cases in by_record.values():
        for case in cases if len(cases) > 1 else ():
            sharing[case] |= set(cases) - {case}
    return {case: frozenset(others) for case, others in sharing.items()}
