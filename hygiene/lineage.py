"""Who a record is made of: itself, what was merged or converted into it in this run, and what had been before."""

from typing import Final

import pandas as pd

from hygiene.snapshot import Snapshot
from schemas.columns import PEOPLE, TEXT

_CHAIN_LIMIT: Final = 64


def members(snapshot: Snapshot) -> pd.DataFrame:
    """Every lead and contact as extracted, with the record that it is part of now.

    Out: `object`, `record_id`, `into_object`, `into_id` (TEXT), one row a record; a record that went into none is its
    own. Followed are the merges and conversions of the run, and the org's own `MasterRecordId` and
    `ConvertedContactId`.
    """
    steps = pd.concat([_earlier(snapshot.extracted), snapshot.absorbed], ignore_index=True)
    target = steps.drop_duplicates("record_id", keep="last").set_index("record_id")["into_id"]
    own = pd.concat(
        [snapshot.extracted.table(name)[["Id"]].assign(object=name) for name in PEOPLE], ignore_index=True
    ).rename(columns={"Id": "record_id"})
    into = own["record_id"].map(_ends(target)).astype(TEXT).fillna(own["record_id"])
    into_object = own["object"].mask(into.isin(steps.loc[steps["into_object"] == "Contact", "into_id"]), "Contact")
    return own.assign(into_object=into_object, into_id=into).astype(TEXT)


def _earlier(extracted: Snapshot) -> pd.DataFrame:
    """Merges and conversions that the org had made before the extract, as far as it still tells."""
    leads, contacts = extracted.table("Lead"), extracted.table("Contact")
    found = [
        _steps("Lead", leads["Id"], "Lead", leads["MasterRecordId"]),
        _steps("Contact", contacts["Id"], "Contact", contacts["MasterRecordId"]),
        _steps("Lead", leads["Id"], "Contact", leads["ConvertedContactId"]),
    ]
    return pd.concat(found, ignore_index=True)


def _steps(name: str, ids: pd.Series, into_name: str, into: pd.Series) -> pd.DataFrame:
    told = pd.DataFrame({"record_id": ids, "into_id": into}).dropna()
    told = told[told["record_id"] != told["into_id"]]
    return told.assign(object=name, into_object=into_name)[["object", "record_id", "into_object", "into_id"]]


def _ends(target: pd.Series) -> pd.Series:
    """Each id's last target, chains followed; a circle in the org's own ids stops after `_CHAIN_LIMIT` steps."""
    for _ in range(_CHAIN_LIMIT):
        further = target.map(target).astype(TEXT)
        if further.isna().all():
            break
        target = further.fillna(target)
    return target
