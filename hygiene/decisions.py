"""What people decided, as pairs that the matcher must or must not link."""

from collections.abc import Iterator
from itertools import combinations, product

import numpy as np
import pandas as pd

from hygiene.choices import listed
from hygiene.merging.partition import certain, no_pairs, partition
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
    table = _pairs(review).drop(columns="row").sort_values(list(COLUMNS))
    return table.drop_duplicates(["left_id", "right_id"], ignore_index=True)


def contradictions(review: pd.DataFrame) -> Iterator[tuple[int, int]]:
    """Rows (index of `review`) of two decisions that cannot both hold.

    The first parts two records; by the second one, an approved case, with others that were approved, they are one.
    """
    pairs = _pairs(review)
    linked, parted = (pairs[pairs["decision"] == word] for word in (MUST_LINK, CANNOT_LINK))
    by = {
        record: row for row, *ends in linked[["row", "left_id", "right_id"]].itertuples(index=False) for record in ends
    }
    one = _people(linked)
    for row, left, right in parted[["row", "left_id", "right_id"]].itertuples(index=False):
        if left in one and one.get(left) == one.get(right):
            yield row, by[right]


def _pairs(review: pd.DataFrame) -> pd.DataFrame:
    """The pairs of each decided row (`row`, and the columns of decisions), as `decisions_of` tells."""
    words = review["decision"].str.strip().str.lower().fillna("")
    rows = []
    for row, records, out, word in zip(review.index, review["records"], review["leave_out"], words, strict=True):
        ids, leaves = listed(records), listed(out)
        kept = [record for record in ids if record not in leaves]
        if word == "approve":
            rows += [(row, *sorted((kept[0], other)), MUST_LINK) for other in kept[1:]]
            rows += [(row, *sorted(pair), CANNOT_LINK) for pair in product(leaves, kept)]
        elif word == "reject":
            rows += [(row, *sorted(pair), CANNOT_LINK) for pair in combinations(ids, 2)]
    return pd.DataFrame(rows, columns=["row", *COLUMNS]).astype(dict.fromkeys(COLUMNS, TEXT))


def _people(linked: pd.DataFrame) -> dict[str, int]:
    """Record -> a number that all records have which are linked, however many links lie between them."""
    codes, ids = pd.factorize(pd.concat([linked["left_id"], linked["right_id"]], ignore_index=True))
    lowest = partition(len(ids), certain(*np.split(codes.astype(np.int64), 2)), no_pairs())
    return dict(zip(ids, lowest.tolist(), strict=True))


def joined(earlier: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Both tables of decisions; of one pair, the later word counts."""
    both = pd.concat([earlier[list(COLUMNS)], later[list(COLUMNS)]], ignore_index=True).astype(TEXT)
    both = both.drop_duplicates(["left_id", "right_id"], keep="last")
    return both.sort_values(["left_id", "right_id"], ignore_index=True)
