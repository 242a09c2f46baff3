"""The rules: one file each, found by walking this folder, ordered by stage.

A rule file defines one module-level `RULE`. It proposes and never changes anything; it imports no other rule.
"""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import TYPE_CHECKING

import pandas as pd

from schemas import outputs

if TYPE_CHECKING:
    from hygiene.policy import Policy
    from hygiene.snapshot import Snapshot


@dataclass(frozen=True)
class Proposal:
    """What one rule has to say: tables of `schemas.outputs`, and counts for the report.

    changes may lack `change_id`, `rule` and `last_modified`: the engine fills them.
    findings may lack `rule`. facts: small, JSON-able, free of personal data, shown in the report and `summary.json`.
    asked: ids of records of which a person is asked whether they are one with another. in_full: of a rule that left its
    cases to be written out: the same proposal with them, their prepared changes and every pair.
    """

    changes: pd.DataFrame = field(default_factory=lambda: outputs.empty("changes"))
    pairs: pd.DataFrame = field(default_factory=lambda: outputs.empty("pairs"))
    findings: pd.DataFrame = field(default_factory=lambda: outputs.empty("findings"))
    verdicts: pd.DataFrame = field(default_factory=lambda: outputs.empty("verdicts"))
    review: pd.DataFrame = field(default_factory=lambda: outputs.empty("review"))
    facts: dict[str, object] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    in_full: "Callable[[], Proposal] | None" = None

    @property
    def is_automatic(self) -> bool:
        """Whether something changes without a person."""
        return bool((self.changes["tier"] == "auto").any())

    def full(self) -> "Proposal":
        """With its cases written out; only a plan's last round needs them."""
        return self if self.in_full is None else self.in_full()


@dataclass(frozen=True)
class Rule:
    """A named function that proposes changes, and when its turn comes.

    name: as it stands in `changes.csv`. stage: lower goes first; no two rules share one.
    summary: one sentence for the README and the report. source: `H`, `L` or `P` of the domain rules, with section.
    sees_cases: whether it is told which records stand in open cases (`Snapshot.undecided`); to others none are.
    tells_only: whether it has findings and facts to tell and never proposes anything, so that nobody waits for it.
    prepare: what the rule may do while the rules before it are asked, on the snapshot that they begin with. It leaves
    in the snapshot's memo what spares the rule work, and never changes what it proposes.
    """

    name: str
    stage: int
    summary: str
    source: str
    propose: Callable[["Snapshot", "Policy"], Proposal]
    sees_cases: bool = False
    tells_only: bool = False
    prepare: Callable[["Snapshot", "Policy"], None] | None = None


class MalformedRuleError(TypeError):
    """A file among the rules that does not define a proper, unique RULE (a bug, not user input)."""


def all_rules() -> tuple[Rule, ...]:
    """Every rule of this folder, by stage.

    Raises:
        MalformedRuleError: a file without `RULE`, or two rules with one name or one stage.
    """
    modules = (importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__))
    rules = sorted((_rule_of(module) for module in modules), key=lambda rule: rule.stage)
    for attribute in ("name", "stage"):
        values = [getattr(rule, attribute) for rule in rules]
        doubled = {value for value in values if values.count(value) > 1}
        if doubled:
            raise MalformedRuleError(f"two rules share the {attribute} {doubled}")
    return tuple(rules)


def _rule_of(module: ModuleType) -> Rule:
    rule = getattr(module, "RULE", None)
    if not isinstance(rule, Rule):
        raise MalformedRuleError(f"{module.__name__} must define RULE = Rule(...)")
    return rule
