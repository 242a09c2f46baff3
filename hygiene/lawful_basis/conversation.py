"""A two-way conversation: the status says so, the person called or wrote, or a meeting was held."""

import re
from collections.abc import Sequence

import pandas as pd

from hygiene.lawful_basis.search import ACTIVITY, Search, found, stacked
from hygiene.lawful_basis.unreadable import dated
from hygiene.selection import is_one_of
from schemas.vocabularies import statuses


def find(search: Search) -> pd.DataFrame:
    """Statuses of a conversation, inbound tasks, and events that are past and were not called off (rows of `FOUND`)."""
    everyone = _with_status(search)
    talking = everyone[is_one_of(everyone["status"], search.policy.opt_out.conversation_statuses)]
    told = "status " + talking["status"]
    return stacked([found(talking["subject"], told), _inbound_tasks(search), _held_events(search)])


def unreadable(search: Search) -> pd.Series:
    """Subjects with a status that is no listed value: whether it means a conversation cannot be said (`TEXT`)."""
    everyone = _with_status(search)
    listed = [*statuses(), *search.policy.vocabulary.extra_statuses, *search.policy.opt_out.conversation_statuses]
    return everyone.loc[everyone["status"].notna() & ~is_one_of(everyone["status"], listed), "subject"]


def maybe_unseen(search: Search) -> pd.Series:
    """Subjects whose tasks and events could hide a conversation: not all were given, and one may be in the look-back.

    Salesforce keeps the day of a record's last task or event on the record: where that is empty, or too old, there is
    nothing that the missing table could tell.
    """
    if all(search.snapshot.has(name) for name in ACTIVITY):
        return search.everyone.loc[[], "subject"]
    months = search.policy.opt_out.evidence["conversation"].months
    everyone = search.everyone
    told = everyone["object"].isin([n for n in search.people if search.snapshot.has(n, "LastActivityDate")])
    last = everyone["LastActivityDate"]
    recent = last.notna() if months is None else last >= (search.as_of - pd.DateOffset(months=months)).normalize()
    return everyone.loc[~told | recent, "subject"]


def to_come(search: Search) -> pd.Series:
    """Subjects with an event that is still to come: whether it will be held cannot be said yet (`TEXT`)."""
    events = _events(search)
    subjects: pd.Series = events.loc[_is_to_come(events, search), "subject"]
    return subjects


def _with_status(search: Search) -> pd.DataFrame:
    """Columns `subject` and `status`, index of `everyone`."""
    everyone = search.everyone
    return everyone[["subject"]].assign(status=everyone["Status"].fillna(everyone["Contact_Status__c"]))


def _inbound_tasks(search: Search) -> pd.DataFrame:
    tasks = search.children("Task", "WhoId")
    words = search.policy.opt_out.inbound_task_words
    hit = tasks[is_one_of(tasks["CallType"], ["Inbound"]) | _has_word(tasks["Subject"], words)]
    return found(hit["subject"], "an inbound task", date=dated(search, "Task", hit, "ActivityDate"))


def _held_events(search: Search) -> pd.DataFrame:
    events = _events(search)
    hit = events[~_is_to_come(events, search)]
    return found(hit["subject"], "an event", date=dated(search, "Event", hit, "ActivityDate"))


def _events(search: Search) -> pd.DataFrame:
    """The events that were not called off."""
    events = search.children("Event", "WhoId")
    return events[~_has_word(events["Subject"], search.policy.opt_out.called_off_event_words)]


def _is_to_come(events: pd.DataFrame, search: Search) -> pd.Series:
    """Whether it is of a later day (bool); one of the day itself may be over."""
    return (events["ActivityDate"] > search.as_of).fillna(False).astype(bool)


def _has_word(texts: pd.Series, words: Sequence[str]) -> pd.Series:
    """Whether a text holds one of the words, whole and without case (bool; missing is False)."""
    if not words:
        return pd.Series(False, index=texts.index)
    pattern = "|".join(re.escape(word.casefold()) for word in words)
    return texts.str.casefold().str.contains(rf"(?:^|\W)(?:{pattern})(?:\W|$)", regex=True).fillna(False).astype(bool)
