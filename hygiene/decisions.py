"""What people decided, as pairs that the matcher must or must not link."""

from itertools import combinations, product

import pandas as pd

from hygiene.choices import listed
from schemas.columns import TEXT

MUST_LINK = "must_link"
CANNOT_LINK = "cannot_link"
COLUMNS = ("left_id", "right_id", "decision")


def no_decisions() -> pd.DataFrame:
    """The decisions table without a row: `left_id`, `right_id`, `decision` (TEXT)."""
    return pd.DataFrame({name: pd.Series(dtype=TEXT) for name in COLUMNS})


def decisions_of(review: pd.DataFrame) -> pd.DataFrame:
    """Decided pairs of a review table: an approved case links its first kept record with each other one and parts what
    is left out from each of them; a rejected case keeps each two of its records apart.

    In: `case_id`, `records` (ids joined by `;`, master first), `decision`, `leave_out`. Out: `left_id` < `right_id`,
    `decision`, each pair once, sorted; a pair that one case links and another parts is kept apart.
    """
    words = review["decision"].str.strip().str.lower()
    rows = []
    for records, out, word in zip(review["records"], review["leave_out"], words.fillna(""), strict=True):
        ids, leaves = listed(records), listed(out)
        kept = [record for record in ids if record not in leaves]
        if word == "approve":
            rows += [(*sorted((kept[0], other)), MUST_LINK) for other in kept[1:]]
            rows += [(*sorted(pair), CANNOT_LINK) for pair in product(leaves, kept)]
        elif word == "reject":
            rows += [(*sorted(pair), CANNOT_LINK) for pair in combinations(ids, 2)]
    table = pd.DataFrame(rows, columns=list(COLUMNS), dtype=TEXT)
    return table.sort_values(list(COLUMNS)).drop_duplicates(["left_id", "right_id"], ignore_index=True)


def joined(earlier: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Both tables of decisions; of one pair, the later word counts."""
    both = pd.concat([earlier[list(COLUMNS)], later[list(COLUMNS)]], ignore_index=True).astype(TEXT)
    both = both.drop_duplicates(["left_id", "right_id"], keep="last")
    return both.sort_values(["left_id", "right_id"], ignore_index=True)
