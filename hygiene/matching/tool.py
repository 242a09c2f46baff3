"""`match` and `evaluate` as functions of tables: what the command line prints and writes."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from hygiene.errors import UsageError
from hygiene.matching.duplicates import find_duplicates
from hygiene.matching.explaining import PHRASES
from hygiene.matching.grouping import Matches
from hygiene.matching.kinds import KINDS
from hygiene.matching.people import people_of
from hygiene.matching.people_keys import people_blocks
from hygiene.matching.records import gather
from hygiene.matching.tables import find_in_tables, phrases
from hygiene.policy import Policy
from hygiene.progress import Progress


def match_tables(
    left: pd.DataFrame, right: pd.DataFrame | None, policy: Policy, progress: Progress | None = None, workers: int = 1
) -> Matches:
    """The matches of tables with an `id`: by the named columns when the policy names some, else as people.

    Without `matching.columns` the tables are those of `hygiene.normalize.people`.

    Raises:
        UsageError: the policy names a column that a table lacks.
    """
    if not policy.matching.columns:
        return find_duplicates(left, right, policy, progress=progress, workers=workers)
    for table in (left, right):
        absent = [] if table is None else [name for name in policy.matching.columns if name not in table.columns]
        if absent:
            raise UsageError(f"matching.columns names {', '.join(absent)}, which the file lacks; correct the policy.")
    return find_in_tables(left, right, policy, progress, workers)


def words_of(policy: Policy) -> Mapping[str, Mapping[str, str]]:
    """The words for the levels of the comparisons that this policy makes."""
    if not policy.matching.columns:
        return PHRASES
    return phrases({name: KINDS[kind].levels for name, kind in policy.matching.columns.items()})


def explanation(pair: Mapping[str, object], words: Mapping[str, Mapping[str, str]]) -> str:
    """One pair told field by field: words, then bits; the most telling first."""
    told = [
        (float(str(pair[f"{name}_weight"])), spoken[str(pair[f"{name}_level"])])
        for name, spoken in words.items()
        if pair.get(f"{name}_level") in spoken
    ]
    lines = [f"  {bits:+6.1f}  {spoken}" for bits, spoken in sorted(told, key=lambda row: -abs(row[0]))]
    total = float(str(pair["weight"]))
    prior = total - sum(bits for bits, _ in told)
    chance = float(str(pair["probability"]))
    return "\n".join(
        [
            f"{pair['left_id']} and {pair['right_id']}: {pair['tier']}, probability {chance:.4f}",
            f"  {prior:+6.1f}  before anything is compared", *lines, f"  {total:+6.1f}  bits together",
        ]
    )  # fmt: skip


def pair_of(matches: Matches, one: str, other: str) -> Mapping[str, object] | None:
    """The row of a pair, in either order; None when it is not among the pairs."""
    pairs = matches.pairs
    wanted = (pairs["left_id"] == one) & (pairs["right_id"] == other)
    wanted |= (pairs["left_id"] == other) & (pairs["right_id"] == one)
    found = pairs[wanted.fillna(False)]
    return None if found.empty else {str(name): value for name, value in found.iloc[0].items()}


def why_missed(people: pd.DataFrame, missed: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Missed true pairs with `by`: `blocking` (never compared) or `scoring` (compared, but below the threshold).

    people: the table that was deduplicated. missed: left_id, right_id.
    """
    records = gather(people, None)
    coded = people_of(records)
    blocks = people_blocks(coded, policy.matching)
    ids = pd.Index(records.ids.to_pandas())
    left, right = (ids.get_indexer(pd.Index(missed[side])) for side in ("left_id", "right_id"))
    compared = np.any([key.common_block(left, right) >= 0 for key in blocks], axis=0)
    return missed.assign(by=np.where(compared, "scoring", "blocking"))
