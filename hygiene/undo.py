"""What a run did, undone: fields restored, merged and deleted records taken out of the bin, children moved back.

An undo is a plan like any other and is applied like one. What it cannot bring back it names, record by record; for no
record it brings back: field history, what automation and other systems did since, activities whose parent was not
logged. Nothing that somebody changed after the run is written over, and consent that was carried over stays where the
record that it came from does not come back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from hygiene.changes import findings, removals, stack_changes, updates, with_ids
from hygiene.images import Before
from hygiene.matching.clustering import components
from hygiene.merging.consent import FIELDS as CONSENT
from hygiene.merging.consent import strictness
from hygiene.rules import Proposal
from hygiene.snapshot import Snapshot
from schemas import outputs
from schemas.columns import OBJECTS, TEXT
from schemas.values import from_text, to_text

NAME: Final = "undo"
FIXED_CHILDREN: Final = frozenset({"CampaignMember"})
"""Salesforce lets nobody change whose membership a campaign member is: it stays with the survivor."""

_MESSAGES: Final = {
    "undo_conversion_stays": "A conversion cannot be undone: the lead stays converted, what was carried over stays.",
    "undo_erasure_stays": "An erased person is not brought back, nor any record that was merged into them.",
    "undo_not_in_bin": "The record is no longer in the recycle bin, so it cannot be brought back.",
    "undo_no_image": "There is no image of the record as it was (it expired, or its key was destroyed).",
    "undo_changed_since": "Somebody changed this field after the run, so it was left as it is.",
    "undo_record_gone": "The record is no longer there, so its fields cannot be restored.",
    "undo_consent_kept": "Consent was carried over from a record that does not come back, so it stays withheld.",
    "undo_number_stays": "The number was blanked since it must not be called; name its change with --only.",
    "undo_child_moved": "A child of the record was moved or removed after the run, or its parent is fixed; it stays.",
}


@dataclass(frozen=True)
class Done:
    """What a run wrote and how things stand now.

    applied: rows of table `changes` whose receipt says applied, in order. before: the images of the run.
    now: the records as they are now, outside of the recycle bin. in_bin: ids that can still be taken out of it.
    """

    applied: pd.DataFrame
    before: Before
    now: Snapshot
    in_bin: frozenset[str]


def undo_of(done: Done, only: Iterable[str] = ()) -> Proposal:
    """Changes that undo the run, or only what the named changes and records had to do with, and what cannot be undone.

    only: ids of changes or records. A record is undone with all that it was merged with in the run; a change of a merge
    with the whole merge, since a merge is undone whole or not at all; any other change by itself. A number that a
    Do-Not-Call rule blanked comes back only where its own change is named.
    """
    applied = _chosen(done.applied, frozenset(only))
    group = groups_of(applied)
    barred = _barred(applied, group)
    back, told = _undeletes(applied[~barred], done)
    here = frozenset(back["record_id"])
    restored, more = _restored(applied[~barred], done, here, group, frozenset(only))
    moved, children = _moved_back(applied[~barred], done, here, group)
    stay = [_told(applied[barred], "undo_erasure_stays"), _told(_only(applied, "convert"), "undo_conversion_stays")]
    changes = with_ids(stack_changes([back, restored, moved]).assign(rule=NAME))
    return Proposal(
        changes=changes.astype({"rule": TEXT}),
        findings=outputs.stack("findings", [*told, *more, *children, *stay]).drop_duplicates(ignore_index=True),
        facts={"undone": len(applied), "records_back": len(back), "fields": len(restored), "children": len(moved)},
    )


def _chosen(applied: pd.DataFrame, only: frozenset[str]) -> pd.DataFrame:
    if not only:
        return applied
    groups = applied["record_id"].map(groups_of(applied))
    by_record = applied["record_id"].isin(only) | applied["into_id"].isin(only)
    by_change = applied["change_id"].isin(only)
    of_merge = applied["rule"].isin(applied.loc[applied["into_id"].notna(), "rule"])
    with_merge = of_merge & groups.isin(groups[by_change & of_merge])
    return applied[groups.isin(groups[by_record]) | with_merge | by_change]


def groups_of(applied: pd.DataFrame) -> dict[str, int]:
    """Record id -> number of its group: records that the run merged or converted, directly or through others."""
    if applied.empty:
        return {}
    records = pd.Index(pd.concat([applied["record_id"], applied["into_id"].dropna()]).unique())
    moved = applied.dropna(subset=["into_id"])
    ends = records.get_indexer(moved["record_id"]), records.get_indexer(moved["into_id"])
    return dict(zip(records, components(len(records), *ends).tolist(), strict=True))


def _barred(applied: pd.DataFrame, group: dict[str, int]) -> pd.Series:
    """Changes of people who were erased in this run: nothing of them comes back."""
    groups = applied["record_id"].map(group)
    return groups.isin(groups[applied["action"] == "erase"])


def _only(changes: pd.DataFrame, *actions: str) -> pd.DataFrame:
    return changes[changes["action"].isin(actions)]


def _undeletes(applied: pd.DataFrame, done: Done) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Merged and deleted records that come out of the bin. One without an image stays: its key may be destroyed."""
    gone = _only(applied, "merge", "delete").drop_duplicates("record_id", keep="last")
    gone = gone[~gone["record_id"].isin(_alive(done.now))]
    imaged = gone["record_id"].isin(done.before.records)
    there = gone["record_id"].isin(done.in_bin)
    back = gone[imaged & there]
    rows = [
        removals("undelete", str(name), part["record_id"], "undoes " + _why(part))
        for name, part in back.groupby("object")
    ]
    return stack_changes(rows), [_told(gone[~imaged], "undo_no_image"), _told(gone[imaged & ~there], "undo_not_in_bin")]


