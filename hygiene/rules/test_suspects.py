"""Tells of records that look like tests. None of them is ever deleted by itself."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.changes import findings
from hygiene.normalize.text import plain
from hygiene.policy import Policy
from hygiene.rules import Proposal, Rule
from hygiene.selection import is_one_of, is_open, is_test_lead
from hygiene.since_extract import SinceExtract
from hygiene.snapshot import Snapshot
from schemas import outputs
from schemas.columns import fields_of

FEWEST_REPEATED: Final = 7
"""One digit this often or oftener is a suspect number: the shortest numbers without an area code have seven."""

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
    titled = is_open(contacts) & is_one_of(contacts["Title"], policy.test_leads.titles)
    found = [
        *_signs(snapshot, "Lead", (is_open(leads) & ~is_test_lead(leads, policy)).to_numpy(), policy),
        *_signs(snapshot, "Contact", is_open(contacts).to_numpy(), policy),
        _told("Contact", contacts.loc[titled, "Id"], "Title", "test_contact"),
    ]
    return Proposal(findings=outputs.stack("findings", found))


def prepare(snapshot: Snapshot, policy: Policy) -> None:
    """Asks it of the texts that the run began with, before anything changed; they are asked once."""
    if snapshot.tables is snapshot.extracted.tables:
        propose(snapshot, policy)


def _signs(snapshot: Snapshot, name: str, looked_at: np.ndarray, policy: Policy) -> list[pd.DataFrame]:
    table, since = snapshot.table(name), SinceExtract(snapshot, name)
    suspects = policy.test_leads
    named = table.columns.intersection(["FirstName", "LastName", "Company"])
    looks = {
        "Email": {
            "suspect_mailbox": f"{_numbered(suspects.suspect_mailboxes)}(?:\\+.*)?@.*",
            "suspect_domain": f".*@{_any_of(suspects.suspect_domains)}",
        },
        **{column: {"suspect_name": _numbered(suspects.suspect_names)} for column in named},
        **{column: {"suspect_phone": _junk(suspects.suspect_phones)} for column in fields_of(name, "phone")},
    }
    return [
        _told(name, table.loc[alike & looked_at, "Id"], column, code)
        for column, patterns in looks.items()
        for code, alike in zip(patterns, since.asked(tuple(patterns.values()), column, _alike(patterns)), strict=True)
    ]


def _any_of(words: Sequence[str]) -> str:
    """A pattern for exactly one of the words; one that nothing matches when there is no word."""
    return f"(?:{'|'.join(re.escape(word.strip().lower()) for word in words)})" if words else "[^\\x00-\\x{10FFFF}]"


def _numbered(words: Sequence[str]) -> str:
    """A pattern for one of the words with or without a number behind it: `test`, `test 2`, `test_01`."""
    return _any_of(words) + "[ _.-]*[0-9]*"


def _junk(sequences: Sequence[str]) -> str:
    """A pattern for one digit repeated or a listed sequence, behind at most three digits of country or area.

    Whatever stands between the digits does not matter.
    """
    between = "[^0-9]*"
    repeated = [f"(?:{digit}{between}){{{FEWEST_REPEATED},}}" for digit in range(10)]
    listed = [between.join(re.sub("[^0-9]", "", sequence)) + between for sequence in sequences]
    return f"{between}(?:[0-9]{between}){{0,3}}(?:{'|'.join(repeated + listed)})"


def _alike(patterns: Mapping[str, str]) -> Callable[[pa.Array], np.ndarray]:
    """Asks which texts are of each pattern, without case and outer spaces (bool; a row for each pattern)."""

    def ask(texts: pa.Array) -> np.ndarray:
        words = plain(texts)
        found = [pc.match_substring_regex(words, f"^(?:{pattern})$") for pattern in patterns.values()]
        return np.array([pc.fill_null(each, False).to_numpy(zero_copy_only=False) for each in found])

    return ask


def _told(name: str, ids: pd.Series, column: str, code: str) -> pd.DataFrame:
    return findings(name, ids, column, code, _MESSAGES[code])


RULE = Rule(
    name="test_suspects",
    stage=97,
    summary="Tells of leads and contacts that look like tests by name, e-mail, phone or title.",
    source="P §8",
    propose=propose,
    tells_only=True,
    prepare=prepare,
)
