"""From the matcher's answer between leads and contacts to a rule's proposal: leads go into the contacts they are."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from hygiene.apply_changes import apply_changes
from hygiene.changes import stack_changes
from hygiene.matching import Matches
from hygiene.merging import consent, told
from hygiene.merging.cases import Wording, review_table, strongest_pair_told
from hygiene.merging.conversions import Couples, as_contacts, couples
from hygiene.merging.exclusions import exclusions_of, reasons_counted
from hygiene.merging.lookup import looked_up
from hygiene.merging.master import Masters
from hygiene.merging.members import Members, members_of
from hygiene.merging.rows import converting, rows_of_groups, strongest_links, without_cells_of
from hygiene.policy import Policy
from hygiene.rules import Proposal
from hygiene.snapshot import Snapshot
from schemas.columns import PEOPLE, TEXT

_WORDING = Wording("records", "one person", "converts the leads into the contact")


@dataclass(frozen=True)
class Conversion:
    """What the rule works on.

    compared: how many records took part in matching. decisions: of `decisions_among`.
    """

    rule: str
    snapshot: Snapshot
    policy: Policy
    compared: int
    decisions: pd.DataFrame


def propose_conversions(task: Conversion, matches: Matches) -> Proposal:
    """Automatic conversions after an update of each contact, review cases with prepared rows, pairs and facts."""
    involved = pd.Index(pd.concat([matches.pairs["left_id"], matches.pairs["right_id"]]).unique())
    excluded = pd.concat([exclusions_of(involved, task.snapshot, name, task.policy) for name in PEOPLE])
    found = _without_doubtful_consent(task, _couples(task, matches, excluded))
    automatic, asked = _changes_of_both(task, matches, found)
    changes = stack_changes([automatic, without_cells_of(asked, automatic)])
    cases = _cases(task, matches, found.review)
    pairs = _pairs(matches, found, excluded)
    facts = told.counts(
        pairs, changes, cases, records=task.compared, before=len(found.automatic) + len(found.review),
        excluded=reasons_counted(excluded),
    )  # fmt: skip
    findings = told.consent_not_given(task.snapshot, "Lead", changes)
    return Proposal(changes, pairs, findings, review=cases, facts={**matches.facts, **facts})


def _couples(task: Conversion, matches: Matches, excluded: pd.Series) -> Couples:
    accounts = task.snapshot.table("Contact").set_index("Id")["AccountId"]
    automatic = task.policy.tiers.automatic.get(task.rule, False)
    return couples(matches, excluded, accounts, task.decisions, automatic=automatic)


def _changes_of_both(task: Conversion, matches: Matches, found: Couples) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of the automatic conversions, and of the review cases on the values that those leave."""
    before = task.snapshot
    automatic = _changes(task, before, matches, found.automatic, "auto")
    if found.review["contact"].isin(found.automatic["contact"]).any():
        people = {name: before.table(name) for name in PEOPLE}
        before = apply_changes(Snapshot(people, before.as_of), automatic)
    return automatic, _changes(task, before, matches, found.review, "review")


def _without_doubtful_consent(task: Conversion, found: Couples) -> Couples:
    """Conversions whose consent cannot be told go to a person, unless a person has linked the two."""
    members, masters = _members(task, task.snapshot, found.automatic)
    contact = members.table["Id"].take(masters.rows)
    doubt = consent.undecidable(members, masters.rows).set_axis(contact)
    cause = looked_up(found.automatic["contact"], doubt).mask(found.automatic["decided"])
    held = found.automatic.assign(cause=cause)[cause.notna()]
    review = pd.concat([found.review, held], ignore_index=True).sort_values("lead", ignore_index=True)
    return replace(found, automatic=found.automatic[cause.isna()].reset_index(drop=True), review=review)


