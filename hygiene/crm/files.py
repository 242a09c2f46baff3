"""The file door: a folder or zip of CSV exports becomes an `Extract`."""

from pathlib import Path
from types import MappingProxyType

import pandas as pd
import yaml

from hygiene.crm.archive import SNAPSHOT, Listing, list_source
from hygiene.crm.decided_beside import decided_beside
from hygiene.crm.extract import Extract
from hygiene.crm.tables import RULE, read_table
from hygiene.errors import InputError, UsageError
from hygiene.policy import Policy
from hygiene.progress import Progress
from schemas import outputs
from schemas.columns import OBJECTS

_SNAPSHOT_BYTES = 10_000


def read_source(source: Path, policy: Policy, progress: Progress | None = None) -> Extract:
    """Reads every known CSV file of a folder or zip.

    Lead or Contact must be there; the other objects of `schemas.columns` are optional. Rows and values that cannot be
    read are in `quarantine`, with the physical line of the file.

    Raises:
        InputError: a file that cannot be read as what it should be; the sentence names file, column and remedy.
        UsageError: the policy's `fields` name an object or field that does not exist.
    """
    _refuse_unknown_objects(policy)
    listing = list_source(source, policy.reading.max_unpacked_megabytes)
    total, done = sum(file.size for file in listing.files), 0
    reads = {}
    for file in listing.files:
        _tell(progress, file.name, done, total)
        reads[file.object] = read_table(file, policy)
        done += file.size
        _tell(progress, file.name, done, total)
    findings = [read.findings for read in reads.values()]
    return Extract(
        tables=MappingProxyType({name: read.frame for name, read in reads.items()}),
        given=MappingProxyType({name: read.given for name, read in reads.items()}),
        quarantine=outputs.stack("quarantine", [read.quarantine for read in reads.values()]),
        findings=outputs.stack("findings", [*findings, _unused(listing)]),
        inputs=tuple(read.input for read in reads.values()),
        extracted_at=extracted_at(listing.snapshot, policy.reading.time_zone),
        decisions=decided_beside(listing.decisions),
    )


def extracted_at(snapshot: bytes | None, zone: str) -> pd.Timestamp | None:
    """The moment that `snapshot.yaml` tells, in UTC; None without the file or the key.

    Raises:
        InputError: the file is no YAML, or the moment is no ISO moment.
    """
    if snapshot is None:
        return None
    remedy = f"{SNAPSHOT}: write it as extracted_at: 2026-01-31T08:00:00Z, or remove the file."
    if len(snapshot) > _SNAPSHOT_BYTES:
        raise InputError(remedy)
    try:
        # BaseLoader makes strings only, so that the moment is read in one way.
        content = yaml.load(snapshot.decode("utf-8-sig"), yaml.BaseLoader)
        told = content.get("extracted_at") if isinstance(content, dict) else None
        if told is None:
            return None
        moment = pd.to_datetime(told, format="ISO8601")
    except (UnicodeDecodeError, yaml.YAMLError, ValueError, TypeError):
        raise InputError(remedy) from None
    return (moment.tz_localize(zone) if moment.tzinfo is None else moment).tz_convert("UTC").as_unit("us")


def _refuse_unknown_objects(policy: Policy) -> None:
    for name in policy.fields:
        if name not in OBJECTS:
            raise UsageError(f"policy, fields: {name} is no object of this program; it knows {', '.join(OBJECTS)}.")


def _unused(listing: Listing) -> pd.DataFrame:
    """One finding that names the CSV files nobody asked for."""
    if not listing.others:
        return outputs.empty("findings")
    names = ", ".join(listing.others[:10]) + (" and others" if len(listing.others) > 10 else "")
    files = f"{len(listing.others)} CSV file{'s' if len(listing.others) > 1 else ''}"
    message = (
        f"{files} not read as records, since no object has such a name (lists of --dnc are read as lists): {names}."
    )
    return outputs.typed("findings", pd.DataFrame({"rule": [RULE], "code": "unused_file", "message": message}))


def _tell(progress: Progress | None, name: str, done: int, total: int) -> None:
    if progress is not None:
        progress(name, done, total)
