"""The manifest of a plan: what it was made from, what it holds, and the digests that prove it. Pure."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from hygiene.errors import InputError
from hygiene.plan import CapReading, Input, Plan
from schemas.values import to_text

FORMAT: Final = 1
SEAL: Final = "seal"
FILLED_IN: Final = "review.csv"
"""The one file of a plan's folder that changes once it is made."""


def manifest_of(plan: Plan, files: Mapping[str, str]) -> dict[str, Any]:
    """The manifest as plain data. files: name of each other file of the bundle -> SHA-256 of its bytes."""
    return {
        "format": FORMAT,
        "digest": plan.digest,
        "version": plan.version,
        "as_of": moment_text(plan.as_of),
        "source": plan.source,
        "policy_digest": plan.policy_digest,
        "inputs": [{**vars(item), "dialect": dict(item.dialect)} for item in plan.inputs],
        "counts": {name: len(table) for name, table in sorted(plan.tables.items())},
        "changes": change_counts(plan.tables["changes"]),
        "caps": [vars(reading) for reading in plan.caps],
        "stopped_by_brake": any(not reading.held for reading in plan.caps),
        "facts": plan.facts,
        "given": {name: sorted(fields) for name, fields in plan.given.items()},
        "population": plan.population,
        "files": dict(sorted(files.items())),
    }


def sealed(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest with a digest of all else that it says; of what people fill in, the digest is left out."""
    files = {name: digest for name, digest in manifest["files"].items() if name != FILLED_IN}
    told = {name: value for name, value in manifest.items() if name != SEAL}
    return {**told, SEAL: sha256_of(as_json({**told, "files": files}).encode())}


def is_sealed(manifest: Mapping[str, Any]) -> bool:
    """Whether its digest of all that it says is right."""
    try:
        return bool(manifest[SEAL] == sealed(manifest)[SEAL])
    except (AttributeError, KeyError):
        return False


def change_counts(changes: pd.DataFrame) -> list[dict[str, object]]:
    """Rows of `changes` counted by rule, action, object and tier, in the order of the plan."""
    grouped = changes.groupby(["rule", "action", "object", "tier"], sort=False).agg(
        changes=("record_id", "size"), records=("record_id", "nunique")
    )
    return [{str(key): value for key, value in row.items()} for row in grouped.reset_index().to_dict("records")]


def plan_of(manifest: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> Plan:
    """The plan again, from its saved manifest and tables.

    Raises:
        InputError: a manifest that this version does not know, or that lacks something.
    """
    if manifest.get("format") != FORMAT:
        raise InputError("manifest.json is of a format that this version does not read; make the plan again.")
    try:
        return Plan(
            tables=tables,
            inputs=tuple(Input(**item) for item in manifest["inputs"]),
            as_of=pd.to_datetime(manifest["as_of"], utc=True),
            policy_digest=manifest["policy_digest"],
            version=manifest["version"],
            source=manifest["source"],
            caps=tuple(CapReading(**reading) for reading in manifest["caps"]),
            facts=manifest["facts"],
            population=manifest["population"],
            given={name: frozenset(fields) for name, fields in manifest["given"].items()},
            digest=manifest["digest"],
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        raise InputError("manifest.json is damaged; make the plan again.") from None


def as_json(data: object) -> str:
    """JSON text that is the same on every machine: sorted keys, two spaces, a final line end."""
    return json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def sha256_of(content: bytes) -> str:
    """SHA-256 of the bytes (hex)."""
    return hashlib.sha256(content).hexdigest()


def moment_text(moment: pd.Timestamp) -> str:
    """A moment as plan text, UTC."""
    return str(to_text(pd.Series([moment]).astype("datetime64[us, UTC]")).iloc[0])
