"""Review cases: what a person is asked, why the machine did not decide, and what approving would do."""

import hashlib
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from hygiene.merging.found import Found
from hygiene.merging.members import Rows
from hygiene.merging.rows import Groups, spelled
from hygiene.merging.texts import joined, positions, sentence, taken
from hygiene.normalize.distinct import to_arrow
from schemas import outputs
from schemas.columns import TEXT

NOT_AUTOMATIC: Final = "the policy leaves every pair of this rule to a person (tiers.automatic)"


@dataclass(frozen=True)
class Wording:
    """How a rule asks: what its records are called, what they may all be, and what approving does."""

    records: str
    one: str
    approving: str


def review_table(rule: str, groups: Groups, causes: pd.DataFrame, wording: Wording) -> pd.DataFrame:
    """Table `review`, one row a group.

    causes: of `causes_of`.
    """
    members = groups.members
    if not members.count:
        return outputs.empty("review")
    order = np.lexsort((~groups.is_master, members.group))
    records = joined(members.group[order], members.ids(order), ";", members.count)
    told = causes.dropna().drop_duplicates().sort_values("group", kind="stable")
    reason = joined(told["group"].to_numpy(dtype=np.int64), told["text"], "; ", members.count)
    size = pd.Series(np.bincount(members.group), dtype=TEXT)
    question = sentence(
        "Are these ", size, f" {wording.records} {wording.one}? Approving {wording.approving} ",
        members.ids(groups.masters.rows), ".",
    )  # fmt: skip
    columns = {
        "case_id": pd.Series([case_id(rule, text.split(";")) for text in to_arrow(records).to_pylist()], dtype=TEXT),
        "rule": rule, "records": records, "question": question,
        "reason": reason.fillna("a person must look at it"),
    }  # fmt: skip
    return outputs.typed("review", pd.DataFrame(columns))


def case_id(rule: str, ids: list[str]) -> str:
    """The same for the same records under the same rule in every plan, whichever of them is the master."""
    return "r" + hashlib.sha256("\x1f".join([rule, *sorted(ids)]).encode()).hexdigest()[:12]


def causes_of(found: Found, groups: Groups, barred: pd.Series, asked: pd.DataFrame, stands: Rows) -> pd.DataFrame:
    """Why each group is asked: what bars its records, what the matcher says, and its strongest pair.

    barred: of each found row, or NA (TEXT). asked: the matcher's review groups (`id`, `cause`). stands: for each found
    row what stands for it after automatic merges. Out: `group` (number), `text` (TEXT), in the order of telling.
    """
    number = np.full(len(found), -1, dtype=np.int64)
    number[groups.members.rows] = groups.members.group
    rows = groups.members.rows
    reasons = taken(barred, rows)
    general = (reasons == NOT_AUTOMATIC).fillna(False)
    exclusions = sentence(groups.members.ids(np.arange(len(rows))), ": ", reasons).mask(general, reasons)
    heard = positions(asked["id"], found.ids)
    known = heard >= 0
    matched = np.where(known, number[stands[np.where(known, heard, 0)]], -1) if len(found) else heard
    told = pd.concat(
        [
            pd.DataFrame({"group": groups.members.group, "text": exclusions}),
            pd.DataFrame({"group": matched, "text": asked["cause"].array}),
            _strongest_pairs(found, number, stands),
        ],
        ignore_index=True,
    )
    return told[told["group"] >= 0].astype({"text": TEXT})


def _strongest_pairs(found: Found, number: Rows, stands: Rows) -> pd.DataFrame:
    """Of each group its most probable inner pair in a sentence."""
    left = number[stands[found.left]]
    inside = np.flatnonzero((left == number[stands[found.right]]) & (left >= 0))
    order = inside[np.lexsort((found.right[inside], found.left[inside], -found.probability[inside], left[inside]))]
    group, first = np.unique(left[order], return_index=True)
    pair = order[first]
    told = sentence(
        "strongest pair ", taken(found.ids, found.left[pair]), " and ", taken(found.ids, found.right[pair]),
        ", probability ", spelled(found.probability[pair]), ": ", found.reasons(pair),
    )  # fmt: skip
    return pd.DataFrame({"group": group, "text": told})
