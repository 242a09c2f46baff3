"""What an apply adds to the suppression list: erased people's own mailboxes and numbers, and blanked DNC numbers."""

from typing import Final

import pandas as pd

from hygiene.keys import Key
from hygiene.lineage import members_of
from hygiene.phone_book import phone_book, with_values
from hygiene.policy import Policy
from hygiene.snapshot import Snapshot
from hygiene.suppression import Cause, normal_emails, rows_of
from schemas import suppressions
from schemas.columns import PEOPLE, TEXT

EMAIL_FIELDS: Final = ("Email", "Supplemental_Email__c")
REMEMBERED: Final = "dnc_internal"
"""The rule whose blanked numbers are remembered. Domain rules, section 6."""


def suppressions_of(
    applied: pd.DataFrame, before: Snapshot, after: Snapshot | None, policy: Policy, key: Key, added: pd.Timestamp
) -> pd.DataFrame:
    """Rows for the suppression list, from what was really written.

    applied: rows of table `changes` whose receipt says applied. before: the records as they were (for an org, as the
    before-images tell). after: what is left where it is known: a mailbox or number that somebody keeps is not the
    erased person's own, and is left out. key: the newest suppression key.

    Returns:
        Table of `schemas.suppressions`, each hash once for its purpose.
    """
    frames = [*_erased(applied, before, after, policy, key, added), _blanked(applied, before, policy, key, added)]
    return suppressions.typed(pd.concat(frames, ignore_index=True))


def _erased(
    applied: pd.DataFrame, before: Snapshot, after: Snapshot | None, policy: Policy, key: Key, added: pd.Timestamp
) -> list[pd.DataFrame]:
    erased = applied[(applied["action"] == "erase") & applied["object"].isin(PEOPLE)]
    if erased.empty:
        return []
    people = _everyone_of(erased["record_id"].drop_duplicates(), before, applied)
    others = None if after is None else _without(after, people)
    kept_emails = set() if others is None else _emails(others)
    kept_numbers = set() if others is None else _numbers(others, policy)
    source = ";".join(sorted(erased["rule"].unique()))
    cause = Cause("erasure", source, added, _expiry(added, policy.suppression.erasure_months))
    return [
        rows_of("email", _emails(before, people) - kept_emails, key, cause),
        rows_of("phone", _numbers(before, policy, people) - kept_numbers, key, cause),
    ]


def _everyone_of(erased: pd.Series, before: Snapshot, applied: pd.DataFrame) -> pd.Series:
    """The erased records with all that were merged or converted into them, in this run or before it."""
    moved = applied[applied["action"].isin(["merge", "convert"])]
    absorbed = pd.concat([before.absorbed, moved[["object", "record_id", "into_id"]]], ignore_index=True)
    joined = Snapshot(before.tables, before.as_of, before.given, before=before.extracted, absorbed=absorbed)
    return members_of(joined, erased)["record_id"].drop_duplicates()


def _without(after: Snapshot, people: pd.Series) -> Snapshot:
    """Without the leads that had been converted into the erased: they stay, and are nobody else."""
    tables = {name: after.table(name) for name in PEOPLE}
    return after.with_tables(**{name: table[~table["Id"].isin(people)] for name, table in tables.items()})


def _emails(snapshot: Snapshot, people: pd.Series | None = None) -> set[str]:
    found: set[str] = set()
    for name in PEOPLE:
        table = snapshot.table(name)
        rows = table if people is None else table[table["Id"].isin(people)]
        for field in EMAIL_FIELDS:
            found |= set(normal_emails(rows[field]).dropna())
    return found


def _numbers(snapshot: Snapshot, policy: Policy, people: pd.Series | None = None) -> set[str]:
    wanted = {} if people is None else {name: snapshot.table(name)["Id"].isin(people) for name in PEOPLE}
    book = phone_book(snapshot, policy, None if people is None else wanted)
    numbers = book.numbers[book.numbers["reading"].isin(book.cells["reading"]) & (book.numbers["e164"] > 0)]
    return {f"+{number}" for number in numbers["e164"].unique()}


def _blanked(applied: pd.DataFrame, before: Snapshot, policy: Policy, key: Key, added: pd.Timestamp) -> pd.DataFrame:
    """Numbers of records whose Do-Not-Call box is set, blanked in this run."""
    blanked = applied[(applied["rule"] == REMEMBERED) & (applied["action"] == "update") & applied["new"].isna()]
    if blanked.empty:
        return suppressions.empty()
    wanted = {name: before.table(name)["Id"].isin(blanked["record_id"]) for name in PEOPLE}
    book = phone_book(before, policy, wanted)
    cells = with_values(before, book.cells)
    asked = cells.merge(blanked[["record_id", "field"]].drop_duplicates().astype(TEXT), validate="many_to_one")
    numbers = book.numbers[book.numbers["reading"].isin(asked["reading"]) & (book.numbers["e164"] > 0)]
    values = [f"+{number}" for number in numbers["e164"].unique()]
    expires = _expiry(added, policy.suppression.internal_dnc_months)
    return rows_of("phone", values, key, Cause("internal_dnc", REMEMBERED, added, expires))


def _expiry(added: pd.Timestamp, months: int | None) -> pd.Timestamp | None:
    return None if months is None else added + pd.DateOffset(months=months)
