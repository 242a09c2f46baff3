"""Undoing an apply to a folder: its input was never written to, so what is wanted otherwise is planned anew.

A merge or conversion is taken back as a decision, "not the same person": the new plan works everything else out again,
so that no number that must not be called stands on the record that comes back. What people had decided until then is
written with it: a pair that somebody kept apart would merge in a plan that knows nothing of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from hygiene import saved_plan
from hygiene.choices import listed
from hygiene.crm.bundle import csv_bytes
from hygiene.crm.new_folder import new_folder, private_file
from hygiene.decisions import MUST_LINK
from hygiene.errors import UsageError
from hygiene.merging.cases import case_id
from hygiene.plan import Plan
from hygiene.report.wording import many
from hygiene.undo import NAME, groups_of
from schemas import outputs

FILE = "review.csv"


@dataclass(frozen=True)
class UndoRequest:
    """Which plan, which of its changes or records (none: all of it), and where the decisions go."""

    plan: Path
    out: Path
    only: tuple[str, ...] = ()


def undo_folder(request: UndoRequest) -> str:
    """Writes the decisions that take the named merges back, with those of before, and says how to go on.

    Raises:
        InputError, BrakeError: as `saved_plan.load`. UsageError: an id of no merge or conversion, or a used folder.
    """
    plan = saved_plan.load(request.plan).plan
    whole = (
        f"{plan.source} was never written to: it is the state before {request.plan.as_posix()} was applied, so use it"
        " again, and remove the folder of cleaned files."
    )
    if not request.only:
        return whole
    apart = parted(plan, request.only)
    before = decided_before(plan, apart)
    with new_folder(request.out) as partial, private_file(partial / FILE) as stream:
        stream.write(csv_bytes(outputs.stack("review", [apart, before])))
    file = (request.out / FILE).as_posix()
    with_them = f", with {many(len(before), 'earlier decision')}" if len(before) else ""
    return (
        f"{len(apart):,} groups are told apart in {file}{with_them}. Next, with the options of the first plan:\n"
        f"lead-hygiene plan {plan.source} --decisions {file} --out {request.out.as_posix()}-plan"
    )


def parted(plan: Plan, only: Sequence[str]) -> pd.DataFrame:
    """Review rows that keep the records of each named group apart (table `review`), one a group.

    Raises:
        UsageError: an id that no automatic merge or conversion of the plan has.
    """
    changes = plan.tables["changes"]
    moved = changes[changes["into_id"].notna() & (changes["tier"] == "auto")]
    unknown = sorted(set(only) - set(moved[["change_id", "record_id", "into_id"]].to_numpy().ravel()))
    if unknown:
        raise UsageError(
            f"{', '.join(unknown)}: no merge or conversion of this plan has this id. Other changes are left out by a"
            " policy or a mended export; their ids stand in changes.csv."
        )
    named = moved["change_id"].isin(only) | moved["record_id"].isin(only) | moved["into_id"].isin(only)
    groups = moved["record_id"].map(groups_of(moved))
    return _rows(moved[groups.isin(groups[named])], groups)


def decided_before(plan: Plan, apart: pd.DataFrame) -> pd.DataFrame:
    """What people decided until now: the cases decided in the plan, and the pairs that it followed, as review rows.

    apart: of `parted`. A pair that it parts is left out, whatever was decided of it.
    """
    review = plan.tables["review"]
    words = review["decision"].str.strip().str.lower()
    group = {
        record: case for case, ids in zip(apart["case_id"], apart["records"], strict=True) for record in listed(ids)
    }
    left, right = (plan.decisions[name].map(group) for name in ("left_id", "right_id"))
    followed = plan.decisions[left.isna() | (left != right)]
    pairs = followed["left_id"] + ";" + followed["right_id"]
    rows = pd.DataFrame(
        {
            "case_id": [case_id(NAME, ids.split(";")) for ids in pairs], "rule": NAME, "records": pairs,
            "question": "Are these records the same?", "reason": "decided before, and followed by the plan",
            "decision": (followed["decision"] == MUST_LINK).map({True: "approve", False: "reject"}),
        }
    )  # fmt: skip
    return outputs.stack("review", [review[words.isin(["approve", "reject"])], outputs.typed("review", rows)])


def _rows(moved: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    rows = []
    for _, part in moved.groupby(groups[moved.index]):
        records = list(dict.fromkeys([*part["into_id"], *part["record_id"]]))
        rows.append(
            {
                "case_id": case_id(NAME, sorted(records)), "rule": part["rule"].iloc[0], "records": ";".join(records),
                "question": "Are these records the same?", "reason": "a merge or conversion that is taken back",
                "decision": "reject", "note": "undo of " + ", ".join(part["change_id"]),
            }
        )  # fmt: skip
    return outputs.typed("review", pd.DataFrame(rows))
