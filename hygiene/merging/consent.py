"""No merge or conversion loosens consent: what any member restricts, the survivor restricts. No setting turns it off.

Domain rules, section 5 [P]. A flag that cannot be read is never taken as "allowed": such a group is not merged
automatically, and where a person merges it, the survivor is restricted until somebody says otherwise.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from hygiene.merging.members import Members, Rows
from hygiene.merging.texts import sentence
from schemas.columns import TEXT

OPT_OUT: Final = "OPT_OUT"
OPT_OUT_FIELD: Final = "DOZISF__ZoomInfo_Non_Matched_Reason__c"
FLAGS: Final = ("DoNotCall", "HasOptedOutOfEmail", "Legal_Hold__c")
ZOOMINFO_FLAGS: Final = ("ZI_Do_Not_Call_Direct_Phone__c", "ZI_Do_Not_Call_Mobile_Phone__c")
FIELDS: Final = (*FLAGS, *ZOOMINFO_FLAGS, OPT_OUT_FIELD)

_PLAINLY_NOT: Final = frozenset({"", "no", "n", "false", "0"})
_UNREADABLE: Final = 1
_RESTRICTED: Final = 2

_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "DoNotCall": "Do Not Call",
        "HasOptedOutOfEmail": "e-mail opt-out",
        "Legal_Hold__c": "legal hold",
        "ZI_Do_Not_Call_Direct_Phone__c": "Do Not Call (direct phone)",
        "ZI_Do_Not_Call_Mobile_Phone__c": "Do Not Call (mobile phone)",
        OPT_OUT_FIELD: "ZoomInfo opt-out",
    }
)


def strictness(values: pd.Series, field: str, unreadable: pd.Series | None = None) -> Rows:
    """How far each value restricts: 2 surely, 1 cannot be read, 0 not (int64, length of the series).

    A ZoomInfo flag other than `Yes` and a plain no counts as 1, since nobody knows what it says.
    """
    if field in FLAGS:
        restricted = values.fillna(False).to_numpy(dtype=bool)
        unknown = np.zeros(len(values), dtype=bool) if unreadable is None else unreadable.to_numpy(dtype=bool)
    elif values.isna().all():
        return np.zeros(len(values), dtype=np.int64)
    else:
        text = values.fillna("").str.strip().str.lower()
        meant = OPT_OUT.lower() if field == OPT_OUT_FIELD else "yes"
        restricted = (text == meant).to_numpy(dtype=bool)
        unknown = ~text.isin(_PLAINLY_NOT).to_numpy(dtype=bool) & (field != OPT_OUT_FIELD)
    return np.where(restricted, _RESTRICTED, np.where(unknown, _UNREADABLE, 0)).astype(np.int64)


def unreadable_flags(table: pd.DataFrame, rows: Rows, given: frozenset[str]) -> pd.DataFrame:
    """For each consent flag of the object: the source has the column, but no value for a row (bool, RangeIndex)."""
    flags = [name for name in FLAGS if name in table.columns]
    unread = {name: table[name].isna().to_numpy()[rows] & (name in given) for name in flags}
    return pd.DataFrame(unread, index=pd.RangeIndex(len(rows)))


def undecidable(members: Members, masters: Rows) -> pd.Series:
    """For each group why its consent cannot be told, or NA (TEXT, by group number).

    That is so when the master plainly allows, no member restricts, and what a member says cannot be read.
    """
    reasons = pd.Series(pd.NA, index=pd.RangeIndex(members.count), dtype=TEXT)
    for field in members.unreadable.columns:
        level, strictest = _levels(members, field)
        doubtful = (level[strictest] == _UNREADABLE) & (level[masters] == 0)
        if doubtful.any():
            told = sentence("the ", _LABELS[str(field)], " of ", members.ids(strictest), " cannot be read")
            reasons = reasons.mask(doubtful & reasons.isna(), told)
    return reasons


def opted_out(members: Members) -> Rows:
    """The numbers of the groups in which a record is opted out, ascending."""
    if OPT_OUT_FIELD not in members.table:
        return np.empty(0, dtype=np.int64)
    return pd.unique(members.group[strictness(members.table[OPT_OUT_FIELD], OPT_OUT_FIELD) > 0])


def carried(members: Members, masters: Rows, field: str) -> tuple[Rows, pd.Series, pd.Series]:
    """Where the survivor must take over a restriction: group numbers, the new values, and a sentence for each."""
    level, strictest = _levels(members, field)
    groups = np.flatnonzero(level[strictest] > level[masters])
    if not len(groups):
        nothing = pd.Series(dtype=TEXT)
        return groups, nothing, nothing
    rows = strictest[groups]
    who, sure = members.ids(rows), level[rows] == _RESTRICTED
    label = _LABELS[field]
    held = sentence(label, " holds for ", who, ", and no merge loosens it.")
    doubted = sentence("The ", label, " of ", who, " cannot be read; it is taken as set until a person says otherwise.")
    found = members.table[field].take(rows).reset_index(drop=True)
    return groups, _restriction(found, field, sure), held.where(sure, doubted)


def _levels(members: Members, field: str) -> tuple[Rows, Rows]:
    """Strictness of each row, and of each group the strictest row."""
    unreadable = members.unreadable[field] if field in FLAGS else None
    level = strictness(members.table[field], field, unreadable)
    order = members.sorted_by(-level) if level.any() else np.arange(len(level))
    return level, members.first(order)


def _restriction(found: pd.Series, field: str, sure: np.ndarray) -> pd.Series:
    """What the survivor gets: the plain spelling, or the unreadable text itself, which says no less there."""
    if field in FLAGS:
        return pd.Series(True, index=found.index, dtype="boolean")
    return found.mask(sure, OPT_OUT if field == OPT_OUT_FIELD else "Yes")
