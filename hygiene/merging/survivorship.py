"""The survivor's values: `update` rows on the masters, each with the record it comes from and why.

Domain rules, section 5. Order of say: consent (`merging.consent`, which no setting touches), then a field named in
the policy, then a group of fields that stay together, then the policy's default.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from hygiene.changes import stack_changes, updates
from hygiene.merging import consent
from hygiene.merging.members import NONE, Members, Rows
from hygiene.merging.strategies import Pick, Standing, pick, with_choice
from hygiene.merging.texts import joined, sentence, taken
from hygiene.normalize.word_list import words
from hygiene.policy.models import Survivorship
from schemas.columns import OBJECTS, TEXT, Kind
from schemas.values import to_text

SYSTEM_FIELDS: Final = words(
    """
    Id MasterRecordId CreatedDate CreatedById LastModifiedDate SystemModstamp IsDeleted IsConverted
    ConvertedContactId ConvertedOpportunityId LastActivityDate
    """
)
"""Salesforce keeps these itself; none can be set by a merge."""
NO_CHOICE: Final[Mapping[str, Collection[str]]] = MappingProxyType({})
# A parent filled in from a loser could be the master itself, or stand below it.
_NEVER_FILLED: Final = frozenset({"ParentId"})


@dataclass(frozen=True)
class Survivors:
    """Update rows for the masters, and what each record loses.

    changes: table `changes`. lost: for each row of the members the fields of which its value does not survive, joined
    by `, `; NA for none and for masters (TEXT).
    """

    changes: pd.DataFrame
    lost: pd.Series


@dataclass(frozen=True)
class _Change:
    """One field in those groups whose master gets another value (parallel; texts as in a plan, RangeIndex)."""

    field: str
    groups: Rows
    new: pd.Series
    reason: pd.Series
    source: Rows


def survivors(
    members: Members, masters: Rows, settings: Survivorship, given: Collection[str], as_of: pd.Timestamp, tier: str,
    chosen: Mapping[str, Collection[str]] = NO_CHOICE,
) -> Survivors:  # fmt: skip
    """What survives in every group.

    given: the columns that the source really had of the masters' object. A field it had not is left alone: nobody knows
    what stands there. Consent and the merge stamp are written all the same, since leaving them out does harm.
    chosen: field -> ids of the records from which a person chose its value; only `choosable` fields are looked at.
    """
    standing = Standing(members, masters)
    picks = dict(_picks(standing, settings, frozenset(given), chosen))
    changes = [_changed(standing, field, chosen) for field, chosen in picks.items()]
    changes += [_restricted(standing, field) for field in consent.FIELDS if field in members.table.columns]
    if settings.merge_stamp in members.table.columns:
        changes.append(_stamped(standing, str(settings.merge_stamp), as_of))
    rows = _as_rows(standing, [change for change in changes if change is not None], tier)
    return Survivors(rows, _lost(standing, picks))


def choosable(object_name: str, settings: Survivorship) -> frozenset[str]:
    """The fields for which a person may say from which record the value comes: never consent, nor what Salesforce or
    the merge itself sets.
    """
    return _open_fields(object_name, settings) - _NEVER_FILLED


def _open_fields(object_name: str, settings: Survivorship) -> frozenset[str]:
    apart = SYSTEM_FIELDS | set(consent.FIELDS) | {settings.supplemental_email, settings.merge_stamp}
    return frozenset(field.name for field in OBJECTS[object_name]) - apart


def _picks(
    standing: Standing, settings: Survivorship, given: frozenset[str], choices: Mapping[str, Collection[str]]
) -> Iterator[tuple[str, Pick]]:
    """Every field that may change, and what was picked for it; the supplemental e-mail comes after the e-mail."""
    members = standing.members
    open_fields = _open_fields(members.object_name, settings) & given
    known = [f for f in OBJECTS[members.object_name] if f.name in open_fields and (members.codes(f.name) >= 0).any()]
    in_group: dict[str, Pick] = {}
    for name, together in settings.groups.items():
        fields = [f.name for f in known if f.name in together and f.name not in settings.fields]
        in_group |= dict.fromkeys(fields, _from_one_record(standing, name, fields))
    email = None
    for field in known:
        strategy = _strategy(settings, field.name, field.kind)
        chosen = in_group.get(field.name) or pick(standing, field.name, strategy)
        if field.name in choices and field.name not in _NEVER_FILLED:
            chosen = with_choice(standing, field.name, chosen, choices[field.name])
        email = chosen if field.name == "Email" else email
        yield field.name, chosen
    if settings.supplemental_email in given & set(members.table.columns):
        yield str(settings.supplemental_email), _supplemental(standing, str(settings.supplemental_email), email)


def _strategy(settings: Survivorship, field: str, kind: Kind) -> str:
    """The policy's strategy; texts cannot be joined into what is no text, so such a field is filled."""
    if field in _NEVER_FILLED:
        return "master"
    strategy = settings.fields.get(field, settings.default)
    joins = strategy in ("union", "concatenate")
    return "fill" if joins and kind not in ("text", "phone") else strategy


def _from_one_record(standing: Standing, name: str, fields: Sequence[str]) -> Pick:
    """All fields from the record that has most of them; of equal ones from the master, then from the newest."""
    order = standing.best(-standing.members.completeness_of(fields))
    label = name.replace("_", " ")
    return Pick(standing.members.first(order), f"the {label} stays together, from the record that has most of it")


