"""What the page asks for, as functions of plain data: the queue, a case, decisions, search, undo, what-if."""

import hashlib
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import pandas as pd

from hygiene.decided import CELLS, Decided
from hygiene.decision_store import DecisionStore, Saved, Wish
from hygiene.errors import UsageError
from hygiene.manifest import moment_text
from hygiene.report.wording import moment
from hygiene.review import faults_of
from hygiene.review_page import threshold_view
from hygiene.review_page.case_book import CaseBook
from hygiene.review_page.case_view import case_view
from hygiene.review_page.outcome import outcome_of_all
from hygiene.review_page.queue import queue, rule_label
from schemas.outputs import DECISIONS

LONGEST_NOTE: Final = 2000


@dataclass(frozen=True)
class Desk:
    """A plan's cases and where their decisions are kept.

    by: who decides. now: the clock. acts: numbers what was done.
    """

    book: CaseBook
    store: DecisionStore
    by: str
    now: Any
    acts: Any = field(default_factory=itertools.count)

    @cached_property
    def items(self) -> list[dict[str, Any]]:
        """The queue; the same for everybody."""
        return queue(self.book)

    def opened(self) -> dict[str, Any]:
        """Everything that the page needs to begin."""
        decided, seq = self.store.since(0)
        plan, tiers = self.book.plan, self.book.policy.tiers
        return {
            "plan": {
                "as_of": moment(plan.as_of),
                "digest": plan.digest[:12],
                "source": plan.source,
                "folder": self.store.path.parent.as_posix(),
            },
            "by": self.by,
            "rules": {rule: rule_label(rule) for rule in sorted({item["rule"] for item in self.items})},
            "cases": self.items,
            "decided": _as_json(decided),
            "seq": seq,
            "tiers": {"auto": tiers.auto, "review": tiers.review},
        }

    def case(self, case_id: str) -> dict[str, Any]:
        """One case, as it stands now.

        Raises:
            UsageError: no such case.
        """
        self._known(case_id)
        around = [case_id, *self.book.sharing.get(case_id, ())]
        return case_view(self.book, case_id, self.store.of(around))

    def since(self, seq: int) -> dict[str, Any]:
        """What anybody decided after this point."""
        decided, now = self.store.since(seq)
        return {"decided": _as_json(decided), "seq": now}

    def decide(self, session: str, cases: Sequence[tuple[str, int]], cells: Mapping[str, str]) -> dict[str, Any]:
        """Writes these cells into the cases, each with the version that was looked at.

        Raises:
            UsageError: a cell that may not hold that; nothing is saved then.
        """
        for case_id, stands in self.store.of(case_id for case_id, _ in cases).items():
            self._check(case_id, stands, cells)
        wishes = [Wish(case_id, seen, cells) for case_id, seen in cases]
        return _answer(self.store.save(self._act(session), self.by, moment_text(self.now()), wishes))

    def undo(self, session: str) -> dict[str, Any]:
        """Takes the last thing back that was done in this session."""
        saved = self.store.undo(_sitting(session), self.by, moment_text(self.now()))
        return {"nothing": True} if saved is None else _answer(saved)

    def search(self, words: str) -> list[str]:
        """The cases of which every word stands in some value, id or note, in the order of the queue."""
        wanted = words.lower().split()
        notes = {case: decided.note.lower() for case, decided in self.store.all().items()}
        return [
            item["id"]
            for item in self.items
            if all(word in self._texts[item["id"]] or word in notes.get(item["id"], "") for word in wanted)
        ]

    def outcome(self) -> dict[str, int]:
        """How many approved cases could be applied now, and how many wait for a new plan."""
        return outcome_of_all(self.book, self.store.all())

    def what_if(self, auto: float, review: float) -> dict[str, Any]:
        """Cases and pairs in each tier at these thresholds.

        Raises:
            UsageError: thresholds out of order, or below the plan's own.
        """
        return threshold_view.at(self.book, self.items, auto, review)

    def warm(self) -> None:
        """Works out what the first visitor would wait for."""
        _ = self.items, self._texts

    @cached_property
    def _texts(self) -> dict[str, str]:
        """Case id -> everything that can be searched, in small letters."""
        told: dict[str, list[str]] = {case: [case] for case in self.book.cases}
        spelled = {
            record: "\n".join(str(value) for value in row.values() if not pd.isna(value)).lower()
            for record, row in self.book.records.items()
        }
        for case, record in self.book.members.itertuples(index=False, name=None):
            told[case].append(spelled.get(record, record.lower()))
        return {case: "\n".join(parts) for case, parts in told.items()}

    def _check(self, case_id: str, stands: Decided, cells: Mapping[str, str]) -> None:
        self._known(case_id)
        if set(cells) - set(CELLS):
            raise UsageError("The page asked for a cell that does not exist; load it again.")
        if cells.get("decision", "") not in ("", *DECISIONS):
            raise UsageError(f"A decision is {', '.join(DECISIONS)}, or empty.")
        if len(cells.get("note", "")) > LONGEST_NOTE:
            raise UsageError(f"A note has at most {LONGEST_NOTE:,} characters; shorten it.")
        meant = {name: cells.get(name, getattr(stands, name)) for name in CELLS}
        row = {**self.book.cases[case_id], **{name: value or None for name, value in meant.items()}}
        chosen = any(meant[name] for name in ("leave_out", "master", "values"))
        for fault in faults_of(row, self.book.policy.survivorship) if chosen else ():
            raise UsageError(fault)

    def _known(self, case_id: str) -> None:
        if case_id not in self.book.cases:
            raise UsageError("The plan has no such case; load the page again.")

    def _act(self, session: str) -> str:
        return f"{_sitting(session)}{next(self.acts)}"


def _sitting(session: str) -> str:
    """How the acts of a session begin; the session itself is a secret."""
    return f"{hashlib.sha256(session.encode()).hexdigest()[:12]}/"


def _answer(saved: Saved) -> dict[str, Any]:
    return {"saved": _as_json(saved.saved), "refused": _as_json(saved.refused)}


def _as_json(decided: Mapping[str, Decided]) -> dict[str, Any]:
    return {case: one.as_json() for case, one in decided.items()}
