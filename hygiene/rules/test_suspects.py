"""Tells of records that look like tests. None of them is ever deleted by itself."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from hygiene.changes import findings
from hygiene.policy import Policy
from hygiene.rules import Proposal, Rule
from hygiene.selection import is_one_of, is_open, is_test_lead
from hygiene.snapshot import Snapshot
from schemas import outputs
from schemas.columns import fields_of

_REPEATED: Final = "|".join(f"{digit}{{7,}}" for digit in range(10))
"""One digit seven times or oftener: the shortest numbers without an area code have seven."""

_MESSAGES: Final[Mapping[str, str]] = {
    "suspect_name": "Looks like a test by this name.",
    "suspect_mailbox": "Looks like a test by its mailbox.",
    "suspect_domain": "Looks like a test by its e-mail domain.",
    "suspect_phone": "Looks like a test by a phone number that nobody has.",
    "test_contact": "A contact with the title of a test lead; contacts are never deleted for it.",
}


def propose(snapshot: Snapshot, policy: Policy) -> Proposal:
    """A finding for each sign of a test on an open lead or contact: name, company, e-mail, phone, contact's title.

    A lead whose title makes it a test lead is the business of `test_lead`, and is not told again.
    """
    leads, contacts = snapshot.table("Lead"), snapshot.table("Contact")
    others = leads[is_open(leads) & ~is_test_lead(leads, policy)]
    open_contacts = contacts[is_open(contacts)]
    titled = is_one_of(open_contacts["Title"], policy.test_leads.titles)
    found = [
        *_signs("Lead", others, policy),
        *_signs("Contact", open_contacts, policy),
        _told("Contact", open_contacts[titled], "Title", "test_contact"),
    ]
    return Proposal(findings=outputs.stack("findings", found))


def _signs(name: str, people: pd.DataFrame, policy: Policy) -> list[pd.DataFrame]:
    suspects = policy.test_leads
    phones = fields_of(name, "phone")
    address = people["Email"].str.strip()
    mailbox = address.str.replace("@.*$", "", regex=True).str.replace(r"\+.*$", "", regex=True)
    domain = address.str.replace("^.*@", "", regex=True)
    names = people.columns.intersection(["FirstName", "LastName", "Company"])
    hits: list[tuple[str, str, pd.Series]] = [
        ("Email", "suspect_mailbox", _is_like(mailbox, suspects.suspect_mailboxes)),
        ("Email", "suspect_domain", is_one_of(domain, suspects.suspect_domains)),
        *((column, "suspect_phone", _is_junk(people[column], suspects.suspect_phones)) for column in phones),
        *((column, "suspect_name", _is_like(people[column], suspects.suspect_names)) for column in names),
    ]
    return [_told(name, people[hit], column, code) for column, code, hit in hits]


def _is_like(values: pd.Series, words: Sequence[str]) -> pd.Series:
    """One of the words, a number behind it left aside: `test`, `Test 2` (bool)."""
    return is_one_of(values.str.replace(r"[\s_.-]*[0-9]+\s*$", "", regex=True), words)


def _is_junk(phones: pd.Series, sequences: Sequence[str]) -> pd.Series:
    """One digit repeated, or one of the listed sequences, behind at most three digits of country or area (bool)."""
    digits = phones.str.replace("[^0-9]", "", regex=True)
    listed = "".join(f"|{re.escape(sequence)}" for sequence in sequences)
    return digits.str.fullmatch(f"[0-9]{{0,3}}(?:{_REPEATED}{listed})").fillna(False).astype(bool)


def _told(name: str, hit: pd.DataFrame, column: str, code: str) -> pd.DataFrame:
    return findings(name, hit["Id"], column, code, _MESSAGES[code])


RULE = Rule(
    name="test_suspects",
    stage=97,
    summary="Tells of leads and contacts that look like tests by name, e-mail, phone or title.",
    source="P §8",
    propose=propose,
)