def _supplemental(standing: Standing, field: str, email: Pick | None) -> Pick:
    """The master's own; else another e-mail of the group, newest first; else another's supplemental one."""
    members, order = standing.members, standing.master_then_newest
    surviving = standing.masters if email is None else _rows(standing, email)
    first, second = _shared_codes(members.table["Email"], members.table[field])
    kept = first[surviving][members.group]
    other_email = members.first(order, members.filled("Email") & (first != kept))
    other = members.first(order, members.filled(field) & (second != kept))
    has_own = members.filled(field)[standing.masters]
    from_email = ~has_own & (other_email != NONE)
    rows = np.where(has_own, standing.masters, np.where(from_email, other_email, other))
    taken = [members.table[name].take(rows).reset_index(drop=True) for name in ("Email", field)]
    made = taken[0].where(from_email, taken[1]).mask(rows == NONE, pd.NA)
    return Pick(rows, "an e-mail of the group that is not the survivor's first one", made)


def _shared_codes(*texts: pd.Series) -> list[Rows]:
    """Numbers over the columns together: equal numbers, equal texts but for case and outer spaces."""
    joined = pd.concat([text.str.strip().str.lower() for text in texts])
    codes = pd.factorize(joined, use_na_sentinel=True)[0].astype(np.int64)
    return list(np.split(codes, len(texts)))


def _rows(standing: Standing, chosen: Pick) -> Rows:
    """The rows that were picked; the master's where none was."""
    return np.where(chosen.rows == NONE, standing.masters, chosen.rows)


def _changed(standing: Standing, field: str, chosen: Pick) -> _Change | None:
    """What changes in the field; None where nothing does."""
    members = standing.members
    rows, codes, column = _rows(standing, chosen), members.codes(field), members.table[field]
    if chosen.made is None:
        groups = np.flatnonzero(codes[rows] != codes[standing.masters])
    else:
        old = column.take(standing.masters).reset_index(drop=True)
        groups = np.flatnonzero((chosen.made.notna() & (chosen.made != old).fillna(True)).to_numpy(dtype=bool))
    if not len(groups):
        return None
    new = column.take(rows[groups]) if chosen.made is None else chosen.made.take(groups)
    text, source = to_text(new).reset_index(drop=True), members.ids(rows[groups])
    how = chosen.how if isinstance(chosen.how, str) else taken(chosen.how, groups)
    said = sentence("From ", source, ": ", how, ".")
    emptied = sentence("Emptied, as ", source, " has none: ", how, ".")
    if chosen.decided is not None:
        said = said.mask(chosen.decided[groups], sentence("From ", source, ": a person chose it."))
    return _Change(field, groups, text, said.mask(text.isna(), emptied), rows[groups])


def _restricted(standing: Standing, field: str) -> _Change | None:
    groups, values, reason = consent.carried(standing.members, standing.masters, field)
    if not len(groups):
        return None
    return _Change(field, groups, to_text(values), reason, np.full(len(groups), NONE))


def _stamped(standing: Standing, field: str, as_of: pd.Timestamp) -> _Change | None:
    """The stamp on every survivor that does not have it yet."""
    present = standing.members.table[field].take(standing.masters)
    groups = np.flatnonzero((present != as_of).fillna(True).to_numpy(dtype=bool))
    if not len(groups):
        return None
    stamp = to_text(pd.Series([as_of], dtype=present.dtype))
    rows = np.zeros(len(groups), dtype=np.int64)
    reason = taken(pd.Series(["The moment of the merge."], dtype=TEXT), rows)
    return _Change(field, groups, taken(stamp, rows), reason, np.full(len(groups), NONE))


def _as_rows(standing: Standing, changes: Sequence[_Change], tier: str) -> pd.DataFrame:
    """All changes as one table."""
    if not changes:
        return stack_changes([])
    members = standing.members
    masters = [standing.masters[change.groups] for change in changes]
    old = [to_text(members.table[c.field].take(rows)) for c, rows in zip(changes, masters, strict=True)]
    field = np.repeat(np.arange(len(changes)), [len(rows) for rows in masters])
    return updates(
        members.object_name,
        members.ids(np.concatenate(masters)),
        taken(pd.Series([change.field for change in changes], dtype=TEXT), field),
        pd.concat(old, ignore_index=True).astype(TEXT),
        pd.concat([change.new for change in changes], ignore_index=True).astype(TEXT),
        pd.concat([change.reason for change in changes], ignore_index=True).astype(TEXT),
        evidence=members.ids(np.concatenate([change.source for change in changes])),
        tier=tier,
    )


def _lost(standing: Standing, picks: Mapping[str, Pick]) -> pd.Series:
    """For each row the fields of which its value does not survive; where values were joined nothing is lost."""
    members, fields = standing.members, [field for field, chosen in picks.items() if chosen.made is None]
    differs = np.zeros((len(members.table), len(fields)), dtype=bool)
    for column, field in enumerate(fields):
        codes = members.codes(field)
        differs[:, column] = members.filled(field) & (codes != codes[_rows(standing, picks[field])][members.group])
    differs[standing.masters] = False
    row, place = np.nonzero(differs)
    return joined(row, taken(pd.Series(fields, dtype=TEXT), place), ", ", len(members.table))