def _members(task: Conversion, snapshot: Snapshot, pairs: pd.DataFrame) -> tuple[Members, Masters]:
    """Each contact with its leads, in the columns of contacts; the contact is the master."""
    tables, unreadable = [], []
    for name, ids in (("Contact", pairs["contact"]), ("Lead", pairs["lead"])):
        table = snapshot.table(name)
        table = table[table["Id"].isin(ids)]
        unreadable.append(consent.unreadable_flags(table, task.snapshot.given.get(name, frozenset())))
        tables.append(table if name == "Contact" else as_contacts(table))
    groups = pd.concat(
        [
            pd.DataFrame({"id": pairs["contact"].drop_duplicates(), "group": pairs["contact"].drop_duplicates()}),
            pd.DataFrame({"id": pairs["lead"], "group": pairs["contact"]}),
        ]
    ).astype(TEXT)
    members = members_of(
        pd.concat(tables, ignore_index=True), groups, pd.concat(unreadable, ignore_index=True), "Contact"
    )
    is_contact = members.table["Id"].isin(pairs["contact"]).to_numpy(dtype=bool)
    rows = members.first(np.arange(len(members.table)), is_contact)
    return members, Masters(rows, pd.Series("it is the contact", index=pd.RangeIndex(members.count), dtype=TEXT))


def _changes(task: Conversion, snapshot: Snapshot, matches: Matches, pairs: pd.DataFrame, tier: str) -> pd.DataFrame:
    members, masters = _members(task, snapshot, pairs)
    grouped = pd.DataFrame({"id": members.table["Id"], "group": members.group})
    nothing = pd.Series(dtype=TEXT)
    links = strongest_links(matches.pairs, grouped, pairs["contact"], nothing)
    given = task.snapshot.given.get("Contact", frozenset())
    rows = rows_of_groups(members, masters, links, task.policy.survivorship, given, snapshot.as_of, tier, converting())
    return rows.assign(evidence=_with_company(task, rows))


def _with_company(task: Conversion, rows: pd.DataFrame) -> pd.Series:
    """The evidence of conversions, with a word where the lead's company is another than the account's name."""
    leads, contacts = (task.snapshot.table(name).set_index("Id") for name in ("Lead", "Contact"))
    accounts = task.snapshot.table("Account").set_index("Id")["Name"]
    company = looked_up(rows["record_id"], leads["Company"]).str.strip().str.lower()
    account = looked_up(looked_up(rows["into_id"], contacts["AccountId"]), accounts).str.strip().str.lower()
    differs = (rows["action"] == "convert") & (company != account).fillna(False)
    added = (rows["evidence"] + "; ").fillna("") + "The lead's company differs from the account's name, which stays."
    return rows["evidence"].mask(differs.fillna(False), added).astype(TEXT)


def _cases(task: Conversion, matches: Matches, review: pd.DataFrame) -> pd.DataFrame:
    contacts = review["contact"].drop_duplicates()
    members = pd.concat(
        [
            pd.DataFrame({"id": contacts, "group": contacts, "is_master": True}),
            pd.DataFrame({"id": review["lead"], "group": review["contact"], "is_master": False}),
        ],
        ignore_index=True,
    )
    group = members.set_index("id")["group"]
    asked = matches.review_groups
    left, right = (looked_up(matches.pairs[name], group) for name in ("left_id", "right_id"))
    causes = [
        pd.DataFrame({"group": review["contact"], "text": review["lead"] + ": " + review["cause"]}),
        pd.DataFrame({"group": looked_up(asked["id"], group), "text": asked["cause"]}),
        strongest_pair_told(matches.pairs, left, right),
    ]
    return review_table(task.rule, members, pd.concat(causes, ignore_index=True), _WORDING)


def _pairs(matches: Matches, found: Couples, excluded: pd.Series) -> pd.DataFrame:
    into = found.automatic.set_index("lead")["contact"]
    cause = found.review.set_index("lead")["cause"]
    together = (looked_up(matches.pairs["left_id"], into) == matches.pairs["right_id"]).fillna(False).astype(bool)
    because = looked_up(matches.pairs["left_id"], cause).fillna(told.held_because(matches.pairs, excluded))
    return told.settled_pairs(matches.pairs, ("Lead", "Contact"), together, because)
