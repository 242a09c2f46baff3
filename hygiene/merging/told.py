"""What a duplicates rule tells beside its changes: the pairs as they were settled, and counts for the report."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hygiene.changes import findings
from hygiene.merging import consent
from hygiene.merging.found import Found
from hygiene.merging.partition import Mask, Rows, certain, no_pairs, partition
from hygiene.merging.texts import sentence, taken
from hygiene.snapshot import Snapshot
from schemas import outputs
from schemas.columns import TEXT

BINS = 20


def settled_pairs(
    pairs: pd.DataFrame, objects: tuple[str, str], together: Mask, held_because: pd.Series
) -> pd.DataFrame:
    """Table `pairs` with the tier that the rule gave each pair in the end, and the cause where it differs.

    together: both records went into one automatic merge. held_because: why an automatic pair was left to a person.
    Both are in the order of `pairs`.
    """
    pairs = pairs.reset_index(drop=True)
    automatic = (pairs["tier"] == "auto").to_numpy(dtype=bool)
    cause = held_because.reset_index(drop=True).fillna("another record of its group tells against it")
    reason = pairs["reason"].mask(automatic & ~together, sentence("Left to a person (", cause, "): ", pairs["reason"]))
    reason = reason.mask(~automatic & together, sentence("Merged with the rest of its group: ", pairs["reason"]))
    tier = pd.Series(np.where(together, "auto", "review"), dtype=TEXT)
    return outputs.typed(
        "pairs", pairs.assign(left_object=objects[0], right_object=objects[1], tier=tier, reason=reason)
    )


def merged_pairs(pairs: pd.DataFrame, objects: tuple[str, str]) -> pd.DataFrame:
    """`settled_pairs` of pairs that are all together."""
    nothing = pd.Series(pd.NA, index=pd.RangeIndex(len(pairs)), dtype=TEXT)
    return settled_pairs(pairs, objects, np.ones(len(nothing), dtype=bool), nothing)


def held_because(found: Found, barred: pd.Series) -> pd.Series:
    """What bars the records of each pair, or NA (TEXT). barred: of each found row, or NA."""
    one, other = (sentence(taken(found.ids, rows), ": ", taken(barred, rows)) for rows in (found.left, found.right))
    return sentence(one, "; ", other).fillna(one).fillna(other)


def surplus(found: Found, group: Rows) -> int:
    """How many records there are too many, if every pair, and every group of merged rows, were one record."""
    rows = np.arange(len(found))
    every = certain(found.left, found.right) + certain(rows, found.group) + certain(rows, group)
    return len(found) - int((partition(len(found), every, no_pairs()) == rows).sum())


def counts(
    probability: NDArray[np.float64], together: Mask, merged: pd.DataFrame, *, cases: int, records: int, before: int,
    excluded: Mapping[str, int],
) -> dict[str, object]:  # fmt: skip
    """Small numbers for the report, free of personal data.

    probability: of each pair. together: of each pair whether its records went into one automatic merge. merged: the
    automatic changes. cases: how many a person is asked. records: how many were compared. before: duplicates that were
    found. excluded: records among them by what excluded them.
    """
    updated = (merged["action"] == "update").to_numpy(dtype=bool)
    gone = merged.loc[~updated, "into_id"]
    carried = merged.loc[updated, "field"].value_counts()
    histogram, _ = np.histogram(probability, bins=BINS, range=(0, 1))
    tiers = {"auto": int(together.sum()), "review": int((~together).sum())}
    return {
        "records": records,
        "duplicates_before": before,
        "duplicates_after": before - len(gone),
        "auto_groups": int(gone.nunique()),
        "review_cases": cases,
        "excluded": dict(excluded),
        "consent_carried": {name: int(carried[name]) for name in sorted(consent.FIELDS) if name in carried.index},
        "pairs_by_tier": {tier: tiers[tier] for tier in outputs.TIERS},
        "probability_histogram": [int(n) for n in histogram],
    }


def consent_not_given(snapshot: Snapshot, object_name: str, changes: pd.DataFrame) -> pd.DataFrame:
    """Findings on consent columns that the source lacks, when records of the object are to go automatically.

    What is not there cannot be carried over: the org may know an opt-out that the export does not tell.
    """
    leaving = changes["action"].isin(["merge", "convert"]) & (changes["object"] == object_name)
    known = OBJECT_FIELDS.get(object_name, ())
    missing = [name for name in known if not snapshot.has(object_name, name)]
    if not missing or not (leaving & (changes["tier"] == "auto")).any():
        return outputs.empty("findings")
    fields = pd.Series(missing, dtype=TEXT)
    message = sentence(
        f"The {object_name} export has no column ", fields, ", so a merge cannot carry over what it says."
    )
    nobody = pd.Series(pd.NA, index=fields.index, dtype=TEXT)
    return findings(object_name, nobody, fields, "consent_not_given", message)


OBJECT_FIELDS: Mapping[str, tuple[str, ...]] = dict.fromkeys(("Lead", "Contact"), consent.FIELDS)
