"""A plan and what people decided of it: which changes may be written now, and which are held with their reason."""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from hygiene.choices import has_choices, listed, values_in
from hygiene.decisions import contradictions
from hygiene.errors import UsageError
from hygiene.merging.survivorship import choosable
from hygiene.policy.models import Survivorship
from schemas.columns import ID_PREFIXES, OBJECTS, TEXT
from schemas.outputs import DECISIONS

APPROVED: Final = "approve"
REJECTED: Final = "reject"
_OBJECTS: Final = {prefix: name for name, prefix in ID_PREFIXES.items()}
_FIELDS: Final = frozenset(field.name for fields in OBJECTS.values() for field in fields)
_MOST_TOLD: Final = 10


@dataclass(frozen=True)
class ApprovedPart:
    """The changes of a plan, parted.

    approved: rows of table `changes` to write, in the plan's order.
    held: the other rows, with a column `held_because` (TEXT).
    """

    approved: pd.DataFrame
    held: pd.DataFrame


def check_decisions(review: pd.DataFrame, survivorship: Survivorship) -> None:
    """As `check_cells`; and no two decisions contradict each other.

    Raises:
        UsageError: a line for each mistake with its row (as counted in the file) and what may stand there.
    """
    check_cells(review, survivorship)
    _told(_contradictions(review))


def check_cells(review: pd.DataFrame, survivorship: Survivorship) -> None:
    """Nothing when every filled-in decision is one of the known words, and every choice names what its case has.

    Raises:
        UsageError: as `check_decisions`.
    """
    _told([*_wrong_words(review), *_wrong_choices(review, survivorship)])


def _told(mistakes: Iterable[str]) -> None:
    told = list(mistakes)
    if told:
        more = [f"review.csv: {len(told) - _MOST_TOLD} more mistakes."] if len(told) > _MOST_TOLD else []
        raise UsageError("\n".join([*told[:_MOST_TOLD], *more]))


def _wrong_words(review: pd.DataFrame) -> Iterator[str]:
    words = review["decision"].str.strip().str.lower()
    wrong = review.index[words.notna() & ~words.isin([*DECISIONS, ""])]
    if len(wrong):
        rows = ", ".join(_row_meant(row, words[row]) for row in wrong[:_MOST_TOLD])
        more = f" and {len(wrong) - _MOST_TOLD} more" if len(wrong) > _MOST_TOLD else ""
        yield (
            f"review.csv, column decision, row {rows}{more}: "
            f"a decision is {', '.join(DECISIONS)}, or empty; mend these cells."
        )


def _wrong_choices(review: pd.DataFrame, survivorship: Survivorship) -> Iterator[str]:
    """Of every case but the rejected ones, of which nothing is written whatever was chosen."""
    rejected = (review["decision"].str.strip().str.lower() == REJECTED).fillna(False).astype(bool)
    chosen = has_choices(review) & ~rejected
    for row, case in zip(review.index[chosen], review[chosen].to_dict("records"), strict=True):
        for fault in faults_of(case, survivorship):
            yield f"review.csv, row {row + 2}: {fault}"


def _contradictions(review: pd.DataFrame) -> Iterator[str]:
    for parts, joins in dict.fromkeys(contradictions(review)):
        yield (
            f"review.csv, row {parts + 2}: this decision keeps two records apart that row {joins + 2}, "
            "by itself or with other approved cases, makes one person; change one of them."
        )


def _row_meant(row: int, word: str) -> str:
    """The row as a spreadsheet counts it, and what was meant; never what stands there, which may be a person's."""
    near = difflib.get_close_matches(word, DECISIONS, 1)
    return f"{row + 2} (is it {near[0]}?)" if near else str(row + 2)


