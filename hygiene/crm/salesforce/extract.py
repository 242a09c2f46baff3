"""An org becomes an `Extract`: its tables as CSV files in a private folder, read by the same door as an analyst's."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd

from hygiene.crm.extract import Extract
from hygiene.crm.files import read_source
from hygiene.crm.passing_folder import passing_folder
from hygiene.crm.salesforce.consequences import without_field, without_object
from hygiene.crm.salesforce.describe import Described, describe_needed, required_missing
from hygiene.crm.salesforce.fetching import fetch, told_of
from hygiene.crm.salesforce.mirror import held, refresh
from hygiene.crm.salesforce.rights import HARD_DELETE, rights_of
from hygiene.crm.salesforce.session import OrgSession
from hygiene.errors import InputError, OutsideError
from hygiene.policy import Policy
from hygiene.progress import Progress
from schemas import outputs
from schemas.columns import PEOPLE, TEXT

RULE: Final = "extract"


def read_org(
    org: OrgSession, policy: Policy, now: pd.Timestamp, progress: Progress | None = None, mirror: Path | None = None
) -> Extract:
    """Every object and field of the org that a plan needs.

    now: taken as the moment of extraction, before the first record is read. mirror: a folder that keeps the tables, so
    that the next call reads only what moved since, and goes on where a process that died left off; without it, the
    files that they lay in are gone when this returns.

    Raises:
        InputError: the org lacks a field of Lead and Contact without which no plan can be made.
        UsageError: the mirror is none, or another process is at it. OutsideError: the org refused or did not answer,
            or the disk is full. BrakeError: the API budget is used up.
    """
    described = describe_needed(org, policy)
    _refuse_missing(described)
    with _on_disk(mirror) as folder:
        if mirror is None:
            extract_to(org, folder, policy, described, progress)
        else:
            refresh(org, folder, policy, described, now, progress)
        # Names of the org become those of the program by the policy, as with an analyst's files.
        extract = read_source(folder, policy, progress)
    told = [extract.findings, missing_findings(described, policy), _erasures_forbidden(org, policy)]
    findings = outputs.stack("findings", told)
    return replace(extract, findings=findings, extracted_at=extract.extracted_at or now)


@contextmanager
def _on_disk(mirror: Path | None) -> Iterator[Path]:
    """The folder for the files: the mirror, or one that goes at the end."""
    try:
        with held(mirror) if mirror else passing_folder() as folder:
            yield folder
    except OSError as error:
        place = mirror or tempfile.gettempdir()
        raise OutsideError(f"{place} cannot be written ({error.strerror}); make room there, and try again.") from None


def extract_to(
    org: OrgSession, folder: Path, policy: Policy, described: Mapping[str, Described | None],
    progress: Progress | None = None,
) -> dict[str, int]:  # fmt: skip
    """Writes `OBJECT.csv` for each object of the org; returns the number of records of each."""
    rows = {}
    for each in told_of(described, progress):
        rows[each.object] = fetch(org, folder / f"{each.object}.csv", each, policy)
    return rows


def _refuse_missing(described: Mapping[str, Described | None]) -> None:
    lacking = [f"{name}.{field}" for name in PEOPLE for field in required_missing(name, described[name])]
    if lacking:
        raise InputError(
            f"The org lacks or hides {', '.join(lacking)}, without which no plan can be made; name the org's own fields"
            " in the policy under fields, or grant the user access (lead-hygiene doctor salesforce)."
        )


def _erasures_forbidden(org: OrgSession, policy: Policy) -> pd.DataFrame:
    """A finding where the policy's way of erasing needs a permission that the user has not."""
    forbidden = policy.salesforce.erase == "hard_delete" and rights_of(org).hard_delete is False
    told = [f"The user lacks {HARD_DELETE}: no erasure of this plan can be applied."] if forbidden else []
    frame = pd.DataFrame({"message": pd.Series(told, dtype=TEXT)})
    return outputs.typed("findings", frame.assign(rule=RULE, code="org_forbids_erasure"))


def missing_findings(described: Mapping[str, Described | None], policy: Policy) -> pd.DataFrame:
    """A finding for each object and field that the org lacks, with what does not work without it."""
    told: list[tuple[str, str | None, str]] = [
        (name, field, f"The org lacks or hides {name}.{field}: {without_field(name, field, policy)}. Name it in the"
         f" policy under fields.{name}, or grant access.")
        for name, each in described.items() if each is not None for field in each.missing
    ]  # fmt: skip
    told += [
        (name, None, f"The org has no {name}, or hides it: {without_object(name, policy)}.")
        for name, each in described.items() if each is None
    ]  # fmt: skip
    frame = pd.DataFrame(told, columns=["object", "field", "message"])
    return outputs.typed("findings", frame.assign(rule=RULE, code="org_lacks"))
