"""What the records of a snapshot are, as counts for the report: by Initial Source bucket and by status."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from hygiene.merging.texts import looked_up
from hygiene.policy import Policy
from hygiene.report.counting import counted
from hygiene.snapshot import Snapshot
from schemas.columns import PEOPLE
from schemas.records import STATUS_COLUMN
from schemas.vocabularies import bucket_of, statuses

_COUNTED: Final = ["rule", "tier", "action", "record_id"]


def population_of(snapshot: Snapshot, policy: Policy, changes: pd.DataFrame) -> Mapping[str, Mapping[str, object]]:
    """Object -> `records`, and for people `buckets` (Initial Source bucket -> records), `statuses` and `proposed`.

    changes: table `changes`. `proposed` is rule -> tier -> action -> bucket -> records, absent without any.
    """
    return {name: _population(snapshot, name, policy, changes) for name in sorted(snapshot.given)}


def _population(snapshot: Snapshot, name: str, policy: Policy, changes: pd.DataFrame) -> Mapping[str, object]:
    table = snapshot.table(name)
    if name not in PEOPLE:
        return {"records": len(table)}
    source, status = table["LeadSource"], table[STATUS_COLUMN[name]]
    buckets = _shown(bucket_of(source, policy.vocabulary.extra_sources), source)
    listed = status.where(status.isin([*statuses(), *policy.vocabulary.extra_statuses]))
    return {
        "records": len(table),
        "buckets": _counts(buckets),
        "statuses": _counts(_shown(listed, status)),
        **_proposed(changes.loc[changes["object"] == name, _COUNTED], buckets.set_axis(table["Id"])),
    }


def _shown(listed: pd.Series, written: pd.Series) -> pd.Series:
    """A value that is in no list is not shown: anything may have been typed there."""
    return listed.fillna("(not in the list)").mask(written.isna(), "(none)")


def _counts(shown: pd.Series) -> dict[str, int]:
    return {str(key): int(count) for key, count in sorted(shown.value_counts().items())}


def _proposed(changes: pd.DataFrame, bucket_by_id: pd.Series) -> dict[str, object]:
    """The counts under `proposed`, or nothing where nothing is."""
    touched = changes.assign(bucket=looked_up(changes["record_id"], bucket_by_id)).dropna(subset=["bucket"])
    proposed: dict[str, dict[str, dict[str, dict[str, int]]]] = {}
    found = counted(touched, "rule", "tier", "action", "bucket", distinct="record_id")
    for (rule, tier, action, bucket), records in found:
        proposed.setdefault(rule, {}).setdefault(tier, {}).setdefault(action, {})[bucket] = records
    return {"proposed": proposed} if proposed else {}
