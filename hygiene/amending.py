"""The change rows of a case as a person wants it: a record left out, another one that stays, a value of another one.

Worked out by the code that made the case, from the records that the plan holds: so consent is carried over from every
record that is merged, whatever was chosen.
"""

import hashlib
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from hygiene.case_records import case_snapshot
from hygiene.choices import choices_of, has_choices, listed, values_in
from hygiene.decisions import no_decisions
from hygiene.engine import completed
from hygiene.errors import UsageError
from hygiene.merging.cases import Wording
from hygiene.merging.conversions import LEAD_FIELD
from hygiene.merging.duplicates import Task, rows_of_decided_groups
from hygiene.merging.found import Found
from hygiene.merging.lead_conversion import Conversion, rows_of_decided_couples
from hygiene.merging.master import ACCOUNT_CRITERIA
from hygiene.merging.partition import no_pairs
from hygiene.merging.texts import positions, taken
from hygiene.plan import Plan
from hygiene.policy import Policy
from hygiene.snapshot import Snapshot
from schemas.columns import TEXT
from schemas.outputs import REVIEWED

_UNSAID = Wording("", "", "")
_SETTLED = r"^(?:Left to a person \(.*?\)|Merged with the rest of its group): "
"""What `merging.told` puts before the matcher's own reason."""


@dataclass(frozen=True)
class Amended:
    """Changes as decided.

    changes: table `changes` with the rows of amended cases in the place of the planned ones. cases: the case of each
    row (NA for automatic ones). dropped: planned rows that the decisions took out.
    """

    changes: pd.DataFrame
    cases: pd.Series
    dropped: pd.DataFrame


def amended(plan: Plan, policy: Policy, cases: pd.Series) -> Amended:
    """The plan's changes, with every approved case that a person changed worked out anew.

    cases: of `hygiene.merging.groups.cases_of`. A row that stays the same keeps its id.
    """
    changes, review = plan.tables["changes"], plan.tables["review"]
    approved = (review["decision"].str.strip().str.lower() == "approve").fillna(False).astype(bool)
    changed = review[approved & has_choices(review)]
    if changed.empty:
        return Amended(changes, cases, changes.iloc[:0])
    _check_filled(plan.tables["records"], changed)
    anew = rows_of_cases(plan, policy, changed)
    planned = changes.assign(case=cases, at=np.arange(len(changes)))
    theirs = planned["case"].isin(changed["case_id"])
    first = planned[theirs].groupby("case")["at"].min()
    anew = anew.assign(at=anew["case"].map(first).astype("int64"))
    whole = pd.concat([planned[~theirs], anew]).sort_values("at", kind="stable", ignore_index=True)
    gone = theirs & ~planned["change_id"].isin(anew["change_id"])
    return Amended(whole[list(changes.columns)], whole["case"].astype(TEXT), changes[gone])


def _check_filled(records: pd.DataFrame, review: pd.DataFrame) -> None:
    """Nothing when every record from which a value was chosen has one.

    Raises:
        UsageError: names the row of review.csv and the field.
    """
    by_id = records.drop_duplicates("Id").set_index("Id")
    for row, cell in zip(review.index, review["values"], strict=True):
        for field, record in values_in(cell).items():
            names = [name for name in (field, LEAD_FIELD.get(field)) if name in by_id.columns]
            if record not in by_id.index or by_id[names].loc[record].isna().all():
                raise UsageError(f"review.csv, row {row + 2}: the record chosen for {field} has none; choose another.")


def rows_of_cases(plan: Plan, policy: Policy, review: pd.DataFrame) -> pd.DataFrame:
    """The change rows that approving these cases stands for, and their `case`. review: rows of table `review`."""
    snapshot = case_snapshot(plan.tables["records"], plan.given, plan.as_of)
    meant = review.assign(decision=pd.Series("approve", index=review.index, dtype=TEXT))
    snapshot = replace(snapshot, choices=choices_of(meant))
    parts = [
        _rows_of_rule(str(rule), own, snapshot, policy, plan.tables["pairs"])
        for rule, own in meant.groupby("rule", sort=True)
    ]
    return _with_ids(pd.concat(parts, ignore_index=True), plan.tables["changes"])


