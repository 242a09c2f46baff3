"""The survivor's values: `update` rows on the masters, each with the record it comes from and why.

Domain rules, section 5. Order of say: consent (`merging.consent`, which no setting touches), then a field named in
the policy, then a group of fields that stay together, then the policy's default.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from hygiene.changes import stack_changes, updates
from hygiene.merging import consent
from hygiene.merging.members import NONE, Members, Rows
from hygiene.merging.strategies import Pick, Standing, pick
from hygiene.normalize.word_list import words
from hygiene.policy.models import Survivorship
from schemas.columns import OBJECTS, TEXT, Kind

# Salesforce keeps these itself; none can be set by a merge.
_SYSTEM: Final = words(
    """
    Id MasterRecordId CreatedDate CreatedById LastModifiedDate SystemModstamp IsDeleted IsConverted
    ConvertedContactId ConvertedOpportunityId LastActivityDate
    """
)
# A parent filled in from a loser could be the master itself, or stand below it.
_NEVER_FILLED: Final = frozenset({"ParentId"})


@dataclass(frozen=True)
class Survivors:
    """Update rows for the masters, and what in the end stands in each field.

    changes: table `changes`. values: field -> the surviving value of each group (by group number), for every field
    that a loser could have lost.
    """

    changes: pd.DataFrame
    values: dict[str, pd.Series]


def survivors(
    members: Members, masters: Rows, settings: Survivorship, given: Collection[str], as_of: pd.Timestamp, tier: str
) -> Survivors:
    """What survives in every group.

    given: the columns that the source really had of the masters' object. A field it had not is left alone: nobody knows
    what stands there. Consent and the merge stamp are written all the same, since leaving them out does harm.
    """
    standing = Standing(members, masters)
    known = frozenset(given)
    frames, values = [], {}
    for field, chosen, clears in _picks(standing, settings, known):
        values[field] = _value(standing, field, chosen, clears)
        frames.append(_changed(standing, field, chosen, values[field], tier))
    frames += [_restricted(standing, field, tier) for field in consent.FIELDS if field in members.table.columns]
    if settings.supplemental_email in known & _fields(members):
        field = str(settings.supplemental_email)
        chosen = _supplemental(standing, field, values.get("Email", _of_masters(standing, "Email")))
        values[field] = _value(standing, field, chosen)
        frames.append(_changed(standing, field, chosen, values[field], tier))
    if settings.merge_stamp in _fields(members):
        frames.append(_stamped(standing, str(settings.merge_stamp), as_of, tier))
    return Survivors(stack_changes(frames), values)


def not_carried_over(members: Members, masters: Rows, kept: dict[str, pd.Series]) -> pd.Series:
    """For each row the fields whose value does not survive, joined by `, `; NA for none and for masters (TEXT)."""
    lost = pd.Series("", index=members.table.index, dtype=TEXT)
    for field, values in kept.items():
        final = values.take(members.group).reset_index(drop=True)
        differs = members.filled(field) & (members.table[field] != final).fillna(True).to_numpy(dtype=bool)
        differs[masters] = False
        if differs.any():
            lost = lost.mask(differs, (lost + ", ").where(lost != "", "") + field)
    return lost.mask(lost == "", pd.NA).astype(TEXT)


def _fields(members: Members) -> frozenset[str]:
    return frozenset(members.table.columns)


def _picks(standing: Standing, settings: Survivorship, known: frozenset[str]) -> Iterator[tuple[str, Pick, bool]]:
    """Every field that may change, what was picked for it, and whether nothing picked means empty."""
    apart = _SYSTEM | set(consent.FIELDS) | {settings.supplemental_email, settings.merge_stamp}
    fields = [f for f in OBJECTS[standing.members.object_name] if f.name in known - apart]
    grouped = set()
    for name, together in settings.groups.items():
        of_object = [f.name for f in fields if f.name in together and f.name not in settings.fields]
        grouped.update(of_object)
        if of_object:
            chosen = _from_one_record(standing, name, of_object)
            yield from ((field, chosen, True) for field in of_object)
    for field in fields:
        if field.name not in grouped and standing.members.table[field.name].notna().any():
            strategy = _strategy(settings, field.name, field.kind)
            yield field.name, pick(standing, field.name, strategy), strategy == "with_source"


def _strategy(settings: Survivorship, field: str, kind: Kind) -> str:
    """The policy's strategy; texts cannot be joined into what is no text, so such a field is filled."""
    if field in _NEVER_FILLED:
        return "master"
    strategy = settings.fields.get(field, settings.default)
    joins = strategy in ("union", "concatenate")
    return "fill" if joins and kind not in ("text", "phone") else strategy