def _why(rows: pd.DataFrame) -> pd.Series:
    return rows["action"] + " " + rows["change_id"] + " of " + rows["rule"]


def _alive(now: Snapshot) -> frozenset[str]:
    return frozenset().union(*(table["Id"] for table in now.tables.values()))


def _restored(
    applied: pd.DataFrame, done: Done, back: frozenset[str], group: dict[str, int], only: frozenset[str]
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Fields that the run set, as the images had them, where nobody changed them since."""
    cells = _only(applied, "update").drop_duplicates(["object", "record_id", "field"], keep="last")
    images = done.before.fields.rename(columns={"value": "was"})
    cells = cells.merge(images, on=["object", "record_id", "field"], how="left", validate="one_to_one", indicator=True)
    current = _current(cells, done.now)
    here = cells["record_id"].isin(_alive(done.now))
    state = pd.Series("restore", index=cells.index, dtype=TEXT)
    state = state.mask(_looser(cells) & ~_all_back(cells, applied, back, group), "undo_consent_kept")
    state = state.mask(_must_not_be_called(cells) & ~cells["change_id"].isin(only), "undo_number_stays")
    state = state.mask(here & _differ(current, cells["new"]), "undo_changed_since")
    state = state.mask(cells["_merge"] == "left_only", "undo_no_image")
    state = state.mask(~here & ~cells["record_id"].isin(back), "undo_record_gone")
    as_it_was = here & ~_differ(cells["was"], current) & (cells["_merge"] == "both")
    state = state.mask(as_it_was | (~here & ~_differ(cells["was"], cells["new"]) & (state == "restore")), "same")
    rows = [
        updates(str(name), part["record_id"], part["field"], part["new"], part["was"], "undoes " + _why(part))
        for name, part in cells[state == "restore"].groupby("object")
    ]
    told = [_told(cells[state == code], code, cells.loc[state == code, "field"]) for code in _MESSAGES]
    return stack_changes(rows), told


def _must_not_be_called(cells: pd.DataFrame) -> pd.Series:
    """Numbers that a Do-Not-Call rule blanked: what undoes a bad merge must not make them callable again."""
    of_rule = cells["rule"].str.startswith(("dnc_", "returned_after_purge"))
    return (of_rule.fillna(False) & cells["new"].isna()).astype(bool)


def _current(cells: pd.DataFrame, now: Snapshot) -> pd.Series:
    """The present value of each cell as plan text."""
    current = pd.Series(pd.NA, index=cells.index, dtype=TEXT)
    for (name, field), part in cells.groupby(["object", "field"]):
        table = now.table(str(name))
        values = to_text(table[str(field)]).set_axis(pd.Index(table["Id"]))
        current.loc[part.index] = values.reindex(part["record_id"]).array
    return current


def _differ(left: pd.Series, right: pd.Series) -> pd.Series:
    return (left.fillna("") != right.fillna("")).astype(bool)


def _looser(cells: pd.DataFrame) -> pd.Series:
    """Consent fields whose earlier value withholds less than the present one."""
    looser = pd.Series(False, index=cells.index)
    for field in CONSENT:
        rows = cells["field"] == field
        if rows.any():
            kind = next(f.kind for f in OBJECTS["Lead"] if f.name == field)
            was, new = (strictness(from_text(cells.loc[rows, side], kind), field) for side in ("was", "new"))
            looser[rows] = was < new
    return looser


def _all_back(cells: pd.DataFrame, applied: pd.DataFrame, back: frozenset[str], group: dict[str, int]) -> pd.Series:
    """Whether everyone who went into the record's group comes out of it again."""
    moved = _only(applied, "merge", "convert")
    lost = moved.loc[(moved["action"] == "convert") | ~moved["record_id"].isin(back), "record_id"]
    return ~cells["record_id"].map(group).isin(lost.map(group))


def _moved_back(
    applied: pd.DataFrame, done: Done, back: frozenset[str], group: dict[str, int]
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Logged children of merged records that come back, where they still look up to one of the merged group."""
    losers = _only(applied, "merge").loc[lambda rows: rows["record_id"].isin(back)]
    last = losers.drop_duplicates("record_id", keep="last")[["record_id", "change_id", "action", "rule"]]
    children = done.before.children.merge(last.rename(columns={"record_id": "parent_id"}), on="parent_id")
    current = _current(children, done.now)
    fixed = children["object"].isin(FIXED_CHILDREN)
    same_group = current.map(group).eq(children["parent_id"].map(group)) & current.notna()
    home = current.eq(children["parent_id"]).fillna(False).astype(bool)
    wanted = children[same_group & ~fixed & ~home]
    rows = [
        updates(str(name), part["record_id"], part["field"], current[part.index], part["parent_id"],
                "moves back to the record that it was taken from by " + _why(part))
        for name, part in wanted.groupby("object")
    ]  # fmt: skip
    left = children[~home & (fixed | ~same_group)]
    return stack_changes(rows), [_told(left, "undo_child_moved", left["field"])]


def _told(rows: pd.DataFrame, code: str, field: pd.Series | None = None) -> pd.DataFrame:
    key = ["record_id"] if field is None else ["record_id", "field"]
    frames = [
        findings(str(name), part["record_id"], None if field is None else field[part.index], code, _MESSAGES[code])
        for name, part in rows.drop_duplicates(key).groupby("object")
    ]
    return outputs.stack("findings", frames)
