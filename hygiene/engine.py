"""From a snapshot to a plan: the rules in order, each on what the rules before it would leave behind.

A merge can bring together what makes a further match, so the rules run in rounds until a round proposes nothing
automatic. Hence a plan of the applied plan is empty, up to `MAX_ROUNDS`; the report says so.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.ahead import prepared
from hygiene.apply_changes import apply_changes
from hygiene.case_records import records_of
from hygiene.changes import stack_changes, with_ids
from hygiene.guard import read_caps
from hygiene.merging.texts import positions
from hygiene.plan import Input, Plan
from hygiene.plan_digest import digest_of
from hygiene.policy import Policy, digest
from hygiene.population import population_of
from hygiene.progress import Progress
from hygiene.rules import MalformedRuleError, Proposal, Rule
from hygiene.shown import Shown, shown
from hygiene.snapshot import Snapshot
from hygiene.windowed import windowed
from schemas import outputs
from schemas.columns import TEXT
from schemas.values import to_text

MAX_ROUNDS: Final = 6


@dataclass(frozen=True)
class Round:
    """What all rules proposed in one pass over a snapshot.

    before: that snapshot; of rounds that another one followed it is None, since a large org's fills a gigabyte.
    shown: what each rule looked at. brief: rules whose cases are not written out.
    """

    proposals: Mapping[str, Proposal]
    before: Snapshot | None
    shown: Mapping[str, Shown] = field(default_factory=dict)
    brief: frozenset[str] = frozenset()

    @property
    def is_automatic(self) -> bool:
        """Whether something changes without a person."""
        return any(proposal.is_automatic for proposal in self.proposals.values())

    def said(self, rule: str, snapshot: Snapshot) -> Proposal | None:
        """The rule's whole proposal, if what it was shown is what the snapshot shows."""
        is_known = rule not in self.brief and self.shown[rule].is_again(snapshot)
        return self.proposals[rule] if is_known else None


def make_plan(
    snapshot: Snapshot,
    policy: Policy,
    rules: Sequence[Rule],
    *,
    inputs: tuple[Input, ...] = (),
    source: str = "",
    version: str = "",
    findings: pd.DataFrame | None = None,
    raised_caps: Mapping[str, int] | None = None,
    progress: Progress | None = None,
) -> Plan:
    """The plan of one run: every change, pair, finding, verdict, quarantined value and review case, with its digest.

    findings: what reading and validating had to tell. raised_caps: rule -> number allowed in this run only.
    Caps are read, not enforced: `guard.check_caps` does that once the plan is saved.
    """
    # Nothing of a plan that came to no end is taken over: it may have been made under another policy.
    snapshot.memo.clear()
    rounds = _rounds(snapshot, policy, rules, progress)
    # Of a large org what was worked out for the rules fills a gigabyte, and nothing after them reads it.
    snapshot.memo.clear()
    return _plan_of(rounds, snapshot, policy, inputs, source, version, findings, raised_caps or {})


def plan_of_proposal(
    snapshot: Snapshot, policy: Policy, name: str, proposal: Proposal, *, source: str, version: str,
    raised_caps: Mapping[str, int] | None = None,
) -> Plan:  # fmt: skip
    """A plan of one proposal that no rule made, such as an undo: the same tables, caps and digest as any plan."""
    whole = replace(proposal, changes=completed(proposal.changes, name, snapshot))
    only = [Round({name: whole}, snapshot)]
    return _plan_of(only, snapshot, policy, (), source, version, None, raised_caps or {})


def _plan_of(
    rounds: Sequence[Round], snapshot: Snapshot, policy: Policy, inputs: tuple[Input, ...], source: str, version: str,
    findings: pd.DataFrame | None, raised_caps: Mapping[str, int],
) -> Plan:  # fmt: skip
    tables = _tables(rounds, snapshot, findings)
    sizes = {name: len(table) for name, table in snapshot.tables.items()}
    plan = Plan(
        tables=tables,
        inputs=inputs,
        as_of=snapshot.as_of,
        policy_digest=digest(policy),
        version=version,
        source=source,
        caps=read_caps(tables["changes"], sizes, policy.caps, raised_caps),
        facts=_facts(rounds),
        given={name: snapshot.given[name] for name in outputs.REVIEWED if name in snapshot.given},
        decisions=snapshot.decisions,
    )
    population, digest_ = _all_of(
        snapshot, lambda: population_of(snapshot, policy, tables["changes"]), lambda: digest_of(plan)
    )
    return replace(plan, population=population, digest=digest_)


