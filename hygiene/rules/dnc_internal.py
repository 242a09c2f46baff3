"""Blanks the phone fields of records whose own Do-Not-Call box is set, unless the policy keeps them."""

from typing import Final

from hygiene.dnc_blanking import Blanking
from hygiene.dnc_sources import boxed
from hygiene.phone_book import phone_book, with_values
from hygiene.policy import Policy
from hygiene.rules import Proposal, Rule
from hygiene.snapshot import Snapshot

NAME: Final = "dnc_internal"


def propose(snapshot: Snapshot, policy: Policy) -> Proposal:
    """Every phone field of such a record; none where `dnc.internal_dnc` is `keep`."""
    cells = phone_book(snapshot, policy, boxed(snapshot)).cells
    facts: dict[str, object] = {
        "records": len(cells[["object", "row"]].drop_duplicates()),
        "kept": len(cells) if policy.dnc.internal_dnc == "keep" else 0,
    }
    told = with_values(snapshot, cells if policy.dnc.internal_dnc == "blank" else cells.iloc[:0])
    listed = told.assign(reason="the record's own Do Not Call box is set", evidence="DoNotCall is true")
    return Blanking(NAME, listed, told.iloc[:0].assign(message="")).proposal(snapshot, facts)


RULE = Rule(
    name=NAME,
    stage=62,
    summary="Blanks the phone fields of records whose Do Not Call box is set, or keeps them, as the policy says.",
    source="H §6",
    propose=propose,
)
