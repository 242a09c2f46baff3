"""The files of a plan's folder as bytes: the same plan and policy give the same ones, so an altered file is found."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

from hygiene.crm import bundle
from hygiene.crm.decided_beside import as_files
from hygiene.manifest import as_json, manifest_of, sealed, sha256_of
from hygiene.plan import Plan
from hygiene.policy import Policy
from hygiene.report.page import render
from hygiene.report.pseudonyms import pseudonyms
from hygiene.report.summary import summarise

Content = TypeVar("Content")

MANIFEST = "manifest.json"
_THREADS: Final = 2


def files_of(plan: Plan, policy: Policy) -> tuple[dict[str, bytes], Mapping[str, Any]]:
    """Tables, summary, report, policy and manifest by their names; and the summary as data."""
    tables = {**plan.tables, "pseudonyms": pseudonyms(plan)}
    with ThreadPoolExecutor(_THREADS) as pool:
        written = {f"{name}.csv": pool.submit(_with_digest, bundle.csv_bytes, table) for name, table in tables.items()}
        summary = summarise(plan, policy)
        texts = {
            **as_files(plan.decisions),
            "summary.json": as_json(summary).encode(),
            "report.html": render(plan, policy, summary).encode(),
            "policy.json": as_json(policy.model_dump(mode="json")).encode(),
        }
        made = {name: each.result() for name, each in written.items()}
    made |= {name: _with_digest(bytes, content) for name, content in texts.items()}
    digests = {name: digest for name, (_, digest) in made.items()}
    files = {name: content for name, (content, _) in made.items()}
    return {**files, MANIFEST: as_json(sealed(manifest_of(plan, digests))).encode()}, summary


def _with_digest(write: Callable[[Content], bytes], content: Content) -> tuple[bytes, str]:
    written = write(content)
    return written, sha256_of(written)
