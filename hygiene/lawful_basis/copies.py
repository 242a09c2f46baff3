"""Where else an erased person stands: child records that go or lose their parent, and what could not be counted."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import pandas as pd

from hygiene.lawful_basis.search import Search
from hygiene.selection import is_among
from hygiene.words import joined
from schemas.columns import TEXT

COPIES: Final[Mapping[str, tuple[str, str, tuple[str, ...]]]] = MappingProxyType(
    {
        "bizible2__Bizible_Person__c": (
            "Bizible person", "Bizible persons", ("bizible2__Lead__c", "bizible2__Contact__c")),
        "CampaignMember": ("campaign member", "campaign members", ("LeadId", "ContactId")),
        "Task": ("task", "tasks", ("WhoId",)),
        "Event": ("event", "events", ("WhoId",)),
        "OpportunityContactRole": ("opportunity contact role", "opportunity contact roles", ("ContactId",)),
    }
)  # fmt: skip
"""Object -> one of it, many of it, its lookups to people."""


def copies_of(search: Search, subjects: pd.Series, leads: pd.DataFrame) -> pd.Series:
    """The copies of each subject in words, `2 tasks, 1 converted lead; not looked at: events` (`TEXT`, same index).

    leads: the table as it is by now, with the conversions of the run.
    """
    counted = {
        (one, many): search.children(name, *lookups).groupby("subject").size()
        for name, (one, many, lookups) in COPIES.items()
    }
    counted["converted lead", "converted leads"] = _converted(search, leads).groupby("subject").size()
    parts = [_words(subjects.map(sizes), one, many) for (one, many), sizes in counted.items()]
    unseen = [many for name, (_, many, _) in COPIES.items() if not search.snapshot.has(name)]
    tail = f"; not looked at: {', '.join(unseen)}" if unseen else ""
    text = joined(parts, ", ")
    return text.mask(text == "", "none found") + tail


def _converted(search: Search, leads: pd.DataFrame) -> pd.DataFrame:
    """Leads that were converted into a subject, before or by now: they stay, read-only, with the same personal data."""
    people, converted = search.people["Lead"], leads.loc[leads["ConvertedContactId"].notna(), "Id"]
    return people[is_among(people["Id"], converted) & (people["subject"] != people["Id"])]


def _words(sizes: pd.Series, one: str, many: str) -> pd.Series:
    number = sizes.astype("Int64").astype(TEXT)
    return (number + f" {many}").mask((sizes == 1).fillna(False), f"1 {one}").astype(TEXT)