def faults_of(case: dict[Any, Any], survivorship: Survivorship) -> Iterator[str]:
    """What is wrong with the choices of a case (a row of table `review`), as sentences with the remedy."""
    records, out = listed(case["records"]), listed(case["leave_out"])
    kept = [record for record in records if record not in out]
    master = (listed(case["master"]) or [""])[0]
    contacts = [record for record in records if record.startswith(ID_PREFIXES["Contact"])]
    if set(out) - set(records):
        yield "leave_out names a record that is not in this case; copy ids from the column records."
    if len(kept) < 2:
        yield "leave_out leaves fewer than two records; reject the case instead."
    if master and master not in kept:
        yield "master names no record that the case keeps; copy an id from the column records."
    if 0 < len(contacts) < len(records) and (set(out) & set(contacts) or master not in ("", *contacts)):
        yield "leads go into the contact, which therefore stays; leave master empty, or reject the case."
    yield from _faults_of_values(case, kept, survivorship)


def _faults_of_values(case: dict[Any, Any], kept: list[str], survivorship: Survivorship) -> Iterator[str]:
    fields = choosable(_OBJECTS.get(str(case["records"])[:3], "Lead"), survivorship)
    for field, record in values_in(case["values"]).items():
        if field not in _FIELDS:
            # What stands there instead of a field may be a person's, so it is not repeated.
            yield "values names what is no field; write Field=ID with a column of records.csv."
            continue
        if field not in fields:
            yield f"values names {field}, which nobody may choose there; see the columns of records.csv."
        if record not in kept:
            yield f"values has no record of this case behind {field}; write it as {field}={kept[0] if kept else 'ID'}."


def approved_part(changes: pd.DataFrame, review: pd.DataFrame, cases: pd.Series) -> ApprovedPart:
    """What may be written: automatic changes, and the changes of approved cases that touch no record of another change.

    changes, review: tables of `schemas.outputs`. cases: the case id of each change row (NA for automatic ones).
    A case whose records are also merged, removed or given the same field by something else was not computed with it;
    it is held until a new plan is made with the decision (`plan --decisions`): nothing is written that no plan saw.
    """
    decision = review.set_index("case_id")["decision"].str.strip().str.lower()
    decided = cases.map(decision).astype(TEXT)
    automatic = changes["tier"] == "auto"
    wanted = ~automatic & (decided == APPROVED).fillna(False)
    tangled = wanted & cases.isin(_tangled(changes, cases, automatic | wanted))
    approved = automatic | (wanted & ~tangled)
    because = pd.Series("not decided", index=changes.index, dtype=TEXT)
    because = because.mask(decided.isin(["reject", "hold"]), "decided: " + decided)
    because = because.mask(tangled, "approved, but other changes touch its records: plan again with --decisions")
    held = changes[~approved]
    return ApprovedPart(changes[approved], held.assign(held_because=because[~approved]))


def _tangled(changes: pd.DataFrame, cases: pd.Series, live: pd.Series) -> pd.Series:
    """Cases of which a record is also merged, converted, removed or given the same field by another live change."""
    touches = _touches(changes[live], cases[live])
    of_cases = touches.dropna(subset=["case"])
    members = of_cases[["record", "case"]].drop_duplicates()
    met = members.merge(touches, on="record", suffixes=("", "_other"), validate="many_to_many")
    outside = met[met["case_other"].fillna("") != met["case"]]
    own_fields = of_cases[["case", "field"]].drop_duplicates().assign(own=True)
    seen = outside.merge(own_fields, on=["case", "field"], how="left", validate="many_to_one")
    return seen.loc[seen["field"].isna() | seen["own"].notna(), "case"].drop_duplicates()


def _touches(changes: pd.DataFrame, cases: pd.Series) -> pd.DataFrame:
    """Which record is touched by which case (NA: automatic), and the field where only a field is set."""
    return pd.concat(
        [
            pd.DataFrame({"record": changes[column], "case": cases, "field": changes["field"]})
            for column in ("record_id", "into_id")
        ]
    ).dropna(subset=["record"])