def _from_one_record(standing: Standing, name: str, fields: list[str]) -> Pick:
    """All fields from the record that has most of them; of equal ones from the master, then from the newest."""
    order = standing.best(-standing.members.completeness_of(fields))
    words = name.replace("_", " ")
    return Pick(standing.members.first(order), f"the {words} stays together, from the record that has most of it")


def _value(standing: Standing, field: str, chosen: Pick, clears: bool = False) -> pd.Series:
    """The surviving value of each group; the master's where nothing was picked."""
    column, own = standing.members.table[field], _of_masters(standing, field)
    if chosen.made is not None:
        return chosen.made.reset_index(drop=True).astype(column.dtype).fillna(own)
    found = column.take(np.where(chosen.rows == NONE, standing.masters, chosen.rows)).reset_index(drop=True)
    return found if clears else found.fillna(own)


def _of_masters(standing: Standing, field: str) -> pd.Series:
    return standing.members.table[field].take(standing.masters).reset_index(drop=True)


def _changed(standing: Standing, field: str, chosen: Pick, new: pd.Series, tier: str) -> pd.DataFrame:
    old = _of_masters(standing, field)
    differs = (old != new).fillna(True).to_numpy(dtype=bool) & ~(old.isna() & new.isna()).to_numpy(dtype=bool)
    groups = np.flatnonzero(differs)
    source = standing.members.table["Id"].take(chosen.rows[groups]).reset_index(drop=True)
    new_values = new.take(groups).reset_index(drop=True)
    said = "From " + source + ": " + chosen.how + "."
    said = said.mask(new_values.isna(), "Emptied, as " + source + " has none: " + chosen.how + ".")
    return _update_rows(standing, field, groups, new_values, said, source, tier)


def _restricted(standing: Standing, field: str, tier: str) -> pd.DataFrame:
    groups, values, reason = consent.carried(standing.members, standing.masters, field)
    return _update_rows(standing, field, groups, values, reason, None, tier)


def _supplemental(standing: Standing, field: str, email: pd.Series) -> Pick:
    """The master's own; else another e-mail of the group, newest first; else another's supplemental one."""
    members, order = standing.members, standing.master_then_newest
    kept = _lower(email).take(members.group).reset_index(drop=True)
    other = {
        name: members.first(order, members.filled(name) & (_lower(members.table[name]) != kept).to_numpy(dtype=bool))
        for name in ("Email", field)
    }
    has_own = members.filled(field)[standing.masters]
    from_email = ~has_own & (other["Email"] != NONE)
    rows = np.where(has_own, standing.masters, np.where(from_email, other["Email"], other[field]))
    emails, supplemental = (members.table[name].take(rows).reset_index(drop=True) for name in ("Email", field))
    values = emails.where(from_email, supplemental).mask(rows == NONE, pd.NA)
    return Pick(rows, "an e-mail of the group that is not the survivor's first one", values)


def _lower(texts: pd.Series) -> pd.Series:
    return texts.fillna("").str.strip().str.lower()


def _stamped(standing: Standing, field: str, as_of: pd.Timestamp, tier: str) -> pd.DataFrame:
    """The stamp on every survivor that does not have it yet."""
    due = (_of_masters(standing, field) != as_of).fillna(True).to_numpy(dtype=bool)
    groups = np.flatnonzero(due)
    stamp = pd.Series(as_of, index=pd.RangeIndex(len(groups)), dtype=standing.members.table[field].dtype)
    return _update_rows(standing, field, groups, stamp, "The moment of the merge.", None, tier)


def _update_rows(
    standing: Standing,
    field: str,
    groups: Rows,
    new: pd.Series,
    reason: pd.Series | str,
    source: pd.Series | None,
    tier: str,
) -> pd.DataFrame:
    at = standing.masters[groups]
    table = standing.members.table
    ids, old = (table[name].take(at).reset_index(drop=True) for name in ("Id", field))
    return updates(standing.members.object_name, ids, field, old, new, reason, evidence=source, tier=tier)
