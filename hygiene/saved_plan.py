"""A saved plan, read back and checked against its digests."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError

from hygiene.crm import bundle
from hygiene.crm.decided_beside import decided_in_plan
from hygiene.decided_file import read_review
from hygiene.errors import BrakeError, InputError
from hygiene.manifest import FILLED_IN, is_sealed, plan_of, sha256_of
from hygiene.plan import Plan
from hygiene.plan_digest import digest_of
from hygiene.policy import Policy, digest
from schemas.outputs import DECIDED


@dataclass(frozen=True)
class SavedPlan:
    """A plan as it lies in a folder, with the policy it was made by."""

    plan: Plan
    policy: Policy
    stopped_by_brake: bool


def load(folder: Path) -> SavedPlan:
    """The saved plan.

    Raises:
        InputError: no plan in that folder, or a damaged file. UsageError: review.csv and the review page contradict
            each other, told by row. OutsideError: what was decided on the page cannot be read.
        BrakeError: the plan is not the one that its digest names: it was altered after it was made.
    """
    manifest = _json(folder, bundle.MANIFEST)
    tables: dict[str, pd.DataFrame] = {
        name: bundle.read_bundle_table(folder, name)
        for name in ("changes", "pairs", "findings", "verdicts", "quarantine", "records")
    }
    tables["review"] = read_review(folder / "review.csv")
    plan = replace(plan_of(manifest, tables), decisions=decided_in_plan(folder))
    policy = policy_of(folder)
    if not is_sealed(manifest):
        raise BrakeError(f"manifest.json of the plan in {folder} was altered after it was made; make the plan again.")
    if digest_of(plan) != plan.digest or digest(policy) != plan.policy_digest:
        raise BrakeError(
            f"The plan in {folder} was altered after it was made ({_named(manifest, folder)}); make it again. "
            f"Decisions belong into the columns {', '.join(DECIDED)} of review.csv, whose rows may be sorted, and none "
            "added or taken away."
        )
    return SavedPlan(plan, policy, any(not reading.held for reading in plan.caps))


def load_to_write(folder: Path) -> SavedPlan:
    """The saved plan, for who approves or writes it: what was read in its folder is what is written.

    Raises:
        InputError, UsageError, OutsideError, BrakeError: as `load`; BrakeError also for a file beside the tables that
            was altered, such as the report. One that is gone misleads nobody.
    """
    saved = load(folder)
    altered = [name for name in altered_files(_json(folder, bundle.MANIFEST), folder) if (folder / name).is_file()]
    if altered:
        raise BrakeError(
            f"Altered in {folder} after the plan was made: {', '.join(altered)}. Who read it may have read something"
            " else; make the plan again."
        )
    return saved


def altered_files(manifest: Mapping[str, Any], folder: Path) -> list[str]:
    """Files whose digest is not the one that the manifest has of them, or that are gone; not what people fill in."""
    noted = {name: digest for name, digest in manifest["files"].items() if name != FILLED_IN}
    return [name for name, digest in noted.items() if sha256_of(content_of(folder / name)) != digest]


def _named(manifest: Mapping[str, Any], folder: Path) -> str:
    return ", ".join(altered_files(manifest, folder)) or "its digest does not fit"


def content_of(file: Path) -> bytes:
    """The bytes of a file of a plan; none where it is gone."""
    return file.read_bytes() if file.is_file() else b""


def policy_of(folder: Path) -> Policy:
    """The policy that a saved plan was made by, which `load` checks.

    Raises:
        InputError: no plan in that folder, a damaged file, or a policy of another version of this program.
    """
    data = _json(folder, "policy.json")
    try:
        return Policy.model_validate(data)
    except ValidationError as error:
        keys = sorted({".".join(map(str, each["loc"])) for each in error.errors()})
        raise InputError(
            f"The plan in {folder} was made by another version of this program, or its policy.json is damaged"
            f" ({', '.join(keys[:3])}); make the plan again."
        ) from None


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