def _all_of(snapshot: Snapshot, *makers: Callable[[], Any]) -> list[Any]:
    """What each of them makes, with as many threads as the run has workers."""
    return list(windowed(lambda make: make(), makers, snapshot.workers))


def _rounds(snapshot: Snapshot, policy: Policy, rules: Sequence[Rule], progress: Progress | None) -> list[Round]:
    rounds: list[Round] = []
    while not rounds or (rounds[-1].is_automatic and len(rounds) < MAX_ROUNDS):
        rounds = [replace(each, before=None) for each in rounds]
        latest = rounds[-1] if rounds else None
        this, snapshot = _one_round(snapshot, policy, rules, latest, len(rounds) + 1, progress)
        rounds = [*(_followed(each) for each in rounds), this]
        del this  # while another round runs, the tables that this one began with are let go
    return rounds


def _followed(earlier: Round) -> Round:
    """What stays of a round when another one follows: what it changed by itself; the rest is proposed anew."""
    return Round({rule: _automatic(proposal) for rule, proposal in earlier.proposals.items()}, None)


def _one_round(
    snapshot: Snapshot, policy: Policy, rules: Sequence[Rule], latest: Round | None, number: int,
    progress: Progress | None,
) -> tuple[Round, Snapshot]:  # fmt: skip
    """What the rules propose, and the snapshot that their automatic changes leave. latest: the round before.

    Once something automatic is proposed another round follows, which asks anew: no case need be written out here.
    """
    proposals: dict[str, Proposal] = {}
    late: dict[str, Callable[[], Proposal]] = {}
    looked_at, brief, before = {}, set(), snapshot
    snapshot = replace(snapshot, undecided=frozenset(), before=snapshot.extracted)
    undecided: frozenset[str] = frozenset()
    is_followed = False
    with prepared(rules, snapshot, policy) as ready:
        for done, rule in enumerate(rules):
            if progress is not None:
                progress(f"round {number}: {rule.name}", done, len(rules))
            ready(rule)
            snapshot = replace(snapshot, undecided=undecided if rule.sees_cases else frozenset())
            looked_at[rule.name] = shown(snapshot)
            ask = partial(_answer, rule, snapshot, policy, latest)
            if rule.tells_only:
                proposals[rule.name], late[rule.name] = Proposal(), ask
                continue
            proposal = ask()
            is_followed = number < MAX_ROUNDS and (is_followed or proposal.is_automatic)
            if proposal.in_full is not None:
                brief.add(rule.name)
                late |= {} if is_followed else {rule.name: partial(_in_full, proposal, rule.name, snapshot)}
            changes = completed(proposal.changes, rule.name, snapshot)
            proposals[rule.name] = replace(proposal, changes=changes, in_full=None)
            undecided |= proposal.asked
            snapshot = apply_changes(snapshot, changes[changes["tier"] == "auto"])
            del proposal
    if is_followed:
        late = {name: ask for name, ask in late.items() if name not in brief}
    told = dict(zip(late, _all_of(snapshot, *late.values()), strict=True))
    return Round({**proposals, **told}, before, looked_at, frozenset(brief if is_followed else ())), snapshot


def _answer(rule: Rule, snapshot: Snapshot, policy: Policy, latest: Round | None) -> Proposal:
    """What the rule proposes, or proposed in the round before if it was shown the same.

    Raises:
        MalformedRuleError: a rule that only tells proposes something.
    """
    proposal = (latest and latest.said(rule.name, snapshot)) or rule.propose(snapshot, policy)
    if rule.tells_only and (len(proposal.changes) or proposal.asked or proposal.in_full):
        raise MalformedRuleError(f"{rule.name} proposes something, though it says that it only tells")
    return proposal


def _in_full(proposal: Proposal, rule: str, snapshot: Snapshot) -> Proposal:
    told = proposal.full()
    return replace(told, changes=completed(told.changes, rule, snapshot), in_full=None)


def _automatic(proposal: Proposal) -> Proposal:
    changes, pairs = proposal.changes, proposal.pairs
    return replace(
        proposal, changes=changes[changes["tier"] == "auto"], pairs=pairs[pairs["tier"] == "auto"],
        review=outputs.empty("review"),
    )  # fmt: skip


