"""Who is behind each record of `data/samples`, and why it was made."""

from functools import cache
from pathlib import Path

import pandas as pd

from hygiene.plan import Plan

SAMPLES = Path(__file__).parents[2] / "data/samples"
TRUTH = Path(__file__).parents[1] / "data/samples_truth.csv"


@cache
def truth() -> pd.DataFrame:
    """`record_id` (index) -> `object`, `person`, `situation`; ids that stand twice are nobody's."""
    table = pd.read_csv(TRUTH, dtype=str, keep_default_na=False)
    return table.drop_duplicates("record_id", keep=False).set_index("record_id")


def ids_of(situation: str) -> set[str]:
    """The records made for that; none at all is a situation misspelled, of which every check would hold."""
    found = set(truth().index[truth()["situation"] == situation])
    assert found, situation
    return found


def joined(plan: Plan, tier: str) -> pd.DataFrame:
    """Merges and conversions of a tier with the people and situations on both sides."""
    changes = plan.tables["changes"]
    rows = changes[changes["action"].isin(["merge", "convert"]) & (changes["tier"] == tier)]
    told = rows[["rule", "object", "record_id", "into_id", "reason"]]
    return told.assign(
        person=told["record_id"].map(truth()["person"]),
        into_person=told["into_id"].map(truth()["person"]),
        situation=told["record_id"].map(truth()["situation"]),
    )


def touched(rows: pd.DataFrame) -> set[str]:
    return set(rows["record_id"]) | set(rows["into_id"])


def cases_of(plan: Plan, situation: str) -> pd.Series:
    """Reasons of the review cases in which records of the situation stand."""
    review = plan.tables["review"]
    return review[review["records"].map(lambda text: any(record in text for record in ids_of(situation)))]["reason"]


def file_of(name: str) -> pd.DataFrame:
    return pd.read_csv(SAMPLES / f"{name}.csv", dtype=str, keep_default_na=False).fillna("").drop_duplicates("Id")
