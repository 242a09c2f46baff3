"""The steps that the command line and the flows share: gather inputs, call the pure core, save or write the outcome.

This is the one place that wires the core to the file adapters. The caller says what time it is; entries of the ledger
have the time of their writing.
"""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import pandas as pd

from hygiene import moments
from hygiene import policy as policies
from hygiene.bundle_files import files_of
from hygiene.choices import Choices, choices_of
from hygiene.cluster import execution_on
from hygiene.crm import bundle
from hygiene.crm.dnc_files import read_dnc_lists
from hygiene.decided_file import read_review
from hygiene.decisions import decisions_of, joined
from hygiene.engine import make_plan, rules_named
from hygiene.errors import UsageError
from hygiene.guard import check_caps
from hygiene.jobs import PAIRING_RULES
from hygiene.plan import Input, Plan
from hygiene.policy import Policy
from hygiene.progress import Progress
from hygiene.report.drawing_engine import start_beside
from hygiene.review import check_decisions
from hygiene.rules import all_rules
from hygiene.snapshot import Snapshot
from hygiene.sources import is_org, open_source
from hygiene.suppression_store import known_suppressions
from hygiene.validate import validate
from schemas import outputs
from schemas.columns import PEOPLE

PACKAGE = "lead-hygiene"
SPREAD_FROM: Final = 80_000


@dataclass(frozen=True)
class PlanRequest:
    """What a person or a schedule asked for.

    as_of: the moment the plan speaks of; else the source's own `extracted_at`, else `now`.
    decisions: a filled-in review.csv of an earlier plan. raised_caps: rule -> number for this run only.
    asks_only: pairing rules that leave every pair to a person in this run. clock: for the ledger, which notes when a
    plan of an org was made. mirror: a folder that keeps an org's tables, so that only what moved is read next time.
    workers: threads and processes; the plan does not depend on them. spread_from: records from which more than one of
    them works: threads of a smaller plan wait for one another for longer than they help.
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
    clock: Callable[[], pd.Timestamp] = moments.now
    mirror: Path | None = None
    workers: int = 2
    spread_from: int = SPREAD_FROM


class Made(NamedTuple):
    """A saved plan, the policy under which it was made, and its numbers (of `summarise`)."""

    plan: Plan
    policy: Policy
    summary: Mapping[str, Any]


def make_and_save_plan(request: PlanRequest, progress: Progress | None = None) -> Made:
    """Reads the source, makes the plan and saves its bundle.

    The bundle is saved before the caps are checked: who must raise a cap has to see what it would let through.

    Raises:
        UsageError: options, policy or output folder. InputError: a source or list that cannot be read.
        BrakeError: a list that is too old (nothing is saved). Caps are for `check_brakes`: the bundle is saved first.
    """
    bundle.check_target(request.out, replace=request.replace)
    policy_file = policy_file_of(request)
    joining = _joining(request.only)
    policy = asking_only(policies.load(policy_file), (*request.asks_only, *joining))
    rules = rules_named(all_rules(), (*request.only, *joining))
    _check_raised(request.raised_caps)
    snapshot, findings, inputs = _gathered(request, policy, policy_file, progress)
    with execution_on(policy.execution):
        plan = make_plan(
            snapshot, policy, rules, inputs=inputs, source=request.source.as_posix(), version=version(PACKAGE),
            findings=findings, raised_caps=request.raised_caps, progress=progress,
        )  # fmt: skip
    summary = save(plan, policy, request.out, replace=request.replace)
    if is_org(request.source):
        from hygiene.planning_memory import note_plan

        note_plan(plan, request.clock)
    return Made(plan, policy, summary)


def _joining(only: tuple[str, ...]) -> tuple[str, ...]:
    """Pairing rules that were not asked for and join all the same, to ask only.

    A rule that is told of open cases, such as that on opt-outs, would else take each record for a person of its own.
    """
    sees_cases = any(rule.sees_cases for rule in rules_named(all_rules(), only))
    return tuple(rule for rule in PAIRING_RULES if rule not in only) if only and sees_cases else ()


def _check_raised(raised: Mapping[str, int]) -> None:
    known = sorted(rule.name for rule in all_rules())
    for name in raised:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"; is it {near[0]}?" if near else f": {', '.join(known)}."
            raise UsageError(f"--raise-cap {name}: there is no such rule{hint}")


def policy_file_of(request: PlanRequest) -> Path | None:
    """The policy asked for, else the `policy.yaml` that lies beside the files, else none (the shipped default)."""
    return policy_beside(request.source, request.policy_file)


def policy_beside(source: Path, policy_file: Path | None) -> Path | None:
    """The policy file that is named, else the `policy.yaml` beside the files of this source, else none."""
    beside = source / "policy.yaml"
    if policy_file is None and beside.is_file():
        return beside
    return policy_file


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


def save(plan: Plan, policy: Policy, folder: Path, *, replace: bool) -> Mapping[str, Any]:
    """Writes the bundle: tables, summary, report, policy and manifest, all at once or not at all. Gives the summary."""
    files, summary = files_of(plan, policy)
    bundle.write_bundle(folder, files, replace=replace)
    return summary


def _gathered(
    request: PlanRequest, policy: Policy, policy_file: Path | None, progress: Progress | None
) -> tuple[Snapshot, pd.DataFrame, tuple[Input, ...]]:
    extract = open_source(request.source, policy, request.now, progress, request.mirror)
    start_beside()
    as_of = request.as_of or extract.extracted_at or request.now
    lists = read_dnc_lists(request.dnc, policy, policy_file.parent if policy_file else None, as_of)
    snapshot, findings = validate(
        extract.tables, extract.given, extract.quarantine, policy=policy, as_of=as_of, dnc_lists=lists
    )
    decided = _decided(request, policy, extract.decisions)
    records = sum(len(snapshot.table(name)) for name in PEOPLE)
    workers = request.workers if records >= request.spread_from else 1
    snapshot = replace(snapshot, **decided, suppressions=known_suppressions(as_of), workers=workers)
    return snapshot, outputs.stack("findings", [extract.findings, findings]), extract.inputs


def _decided(request: PlanRequest, policy: Policy, beside: pd.DataFrame) -> dict[str, Any]:
    """The fields `decisions` and `choices` of the snapshot. beside: decisions that came with the source."""
    decisions, choices = beside, Choices()
    if request.decisions is not None:
        review = read_review(request.decisions)
        check_decisions(review, policy.survivorship)
        decisions, choices = joined(beside, decisions_of(review)), choices_of(review)
    if is_org(request.source):
        # A plan of files needs no ledger, and does not pay for its import.
        from hygiene.planning_memory import with_earlier_decisions

        decisions = with_earlier_decisions(request.clock, decisions)
    return {"decisions": decisions, "choices": choices}


def check_brakes(plan: Plan) -> None:
    """Nothing when every cap holds.

    Raises:
        BrakeError: with the numbers and the way on.
    """
    check_caps(plan.caps)
