"""The queue: every case in a line, those first whose decision gains most.

First come cases that hold up an opt-out: nobody is erased while a case may make the record one with another. Then those
by how many duplicates a decision is expected to settle: the sum of the probabilities that each further record is one
with the others.
"""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from hygiene.review_page.case_book import CaseBook
from hygiene.review_page.evidence import chance_text
from hygiene.review_page.titles import name_of, place_of

_WAITING: Final = "undetermined"
_RULES: Final[Mapping[str, str]] = {
    "lead_to_lead": "Leads",
    "contact_to_contact": "Contacts",
    "account_to_account": "Accounts",
    "lead_to_contact": "Lead into contact",
}


def rule_label(rule: str) -> str:
    """What the cases of a rule are called."""
    return _RULES.get(rule, rule.replace("_", " ").capitalize())


def queue(book: CaseBook) -> list[dict[str, Any]]:
    """The cases for the page, in the order in which to decide them: `id`, `rule`, `title`, `place`, `records` (how
    many), `probability` (of the strongest pair, or None), `chance`, `gain` (duplicates expected), `waits`, `sharing`
    (cases with a record of it).
    """
    strongest, gains, waiting = _strongest(book), _gains(book), _waiting(book)
    items = [
        {
            "id": case,
            "rule": row["rule"],
            "title": _title(book, row["records"].split(";")),
            "place": place_of(book, row["records"].split(";")[0]),
            "records": row["records"].count(";") + 1,
            "probability": strongest.get(case),
            "chance": chance_text(strongest[case]) if case in strongest else "",
            "gain": round(gains.get(case, 0.0), 2),
            "waits": case in waiting,
            "sharing": sorted(book.sharing.get(case, ())),
        }
        for case, row in book.cases.items()
    ]
    return sorted(items, key=lambda item: (not item["waits"], -item["gain"], item["id"]))


def _title(book: CaseBook, records: list[str]) -> str:
    """The different names in the case."""
    return " · ".join(dict.fromkeys(name_of(book, record) for record in records))


def _pairs(book: CaseBook) -> pd.DataFrame:
    """`case`, `left_id`, `right_id`, `probability` of all pairs within cases."""
    pairs = book.plan.tables["pairs"]
    rows = [(case, place) for case, places in book.pairs.items() for place in places]
    table = pd.DataFrame(rows, columns=["case", "at"])
    own = pairs[["left_id", "right_id", "probability"]].iloc[table["at"].to_numpy(dtype="int64")]
    return own.assign(case=table["case"].array)


def _strongest(book: CaseBook) -> dict[str, float]:
    best = _pairs(book).groupby("case")["probability"].max()
    return {str(case): float(chance) for case, chance in best.items()}


def _gains(book: CaseBook) -> dict[str, float]:
    """The expected number of duplicates in each case: of each record but the first its likeliest pair."""
    pairs = _pairs(book)
    one = pairs.rename(columns={"left_id": "record"})[["case", "record", "probability"]]
    other = pairs.rename(columns={"right_id": "record"})[["case", "record", "probability"]]
    best = pd.concat([one, other]).groupby(["case", "record"], as_index=False)["probability"].max()
    by_case = best.groupby("case")["probability"]
    # The likeliest record is the one that the others are duplicates of.
    return {str(case): float(gain) for case, gain in (by_case.sum() - by_case.max()).items()}


def _waiting(book: CaseBook) -> frozenset[str]:
    """Cases with a record whose opt-out could not be settled."""
    verdicts = book.plan.tables["verdicts"]
    open_ones = verdicts.loc[(verdicts["verdict"] == _WAITING).fillna(False), "record_id"]
    members = book.members
    return frozenset(members.loc[members["record"].isin(open_ones), "case"])
