"""Whether records are as the plan predicted, once they were written: read again and compared.

A difference is no error of the run: the org's own automation, or a person, may have changed a record since. It is told,
so that a person can see what the org makes of what is written to it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import pandas as pd

from hygiene.apply.journal import Receipt
from hygiene.apply.predicting import Predicted, predicted
from hygiene.apply.steps import Step
from hygiene.images import Before, before_of
from hygiene.report.wording import many
from schemas.columns import TEXT

COLUMNS: Final = ("object", "record_id", "field", "expected", "found", "difference")
OTHER_VALUE: Final = "another value"
NOT_THERE: Final = "no longer there"
STILL_THERE: Final = "still there"
STILL_IN_BIN: Final = "still in the recycle bin"
OTHER_TARGET: Final = "went into another record"
OTHER_PARENT: Final = "belongs to another record"

_PART: Final = 2000
_DROPPED_AS_DOUBLE: Final = "CampaignMember"
"""Where both merged people are members of one campaign, the org keeps one membership."""


class Standing(Protocol):
    """How records stand now."""

    def images(self, records: Mapping[str, Sequence[str]]) -> pd.DataFrame:
        """Of the records (object -> ids) that are there: `object`, `record_id`, `content` (see `hygiene.images`)."""
        ...

    def fates(self, records: Mapping[str, Sequence[str]]) -> pd.DataFrame:
        """Of the records that are there or in the bin: `object`, `record_id`, `fate` (`there`, `bin`, `converted`),
        `into_id` (whom it was merged or converted into) (TEXT).
        """
        ...

    def parents(self, children: pd.DataFrame) -> pd.DataFrame:
        """Of the children (`object`, `record_id`, `field`) that are there: these columns and `parent_id` (TEXT)."""
        ...


@dataclass(frozen=True)
class Verification:
    """differences: `COLUMNS` (TEXT), sorted; `expected` and `found` are values of records. records: how many were read.
    children: how many of their children.
    """

    differences: pd.DataFrame
    records: int
    children: int

    def text(self) -> str:
        """Counts and names of fields, no value."""
        children = many(self.children, "child", "children")
        read = f"Read again: {many(self.records, 'record')} and {children} of merged ones"
        if self.differences.empty:
            return f"{read}; all are as planned."
        named = self.differences["object"] + "." + self.differences["field"]
        place = named.fillna(self.differences["object"])
        counts = (place + ": " + self.differences["difference"]).value_counts().sort_index()
        told = [f"  {count:,} x {words}" for words, count in counts.items()]
        return "\n".join([f"{read}; {many(len(self.differences), 'difference')} (automation or people):", *told])


def verify(steps: Sequence[Step], receipts: Sequence[Receipt], images: pd.DataFrame, now: Standing) -> Verification:
    """Reads every record that the applied steps wrote to and compares it with what they should have left.

    images: before-images of the run; of several of one record the first counts.

    Raises:
        OutsideError: the records cannot be read now; asking again later does no harm.
    """
    first = images.drop_duplicates(["object", "record_id"])
    expected = predicted(steps, receipts, before_of(first))
    found = [difference for part in _parts(expected) for difference in _differences(part, now)]
    table = pd.concat([pd.DataFrame(columns=list(COLUMNS), dtype=TEXT), *found], ignore_index=True)
    return Verification(
        table.astype(TEXT).sort_values(list(COLUMNS[:3]), ignore_index=True),
        len(expected.standing) + len(expected.leaving),
        len(expected.children),
    )


def _parts(expected: Predicted) -> Iterator[Predicted]:
    """So that memory does not grow with the run."""
    part_of = pd.Series(range(len(expected.standing)), index=expected.standing["record_id"], dtype="int64") // _PART
    rows = expected.fields.groupby(expected.fields["record_id"].map(part_of).to_numpy()).indices
    none = Predicted(*(table.head(0) for table in vars(expected).values()))
    for number, standing in expected.standing.groupby(part_of.to_numpy()):
        yield Predicted(standing, expected.fields.iloc[rows.get(number, [])], none.leaving, none.children)
    yield Predicted(none.standing, none.fields, expected.leaving, expected.children)


def _differences(expected: Predicted, now: Standing) -> Iterator[pd.DataFrame]:
    if len(expected.standing):
        yield from compare_standing(expected, before_of(now.images(_by_object(expected.standing))))
    if len(expected.leaving):
        yield compare_leaving(expected.leaving, now.fates(_by_object(expected.leaving)))
    if len(expected.children):
        yield compare_children(expected.children, now.parents(expected.children))


def compare_standing(expected: Predicted, found: Before) -> Iterator[pd.DataFrame]:
    """Differences of records that should be there. Of a field that cannot be read nothing is said."""
    absent = expected.standing[~expected.standing["record_id"].isin(found.records)]
    yield _told(absent, NOT_THERE)
    joined = expected.fields.merge(
        found.fields, on=["object", "record_id", "field"], suffixes=("_expected", "_found"), validate="one_to_one"
    )
    same = joined["value_expected"].fillna("") == joined["value_found"].fillna("")
    named = joined.rename(columns={"value_expected": "expected", "value_found": "found"})
    yield _told(named[~same], OTHER_VALUE)


def compare_leaving(expected: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Differences of records that should have gone. One that is gone for good, out of the bin, is gone as well."""
    joined = expected.merge(
        found, on=["object", "record_id"], suffixes=("_expected", "_found"), how="left", validate="one_to_one"
    )
    fate, wanted = joined["fate_found"], joined["fate_expected"]
    into = joined["into_id_expected"]
    # Whoever it was merged into may have gone since, and the org then forgets whom it was.
    elsewhere = into.notna() & ~into.isin(expected["record_id"]) & (joined["into_id_found"].fillna("") != into)
    named = joined.rename(columns={"into_id_expected": "expected", "into_id_found": "found"})
    binned = (fate == "bin").fillna(False)
    rows = [
        _told(named[fate.notna() & ~binned & (fate != wanted)], STILL_THERE),
        _told(named[binned & (wanted == "gone")], STILL_IN_BIN),
        _told(named[fate.notna() & (fate == wanted).fillna(False) & elsewhere], OTHER_TARGET),
        _told(named[fate.isna() & (wanted == "converted")], NOT_THERE),
    ]
    return pd.concat(rows, ignore_index=True)


def compare_children(expected: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Differences of children that should have moved."""
    joined = expected.merge(
        found, on=["object", "record_id", "field"], suffixes=("_expected", "_found"), how="left", indicator=True,
        validate="one_to_one",
    )  # fmt: skip
    named = joined.rename(columns={"parent_id_expected": "expected", "parent_id_found": "found"})
    gone = joined["_merge"] == "left_only"
    elsewhere = ~gone & (named["expected"] != named["found"].fillna(""))
    lost = gone & (joined["object"] != _DROPPED_AS_DOUBLE)
    return pd.concat([_told(named[elsewhere], OTHER_PARENT), _told(named[lost], NOT_THERE)], ignore_index=True)


def _told(rows: pd.DataFrame, difference: str) -> pd.DataFrame:
    return rows.reindex(columns=list(COLUMNS[:-1])).assign(difference=difference).astype(TEXT)


def _by_object(records: pd.DataFrame) -> dict[str, list[str]]:
    return {str(name): list(rows["record_id"]) for name, rows in records.groupby("object")}
