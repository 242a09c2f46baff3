"""A saved plan, read back and checked against its digests."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from hygiene.crm import bundle
from hygiene.errors import BrakeError, InputError
from hygiene.manifest import plan_of, sha256_of
from hygiene.plan import Plan
from hygiene.plan_digest import digest_of
from hygiene.policy import Policy, digest

OPEN_FILES = frozenset({"review.csv"})
"""Files that a person fills in: their decision columns are not part of the digest."""


@dataclass(frozen=True)
class SavedPlan:
    """A plan as it lies in a folder, with the policy it was made by."""

    plan: Plan
    policy: Policy
    stopped_by_brake: bool


def load(folder: Path) -> SavedPlan:
    """The saved plan.

    Raises:
        InputError: no plan in that folder, or a damaged file.
        BrakeError: the plan is not the one that its digest names: it was altered after it was made.
    """
    manifest = _json(folder, "manifest.json")
    tables: dict[str, pd.DataFrame] = {
        name: bundle.read_bundle_table(folder, name)
        for name in ("changes", "pairs", "findings", "verdicts", "quarantine", "review")
    }
    plan = plan_of(manifest, tables)
    policy = Policy.model_validate(_json(folder, "policy.json"))
    if digest_of(plan) != plan.digest or digest(policy) != plan.policy_digest:
        raise BrakeError(
            f"The plan in {folder} was altered after it was made (its digest does not fit); make it again. "
            "Decisions belong into the columns decision, decided_by and note of review.csv."
        )
    return SavedPlan(plan, policy, bool(manifest["stopped_by_brake"]))


def verified(folder: Path) -> str:
    """A sentence that the plan is unaltered, with its digest.

    Raises:
        InputError, BrakeError: as `load`; BrakeError also for any other file that is not as it was written.
    """
    saved = load(folder)
    altered = _altered_files(folder)
    if altered:
        raise BrakeError(f"Altered since the plan was made: {', '.join(altered)}; make the plan again.")
    return f"{folder} is unaltered. Digest {saved.plan.digest}"


def _altered_files(folder: Path) -> list[str]:
    files = _json(folder, "manifest.json")["files"]
    return [
        name for name, written in files.items() if name not in OPEN_FILES and _digest_of_file(folder / name) != written
    ]


def _digest_of_file(path: Path) -> str:
    return sha256_of(path.read_bytes()) if path.is_file() else ""


def _json(folder: Path, name: str) -> dict[str, Any]:
    try:
        data = json.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{folder} holds no {name}; name the folder of a saved plan.") from None
    except (OSError, ValueError):
        raise InputError(f"{folder / name} cannot be read; make the plan again.") from None
    if not isinstance(data, dict):
        raise InputError(f"{folder / name} is damaged; make the plan again.")
    return data
