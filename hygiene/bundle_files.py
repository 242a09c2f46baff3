"""The files of a plan's folder as bytes: the same plan and policy give the same ones, so an altered file is found."""

from collections.abc import Mapping
from typing import Any

from hygiene.crm import bundle
from hygiene.crm.decided_beside import as_files
from hygiene.manifest import as_json, manifest_of, sealed, sha256_of
from hygiene.plan import Plan
from hygiene.policy import Policy
from hygiene.report.page import render
from hygiene.report.pseudonyms import pseudonyms
from hygiene.report.summary import summarise

MANIFEST = "manifest.json"


def files_of(plan: Plan, policy: Policy) -> tuple[dict[str, bytes], Mapping[str, Any]]:
    """Tables, summary, report, policy and manifest by their names; and the summary as data."""
    summary = summarise(plan, policy)
    tables = {**plan.tables, "pseudonyms": pseudonyms(plan)}
    files = {f"{name}.csv": bundle.csv_bytes(table) for name, table in tables.items()}
    files |= as_files(plan.decisions)
    files["summary.json"] = as_json(summary).encode()
    files["report.html"] = render(plan, policy, summary).encode()
    files["policy.json"] = as_json(policy.model_dump(mode="json")).encode()
    digests = {name: sha256_of(content) for name, content in files.items()}
    return {**files, MANIFEST: as_json(sealed(manifest_of(plan, digests))).encode()}, summary
