"""From extracted tables to a snapshot: every value that is not what it should be goes into quarantine, with its reason.

A record with a quarantined value is set aside from matching; the compliance rules still see it, so that a wrong
source shields no number on a Do-Not-Call list. Aliases, missing and inactive sources are findings of the rules.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import pandas as pd

from hygiene.changes import findings
from hygiene.dnc_list import DncNumbers
from hygiene.policy import Policy
from hygiene.snapshot import Snapshot
from schemas import outputs
from schemas.checking import failures
from schemas.columns import OBJECTS, PEOPLE, TEXT
from schemas.records import REASONS, Additions, record_model

SHOWN_CHARACTERS: Final = 200
"""A quarantined value is shown up to here: enough to recognise it, and no broken quote fills the file."""

DNC_FLAGS: Final = ("ZI_Do_Not_Call_Direct_Phone__c", "ZI_Do_Not_Call_Mobile_Phone__c")


def validate(
    tables: Mapping[str, pd.DataFrame],
    given: Mapping[str, frozenset[str]],
    quarantine: pd.DataFrame,
    *,
    policy: Policy,
    as_of: pd.Timestamp,
    dnc_lists: tuple[DncNumbers, ...] = (),
) -> tuple[Snapshot, pd.DataFrame]:
    """The snapshot of what was extracted, and findings about values that are odd but may stand.

    tables, given: as in `Snapshot`. quarantine: what reading has put aside already; it is kept, and added to.
    No row leaves its table here.

    Raises:
        MalformedTableError: a table is not typed as `schemas.columns` says (a bug of the extraction).
    """
    added = additions(policy)
    checked = [_quarantined(name, tables[name], added) for name in OBJECTS if name in tables]
    snapshot = Snapshot(
        tables=MappingProxyType(dict(tables)),
        as_of=as_of,
        given=MappingProxyType(dict(given)),
        quarantine=outputs.stack("quarantine", [quarantine, *checked]),
        dnc_lists=dnc_lists,
    )
    odd = [found for name in PEOPLE for found in (_from_the_future(snapshot, name), *_unclear_flags(snapshot, name))]
    told = outputs.stack("findings", odd)
    return snapshot, told.assign(rule=pd.Series("validate", index=told.index, dtype=TEXT))


def additions(policy: Policy) -> Additions:
    """What the policy adds to the shipped vocabularies."""
    own = policy.vocabulary
    return Additions(own.extra_sources, own.source_aliases, own.extra_statuses)


def _quarantined(name: str, table: pd.DataFrame, added: Additions) -> pd.DataFrame:
    failed = failures(record_model(name, added), table)
    rows = pd.DataFrame(
        {
            "object": name,
            "record_id": table["Id"].reindex(failed["position"]).set_axis(failed.index),
            "field": failed["column"],
            "value": failed["value"].astype(TEXT).str.slice(0, SHOWN_CHARACTERS),
            "check": failed["check"],
            "reason": failed["check"].map(REASONS),
        }
    )
    return outputs.typed("quarantine", rows)


def _from_the_future(snapshot: Snapshot, name: str) -> pd.DataFrame:
    table = snapshot.table(name)
    late = table[table["CreatedDate"].gt(snapshot.as_of).fillna(False)]
    message = "Created after the moment of this plan; look-backs and the choice of the oldest record go by this date."
    return findings(name, late["Id"], "CreatedDate", "created_after_plan", message)


def _unclear_flags(snapshot: Snapshot, name: str) -> list[pd.DataFrame]:
    """Flags of the data provider that say neither yes nor no: nothing is blanked for them, so a person must look."""
    table = snapshot.table(name)
    message = "This Do-Not-Call flag says neither Yes nor No, so no number was blanked for it."
    found = []
    for flag in DNC_FLAGS:
        plain = table[flag].str.strip().str.lower()
        unclear = table[plain.notna() & ~plain.isin(["yes", "no", ""])]
        found.append(findings(name, unclear["Id"], flag, "unclear_dnc_flag", message))
    return found
