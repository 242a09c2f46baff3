"""What bears on a verdict and could not be read: nobody is erased on a search that was half made."""

import pandas as pd

from hygiene.lawful_basis.search import Search
from hygiene.selection import is_among
from schemas.columns import PEOPLE


def of_person(search: Search, *fields: str) -> pd.Series:
    """Subjects with a record whose value in one of the fields, or whose whole row, is in quarantine (`TEXT`)."""
    put_aside, everyone = search.snapshot.quarantine, search.everyone
    bears = put_aside["field"].isna() | put_aside["field"].isin(fields)
    ids = put_aside.loc[put_aside["object"].isin(PEOPLE) & bears, "record_id"].dropna()
    subjects: pd.Series = everyone.loc[is_among(everyone["Id"], ids), "subject"]
    return subjects


def of_rows(search: Search, name: str, *lookups: str) -> pd.Series:
    """Subjects to whom a row of the table belongs that has something in quarantine (`TEXT`).

    Everybody, where it cannot be said whose the row is: it was left out, or its lookup could not be read.
    """
    put_aside = search.snapshot.quarantine
    rows = put_aside[put_aside["object"] == name]
    if rows.empty:
        return search.everyone["subject"].iloc[:0]
    is_there = is_among(rows["record_id"], search.snapshot.table(name)["Id"])
    if (~is_there | rows["field"].isin(lookups)).any():
        return search.everyone["subject"]
    mine = search.children(name, *lookups)
    subjects: pd.Series = mine.loc[is_among(mine["Id"], rows["record_id"]), "subject"]
    return subjects


def without_account(search: Search) -> pd.Series:
    """Subjects whose account is none of those that were given, or was left out as unreadable (`TEXT`)."""
    everyone, accounts = search.everyone, search.snapshot.table("Account")["Id"]
    absent = everyone["AccountId"].notna() & ~is_among(everyone["AccountId"], accounts)
    return everyone.loc[absent & search.snapshot.has("Account"), "subject"]


def without_opportunity(search: Search) -> pd.Series:
    """Subjects with a role in an opportunity that is none of those that were given (`TEXT`)."""
    roles, given = search.children("OpportunityContactRole", "ContactId"), search.snapshot.table("Opportunity")["Id"]
    absent = roles["OpportunityId"].notna() & ~is_among(roles["OpportunityId"], given)
    return roles.loc[absent & search.snapshot.has("Opportunity"), "subject"]


def dated(search: Search, name: str, rows: pd.DataFrame, field: str) -> pd.Series:
    """When each row of the table was: by the field, else by its creation; unknown where the field could not be read."""
    put_aside = search.snapshot.quarantine
    ids = put_aside.loc[(put_aside["object"] == name) & (put_aside["field"] == field), "record_id"].dropna()
    return rows[field].fillna(rows["CreatedDate"]).mask(is_among(rows["Id"], ids), pd.NaT)