def _rows_of_rule(
    rule: str, review: pd.DataFrame, snapshot: Snapshot, policy: Policy, pairs: pd.DataFrame
) -> pd.DataFrame:
    kept = _kept(review)
    found = _found(kept, pairs)
    objects = [name for name in REVIEWED if kept["id"].isin(snapshot.table(name)["Id"]).any()]
    if len(objects) > 1:
        task = Conversion(rule, snapshot, policy, 0, no_decisions())
        rows = rows_of_decided_couples(task, found, _couples(kept, snapshot))
    else:
        name = objects[0]
        criteria = ACCOUNT_CRITERIA if name == "Account" else policy.survivorship.master
        merging = Task(rule, name, snapshot, policy, 0, no_decisions(), criteria, _UNSAID)
        rows = rows_of_decided_groups(merging, found)
    owner = kept.set_index("id")["case"]
    return completed(rows, rule, snapshot).assign(case=rows["record_id"].map(owner).astype(TEXT))


def _kept(review: pd.DataFrame) -> pd.DataFrame:
    """`id`, `case` of every record that is not left out, sorted by id."""
    rows = [
        (record, case)
        for case, records, out in review[["case_id", "records", "leave_out"]].itertuples(index=False, name=None)
        for record in listed(records)
        if record not in listed(out)
    ]
    return pd.DataFrame(rows, columns=["id", "case"], dtype=TEXT).sort_values("id", ignore_index=True)


def _found(kept: pd.DataFrame, pairs: pd.DataFrame) -> Found:
    """The plan's pairs among the records, as the rule had them; each case is one group."""
    left, right = (positions(pairs[side], kept["id"]) for side in ("left_id", "right_id"))
    case = pd.factorize(kept["case"])[0]
    inside = np.flatnonzero((left >= 0) & (right >= 0) & (case[left] == case[right]))
    first = pd.Series(np.arange(len(kept))).groupby(case).transform("min").to_numpy(dtype=np.int64)
    reason = pairs["reason"].iloc[inside].str.replace(_SETTLED, "", regex=True).reset_index(drop=True)
    return Found(
        ids=kept["id"],
        left=left[inside],
        right=right[inside],
        probability=pairs["probability"].to_numpy(dtype=np.float64)[inside],
        auto=np.zeros(len(inside), dtype=bool),
        group=first,
        linked=no_pairs(),
        parted=no_pairs(),
        reasons=lambda rows: taken(reason, rows),
    )


def _couples(kept: pd.DataFrame, snapshot: Snapshot) -> pd.DataFrame:
    """Each lead with the contact of its case: `lead`, `contact`."""
    is_contact = kept["id"].isin(snapshot.table("Contact")["Id"])
    contact = kept[is_contact].set_index("case")["id"]
    leads = kept[~is_contact]
    return pd.DataFrame({"lead": leads["id"], "contact": leads["case"].map(contact).astype(TEXT)})


def _with_ids(rows: pd.DataFrame, planned: pd.DataFrame) -> pd.DataFrame:
    """The rows with the id of the planned row that does the same, else one that tells the value, too: an approval and
    a receipt name what is written by its id.
    """
    known = planned[(planned["tier"] == "review").fillna(False)]
    same = _spelled(rows).map(pd.Series(known["change_id"].array, index=_spelled(known)).groupby(level=0).first())
    made = ["c" + hashlib.sha256(f"decided\x1f{text}".encode()).hexdigest()[:12] for text in _spelled(rows)]
    return rows.assign(change_id=same.astype(TEXT).fillna(pd.Series(made, index=rows.index, dtype=TEXT)))


def _spelled(rows: pd.DataFrame) -> pd.Series:
    """What each row does, as one text."""
    parts = rows[["action", "record_id", "field", "into_id", "new"]].fillna("\x00")
    return rows["rule"].str.cat(parts, sep="\x1f")
