"""`check-list`: a list in, and out the rows that may be imported, those that may not, and those known already."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pandas as pd

from hygiene import policy as policies
from hygiene.crm.bundle import csv_bytes
from hygiene.crm.dnc_files import read_dnc_lists
from hygiene.crm.import_list import ImportList, read_list
from hygiene.crm.new_folder import check_target, write_folder
from hygiene.list_checks import problems_of
from hygiene.list_matching import doubles, known_people
from hygiene.policy import Policy
from hygiene.progress import Progress
from hygiene.snapshot import Snapshot, snapshot_of
from hygiene.sources import open_source
from hygiene.suppression import Suppressions
from schemas.columns import TEXT

SHOWN_REASONS: Final = 12
"""The terminal shows the commonest; `rejected.csv` has all."""


@dataclass(frozen=True)
class ListRequest:
    """Which list is checked against which source, and where the answer goes."""

    file: Path
    against: Path
    out: Path
    now: pd.Timestamp
    policy_file: Path | None = None
    dnc: tuple[str, ...] = ()
    workers: int = 2


@dataclass(frozen=True)
class Checked:
    """What became of each row: `accepted`, `rejected` and `to_merge` are counts of rows; reasons are counted too.

    misspelt: columns that no field has -> the absent field that each looks like.
    """

    folder: Path
    accepted: int
    rejected: int
    to_merge: int
    reasons: dict[str, int]
    misspelt: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """The outcome for the terminal."""
        total = self.accepted + self.rejected + self.to_merge
        lines = [
            f"{total:,} rows = {self.accepted:,} accepted + {self.rejected:,} rejected + {self.to_merge:,} to merge",
            *(f"  {count:,} x {reason}" for reason, count in list(self.reasons.items())[:SHOWN_REASONS]),
            *([f"  and {more:,} more kinds of reason"] if (more := len(self.reasons) - SHOWN_REASONS) > 0 else []),
            *(f"Column {ours} is no field of a lead; did you mean {known}?" for ours, known in self.misspelt.items()),
            f"Import {(self.folder / 'accepted.csv').as_posix()}; mend the rows of rejected.csv by their reasons; those"
            " of to_merge.csv are in the CRM already where their tier is auto; where it is review, a person looks.",
        ]
        return "\n".join(lines)


def check_list(request: ListRequest, suppressions: Suppressions, progress: Progress | None = None) -> Checked:
    """Writes `accepted.csv` (rows as they stood), `rejected.csv` and `to_merge.csv` into a new folder.

    Raises:
        InputError: list, source or a DNC list cannot be read. UsageError: policy or folder. BrakeError: a stale list.
        OutsideError: the org.
    """
    check_target(request.out)
    policy_file = _policy_file(request)
    policy = policies.load(policy_file)
    given = read_list(request.file, policy)
    extract = open_source(request.against, policy, request.now, progress)
    lists = read_dnc_lists(request.dnc, policy, policy_file.parent if policy_file else None, request.now)
    crm = Snapshot(extract.tables, extract.extracted_at or request.now, extract.given)
    rows = replace(snapshot_of(request.now, Lead=given.table), dnc_lists=lists, suppressions=suppressions)
    known = known_people(given.table, crm, policy, progress, request.workers)
    return _written(request.out, given, _all_problems(given, rows, crm, policy, progress, request.workers), known)


def _policy_file(request: ListRequest) -> Path | None:
    beside = request.against / "policy.yaml"
    return beside if request.policy_file is None and beside.is_file() else request.policy_file


def _all_problems(
    given: ImportList, rows: Snapshot, crm: Snapshot, policy: Policy, progress: Progress | None, workers: int
) -> pd.DataFrame:
    """Of rows that are one person the first good one stands; a bad one takes no good one's place."""
    found = pd.concat([given.problems, problems_of(rows, crm, policy)], ignore_index=True)
    good = given.table[~given.table["Id"].isin(found["line"])]
    twice = doubles(good, policy, progress, workers)
    told = pd.DataFrame({"line": twice["line"], "reason": "the same person as line " + twice["same_as"]}, dtype=TEXT)
    return pd.concat([found, told], ignore_index=True)


def _written(folder: Path, given: ImportList, problems: pd.DataFrame, known: pd.DataFrame) -> Checked:
    lines = given.table["Id"]
    is_rejected, is_known = lines.isin(problems["line"]), lines.isin(known["line"])
    rejected = _rejected(given, problems)
    to_merge = _beside(_in_order(known[known["line"].isin(lines[is_known & ~is_rejected])]), given)
    accepted = (~is_rejected & ~is_known).to_numpy()
    files = {
        "accepted.csv": given.rows_again(accepted),
        "rejected.csv": csv_bytes(rejected),
        "to_merge.csv": csv_bytes(to_merge.astype(TEXT)),
    }
    write_folder(folder, files)
    misspelt = given.layout.header.near_misses()
    return Checked(folder, int(accepted.sum()), len(rejected), len(to_merge), _counted(problems), misspelt)


def _rejected(given: ImportList, problems: pd.DataFrame) -> pd.DataFrame:
    """One row a line with all its reasons, in the order of the list; unreadable rows have nothing beside them."""
    reasons = problems.groupby("line", sort=False)["reason"].agg("; ".join).reset_index()
    return _beside(_in_order(reasons).astype(TEXT), given)


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values("line", key=lambda lines: lines.astype("int64"), ignore_index=True)


def _beside(told: pd.DataFrame, given: ImportList) -> pd.DataFrame:
    """What is told of lines, with the list's own columns beside it."""
    names = {name: f"list: {name}" for name in given.cells.columns if name in told.columns}
    cells = given.cells.rename(columns=names).assign(line=given.table["Id"])
    return told.merge(cells, on="line", how="left", validate="one_to_one")


def _counted(problems: pd.DataFrame) -> dict[str, int]:
    """Reasons with their numbers of rows, the commonest first; those that name a line count as one."""
    plain = problems["reason"].str.replace(r"line \d+$", "an earlier line", regex=True)
    counts = plain.value_counts(sort=False).reset_index().sort_values(["count", "reason"], ascending=[False, True])
    return dict(zip(counts["reason"], counts["count"].astype(int), strict=True))
