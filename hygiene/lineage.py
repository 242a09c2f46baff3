"""Who a record is made of: itself, what was merged or converted into it in this run, and what had been before."""

from collections.abc import Callable
from typing import Final

import pandas as pd

from hygiene.selection import is_among
from hygiene.snapshot import Snapshot, no_absorbed
from schemas.columns import TEXT

_CHAIN_LIMIT: Final = 64


def members_of(snapshot: Snapshot, survivors: pd.Series) -> pd.DataFrame:
    """The records that these leads and contacts (ids, each once) are made of, as they were extracted.

    Out: `record_id`, `into_id` (TEXT), first each survivor as its own member. Followed are the merges and conversions
    of the run, and the org's own `MasterRecordId` and `ConvertedContactId`.
    """
    ends = _targets(snapshot)
    absorbed = ends[is_among(ends, survivors)].reset_index()
    own = pd.DataFrame({"record_id": survivors, "into_id": survivors})
    return pd.concat([own, absorbed[~is_among(absorbed["record_id"], survivors)]], ignore_index=True).astype(TEXT)


def became(snapshot: Snapshot, ids: pd.Series) -> pd.Series:
    """The record that each lead or contact is part of now, itself where it went into none (TEXT, index of `ids`)."""
    return ids.map(_targets(snapshot)).astype(TEXT).fillna(ids)


def absorbed_in_run(snapshot: Snapshot) -> pd.Series:
    """For each record that was absorbed in the run: the one that stands in the end (TEXT, index: `record_id`)."""
    return _remembered(snapshot, "absorbed_in_run", no_absorbed)


def _targets(snapshot: Snapshot) -> pd.Series:
    """For each record that went into another: the one that stands in the end (TEXT, index: `record_id`)."""
    return _remembered(snapshot, "targets", lambda: _earlier(snapshot.extracted))


def _remembered(snapshot: Snapshot, name: str, earlier: Callable[[], pd.DataFrame]) -> pd.Series:
    """Where the steps of before the run and those of the run end; remembered, and gone on from when more are made."""
    absorbed = snapshot.absorbed
    known: tuple[pd.DataFrame, pd.Series] | None = snapshot.memo.get(name)
    if known is None or not absorbed.head(len(known[0])).equals(known[0]):
        known = absorbed, _ends(_last_steps(pd.concat([earlier(), absorbed], ignore_index=True)))
    elif len(known[0]) < len(absorbed):
        known = absorbed, _followed(known[1], absorbed.iloc[len(known[0]) :])
    snapshot.memo[name] = known
    return known[1]


def _followed(ends: pd.Series, steps: pd.DataFrame) -> pd.Series:
    """The ends after further steps: the same as those of all steps together."""
    further = _last_steps(steps)
    if is_among(further, ends.index.to_series()).any():
        return _ends(pd.concat([ends[~ends.index.isin(further.index)], further]))
    further = _ends(further)
    gone = is_among(ends, further.index.to_series())
    moved = ends.mask(gone, ends[gone].map(further).astype(TEXT)) if gone.any() else ends
    again = is_among(moved.index.to_series(), further.index.to_series())
    every: pd.Series = pd.concat([moved[~again] if again.any() else moved, further])
    return every


def _last_steps(steps: pd.DataFrame) -> pd.Series:
    """Where each record went last (index: `record_id`)."""
    return steps.drop_duplicates("record_id", keep="last").set_index("record_id")["into_id"]


def _earlier(extracted: Snapshot) -> pd.DataFrame:
    """Merges and conversions that the org had made before the extract, as far as it still tells."""
    leads, contacts = extracted.table("Lead"), extracted.table("Contact")
    found = [
        _steps(leads["Id"], leads["MasterRecordId"]),
        _steps(contacts["Id"], contacts["MasterRecordId"]),
        _steps(leads["Id"], leads["ConvertedContactId"]),
    ]
    return pd.concat(found, ignore_index=True)


def _steps(ids: pd.Series, into: pd.Series) -> pd.DataFrame:
    told = pd.DataFrame({"record_id": ids, "into_id": into})[into.notna()]
    return told[told["record_id"] != told["into_id"]]


def _ends(target: pd.Series) -> pd.Series:
    """Each id's last target, chains followed; a circle in the org's own ids stops after `_CHAIN_LIMIT` steps."""
    for _ in range(_CHAIN_LIMIT):
        moves = is_among(target, target.index.to_series())
        if not moves.any():
            break
        target = target.mask(moves, target[moves].map(target).astype(TEXT))
    return target
