"""Blanks the numbers that ZoomInfo flags as Do Not Call, and the standard field beside them when it holds the same."""

from typing import Final

import pandas as pd

from hygiene.dnc_blanking import Blanking
from hygiene.dnc_compare import LISTED, UNKNOWN
from hygiene.dnc_sources import FLAGS, flagged, flagged_cells
from hygiene.phone_book import PhoneBook, with_values
from hygiene.phone_readings import region_told
from hygiene.policy import Policy
from hygiene.rules import Proposal, Rule
from hygiene.snapshot import Snapshot
from schemas.columns import TEXT

NAME: Final = "dnc_external"


def propose(snapshot: Snapshot, policy: Policy) -> Proposal:
    """Direct flag: `ZI_Phone_Number__c`, and `Phone` only if it is the same number; the mobile flag likewise."""
    book, cells = flagged_cells(snapshot, policy)
    told = with_values(snapshot, cells)
    source = told["flag"].map({flag: named for flag, (named, _) in FLAGS.items()}).astype(TEXT)
    listed = told[told["answer"] == LISTED].assign(
        reason=_reason(told, source, book, policy), evidence="ZoomInfo's flag " + told["flag"] + " is Yes"
    )
    unknown = told[told["answer"] == UNKNOWN].assign(
        message="ZoomInfo flags the number in " + source + " as Do Not Call. Whether this is the same number cannot be"
        " decided, since one of the two cannot be read as a whole number; compare them by hand."
    )
    facts: dict[str, object] = {"flags": {flag: _of_flag(snapshot, flag, told) for flag in FLAGS}}
    return Blanking(NAME, listed, unknown).proposal(snapshot, facts)


def _reason(told: pd.DataFrame, source: pd.Series, book: PhoneBook, policy: Policy) -> pd.Series:
    region = region_told(book.readings.loc[told["reading"]], policy.reading.region).set_axis(told.index)
    beside = "the same number as " + source + ", which ZoomInfo flags as Do Not Call; " + region
    return beside.mask(told["named"], "ZoomInfo flags this number as Do Not Call")


def _of_flag(snapshot: Snapshot, flag: str, told: pd.DataFrame) -> dict[str, int]:
    """How many records are flagged, and how many of them have no number beside the flag to compare with."""
    records = sum(int(rows.sum()) for rows in flagged(snapshot, flag).values())
    return {"records": records, "without_number": records - int(((told["flag"] == flag) & told["named"]).sum())}


RULE = Rule(
    name=NAME,
    stage=60,
    summary="Blanks numbers that ZoomInfo flags as Do Not Call, and the same number in the standard phone field.",
    source="H §6",
    propose=propose,
)
