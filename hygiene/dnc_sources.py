"""Which phone fields are listed by the records themselves: ZoomInfo's two flags and the org's own Do-Not-Call box."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import pandas as pd

from hygiene.dnc_compare import CLEAR, LISTED, UNKNOWN, within_record
from hygiene.phone_book import PhoneBook, phone_book, rows_where
from hygiene.policy import Policy
from hygiene.selection import is_one_of
from hygiene.snapshot import Snapshot
from schemas.columns import PEOPLE, TEXT

FLAGS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "ZI_Do_Not_Call_Direct_Phone__c": ("ZI_Phone_Number__c", "Phone"),
        "ZI_Do_Not_Call_Mobile_Phone__c": ("ZI_Mobile_Phone_Number__c", "MobilePhone"),
    }
)
"""ZoomInfo's flag -> the field that it speaks of, and the field that is blanked with it when it has the same number.
Domain rules, section 6."""

YES: Final = ("Yes",)

_OF_ONE_FLAG: Final = ["object", "row", "flag"]
"""What tells one record under one flag from another."""


def boxed(snapshot: Snapshot) -> Mapping[str, pd.Series]:
    """Lead and Contact -> which rows of its table have the Do-Not-Call box set (bool)."""
    return {name: snapshot.table(name)["DoNotCall"].fillna(False).astype(bool) for name in PEOPLE}


def flagged(snapshot: Snapshot, flag: str) -> Mapping[str, pd.Series]:
    """Lead and Contact -> which rows of its table have ZoomInfo's flag (bool)."""
    return {name: is_one_of(snapshot.table(name)[flag], YES) for name in PEOPLE}


def flagged_cells(snapshot: Snapshot, policy: Policy) -> tuple[PhoneBook, pd.DataFrame]:
    """The phone book of records with a flag, and those of its cells that a flag speaks of.

    Out: cells with `flag`, `named` (the flag names this field; else it is the one beside it) and `answer` (int8 of
    `dnc_compare`: `LISTED` for a named field and for the same number beside it, `UNKNOWN` where that is undecided).
    What the extracted snapshot says is remembered for the rules and rounds that ask it again.
    """
    key = ("flagged_cells", policy.reading.region)
    if snapshot.before is None and key in snapshot.memo:
        known: tuple[PhoneBook, pd.DataFrame] = snapshot.memo[key]
        return known
    told = _flagged_cells(snapshot, policy)
    if snapshot.before is None:
        snapshot.memo[key] = told
    return told


def _flagged_cells(snapshot: Snapshot, policy: Policy) -> tuple[PhoneBook, pd.DataFrame]:
    on = {flag: flagged(snapshot, flag) for flag in FLAGS}
    first, second = on.values()
    book = phone_book(snapshot, policy, {name: first[name] | second[name] for name in PEOPLE})
    cells = pd.concat([_spoken_of(book.cells, flag, rows) for flag, rows in on.items()])
    named, beside = cells[cells["named"]], cells[~cells["named"]]
    same = within_record(_numbers(book, named), _numbers(book, beside), _OF_ONE_FLAG)
    answer = beside[_OF_ONE_FLAG].merge(same, on=_OF_ONE_FLAG, how="left", validate="one_to_one")["answer"]
    beside = beside.assign(answer=answer.fillna(CLEAR).astype("int8").array)
    named = named.assign(answer=pd.Series(LISTED, index=named.index, dtype="int8"))
    return book, pd.concat([named, beside[beside["answer"] >= UNKNOWN]]).sort_index()


def _spoken_of(cells: pd.DataFrame, flag: str, on: Mapping[str, pd.Series]) -> pd.DataFrame:
    """The cells of the field that the flag names and of the one beside it, where the flag is set."""
    fields = FLAGS[flag]
    found = rows_where(cells[cells["field"].isin(fields)], on).astype({"object": TEXT, "field": TEXT})
    return found.assign(flag=flag, named=(found["field"] == fields[0]).astype(bool)).astype({"flag": TEXT})


def _numbers(book: PhoneBook, cells: pd.DataFrame) -> pd.DataFrame:
    return book.numbers_in(cells[[*_OF_ONE_FLAG, "reading"]]).drop(columns="reading")
