"""Approved changes as ordered steps. Pure.

The order never loosens consent: undeletions, restrictions, merges, what a conversion needs, conversions, blanking of
numbers, other updates, deletions, erasures. Where changes set one cell more than once only the last value is written,
as `hygiene.apply_changes` has it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import pandas as pd

from hygiene.merging.consent import FIELDS as CONSENT

Kind = Literal["undelete", "consent", "merge", "prepare", "convert", "blank", "update", "delete", "erase"]

ORDER: Final[tuple[Kind, ...]] = (
    "undelete", "consent", "merge", "prepare", "convert", "blank", "update", "delete", "erase",
)  # fmt: skip
SOURCE: Final = "LeadSource"
"""Locked against updates; a conversion has a way of its own to carry it into the contact."""
MAX_LOSERS: Final = 2
"""Salesforce merges one master with at most two losers a request."""


@dataclass(frozen=True)
class Step:
    """One write whose parts succeed or fail together.

    record_ids: of a merge the master and then its losers, of a conversion the lead and then the contact, else one.
    fields: what is set on the first record (plan text; None clears), of a conversion on the contact.
    stamps: record id -> drift stamp of the plan.
    change_ids: also of changes that need no write of their own, since the step makes them moot (values of a loser).
    """

    step_id: str
    position: int
    kind: Kind
    object: str
    record_ids: tuple[str, ...]
    change_ids: tuple[str, ...]
    fields: Mapping[str, str | None] = field(default_factory=dict)
    stamps: Mapping[str, str] = field(default_factory=dict)

    @property
    def target(self) -> tuple[str, str]:
        """Object and id of the record that `fields` are set on."""
        return ("Contact", self.record_ids[1]) if self.kind == "convert" else (self.object, self.record_ids[0])

    @property
    def records(self) -> tuple[tuple[str, str], ...]:
        """Object and id of each record that the step touches."""
        return tuple((self.target[0] if one == self.target[1] else self.object, one) for one in self.record_ids)


@dataclass
class _Draft:
    """A step while its changes are gathered."""

    kind: Kind
    object: str
    record_ids: tuple[str, ...]
    change_ids: list[str] = field(default_factory=list)
    fields: dict[str, str | None] = field(default_factory=dict)


def steps_of(approved: pd.DataFrame) -> tuple[Step, ...]:
    """The steps that write these rows of table `changes`; each change id stands in exactly one of them.

    Raises:
        ValueError: merges that run in a circle.
    """
    rows = _plain(approved)
    merged = _merge_drafts(rows)
    converted = _convert_drafts(rows)
    drafts = [*merged, *converted, *_removals(rows)]
    drafts += _updates(rows, merged, converted)
    stamps = {row["record_id"]: row["last_modified"] for row in reversed(rows) if row["last_modified"] is not None}
    ranked = sorted(enumerate(drafts), key=lambda pair: (ORDER.index(pair[1].kind), pair[0]))
    return tuple(_step(position, draft, stamps) for position, (_, draft) in enumerate(ranked))


def _plain(changes: pd.DataFrame) -> list[dict[str, str | None]]:
    objects = changes.astype(object)
    columns = [str(name) for name in objects.columns]
    cells = objects.where(objects.notna(), None).itertuples(index=False, name=None)
    return [dict(zip(columns, row, strict=True)) for row in cells]


def _step(position: int, draft: _Draft, stamps: Mapping[str | None, str | None]) -> Step:
    ids = tuple(draft.change_ids)
    digest = hashlib.sha256("\x1f".join([draft.kind, *sorted(ids)]).encode()).hexdigest()[:12]
    own = {record: stamp for record in draft.record_ids if (stamp := stamps.get(record)) is not None}
    return Step(f"s{digest}", position, draft.kind, draft.object, draft.record_ids, ids, draft.fields, own)


def _merge_drafts(rows: Sequence[dict[str, str | None]]) -> list[_Draft]:
    """Losers two by two into their master; whoever is master and then loser is filled before it goes."""
    losers: dict[tuple[str, str], list[dict[str, str | None]]] = defaultdict(list)
    for row in rows:
        if row["action"] == "merge":
            losers[str(row["object"]), str(row["into_id"])].append(row)
    drafts = []
    for name, master in _inner_first(losers):
        for pair in _pairs(losers[name, master]):
            ids = (master, *(str(row["record_id"]) for row in pair))
            drafts.append(_Draft("merge", name, ids, [str(row["change_id"]) for row in pair]))
    return drafts


def _pairs(rows: Sequence[dict[str, str | None]]) -> list[Sequence[dict[str, str | None]]]:
    return [rows[first : first + MAX_LOSERS] for first in range(0, len(rows), MAX_LOSERS)]


def _inner_first(losers: Mapping[tuple[str, str], Sequence[dict[str, str | None]]]) -> Iterator[tuple[str, str]]:
    goes_into = {
        (name, str(row["record_id"])): (name, master) for (name, master), rows in losers.items() for row in rows
    }

    def depth(key: tuple[str, str]) -> int:
        steps = 0
        while key in goes_into:
            key, steps = goes_into[key], steps + 1
            if steps > len(goes_into):
                raise ValueError("merges run in a circle: a record is at once loser and survivor of the same chain")
        return steps

    yield from sorted(losers, key=lambda key: -depth(key))


def _convert_drafts(rows: Sequence[dict[str, str | None]]) -> list[_Draft]:
    return [
        _Draft("convert", str(row["object"]), (str(row["record_id"]), str(row["into_id"])), [str(row["change_id"])])
        for row in rows
        if row["action"] == "convert"
    ]


def _removals(rows: Sequence[dict[str, str | None]]) -> list[_Draft]:
    kinds: dict[str | None, Kind] = {"undelete": "undelete", "delete": "delete", "erase": "erase"}
    return [
        _Draft(kinds[row["action"]], str(row["object"]), (str(row["record_id"]),), [str(row["change_id"])])
        for row in rows
        if row["action"] in kinds
    ]


def _updates(
    rows: Sequence[dict[str, str | None]], merged: Sequence[_Draft], converted: Sequence[_Draft]
) -> list[_Draft]:
    """Update steps, one a record and kind; survivor values and values of losers go into the merge itself."""
    first_of = {draft.record_ids[0]: draft for draft in reversed(merged)}
    leads = {draft.record_ids[0] for draft in converted}
    targets = {draft.record_ids[1]: draft for draft in reversed(converted)}
    going = {loser: draft for draft in merged for loser in draft.record_ids[1:]}
    drafts: dict[tuple[Kind, str], _Draft] = {}
    for cell in _cells(rows):
        last, record = cell[-1], str(cell[-1]["record_id"])
        ids = [str(row["change_id"]) for row in cell]
        if record in going:
            # The master's values win: a loser's are never seen again, and the master's own rows say what survives.
            going[record].change_ids.extend(ids)
            continue
        draft = first_of.get(record) if _survives(last, record in first_of) else None
        if draft is None and last["field"] == SOURCE:
            draft = targets.get(record)
        if draft is None:
            kind = _update_kind(last, record in leads, record in targets)
            draft = drafts.setdefault((kind, record), _Draft(kind, str(last["object"]), (record,)))
        draft.change_ids.extend(ids)
        draft.fields[str(last["field"])] = last["new"]
    return list(drafts.values())


def _cells(rows: Sequence[dict[str, str | None]]) -> list[list[dict[str, str | None]]]:
    """Update rows by record and field, in plan order; the last row's value is the one that stands."""
    cells: dict[tuple[str | None, str | None], list[dict[str, str | None]]] = defaultdict(list)
    for row in rows:
        if row["action"] == "update":
            cells[row["record_id"], row["field"]].append(row)
    return list(cells.values())


def _survives(row: dict[str, str | None], is_master: bool) -> bool:
    """Whether the value is part of a merge: all of a master's but blanked numbers, which follow it as a step."""
    return is_master and not _blanks(row)


def _blanks(row: dict[str, str | None]) -> bool:
    return row["new"] is None and str(row["rule"]).startswith(("dnc_", "returned_"))


def _update_kind(row: dict[str, str | None], is_lead: bool, is_target: bool) -> Kind:
    """A lead that is to be converted is read-only afterwards, and its numbers would fill the contact's empty fields.

    For the same reason a field of the contact is emptied after the conversion.
    """
    if row["field"] in CONSENT:
        return "consent"
    if is_lead or (is_target and row["new"] is not None):
        return "prepare"
    return "blank" if _blanks(row) else "update"
