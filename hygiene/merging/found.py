"""The matcher's answer in row numbers, so that grouping works on integers and not on ids."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hygiene.decisions import CANNOT_LINK, MUST_LINK
from hygiene.matching import Matches
from hygiene.merging.partition import Mask, Pairs, Rows, no_pairs
from hygiene.merging.texts import positions
from schemas.columns import TEXT


@dataclass(frozen=True)
class Found:
    """Pairs and groups over rows; the number of a row is the place of its id, so a lower row is a lower id.

    ids: distinct ids of all records that occur, sorted (TEXT, RangeIndex). left, right: rows of each pair.
    probability: of each pair. auto: pairs that may merge without a person. group: the lowest row of the matcher's group
    of each row, its own when alone. linked, parted: what people decided. reasons: why pairs, given by their numbers,
    are one (TEXT, RangeIndex).
    """

    ids: pd.Series
    left: Rows
    right: Rows
    probability: NDArray[np.float64]
    auto: Mask
    group: Rows
    linked: Pairs
    parted: Pairs
    reasons: Callable[[Rows], pd.Series]

    @cached_property
    def is_linked(self) -> Mask:
        """Of each pair whether a person linked the two."""
        linked = np.sort(self.linked, axis=1)
        low, high = np.minimum(self.left, self.right), np.maximum(self.left, self.right)
        return np.isin(low * len(self) + high, linked[:, 0] * len(self) + linked[:, 1])

    def __len__(self) -> int:
        return len(self.ids)


def numbered(matches: Matches, decisions: pd.DataFrame) -> Found:
    """The answer over the ids of its pairs, of its groups, and of the decisions (`left_id`, `right_id`, `decision`)."""
    pairs, groups = matches.weighed, matches.groups
    columns = [pairs["left_id"], pairs["right_id"], groups["id"], decisions["left_id"], decisions["right_id"]]
    ids = pd.concat(columns, ignore_index=True).astype(TEXT).drop_duplicates().sort_values(ignore_index=True)
    member, named = positions(groups["id"], ids), positions(groups["group"], ids)
    return Found(
        ids=ids,
        left=positions(pairs["left_id"], ids),
        right=positions(pairs["right_id"], ids),
        probability=pairs["probability"].to_numpy(dtype=np.float64),
        auto=(pairs["tier"] == "auto").to_numpy(dtype=bool),
        group=_groups(len(ids), member, named),
        linked=_decided(decisions, MUST_LINK, ids),
        parted=_decided(decisions, CANNOT_LINK, ids),
        reasons=lambda rows: matches.explained(rows)["reason"],
    )


def _groups(size: int, member: Rows, named: Rows) -> Rows:
    group = np.arange(size)
    group[member] = named
    return group


def _decided(decisions: pd.DataFrame, kind: str, ids: pd.Series) -> Pairs:
    chosen = decisions[decisions["decision"] == kind]
    if chosen.empty:
        return no_pairs()
    return np.stack([positions(chosen[name], ids) for name in ("left_id", "right_id")], axis=1)
