"""Review cases: what a person is asked, why the machine did not decide, and what approving would do."""

import hashlib
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.merging.rows import spelled
from hygiene.normalize.distinct import LARGE, to_arrow, to_frame
from schemas import outputs
from schemas.columns import TEXT

NOT_AUTOMATIC: Final = "the policy leaves every pair of this rule to a person (tiers.automatic)"


@dataclass(frozen=True)
class Wording:
    """How a rule asks: what its records are called, what they may all be, and what approving does."""

    records: str
    one: str
    approving: str


def review_table(rule: str, members: pd.DataFrame, causes: pd.DataFrame, wording: Wording) -> pd.DataFrame:
    """Table `review`, one row a group.

    members: `id`, `group`, `is_master`. causes: `group`, `text`, in the order in which they are told; a text that
    stands twice in a group is told once.
    """
    if members.empty:
        return outputs.empty("review")
    ordered = members.assign(other=~members["is_master"]).sort_values(["group", "other", "id"], ignore_index=True)
    groups = ordered["group"].drop_duplicates(ignore_index=True)
    records = joined(ordered["group"], ordered["id"], ";").reindex(groups).reset_index(drop=True)
    told = causes.dropna(subset=["group", "text"]).drop_duplicates()
    told = told.sort_values("group", kind="stable", ignore_index=True)
    reasons = joined(told["group"], told["text"], "; ").reindex(groups).reset_index(drop=True)
    size = records.str.count(";") + 1
    master = records.str.split(";").str[0]
    question = "Are these " + size.astype(TEXT) + f" {wording.records} {wording.one}? Approving {wording.approving} "
    columns = {
        "case_id": pd.Series([case_id(rule, text.split(";")) for text in records], dtype=TEXT),
        "rule": rule, "records": records, "question": question + master + ".",
        "reason": reasons.fillna("a person must look at it"),
    }  # fmt: skip
    return outputs.typed("review", pd.DataFrame(columns))


def case_id(rule: str, ids: list[str]) -> str:
    """The same for the same records under the same rule in every plan, whichever of them is the master."""
    return "r" + hashlib.sha256("\x1f".join([rule, *sorted(ids)]).encode()).hexdigest()[:12]


def strongest_pair_told(pairs: pd.DataFrame, left_group: pd.Series, right_group: pd.Series) -> pd.DataFrame:
    """Of each group its most probable inner pair in a sentence: `group`, `text`.

    left_group, right_group: the group of each pair's records, NA for none (index of `pairs`).
    """
    inside = (left_group == right_group).fillna(False)
    best = pairs[inside].assign(group=left_group[inside])
    best = best.sort_values(["group", "probability", "left_id", "right_id"], ascending=[True, False, True, True])
    best = best.drop_duplicates("group")
    told = "strongest pair " + best["left_id"] + " and " + best["right_id"]
    told = told + ", probability " + spelled(best["probability"]) + ": " + best["reason"]
    return pd.DataFrame({"group": best["group"], "text": told}).reset_index(drop=True)


def joined(group: pd.Series, text: pd.Series, separator: str) -> pd.Series:
    """The texts of each group in one, in the order of rows; rows sorted by group (TEXT, index: group)."""
    names = group.drop_duplicates(ignore_index=True)
    codes = pd.Index(names).get_indexer(pd.Index(group))
    offsets = np.concatenate([[0], np.cumsum(np.bincount(codes, minlength=len(names)))])
    lists = pa.LargeListArray.from_arrays(pa.array(offsets, pa.int64()), to_arrow(text))
    return to_frame({"text": pc.binary_join(lists, pa.scalar(separator, LARGE))}, pd.Index(names))["text"]
