"""What a duplicates rule tells beside its changes: the pairs as they were settled, and counts for the report."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from hygiene.changes import findings
from hygiene.merging import consent
from hygiene.merging.lookup import looked_up
from hygiene.merging.partition import CERTAIN, edges_of, partition
from hygiene.snapshot import Snapshot
from schemas import outputs
from schemas.columns import TEXT

BINS = 20


def settled_pairs(
    pairs: pd.DataFrame, objects: tuple[str, str], together: pd.Series, held_because: pd.Series
) -> pd.DataFrame:
    """Table `pairs` with the tier that the rule gave each pair in the end, and the cause where it differs.

    together: both records went into one automatic merge. held_because: why an automatic pair was left to a person.
    Both have the index of `pairs`.
    """
    automatic = (pairs["tier"] == "auto").fillna(False)
    held = automatic & ~together
    cause = held_because.fillna("another record of its group tells against it")
    reason = pairs["reason"].mask(held, "Left to a person (" + cause + "): " + pairs["reason"])
    reason = reason.mask(~automatic & together, "Merged with the rest of its group: " + pairs["reason"])
    tier = pd.Series(np.where(together, "auto", "review"), index=pairs.index, dtype=TEXT)
    return outputs.typed(
        "pairs", pairs.assign(left_object=objects[0], right_object=objects[1], tier=tier, reason=reason)
    )


def held_because(pairs: pd.DataFrame, barred: pd.Series) -> pd.Series:
    """What bars the records of each pair, or NA (TEXT, index of `pairs`). barred: reason by id."""
    told = [pairs[name] + ": " + looked_up(pairs[name], barred) for name in ("left_id", "right_id")]
    both = (told[0] + "; " + told[1]).fillna(told[0]).fillna(told[1])
    return both.astype(TEXT)


def surplus(pairs: pd.DataFrame, groups: pd.DataFrame) -> int:
    """How many records there are too many, if every pair and group were one record."""
    nothing = pd.DataFrame({"left_id": [], "right_id": []}, dtype=TEXT)
    edges = [
        edges_of(pairs["left_id"], pairs["right_id"], CERTAIN),
        edges_of(groups["id"], groups.groupby("group")["id"].transform("min"), CERTAIN),
    ]
    found = partition(pd.concat(edges, ignore_index=True), nothing)
    return len(found) - found["group"].nunique()


def counts(
    pairs: pd.DataFrame,
    changes: pd.DataFrame,
    review: pd.DataFrame,
    *,
    records: int,
    before: int,
    excluded: Mapping[str, int],
) -> dict[str, object]:
    """Small numbers for the report, free of personal data.

    pairs: of `settled_pairs`. records: how many were compared. before: duplicates that were found. excluded: records
    among them by what excluded them.
    """
    automatic = changes[changes["tier"] == "auto"]
    gone = automatic[automatic["action"].isin(["merge", "convert"])]
    carried = automatic[(automatic["action"] == "update") & automatic["field"].isin(consent.FIELDS)]
    histogram, _ = np.histogram(pairs["probability"].to_numpy(dtype=np.float64), bins=BINS, range=(0, 1))
    return {
        "records": records,
        "duplicates_before": before,
        "duplicates_after": before - len(gone),
        "auto_groups": int(gone["into_id"].nunique()),
        "review_cases": len(review),
        "excluded": dict(excluded),
        "consent_carried": {str(name): int(n) for name, n in sorted(carried["field"].value_counts().items())},
        "pairs_by_tier": {tier: int((pairs["tier"] == tier).sum()) for tier in outputs.TIERS},
        "probability_histogram": [int(n) for n in histogram],
    }


def consent_not_given(snapshot: Snapshot, object_name: str, changes: pd.DataFrame) -> pd.DataFrame:
    """Findings on consent columns that the source lacks, when records of the object are to go automatically.

    What is not there cannot be carried over: the org may know an opt-out that the export does not tell.
    """
    leaving = changes["action"].isin(["merge", "convert"]) & (changes["object"] == object_name)
    missing = [name for name in consent.FIELDS if not snapshot.has(object_name, name)]
    if not (leaving & (changes["tier"] == "auto")).any() or not missing:
        return outputs.empty("findings")
    fields = pd.Series(missing, dtype=TEXT)
    message = f"The {object_name} export has no column " + fields + ", so a merge cannot carry over what it says."
    nobody = pd.Series(pd.NA, index=fields.index, dtype=TEXT)
    return findings(object_name, nobody, fields, "consent_not_given", message)
