"""A round that asks of the same people as the round before it has the same verdicts."""

from dataclasses import dataclass

import pandas as pd

from hygiene.lawful_basis.search import Search
from hygiene.lawful_basis.verdicts import Judgement, judge
from hygiene.policy import Policy


@dataclass(frozen=True)
class _Known:
    """What was asked, and the answer."""

    policy: Policy
    parts: pd.DataFrame
    undecided: frozenset[str]
    judgement: Judgement


def judged(search: Search, subjects: pd.Series) -> Judgement:
    """`judge` of these subjects, remembered by the extracted snapshot while each is made of the same records.

    A verdict rests on the records that the subject is made of, as they were extracted, and on whether an open case
    names it: nothing else of the search moves within a run.
    """
    parts, undecided = search.everyone[["Id", "subject"]], search.undecided.intersection(subjects)
    known: _Known | None = search.snapshot.memo.get("judged")
    is_same = known is not None and known.policy is search.policy and known.undecided == undecided
    if known is None or not is_same or not known.parts.equals(parts):
        known = _Known(search.policy, parts, undecided, judge(search, subjects))
        search.snapshot.memo["judged"] = known
    return known.judgement
