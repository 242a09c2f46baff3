"""Which record of a group stays, and why. Never by row order.

Domain rules, section 5: latest last-interesting-moment, then latest last activity [L], then most complete, then
oldest created, then lowest id [P]; the criteria stand in the policy.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from hygiene.errors import UsageError
from hygiene.merging.members import Keys, Members, Rows, ascending, descending
from schemas.columns import TEXT

MOST_COMPLETE: Final = "most_complete"
ACCOUNT_CRITERIA: Final = ("CreatedDate asc",)
"""An account merge keeps the oldest account: contracts and integrations hang on it."""

_CHOSEN: Final = "chosen"
_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        _CHOSEN: "a person chose it",
        "mkto_si__Last_Interesting_Moment_Date__c desc": "latest last interesting moment",
        "LastActivityDate desc": "latest activity",
        "CreatedDate asc": "oldest created",
        "CreatedDate desc": "newest created",
        MOST_COMPLETE: "most complete",
    }
)


@dataclass(frozen=True)
class Masters:
    """Of each group the row of the master, and a few words why it is the master (TEXT, by group number)."""

    rows: Rows
    why: pd.Series


def choose_masters(members: Members, criteria: Sequence[str], chosen: Collection[str] = ()) -> Masters:
    """The master of every group: the first criterion that parts the records decides, the lowest id in the end.

    criteria: `FIELD asc`, `FIELD desc` or `most_complete`. A missing value loses against any value. A field that the
    object has not is passed over. chosen: ids that a person chose, which go before every criterion.

    Raises:
        UsageError: a criterion of another form.
    """
    keys = {_CHOSEN: ~members.table["Id"].isin(chosen).to_numpy(dtype=bool)} if chosen else {}
    keys |= {criterion: key for criterion in criteria if (key := _key(members, criterion)) is not None}
    order = members.sorted_by(*keys.values())
    first = members.first(order)
    others = np.ones(len(members.table), dtype=bool)
    others[first] = False
    second = members.first(order, others)
    return Masters(first, _why(keys, first, second))


def _key(members: Members, criterion: str) -> Keys | None:
    if criterion == MOST_COMPLETE:
        return -members.completeness
    field, _, direction = criterion.partition(" ")
    if direction not in ("asc", "desc"):
        raise UsageError(f"survivorship.master: {criterion!r} must be FIELD asc, FIELD desc or {MOST_COMPLETE}.")
    if field not in members.table.columns:
        return None
    return ascending(members.table[field]) if direction == "asc" else descending(members.table[field])


def _why(keys: Mapping[str, Keys], first: Rows, second: Rows) -> pd.Series:
    """The first criterion by which the master differs from the runner-up."""
    alone = second < 0
    parted = [np.where(alone, False, key[first] != key[second]) for key in keys.values()]
    words = [_WORDS.get(criterion, _spoken(criterion)) for criterion in keys]
    why = np.select([alone, *parted], ["the only one", *words], default="lowest id")
    return pd.Series(why, dtype=TEXT)


def _spoken(criterion: str) -> str:
    field, _, direction = criterion.partition(" ")
    return f"{'lowest' if direction == 'asc' else 'highest'} {field}"
