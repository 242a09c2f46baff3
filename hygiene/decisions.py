"""What people decided, as pairs that the matcher must or must not link."""

from itertools import combinations

import pandas as pd

from schemas.columns import TEXT

MUST_LINK = "must_link"
CANNOT_LINK = "cannot_link"


def no_decisions() -> pd.DataFrame:
    """The decisions table without a row: `left_id`, `right_id`, `decision` (TEXT)."""
    return pd.DataFrame({name: pd.Series(dtype=TEXT) for name in ("left_id", "right_id", "decision")})


def decisions_of(review: pd.DataFrame) -> pd.DataFrame:
    """Decided pairs of a review table: an approved case links its first record with each other one, a rejected case
    keeps each two of its records apart.

    In: `case_id`, `records` (ids joined by `;`, master first), `decision`. Out: `left_id` < `right_id`, `decision`,
    each pair once, sorted; a pair that one case links and another parts is kept apart.
    """
    words = review["decision"].str.strip().str.lower()
    rows = []
    for records, word in zip(review["records"], words.fillna(""), strict=True):
        ids = [part.strip() for part in records.split(";")]
        if word == "approve":
            rows += [(*sorted((ids[0], other)), MUST_LINK) for other in ids[1:]]
        elif word == "reject":
            rows += [(*sorted(pair), CANNOT_LINK) for pair in combinations(ids, 2)]
    table = pd.DataFrame(rows, columns=["left_id", "right_id", "decision"], dtype=TEXT)
    return table.sort_values(["left_id", "right_id", "decision"]).drop_duplicates(
        ["left_id", "right_id"], ignore_index=True
    )
