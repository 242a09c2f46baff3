"""From the matcher's answer between leads and contacts to a rule's proposal: leads go into the contacts they are."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from hygiene.apply_changes import apply_changes
from hygiene.changes import stack_changes
from hygiene.kept_rows import taken_rows
from hygiene.matching import Matches
from hygiene.merging import consent, told
from hygiene.merging.cases import Wording, causes_of, review_table
from hygiene.merging.conversions import Couples, as_contacts, couples
from hygiene.merging.exclusions import exclusions_of, reasons_counted
from hygiene.merging.found import Found, numbered
from hygiene.merging.master import Masters
from hygiene.merging.members import Mask, members_of
from hygiene.merging.origins import with_origins
from hygiene.merging.rows import Groups, converting, groups_of, rows_of_groups, without_cells_of
from hygiene.merging.texts import looked_up, positions
from hygiene.policy import Policy
from hygiene.rules import Proposal
from hygiene.snapshot import Snapshot
from schemas.columns import PEOPLE, TEXT

COPY_STAYS: Final = "a record is opted out, and a converted lead is a copy that no erasure reaches"
_WORDING = Wording("records", "one person", "converts the leads into the contact")


@dataclass(frozen=True)
class Conversion:
    """What the rule works on.

    compared: how many records took part in matching. decisions: of `decisions_among`, lead first.
    """

    rule: str
    snapshot: Snapshot
    policy: Policy
    compared: int
    decisions: pd.DataFrame


def propose_conversions(task: Conversion, matches: Matches) -> Proposal:
    """Automatic conversions after an update of each contact, and facts; in full with review cases and every pair."""
    found = numbered(matches, task.decisions)
    excluded = _excluded(task, found)
    chosen, automatic = _without_doubtful_consent(task, found, _couples(task, matches, found, excluded))
    converted = _changes(task, found, automatic, "auto")
    together = _together(matches, chosen)
    asked = pd.concat([chosen.review["lead"], chosen.review["contact"]])
    facts = told.counts(
        found.probability, together, converted, cases=chosen.review["contact"].nunique(),
        records=task.compared, before=len(chosen.automatic) + len(chosen.review), excluded=reasons_counted(excluded),
    )  # fmt: skip
    brief = Proposal(
        converted,
        told.merged_pairs(matches.explained(np.flatnonzero(together)), PEOPLE),
        told.consent_not_given(task.snapshot, "Lead", converted),
        facts={**matches.facts, **facts},
        asked=frozenset(asked),
    )
    return replace(brief, in_full=lambda: _in_full(task, matches, found, chosen, excluded, brief))


def _in_full(
    task: Conversion, matches: Matches, found: Found, chosen: Couples, excluded: pd.Series, brief: Proposal
) -> Proposal:
    converted = brief.changes
    review = _groups(task, found, _after(task.snapshot, converted, chosen), chosen.review)
    changes = stack_changes([converted, without_cells_of(_changes(task, found, review, "review"), converted)])
    causes = causes_of(found, review, _causes(found, chosen.review), matches.review_groups, np.arange(len(found)))
    cases = review_table(task.rule, review, causes, _WORDING)
    pairs = told.settled_pairs(
        matches.pairs, PEOPLE, _together(matches, chosen), _held_because(matches, found, chosen, excluded)
    )
    return replace(brief, changes=changes, pairs=pairs, review=cases, in_full=None)


def rows_of_decided_couples(task: Conversion, found: Found, couples: pd.DataFrame) -> pd.DataFrame:
    """The change rows (tier `review`) of leads that a person put to contacts (`lead`, `contact`)."""
    return _changes(task, found, _groups(task, found, task.snapshot, couples), "review")


def _excluded(task: Conversion, found: Found) -> pd.Series:
    """What excludes each found lead or contact (TEXT, by found row)."""
    at = {name: positions(found.ids, task.snapshot.table(name)["Id"]) for name in PEOPLE}
    leads, contacts = (exclusions_of(at[name], task.snapshot, name, task.policy) for name in PEOPLE)
    return leads.fillna(contacts)


def _couples(task: Conversion, matches: Matches, found: Found, excluded: pd.Series) -> Couples:
    barred = excluded.set_axis(pd.Index(found.ids)).dropna()
    accounts = task.snapshot.table("Contact").set_index("Id")["AccountId"]
    automatic = task.policy.tiers.automatic.get(task.rule, False)
    return couples(matches, barred, accounts, task.decisions, automatic=automatic)


def _without_doubtful_consent(task: Conversion, found: Found, chosen: Couples) -> tuple[Couples, Groups]:
    """The couples, and the groups of the automatic ones.

    Conversions whose consent cannot be told go to a person, unless a person has linked the two; and those of the opted
    out, since what is erased later is the contact.
    """
    groups = _groups(task, found, task.snapshot, chosen.automatic)
    doubt = consent.undecidable(groups.members, groups.masters.rows)
    doubt = doubt.fillna(pd.Series(COPY_STAYS, index=consent.opted_out(groups.members), dtype=TEXT))
    contacts = groups.members.ids(groups.masters.rows)
    cause = looked_up(chosen.automatic["contact"], doubt.set_axis(pd.Index(contacts)))
    cause = cause.mask(chosen.automatic["decided"])
    if cause.isna().all():
        return chosen, groups
    held = chosen.automatic.assign(cause=cause)[cause.notna()]
    review = pd.concat([chosen.review, held], ignore_index=True).sort_values("lead", ignore_index=True)
    automatic = chosen.automatic[cause.isna()].reset_index(drop=True)
    return Couples(automatic, review), _groups(task, found, task.snapshot, automatic)


def _after(snapshot: Snapshot, converted: pd.DataFrame, chosen: Couples) -> Snapshot:
    """The snapshot with the values that automatic conversions give contacts, where a review case has one of them.

    Of the contacts it holds those of review cases only.
    """
    if not chosen.review["contact"].isin(chosen.automatic["contact"]).any():
        return snapshot
    updates = converted[(converted["action"] == "update").to_numpy(dtype=bool)]
    contacts = snapshot.table("Contact")
    asked = taken_rows(contacts, positions(chosen.review["contact"].drop_duplicates(), contacts["Id"]))
    people = {"Lead": snapshot.table("Lead"), "Contact": asked}
    return replace(apply_changes(Snapshot(people, snapshot.as_of), updates), given=snapshot.given)


def _groups(task: Conversion, found: Found, snapshot: Snapshot, chosen: pd.DataFrame) -> Groups:
    """Each contact with its leads, all in the columns of contacts; the contact is the master."""
    lead, contact = (positions(chosen[name], found.ids) for name in ("lead", "contact"))
    group = np.arange(len(found))
    group[lead] = contact
    records, unreadable = _people(task, snapshot, chosen)
    at = positions(found.ids, records["Id"])
    members = members_of(records, at, group, unreadable.reindex(at, fill_value=False), "Contact")
    members = with_origins(members, task.snapshot)
    is_contact = np.zeros(len(found), dtype=bool)
    is_contact[contact] = True
    rows = members.first(np.arange(len(members.table)), is_contact[members.rows])
    masters = Masters(rows, pd.Series("it is the contact", index=pd.RangeIndex(members.count), dtype=TEXT))
    return groups_of(found, members, masters, np.arange(len(found)))


def _people(task: Conversion, snapshot: Snapshot, chosen: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The contacts and leads of the couples in the columns of contacts, and their unreadable flags."""
    tables, unreadable = [], []
    for name, ids in (("Contact", chosen["contact"].drop_duplicates()), ("Lead", chosen["lead"])):
        table = snapshot.table(name)
        rows = positions(ids, table["Id"])
        unreadable.append(consent.unreadable_flags(table, rows, task.snapshot.given.get(name, frozenset())))
        people = taken_rows(table, rows)
        tables.append(people if name == "Contact" else as_contacts(people))
    return pd.concat(tables, ignore_index=True), pd.concat(unreadable, ignore_index=True)


