"""What each row of a list must be before it is imported, and whom it must not bring back. Pure.

Domain rules, section 9: required fields, an active Initial Source, a well-formed e-mail, a state only where the country
has states; nobody who was erased, and no number that must not be called.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from hygiene.dnc_compare import LISTED, UNKNOWN, Listed, by_reading, listed_numbers
from hygiene.dnc_list import DncNumbers
from hygiene.dnc_sources import boxed, flagged_cells
from hygiene.normalize import country, email
from hygiene.phone_book import phone_book, with_values
from hygiene.policy import Policy
from hygiene.selection import is_test_lead
from hygiene.snapshot import Snapshot
from hygiene.suppression import normal_emails
from schemas.columns import TEXT, fields_of
from schemas.records import LENGTHS, is_well_formed_email
from schemas.vocabularies import alias_of, is_active, is_listed, statuses

EMAIL_FIELDS: Final = ("Email", "Supplemental_Email__c")

Problem = tuple[pd.Series, pd.Series | str]
"""Rows (bool), and the reason of each."""


def problems_of(rows: Snapshot, crm: Snapshot, policy: Policy) -> pd.DataFrame:
    """Every reason why a row of the list may not be imported as it is: `line`, `reason` (TEXT), a row may have several.

    rows: the list as the `Lead` table of a snapshot, `Id` its lines, with the suppression list and DNC lists of the
    run. crm: the source, whose own flags and boxes list numbers too.
    """
    table = rows.table("Lead")
    found = [
        *_required(table, policy),
        *_source(table, policy),
        *_forms(table, policy),
        *_state(table, policy),
        *_erased(rows, policy),
        *_numbers(rows, crm, policy),
    ]
    frames = [
        pd.DataFrame({"line": table.loc[hit, "Id"], "reason": reason if isinstance(reason, str) else reason[hit]})
        for hit, reason in found
        if hit.any()
    ]
    empty = pd.DataFrame({"line": [], "reason": []})
    return pd.concat([empty, *frames], ignore_index=True).astype(TEXT).drop_duplicates(ignore_index=True)


def _required(table: pd.DataFrame, policy: Policy) -> Iterator[Problem]:
    for field in policy.import_list.required:
        yield _empty(table[field]), f"{field} is empty"


def _empty(values: pd.Series) -> pd.Series:
    return (values.isna() | (values.astype(TEXT).str.strip() == "")).fillna(True).astype(bool)


def _source(table: pd.DataFrame, policy: Policy) -> Iterator[Problem]:
    """Only a listed, active source may be given to a new record, in its exact spelling."""
    own, source = policy.vocabulary, table["LeadSource"]
    missing = _empty(source)
    alias = alias_of(source, own.extra_sources, own.source_aliases)
    listed, active = is_listed(source, own.extra_sources), is_active(source, own.extra_sources)
    yield missing, "there is no Initial Source"
    yield alias.notna() & ~missing, "the Initial Source is a variant spelling; write " + alias.fillna("")
    yield ~listed & alias.isna() & ~missing, "the Initial Source is none of the supported ones"
    yield listed & ~active & alias.isna(), "the Initial Source is retired, and no new record may be given it"
    nameless = (source == "Investor").fillna(False).astype(bool) & _empty(table["Investor_Name__c"])
    yield nameless, "Initial Source Investor needs the Investor Name"


def _forms(table: pd.DataFrame, policy: Policy) -> Iterator[Problem]:
    address = table["Email"]
    well_formed, absent = is_well_formed_email(address), _empty(address)
    yield ~absent & ~well_formed, "the e-mail is not well formed"
    yield well_formed & email.parts(address)["email"].isna(), "the e-mail is a filler that belongs to nobody"
    known = [*statuses(), *policy.vocabulary.extra_statuses]
    yield ~_empty(table["Status"]) & ~table["Status"].isin(known), "the status is none of the known ones"
    yield is_test_lead(table, policy), "the title marks a test lead"
    for field, length in LENGTHS.items():
        yield (
            (table[field].str.len() > length).fillna(False).astype(bool),
            f"{field} is longer than {length} characters",
        )


def _state(table: pd.DataFrame, policy: Policy) -> Iterator[Problem]:
    code = country.parts(table["Country"])["country"]
    yield ~_empty(table["Country"]) & code.isna(), "the country is not known"
    stateless = code.notna() & ~code.isin(policy.import_list.countries_with_states)
    yield stateless & ~_empty(table["State"]), "a state is given, but the country has none"


def _erased(rows: Snapshot, policy: Policy) -> Iterator[Problem]:
    """People who were erased, by mailbox or number; numbers of the internal list are told with the other lists."""
    table = rows.table("Lead")
    for field in EMAIL_FIELDS:
        met = rows.suppressions.found("email", normal_emails(table[field]))
        yield table.index.to_series().isin(met["row"]), f"suppressed: the person of {field} was erased"
    for purpose, reason in (
        ("erasure", "suppressed: the number of {} is that of an erased person, or a line that was shared"),
        ("internal_dnc", "{} is on the internal Do-Not-Call list"),
    ):
        cells = _suppressed_cells(rows, policy, purpose)
        for field in fields_of("Lead", "phone"):
            hit = cells.loc[cells["field"] == field, "row"]
            yield pd.Series(np.isin(np.arange(len(table)), hit), index=table.index), reason.format(field)


def _suppressed_cells(rows: Snapshot, policy: Policy, purpose: str) -> pd.DataFrame:
    book = phone_book(rows, policy)
    read = book.numbers[book.numbers["e164"] > 0].reset_index(drop=True)
    met = rows.suppressions.found("phone", "+" + read["e164"].astype(TEXT))
    hits = read.loc[met.loc[met["purpose"] == purpose, "row"], "reading"]
    return with_values(rows, book.cells[book.cells["reading"].isin(hits)])


def _numbers(rows: Snapshot, crm: Snapshot, policy: Policy) -> Iterator[Problem]:
    """Numbers that a list, a flag or a box lists; what cannot be compared is told as well and never means clear."""
    book, table = phone_book(rows, policy), rows.table("Lead")
    if book.cells.empty:
        return
    for whose, listed in _lists(rows.dnc_lists, crm, policy).items():
        answers = by_reading(book.numbers, listed.answers(book.numbers), len(book.readings))
        in_cells = answers[book.cells["reading"].to_numpy()]
        for answer, words in ((LISTED, "{} is on {}"), (UNKNOWN, "{} resembles a number on {}; complete it")):
            for field, cells in book.cells[in_cells == answer].groupby("field", observed=True):
                hit = np.isin(np.arange(len(table)), cells["row"])
                yield pd.Series(hit, index=table.index), words.format(field, whose)


def _lists(given: Sequence[DncNumbers], crm: Snapshot, policy: Policy) -> Mapping[str, Listed]:
    files = {f"the Do-Not-Call list {one.name}": Listed(one.numbers, pd.Series(dtype=TEXT)) for one in given}
    flags, cells = flagged_cells(crm, policy)
    named = flags.numbers[flags.numbers["reading"].isin(cells.loc[cells["named"], "reading"])]
    boxes = phone_book(crm, policy, boxed(crm))
    own = boxes.numbers[boxes.numbers["reading"].isin(boxes.cells["reading"])]
    return {
        **files,
        "the Do-Not-Call flags of the CRM": listed_numbers(named),
        "the Do-Not-Call boxes of the CRM": listed_numbers(own),
    }
