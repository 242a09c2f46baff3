"""What the records that a run wrote to should look like now: their before-images with what was written. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from hygiene.apply.journal import Receipt
from hygiene.apply.receipts import WITHOUT_SOURCE
from hygiene.apply.steps import SOURCE, Step
from hygiene.apply_changes import LOOKUPS
from hygiene.images import Before
from schemas.columns import TEXT

UNPREDICTED: Final = frozenset(
    {"SystemModstamp", "LastModifiedDate", "LastActivityDate", "CreatedDate", "CreatedById", "IsDeleted"}
)
"""What an org sets itself: stamps, the roll-up of activities, and of a merge the oldest record's creation."""
_MOVES_WITH_CONVERSION: Final = frozenset({"Task", "Event"})
_LOOKUPS: Final = frozenset(f"{name}.{column}" for name, lookups in LOOKUPS.items() for column, _ in lookups)
_CELL: Final = ("object", "record_id", "field")


@dataclass(frozen=True)
class Predicted:
    """All TEXT.

    standing: `object`, `record_id` of records that are there. fields: `object`, `record_id`, `field`, `value` (plan
    text) of them, as far as there is an image or it was written. leaving: `object`, `record_id`, `fate` (`bin`, `gone`,
    `converted`), `into_id`. children: `object`, `record_id`, `field`, `parent_id` of children that were moved.
    """

    standing: pd.DataFrame
    fields: pd.DataFrame
    leaving: pd.DataFrame
    children: pd.DataFrame


def predicted(steps: Sequence[Step], receipts: Iterable[Receipt], before: Before) -> Predicted:
    """What the applied steps should have left. before: the images of the run; who has none is compared by less."""
    codes = {receipt.step_id: receipt.code for receipt in receipts if receipt.status == "applied"}
    applied = [step for step in steps if step.step_id in codes]
    leaving = _leaving(applied)
    touched = dict.fromkeys(place for step in applied for place in step.records)
    standing = [place for place in touched if place not in leaving]
    written = _written(applied, codes)
    return Predicted(
        standing=_table(standing, "object", "record_id"),
        fields=_followed(_fields(before.fields, written, set(standing)), leaving),
        leaving=_table([(*place, *fate) for place, fate in leaving.items()], "object", "record_id", "fate", "into_id"),
        children=_children(before.children, leaving, set(written)),
    )


def _leaving(applied: Iterable[Step]) -> dict[tuple[str, str], tuple[str, str | None]]:
    """Record -> its fate and whom it went into; whoever was deleted and then erased is gone."""
    found: dict[tuple[str, str], tuple[str, str | None]] = {}
    for step in applied:
        if step.kind == "merge":
            found.update({(step.object, loser): ("bin", step.record_ids[0]) for loser in step.record_ids[1:]})
        if step.kind == "convert":
            found[step.object, step.record_ids[0]] = ("converted", step.record_ids[1])
        if step.kind in ("delete", "erase"):
            found[step.object, step.record_ids[0]] = ("bin" if step.kind == "delete" else "gone", None)
    return found


def _written(applied: Iterable[Step], codes: Mapping[str, str]) -> dict[tuple[str, str, str], str | None]:
    """The last value that was written to each cell."""
    return {
        (*step.target, name): value
        for step in applied
        for name, value in step.fields.items()
        if not (name == SOURCE and codes[step.step_id] == WITHOUT_SOURCE)
    }


def _fields(
    images: pd.DataFrame, written: Mapping[tuple[str, str, str], str | None], standing: set[tuple[str, str]]
) -> pd.DataFrame:
    own = _table([(*cell, value) for cell, value in written.items()], *_CELL, "value")
    every = pd.concat([images[list(own.columns)], own], ignore_index=True).drop_duplicates(list(_CELL), keep="last")
    stands = pd.MultiIndex.from_frame(every[["object", "record_id"]]).isin(standing)
    return every[stands & ~every["field"].isin(UNPREDICTED)].reset_index(drop=True)


def _followed(fields: pd.DataFrame, leaving: Mapping[tuple[str, str], tuple[str, str | None]]) -> pd.DataFrame:
    """Lookups to a record that went into another one name that one; nothing is said of those to one that is gone."""
    fate_of = {record: fate for (_, record), fate in leaving.items()}
    place = fields["object"] + "." + fields["field"]
    lookup = place.isin(_LOOKUPS) & fields["value"].isin(fate_of.keys())
    ends = [_belongs_to(name, at, fate_of) for name, at in fields.loc[lookup, ["object", "value"]].itertuples(False)]
    value = fields["value"].copy()
    value[lookup] = pd.array(ends, dtype=TEXT)
    # Whoever was the child of its own loser has no parent.
    own = lookup & (value == fields["record_id"]).fillna(False)
    return fields.assign(value=value.mask(own, pd.NA))[~lookup | value.notna()].reset_index(drop=True)


def _children(
    before: pd.DataFrame, leaving: Mapping[tuple[str, str], tuple[str, str | None]], written: set[tuple[str, str, str]]
) -> pd.DataFrame:
    """Children of losers and converted leads by whom they belong to at last; none of a parent that is gone."""
    fate_of = {record: fate for (_, record), fate in leaving.items()}
    rows = []
    for name, child, field, parent in before.itertuples(index=False):
        at = _belongs_to(name, parent, fate_of)
        if at not in (None, parent, child) and (name, child, field) not in written and child not in fate_of:
            rows.append((name, child, field, at))
    return _table(rows, "object", "record_id", "field", "parent_id")


def _belongs_to(child: str, parent: str, fate_of: Mapping[str, tuple[str, str | None]]) -> str | None:
    at: str | None = parent
    while at is not None and at in fate_of and (fate_of[at][0] != "converted" or child in _MOVES_WITH_CONVERSION):
        at = fate_of[at][1]
    return at


def _table(rows: Sequence[tuple[str | None, ...]], *columns: str) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(columns), dtype=TEXT)
