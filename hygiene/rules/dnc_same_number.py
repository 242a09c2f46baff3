"""Blanks a number that a flag or a Do-Not-Call box lists wherever else it stands: other fields, other records."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from hygiene.dnc_blanking import Blanking
from hygiene.dnc_compare import CLEAR, LISTED, UNKNOWN, by_reading, listed_numbers
from hygiene.dnc_sources import boxed, flagged_cells
from hygiene.lineage import members_of
from hygiene.phone_book import PhoneBook, cell_keys, is_read, phone_book, rows_where, with_values
from hygiene.phone_readings import region_told
from hygiene.policy import Policy
from hygiene.rules import Proposal, Rule
from hygiene.selection import is_among
from hygiene.snapshot import Snapshot
from schemas.columns import PEOPLE, TEXT

NAME: Final = "dnc_same_number"


def propose(snapshot: Snapshot, policy: Policy) -> Proposal:
    """Looks for the listed numbers, as they were extracted, in all phone fields of leads, contacts and accounts.

    What the other Do-Not-Call rules blank is left to them. Numbers on list files are found everywhere by `dnc_list`.
    """
    if not policy.dnc.everywhere:
        return Proposal(facts={"everywhere": False})
    external, internal = _flagged_numbers(snapshot, policy), _boxed_numbers(snapshot, policy)
    if external.empty and internal.empty:
        return Proposal(facts={"everywhere": True, "numbers": 0})
    book = phone_book(snapshot, policy)
    answer = _answers(snapshot, policy, book, external, internal)
    listed = with_values(snapshot, book.cells[answer == LISTED])
    unknown = with_values(snapshot, book.cells[answer == UNKNOWN])
    sources = _sure(pd.concat([external, internal], ignore_index=True))
    blanking = Blanking(
        NAME,
        listed.assign(reason=_reason(listed, book, policy), evidence=_evidence(listed, book, sources)),
        unknown.assign(
            message="It resembles a number that must not be called, but one of the two is no valid whole number, so"
            " this is neither a match nor clear; complete the number with its country, or take it away."
        ),
    )
    return blanking.proposal(snapshot, _facts(listed, book, sources))


def prepare(snapshot: Snapshot, policy: Policy) -> None:
    """Reads the phone numbers, where there are any to look for; later rounds read only what changed."""
    if not policy.dnc.everywhere or is_read(snapshot, policy):
        return
    if not (_flagged_numbers(snapshot, policy).empty and _boxed_numbers(snapshot, policy).empty):
        phone_book(snapshot, policy)


def _answers(
    snapshot: Snapshot, policy: Policy, book: PhoneBook, external: pd.DataFrame, internal: pd.DataFrame
) -> pd.Series:
    """The answer for each cell, `CLEAR` for those that are another rule's or that the policy keeps (index: cells)."""
    reading = book.cells["reading"].to_numpy()
    by_flag, by_box = (
        pd.Series(by_reading(book.numbers, listed_numbers(rows).answers(book.numbers), len(book.readings))[reading])
        for rows in (external, internal)
    )
    _, of_flags = flagged_cells(snapshot, policy)
    keys = cell_keys(book.cells)
    by_flag[_is_one_of(keys, of_flags[of_flags["answer"] == LISTED])] = CLEAR
    by_flag[_is_one_of(keys, of_flags) & (by_flag == UNKNOWN)] = CLEAR
    of_boxes = rows_where(book.cells, boxed(snapshot)).index
    by_box[of_boxes] = CLEAR
    if policy.dnc.internal_dnc == "blank":
        by_flag[of_boxes] = CLEAR
    return by_flag.where(by_flag > by_box, by_box)


def _is_one_of(keys: np.ndarray, cells: pd.DataFrame) -> np.ndarray:
    # The keys are numbers of cells, so a table of them all is small, and sorting them takes ten times as long.
    found: np.ndarray = np.isin(keys, cell_keys(cells), kind="table")
    return found