def _changes(task: Conversion, found: Found, groups: Groups, tier: str) -> pd.DataFrame:
    given = task.snapshot.given.get("Contact", frozenset())
    settings, as_of = task.policy.survivorship, task.snapshot.as_of
    chosen = task.snapshot.choices.sources
    rows = rows_of_groups(found, groups, settings, given, as_of, tier, converting(), chosen)
    return rows.assign(evidence=with_company(task.snapshot, rows))


def with_company(snapshot: Snapshot, rows: pd.DataFrame) -> pd.Series:
    """The evidence of conversions, with a word where the lead's company is another than the account's name."""
    differs = (rows["action"] == "convert").to_numpy(dtype=bool)
    gone = rows[differs]
    leads, contacts = (snapshot.table(name).set_index("Id") for name in PEOPLE)
    accounts = snapshot.table("Account").set_index("Id")["Name"]
    company = looked_up(gone["record_id"], leads["Company"]).str.strip().str.lower()
    account = looked_up(looked_up(gone["into_id"], contacts["AccountId"]), accounts).str.strip().str.lower()
    differs[differs] = (company != account).fillna(False).to_numpy(dtype=bool)
    added = (rows["evidence"] + "; ").fillna("") + "The lead's company differs from the account's name, which stays."
    return rows["evidence"].mask(differs, added).astype(TEXT)


def _causes(found: Found, review: pd.DataFrame) -> pd.Series:
    """Why each lead is left to a person (TEXT, by found row)."""
    return looked_up(found.ids, review.set_index("lead")["cause"])


def _together(matches: Matches, chosen: Couples) -> Mask:
    """Of each pair whether it is converted without a person."""
    into = looked_up(matches.weighed["left_id"], chosen.automatic.set_index("lead")["contact"])
    return (into == matches.weighed["right_id"]).fillna(False).to_numpy(dtype=bool)


def _held_because(matches: Matches, found: Found, chosen: Couples, excluded: pd.Series) -> pd.Series:
    """Why each pair is left to a person, or NA (TEXT)."""
    cause = looked_up(matches.weighed["left_id"], chosen.review.set_index("lead")["cause"])
    return cause.reset_index(drop=True).fillna(told.held_because(found, excluded))
