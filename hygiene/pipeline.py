"""The steps that the command line and the flows share: gather inputs, call the pure core, save or write the outcome.

This is the one place that wires the core to the file adapters. It has no clock: the caller says what time it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from hygiene import policy as policies
from hygiene.crm import bundle
from hygiene.crm.dnc_files import read_dnc_lists
from hygiene.decisions import decisions_of, no_decisions
from hygiene.engine import Progress, make_plan, rules_named
from hygiene.errors import UsageError
from hygiene.guard import check_caps
from hygiene.manifest import as_json, manifest_of, sha256_of
from hygiene.plan import Input, Plan
from hygiene.policy import Policy
from hygiene.report.page import render
from hygiene.report.pseudonyms import pseudonyms
from hygiene.report.summary import summarise
from hygiene.review import check_decisions
from hygiene.rules import all_rules
from hygiene.snapshot import Snapshot
from hygiene.sources import open_source
from hygiene.suppression_store import known_suppressions
from hygiene.validate import validate
from schemas import outputs

PACKAGE = "lead-hygiene"


@dataclass(frozen=True)
class PlanRequest:
    """What a person or a schedule asked for.

    as_of: the moment the plan speaks of; else the source's own `extracted_at`, else `now`.
    decisions: a filled-in review.csv of an earlier plan. raised_caps: rule -> number for this run only.
    asks_only: pairing rules that leave every pair to a person in this run.
    """

    source: Path
    out: Path
    now: pd.Timestamp
    policy_file: Path | None = None
    dnc: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    as_of: pd.Timestamp | None = None
    decisions: Path | None = None
    raised_caps: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    replace: bool = False
    asks_only: tuple[str, ...] = ()


def make_and_save_plan(request: PlanRequest, progress: Progress | None = None) -> tuple[Plan, Policy]:
    """Reads the source, makes the plan and saves its bundle.

    The bundle is saved before the caps are checked: who must raise a cap has to see what it would let through.

    Raises:
        UsageError: options, policy or output folder. InputError: a source or list that cannot be read.
        BrakeError: a list that is too old (nothing is saved). Caps are for `check_brakes`: the bundle is saved first.
    """
    bundle.check_target(request.out, replace=request.replace)
    policy_file = policy_file_of(request)
    policy = asking_only(policies.load(policy_file), request.asks_only)
    rules = rules_named(all_rules(), request.only)
    snapshot, findings, inputs = _gathered(request, policy, policy_file, progress)
    plan = make_plan(
        snapshot, policy, rules, inputs=inputs, source=request.source.as_posix(), version=version(PACKAGE),
        findings=findings, raised_caps=request.raised_caps, progress=progress,
    )  # fmt: skip
    save(plan, policy, request.out, replace=request.replace)
    return plan, policy


def policy_file_of(request: PlanRequest) -> Path | None:
    """The policy asked for, else the `policy.yaml` that lies beside the files, else none (the shipped default)."""
    beside = request.source / "policy.yaml"
    if request.policy_file is None and beside.is_file():
        return beside
    return request.policy_file


def asking_only(policy: Policy, rules: tuple[str, ...]) -> Policy:
    """The policy under which these pairing rules merge nothing by themselves.

    Raises:
        UsageError: a rule that has no such setting.
    """
    unknown = sorted(set(rules) - policy.tiers.automatic.keys())
    if unknown:
        known = ", ".join(policy.tiers.automatic)
        raise UsageError(f"--ask-only {unknown[0]}: only rules that pair records can ask: {known}.")
    if not rules:
        return policy
    automatic = {**policy.tiers.automatic, **dict.fromkeys(rules, False)}
    return policy.model_copy(update={"tiers": policy.tiers.model_copy(update={"automatic": automatic})})


def save(plan: Plan, policy: Policy, folder: Path, *, replace: bool) -> None:
    """Writes the bundle: tables, summary, report, policy and manifest, all at once or not at all."""
    summary = summarise(plan, policy)
    tables = {**plan.tables, "pseudonyms": pseudonyms(plan)}
    files = {f"{name}.csv": bundle.csv_bytes(table) for name, table in tables.items()}
    files["summary.json"] = as_json(summary).encode()
    files["report.html"] = render(plan, policy, summary).encode()
    files["policy.json"] = as_json(policy.model_dump(mode="json")).encode()
    digests = {name: sha256_of(content) for name, content in files.items()}
    files["manifest.json"] = as_json(manifest_of(plan, digests)).encode()
    bundle.write_bundle(folder, files, replace=replace)


def _gathered(
    request: PlanRequest, policy: Policy, policy_file: Path | None, progress: Progress | None
) -> tuple[Snapshot, pd.DataFrame, tuple[Input, ...]]:
    extract = open_source(request.source, policy, request.now, progress)
    as_of = request.as_of or extract.extracted_at or request.now
    lists = read_dnc_lists(request.dnc, policy, policy_file.parent if policy_file else None, as_of)
    snapshot, findings = validate(
        extract.tables, extract.given, extract.quarantine, policy=policy, as_of=as_of, dnc_lists=lists
    )
    snapshot = replace(snapshot, decisions=_decisions(request.decisions), suppressions=known_suppressions(as_of))
    return snapshot, outputs.stack("findings", [extract.findings, findings]), extract.inputs


def _decisions(review_file: Path | None) -> pd.DataFrame:
    if review_file is None:
        return no_decisions()
    review = bundle.read_table_file(review_file, "review")
    check_decisions(review)
    return decisions_of(review)


def check_brakes(plan: Plan) -> None:
    """Nothing when every cap holds.

    Raises:
        BrakeError: with the numbers and the way on.
    """
    check_caps(plan.caps)
