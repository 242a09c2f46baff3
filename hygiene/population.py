"""What the records of a snapshot are, as counts for the report: by Initial Source bucket and by status."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import pandas as pd

from hygiene.policy import Policy
from hygiene.snapshot import Snapshot
from schemas.columns import PEOPLE
from schemas.vocabularies import bucket_of, statuses

STATUS_COLUMN: Final = MappingProxyType({"Lead": "Status", "Contact": "Contact_Status__c"})


def population_of(snapshot: Snapshot, policy: Policy) -> Mapping[str, Mapping[str, object]]:
    """Object -> `records`, and for people `buckets` (Initial Source bucket -> records) and `statuses`."""
    return {name: _population(snapshot, name, policy) for name in sorted(snapshot.given)}


def _population(snapshot: Snapshot, name: str, policy: Policy) -> Mapping[str, object]:
    table = snapshot.table(name)
    if name not in PEOPLE:
        return {"records": len(table)}
    source, status = table["LeadSource"], table[STATUS_COLUMN[name]]
    buckets = bucket_of(source, policy.vocabulary.extra_sources)
    listed = status.where(status.isin([*statuses(), *policy.vocabulary.extra_statuses]))
    return {"records": len(table), "buckets": _counts(buckets, source), "statuses": _counts(listed, status)}


def _counts(listed: pd.Series, written: pd.Series) -> dict[str, int]:
    """Counts by listed value. A value that is in no list is not shown: anything may have been typed there."""
    shown = listed.fillna("(not in the list)").mask(written.isna(), "(none)")
    return {str(key): int(count) for key, count in sorted(shown.value_counts().items())}