def completed(changes: pd.DataFrame, rule: str, snapshot: Snapshot) -> pd.DataFrame:
    """The rule's changes with its name and the drift stamp of their records."""
    if changes.empty:
        return changes
    stamps = pd.Series(pd.NA, index=changes.index, dtype=TEXT)
    for name, rows in changes.groupby("object"):
        table = snapshot.table(str(name))
        at = positions(rows["record_id"], table["Id"])
        modified = table["SystemModstamp"].fillna(table["LastModifiedDate"]).take(at[at >= 0])
        stamps.loc[rows.index[at >= 0]] = to_text(modified).array
    return changes.assign(rule=pd.Series(rule, index=changes.index, dtype=TEXT), last_modified=stamps)


def _tables(rounds: Sequence[Round], snapshot: Snapshot, findings: pd.DataFrame | None) -> Mapping[str, pd.DataFrame]:
    last = rounds[-1].proposals
    found = [_named(proposal.findings, rule) for each in rounds for rule, proposal in each.proposals.items()]
    told = outputs.stack("findings", [*([] if findings is None else [findings]), *found])
    verdicts = outputs.stack("verdicts", [p.verdicts for each in rounds for p in each.proposals.values()])
    pairs = [proposal.pairs for each in rounds for proposal in each.proposals.values()]
    cases = _sorted(outputs.stack("review", [p.review for p in last.values()]), ["rule", "case_id"])
    by_record = ["left_object", "right_object", "left_id", "right_id"]
    tables: dict[str, Callable[[], pd.DataFrame]] = {
        "changes": lambda: _all_changes(rounds),
        "pairs": lambda: _sorted(outputs.stack("pairs", pairs), by_record),
        "findings": lambda: _latest(told, ["rule", "object", "record_id", "field", "code"]),
        "verdicts": lambda: _latest(verdicts, ["object", "record_id"]),
        "quarantine": lambda: _sorted(snapshot.quarantine, ["object", "row", "record_id", "field", "check"]),
        "review": lambda: cases,
        "records": lambda: records_of(cases, rounds[-1].before or snapshot),
    }
    return dict(zip(tables, _all_of(snapshot, *tables.values()), strict=True))


def _all_changes(rounds: Sequence[Round]) -> pd.DataFrame:
    """Every round's automatic changes and the last round's review cases, in the order in which they are applied."""
    proposals = [proposal for each in rounds for proposal in each.proposals.values()]
    by = ["object", "record_id", "action", "field"]
    return with_ids(stack_changes([_sorted(proposal.changes, by) for proposal in proposals]))


def _named(findings: pd.DataFrame, rule: str) -> pd.DataFrame:
    return findings.assign(rule=pd.Series(rule, index=findings.index, dtype=TEXT))


def _latest(table: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """One row a key, the one of the latest round, sorted by the key."""
    return _sorted(table.drop_duplicates(key, keep="last"), key)


def _sorted(table: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The rows in the order of those columns, missing first, ties as they stand; by Arrow, which is faster."""
    keys = pa.table({name: pa.array(table[name]) for name in by})
    order = pc.sort_indices(keys, [(name, "ascending", "at_start") for name in by]).to_numpy()
    return table.take(order).reset_index(drop=True)


def _facts(rounds: Sequence[Round]) -> Mapping[str, Mapping[str, object]]:
    """The first round's facts of each rule, and what was left in the last one, with the number of rounds."""
    first, last = rounds[0].proposals, rounds[-1].proposals
    facts: dict[str, Mapping[str, object]] = {"engine": {"rounds": len(rounds), "settled": not rounds[-1].is_automatic}}
    for rule, proposal in first.items():
        left = last[rule].facts.get("duplicates_after")
        overlay = {} if left is None else {"duplicates_after": left, "review_cases": last[rule].facts["review_cases"]}
        facts[rule] = {**proposal.facts, **overlay}
    return facts


def rules_named(rules: Iterable[Rule], names: Sequence[str]) -> tuple[Rule, ...]:
    """The rules of those names, or all when no name is given.

    Raises:
        UsageError: a name that no rule has.
    """
    from hygiene.errors import UsageError

    every = tuple(rules)
    unknown = sorted(set(names) - {rule.name for rule in every})
    if unknown:
        known = ", ".join(rule.name for rule in every)
        raise UsageError(f"No rule is named {', '.join(unknown)}; the rules are {known}.")
    return tuple(rule for rule in every if not names or rule.name in names)
