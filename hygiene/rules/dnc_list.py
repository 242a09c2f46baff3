"""Blanks every number that stands on a Do-Not-Call list file, in any phone field of any record."""

from typing import Final

import numpy as np
import pandas as pd

from hygiene.dnc_blanking import Blanking
from hygiene.dnc_compare import LISTED, UNKNOWN, Listed, by_reading
from hygiene.dnc_list import DncNumbers
from hygiene.phone_book import PhoneBook, phone_book, with_values
from hygiene.phone_readings import region_told
from hygiene.policy import Policy
from hygiene.rules import Proposal, Rule
from hygiene.snapshot import Snapshot
from hygiene.words import joined
from schemas.columns import TEXT

NAME: Final = "dnc_list"


def propose(snapshot: Snapshot, policy: Policy) -> Proposal:
    """Compares all phone fields of leads, contacts and accounts with each list that was given."""
    lists = sorted(snapshot.dnc_lists, key=lambda one: one.name)
    if not lists:
        return Proposal(facts={"lists": []})
    book = phone_book(snapshot, policy)
    answers = {one.name: _answers(book, one) for one in lists}
    most = np.maximum.reduce(list(answers.values()))
    in_cells = most[book.cells["reading"]]
    listed = with_values(snapshot, book.cells[in_cells == LISTED])
    unknown = with_values(snapshot, book.cells[in_cells == UNKNOWN])
    blanking = Blanking(
        NAME,
        listed.assign(
            reason=_reason(listed, lists, answers, book, policy),
            evidence=_told(listed, [one.evidence() for one in lists], answers, LISTED),
        ),
        unknown.assign(message=_doubt(unknown, lists, answers)),
    )
    return blanking.proposal(snapshot, _facts(book, lists, answers, snapshot.as_of))


def _answers(book: PhoneBook, one: DncNumbers) -> np.ndarray:
    listed = Listed(one.numbers, pd.Series(dtype=TEXT))
    return by_reading(book.numbers, listed.answers(book.numbers), len(book.readings))


def _told(cells: pd.DataFrame, words: list[str], answers: dict[str, np.ndarray], answer: int) -> pd.Series:
    """The words of those lists that answer so, joined (`TEXT`, index of `cells`)."""
    columns = [
        pd.Series(word, index=cells.index, dtype=TEXT).where(of_list[cells["reading"]] == answer)
        for word, of_list in zip(words, answers.values(), strict=True)
    ]
    return joined(columns, "; ")


def _reason(
    cells: pd.DataFrame, lists: list[DncNumbers], answers: dict[str, np.ndarray], book: PhoneBook, policy: Policy
) -> pd.Series:
    names = _told(cells, [one.name for one in lists], answers, LISTED)
    read = book.numbers.loc[~book.numbers["guessed"], "reading"]
    several = read.value_counts().reindex(cells["reading"], fill_value=0).to_numpy() > 1
    whose = pd.Series("the number is", index=cells.index, dtype=TEXT).mask(several, "one of the numbers is")
    region = region_told(book.readings.loc[cells["reading"]], policy.reading.region).set_axis(cells.index)
    return whose + " on the Do-Not-Call list " + names + "; " + region


def _doubt(cells: pd.DataFrame, lists: list[DncNumbers], answers: dict[str, np.ndarray]) -> pd.Series:
    names = _told(cells, [one.name for one in lists], answers, UNKNOWN)
    return (
        "It resembles a number on the Do-Not-Call list " + names + ", but no valid whole number can be read from it, so"
        " this is neither a match nor clear; complete the number with its country, or take it away."
    )


def _facts(
    book: PhoneBook, lists: list[DncNumbers], answers: dict[str, np.ndarray], as_of: pd.Timestamp
) -> dict[str, object]:
    reading = book.cells["reading"].to_numpy()
    status = book.readings["status"]
    read = np.zeros(len(book.readings), bool)
    read[book.numbers.loc[book.numbers["e164"] > 0, "reading"]] = True
    unread = (status == "not_comparable").fillna(False).to_numpy(bool) & ~read
    regions = book.readings["region_from"].iloc[reading[read[reading]]].value_counts()
    return {
        "lists": [
            {
                "name": one.name,
                "jurisdiction": one.jurisdiction,
                "fetched": one.fetched.isoformat(),
                "fetched_from": one.fetched_from,
                "age_days": one.age_days(as_of),
                "max_age_days": one.max_age_days,
                "numbers": len(one.numbers),
                "unread": one.unread,
                "sha256": one.sha256,
                "compared": int(read[reading].sum()),
                "matched": int((answers[one.name][reading] == LISTED).sum()),
                "not_comparable": int(unread[reading].sum()),
            }
            for one in lists
        ],
        "fields": len(reading),
        "fillers": int((status == "filler").fillna(False).to_numpy(bool)[reading].sum()),
        "regions": {str(source): int(number) for source, number in sorted(regions.items())},
    }


RULE = Rule(
    name=NAME,
    stage=61,
    summary="Blanks numbers that stand on a Do-Not-Call list file, in every phone field.",
    source="P §6",
    propose=propose,
)
