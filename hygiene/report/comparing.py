"""What one plan proposes and another does not: changes that are new, gone, or otherwise than before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from hygiene.plan import Plan
from hygiene.policy import Policy
from hygiene.report.counting import counted
from hygiene.report.policy_words import differences
from hygiene.report.sheet import Row, Section, Sheet, limited
from hygiene.report.wording import many, moment, number

KEY: Final = ["rule", "action", "object", "record_id", "field", "turn"]
"""What makes two rows the same change; `turn` parts those that one rule proposes in several rounds."""

LISTED: Final = 500
PRIVATE: Final = "It names records by their ids, without values: keep it with the plans."
_COMPARED: Final = ["tier", "into_id", "new"]


@dataclass(frozen=True)
class Difference:
    """Changes of two plans, parted. Rows of `KEY` with `tier_then`, `tier_now`, `into_id_then` and so on (NA: absent).

    moved: in another tier. masters: merged into or converted to another record. values: another value survives.
    One change may stand in several of these three. A master that is now a loser of its own group stands in `masters`
    alone (`into_id_then` is then its own id), and the record that took its place is not told as gone.
    """

    new: pd.DataFrame
    gone: pd.DataFrame
    moved: pd.DataFrame
    masters: pd.DataFrame
    values: pd.DataFrame
    same: int


def compared(then: pd.DataFrame, now: pd.DataFrame) -> Difference:
    """In: tables `changes` of the earlier and the later plan, in any order of rows."""
    both = _keyed(then).merge(
        _keyed(now), on=KEY, how="outer", suffixes=("_then", "_now"), indicator=True, validate="one_to_one"
    )
    both = both.sort_values(KEY, ignore_index=True)
    shared = both["_merge"] == "both"
    other = {name: shared & _differs(both[f"{name}_then"], both[f"{name}_now"]) for name in _COMPARED}
    changed = other["tier"] | other["into_id"] | other["new"]
    new, gone = both[both["_merge"] == "right_only"], both[both["_merge"] == "left_only"]
    fell, rose = _was_master(new, "now", then), _was_master(gone, "then", now)
    fallen = new[fell].assign(into_id_then=new.loc[fell, "record_id"])
    masters = pd.concat([both[other["into_id"]], fallen]).sort_index()
    return Difference(
        new=new[~fell], gone=gone[~rose], moved=both[other["tier"]], masters=masters, values=both[other["new"]],
        same=int((shared & ~changed).sum()),
    )  # fmt: skip


def diff_sheet(then: Plan, then_policy: Policy, now: Plan, now_policy: Policy) -> Sheet:
    """The difference of two plans as a sheet without values of records."""
    found = compared(then.tables["changes"], now.tables["changes"])
    keys = differences(now_policy, then_policy)
    return Sheet(
        kind="difference of two plans",
        title=f"From {moment(then.as_of)} to {moment(now.as_of)}",
        lead=(
            _counts(found),
            _keys_differ(len(keys)),
            f"Earlier plan {_named(then)}; later plan {_named(now)}.",
        ),
        sections=(
            _policy(keys), _inputs(then, now), _by_rule(then, now),
            _single("New changes", found.new, "now"), _single("Gone changes", found.gone, "then"),
            _otherwise("Moved between tiers", found.moved, "tier", "Tier"),
            _otherwise("Other masters", found.masters, "into_id", "Into"), _values(found.values),
        ),
        private=PRIVATE,
    )  # fmt: skip


def _keyed(changes: pd.DataFrame) -> pd.DataFrame:
    """The compared columns by `KEY`. A missing field is the empty text, so that keys meet."""
    table = changes[[*KEY[:-1], *_COMPARED]].fillna({"field": ""}).sort_values([*KEY[:-1], *_COMPARED])
    return table.assign(turn=table.groupby(KEY[:-1], sort=False).cumcount())


def _was_master(merges: pd.DataFrame, side: str, other: pd.DataFrame) -> pd.Series:
    """Rows of losers that the other plan has as the master of the same group under the same rule (bool, same index)."""
    into = other.loc[other["into_id"].notna(), ["rule", "record_id", "into_id"]].drop_duplicates(["rule", "record_id"])
    there = into.set_index(["rule", "record_id"])["into_id"]
    master = pd.MultiIndex.from_arrays([merges["rule"], merges[f"into_id_{side}"]])
    its_master = pd.Series(there.reindex(master).array, index=merges.index).fillna(merges[f"into_id_{side}"])
    keys = pd.MultiIndex.from_arrays([merges["rule"], merges["record_id"]])
    known = keys.isin(pd.MultiIndex.from_frame(into[["rule", "into_id"]]))
    return (its_master == merges["record_id"]).fillna(False).astype(bool) & known


def _differs(left: pd.Series, right: pd.Series) -> pd.Series:
    """Where the two are not the same; two missing values are."""
    return ((left != right).fillna(True) & ~(left.isna() & right.isna())).astype(bool)


def _counts(found: Difference) -> str:
    return (
        f"{many(len(found.new), 'change')} new, {number(len(found.gone))} gone, {number(len(found.moved))} moved "
        f"between tiers, {number(len(found.masters))} with another master, {number(len(found.values))} with another "
        f"value, {number(found.same)} as before."
    )


def _keys_differ(count: int) -> str:
    if not count:
        return "The policy is the same."
    return f"{many(count, 'policy key')} {'differs' if count == 1 else 'differ'}."


def _named(plan: Plan) -> str:
    return f"{plan.digest[:12] or 'without a digest'} by version {plan.version or 'unknown'}"


def _policy(keys: list[dict[str, str]]) -> Section:
    rows = [(row["key"], row["default"], row["value"]) for row in keys]
    none = () if rows else ("Both plans follow the same policy.",)
    return Section("Policy keys that differ", none, ("Key", "Then", "Now"), tuple(rows))


def _inputs(then: Plan, now: Plan) -> Section:
    before, after = ({item.object: item for item in plan.inputs} for plan in (then, now))
    rows: list[Row] = []
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if old is None or new is None or old.content_sha256 != new.content_sha256:
            rows.append((name, *("not given" if item is None else number(item.rows_read) for item in (old, new))))
    none = () if rows else ("Both plans were made from the same rows.",)
    return Section("Inputs that differ", none, ("Object", "Rows then", "Rows now"), tuple(rows))


def _by_rule(then: Plan, now: Plan) -> Section:
    before, after = (_records(plan.tables["changes"]) for plan in (then, now))
    rows = []
    for key in sorted({*before, *after}):
        old, new = before.get(key, 0), after.get(key, 0)
        rows.append((*key, number(old), number(new), f"{new - old:+,}" if new != old else "="))
    columns = ("Rule", "Action", "Object", "Tier", "Then", "Now", "Difference")
    return Section(
        "Records by rule", () if rows else ("Neither plan proposes a change.",), columns, tuple(rows), on_screen=50
    )


def _records(changes: pd.DataFrame) -> Mapping[tuple[str, ...], int]:
    return dict(counted(changes, "rule", "action", "object", "tier", distinct="record_id"))


def _single(title: str, table: pd.DataFrame, side: str) -> Section:
    shown = table[["rule", "action", "object", "record_id", "field", f"into_id_{side}", f"tier_{side}"]]
    return _listed(title, ("Rule", "Action", "Object", "Record", "Field", "Into", "Tier"), shown)


def _otherwise(title: str, table: pd.DataFrame, column: str, word: str) -> Section:
    shown = table[["rule", "action", "object", "record_id", "field", f"{column}_then", f"{column}_now"]]
    return _listed(title, ("Rule", "Action", "Object", "Record", "Field", f"{word} then", f"{word} now"), shown)


def _values(table: pd.DataFrame) -> Section:
    columns = ("Rule", "Object", "Record", "Field")
    return _listed("Other surviving values", columns, table[["rule", "object", "record_id", "field"]])


def _listed(title: str, columns: Row, table: pd.DataFrame) -> Section:
    rows = [tuple(row) for row in table.head(LISTED).astype("string").fillna("").itertuples(index=False, name=None)]
    section = limited(title, columns, rows, LISTED, "changes.csv of both plans", *(() if rows else ("None.",)))
    return Section(title, section.sentences, columns, section.rows, len(table) - len(rows), section.where)