def _flagged_numbers(snapshot: Snapshot, policy: Policy) -> pd.DataFrame:
    """Numbers of fields that ZoomInfo's flags name."""
    key = (NAME, "flagged numbers", policy.reading.region)
    if key not in snapshot.memo:
        book, cells = flagged_cells(snapshot.extracted, policy)
        snapshot.memo[key] = _sources(snapshot.extracted, book, cells[cells["named"]], "ZoomInfo's flag on ")
    found: pd.DataFrame = snapshot.memo[key]
    return found


def _boxed_numbers(snapshot: Snapshot, policy: Policy) -> pd.DataFrame:
    """Numbers of every record with a Do-Not-Call box, and of every record that became part of one."""
    start, key = snapshot.extracted, (NAME, "boxed numbers", policy.reading.region)
    own = boxed(start)
    if key not in snapshot.memo:
        snapshot.memo[key] = _numbers_in_boxes(start, policy, own)
    numbers: pd.DataFrame = snapshot.memo[key]
    if len(snapshot.absorbed):
        now = pd.concat([snapshot.table(name).loc[rows, "Id"] for name, rows in boxed(snapshot).items()])
        mine = members_of(snapshot, now)["record_id"]
        further = {name: is_among(start.table(name)["Id"], mine) & ~own[name] for name in PEOPLE}
        numbers = pd.concat([numbers, _numbers_in_boxes(start, policy, further)], ignore_index=True)
    return _by_record(numbers)


def _numbers_in_boxes(start: Snapshot, policy: Policy, wanted: Mapping[str, pd.Series]) -> pd.DataFrame:
    book = phone_book(start, policy, wanted)
    return _sources(start, book, book.cells, "the Do Not Call box of ")


def _sources(snapshot: Snapshot, book: PhoneBook, cells: pd.DataFrame, words: str) -> pd.DataFrame:
    """Listed numbers: `e164`, `digits`, `guessed`, `told` (who lists it), in the order of `_by_record`."""
    numbers = book.numbers_in(with_values(snapshot, cells))
    told = words + numbers["object"] + " " + numbers["record_id"]
    return _by_record(numbers.assign(told=told)[["e164", "digits", "guessed", "told"]])


def _by_record(numbers: pd.DataFrame) -> pd.DataFrame:
    """Numbers by object and id of the record that lists them."""
    return numbers.sort_values("told", kind="stable")


def _sure(numbers: pd.DataFrame) -> pd.DataFrame:
    """Those in which no letter was taken for a digit: only these can be evidence of a match."""
    return numbers[~numbers["guessed"]]


def _reason(listed: pd.DataFrame, book: PhoneBook, policy: Policy) -> pd.Series:
    region = region_told(book.readings.loc[listed["reading"]], policy.reading.region).set_axis(listed.index)
    return "the same number must not be called according to another field or record; " + region


def _evidence(listed: pd.DataFrame, book: PhoneBook, sources: pd.DataFrame) -> pd.Series:
    """Who lists the number: the first flag or box that does (`TEXT`)."""
    told = sources.drop_duplicates("digits").set_index("digits")["told"]
    numbers = _sure(book.numbers_in(listed[["reading"]].drop_duplicates()))
    named = numbers.assign(told=numbers["digits"].map(told).astype(TEXT)).dropna(subset=["told"])
    first = named.drop_duplicates("reading").set_index("reading")["told"]
    return listed["reading"].map(first).astype(TEXT).fillna("a flag or box on a record with the same digits")


def _facts(listed: pd.DataFrame, book: PhoneBook, sources: pd.DataFrame) -> dict[str, object]:
    met = _sure(book.numbers_in(listed))["digits"]
    met = met[is_among(met, sources["digits"])].value_counts()
    return {
        "everywhere": True,
        "numbers": int(sources["digits"].nunique()),
        "found_elsewhere": len(met),
        "most_fields_of_one_number": int(met.max()) if len(met) else 0,
    }


RULE = Rule(
    name=NAME,
    stage=63,
    summary="Blanks a number that a flag or a Do Not Call box lists in every other field and record that has it.",
    source="P §6",
    propose=propose,
    prepare=prepare,
)
