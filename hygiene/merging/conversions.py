"""Leads that are existing contacts: who is converted into whom, and what only a person can tell.

A conversion cannot be taken back, so every ambiguity goes to a person: a lead that may be two contacts, two leads that
are one contact, a contact without account, an exclusion on either side. Domain rules, section 5.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import pandas as pd

from hygiene.decisions import CANNOT_LINK, MUST_LINK
from hygiene.matching import Matches
from hygiene.merging.cases import NOT_AUTOMATIC
from hygiene.merging.texts import joined, looked_up, positions
from schemas.columns import TEXT, empty_table

CONTACT_FIELD: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Status": "Contact_Status__c",
        "Street": "MailingStreet",
        "City": "MailingCity",
        "State": "MailingState",
        "PostalCode": "MailingPostalCode",
        "Country": "MailingCountry",
    }
)
"""Lead field -> contact field, where the names differ. Company and website belong to the account, which stays."""

LEAD_FIELD: Final[Mapping[str, str]] = MappingProxyType({contact: lead for lead, contact in CONTACT_FIELD.items()})
"""Contact field -> lead field, where the names differ."""

LIKELY: Final = 0.5
"""A second contact makes a lead ambiguous when it is more likely than not; the review threshold may lie far below."""


@dataclass(frozen=True)
class Couples:
    """Leads with the contact that each is converted into, if it is.

    automatic: `lead`, `contact` (TEXT), `decided` (bool: a person linked them). review: the same columns for leads that
    a person decides on, and `cause` (TEXT).
    Each lead is in one row of the two at most; no contact of `automatic` has two leads unless a person said so.
    """

    automatic: pd.DataFrame
    review: pd.DataFrame


def as_contacts(leads: pd.DataFrame) -> pd.DataFrame:
    """Leads with the columns of contacts; what a contact has and a lead has not is missing."""
    renamed = leads.rename(columns=dict(CONTACT_FIELD))
    missing = empty_table("Contact").reindex(leads.index)
    return missing.assign(**renamed[renamed.columns.intersection(missing.columns)])


def couples(
    matches: Matches, barred: pd.Series, accounts: pd.Series, decisions: pd.DataFrame, *, automatic: bool
) -> Couples:
    """Which contact each matched lead goes into.

    matches: of leads (left) and contacts (right). barred: id of a lead or contact -> what keeps it from an automatic
    conversion. accounts: account id by contact id. decisions: `left_id` (lead), `right_id` (contact), `decision`.
    automatic: whether the policy lets any conversion happen without a person.
    """
    pairs = _candidates(matches, decisions)
    best = pairs.sort_values(["left_id", "decided", "probability", "right_id"], ascending=[True, False, False, True])
    best = best.drop_duplicates("left_id").reset_index(drop=True)
    cause = _cause(best, pairs, barred, accounts, automatic)
    table = best.rename(columns={"left_id": "lead", "right_id": "contact"})[["lead", "contact", "decided"]]
    asked = table.assign(cause=cause)[cause.notna()]
    return Couples(table[cause.isna()].reset_index(drop=True), asked.reset_index(drop=True))


def _candidates(matches: Matches, decisions: pd.DataFrame) -> pd.DataFrame:
    """The pairs, each with whether it may be automatic (`sure`) and whether a person linked it (`decided`)."""
    group = matches.groups.set_index("id")["group"]
    pairs = matches.weighed[["left_id", "right_id", "probability", "tier"]]
    together = (looked_up(pairs["left_id"], group) == looked_up(pairs["right_id"], group)).fillna(False)
    said = decisions.rename(columns={"decision": "said"}).drop_duplicates(["left_id", "right_id"], keep=False)
    pairs = pairs.merge(said, on=["left_id", "right_id"], how="left", validate="one_to_one")
    pairs = pairs.assign(
        sure=((pairs["tier"] == "auto").fillna(False) & together.to_numpy(dtype=bool)).astype(bool),
        decided=(pairs["said"] == MUST_LINK).fillna(False).astype(bool),
    )
    return pairs[(pairs["said"] != CANNOT_LINK).fillna(True).to_numpy(dtype=bool)]


def _cause(
    best: pd.DataFrame, pairs: pd.DataFrame, barred: pd.Series, accounts: pd.Series, automatic: bool
) -> pd.Series:
    """Why a person must decide on each lead's best contact; NA where it is converted automatically (TEXT)."""
    cause = pd.Series(pd.NA, index=best.index, dtype=TEXT)
    decided_contacts = best["left_id"].map(pairs[pairs["decided"]].groupby("left_id").size()).fillna(0)
    told: list[tuple[pd.Series, pd.Series | str]] = [
        (decided_contacts > 1, "a person linked the lead to several contacts"),
        (~best["decided"] & (not automatic), NOT_AUTOMATIC),
        *((holds & ~best["decided"], text) for holds, text in _doubts(best, pairs, barred, accounts)),
    ]
    for holds, text in told:
        added = (cause + "; ").fillna("") + text
        cause = cause.mask(holds.astype(bool), added)
    rival = _rivals(best, cause.isna())
    return cause.mask(rival, "several leads match this contact, and they were not found to be one lead")


def _doubts(
    best: pd.DataFrame, pairs: pd.DataFrame, barred: pd.Series, accounts: pd.Series
) -> list[tuple[pd.Series, pd.Series | str]]:
    lead, contact = looked_up(best["left_id"], barred), looked_up(best["right_id"], barred)
    others = _others(best, pairs[(pairs["probability"] >= LIKELY).to_numpy(dtype=bool)])
    return [
        (lead.notna(), "the lead is excluded (" + lead + ")"),
        (contact.notna(), "the contact is excluded (" + contact + ")"),
        (others.notna(), "the lead also matches " + others),
        (looked_up(best["right_id"], accounts).isna(), "the contact has no account"),
        (~best["sure"], "below the automatic threshold, or contradicted by another record"),
    ]


def _others(best: pd.DataFrame, pairs: pd.DataFrame) -> pd.Series:
    """The other contacts of each lead, most probable first, NA for none (TEXT, index of `best`)."""
    other = pairs[pairs["right_id"] != looked_up(pairs["left_id"], best.set_index("left_id")["right_id"])]
    ordered = other.sort_values(["left_id", "probability", "right_id"], ascending=[True, False, True])
    lead = positions(ordered["left_id"], best["left_id"])
    return joined(lead, ordered["right_id"], ", ", len(best))


def _rivals(best: pd.DataFrame, automatic: pd.Series) -> pd.Series:
    """Leads that would automatically share a contact with another one, unless a person linked them (bool)."""
    taken = best.loc[automatic, "right_id"].value_counts()
    shared = (best["right_id"].map(taken).fillna(0) > 1).astype(bool)
    return automatic & shared & ~best["decided"]
