"""Tells where a status and its evidence disagree. A status moves by people and scoring, so none is changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from hygiene.changes import findings
from hygiene.policy import Policy
from hygiene.rules import Proposal, Rule
from hygiene.selection import is_among, is_one_of, is_open
from hygiene.snapshot import Snapshot
from schemas import outputs
from schemas.columns import TEXT
from schemas.records import STATUS_COLUMN
from schemas.vocabularies import alias_of

MEMBER_LOOKUP: Final = {"Lead": "LeadId", "Contact": "ContactId"}
BEHAVIOR: Final = "Behavior_Score__c"
PERSON_SCORE: Final = "mkto71_Lead_Score__c"


@dataclass(frozen=True)
class Evidence:
    """For each person, what speaks for Inquiry (bool each, same index).

    certain: kind of evidence in words -> whom it holds for. possible: certain, or in a programme of unknown type.
    """

    certain: Mapping[str, pd.Series]
    possible: pd.Series

    def told(self, whom: pd.Series) -> pd.Series:
        """The certain evidence of those for whom there is any, in words (`TEXT`)."""
        held = pd.DataFrame(self.certain)[whom]
        held = held[held.any(axis=1)]
        words = held.dot(pd.Series([f"{word}, " for word in held.columns], index=held.columns))
        return words.astype(TEXT).str.removesuffix(", ")


def propose(snapshot: Snapshot, policy: Policy) -> Proposal:
    """Findings on open leads and contacts: Raw with evidence, Inquiry without, MQL and person score that disagree.

    Inquiry without evidence is told only where all of its evidence could be seen: campaign members, behaviour score
    and source were in the extract. Facts say for which objects it was looked at.
    """
    given = [name for name, column in STATUS_COLUMN.items() if snapshot.has(name, column)]
    found = [frame for name in given for frame in _found(snapshot, name, policy)]
    checked = {name: _all_evidence_given(snapshot, name) for name in given}
    return Proposal(findings=outputs.stack("findings", found), facts={"inquiry_evidence_complete": checked})


def _found(snapshot: Snapshot, name: str, policy: Policy) -> list[pd.DataFrame]:
    table = snapshot.table(name)
    column = STATUS_COLUMN[name]
    people = table.loc[is_open(table), ["Id", column, "LeadSource", BEHAVIOR, PERSON_SCORE]]
    evidence = _evidence(snapshot, name, people, policy)
    told = evidence.told(people[column].isin(["Raw"]))
    bare = people[column].isin(["Inquiry"]) & ~evidence.possible & _all_evidence_given(snapshot, name)
    found = [
        findings(name, people.loc[told.index, "Id"], column, "raw_with_evidence", "Raw, but: " + told + "."),
        findings(
            name, people.loc[bare, "Id"], column, "inquiry_without_evidence",
            "Inquiry, but no campaign membership that counts, no source of a filled form, no behaviour score over"
            f" {policy.vocabulary.inquiry_behavior_score:g}.",
        ),
    ]  # fmt: skip
    return [*found, *_scores(name, people, column, policy)]


def _scores(name: str, people: pd.DataFrame, column: str, policy: Policy) -> list[pd.DataFrame]:
    """A missing score says nothing, and a status outside the funnel (Recycle and the like) is not before MQL."""
    bar = policy.vocabulary.mql_score
    score = people[PERSON_SCORE]
    low = people[column].eq("MQL").fillna(False) & score.lt(bar).fillna(False)
    ripe = people[column].isin(["Raw", "Inquiry"]) & score.ge(bar).fillna(False)
    below = f"MQL, but the person score is below {bar:g}."
    reached = f"The person score reaches {bar:g}, but the status is before MQL."
    return [
        findings(name, people.loc[low.astype(bool), "Id"], column, "mql_below_score", below),
        findings(name, people.loc[ripe.astype(bool), "Id"], column, "score_without_mql", reached),
    ]


def _evidence(snapshot: Snapshot, name: str, people: pd.DataFrame, policy: Policy) -> Evidence:
    own = policy.vocabulary
    alias = alias_of(people["LeadSource"], own.extra_sources, own.source_aliases)
    members, possible_members = _members(snapshot, MEMBER_LOOKUP[name], policy)
    certain = {
        "member of a marketing programme": is_among(people["Id"], members),
        "its source is a filled form": alias.fillna(people["LeadSource"]).isin(own.form_sources),
        f"behaviour score over {own.inquiry_behavior_score:g}": people[BEHAVIOR]
        .gt(own.inquiry_behavior_score)
        .fillna(False)
        .astype(bool),
    }
    return Evidence(certain, pd.DataFrame(certain).any(axis=1) | is_among(people["Id"], possible_members))


def _members(snapshot: Snapshot, lookup: str, policy: Policy) -> tuple[pd.Series, pd.Series]:
    """Ids of people with a membership that counts, and of those whose programme is of unknown type.

    A membership counts outside of e-mail programmes and past the statuses that mean nothing was done. [H]
    """
    members = snapshot.table("CampaignMember")
    acted = members["Status"].notna() & ~is_one_of(members["Status"], policy.opt_out.no_response_statuses)
    counted = members[acted & is_open(members)]
    e_mail = is_one_of(counted["CampaignType"], policy.opt_out.email_campaign_types)
    known = counted["CampaignType"].notna()
    return counted.loc[known & ~e_mail, lookup].dropna(), counted.loc[~known, lookup].dropna()


def _all_evidence_given(snapshot: Snapshot, name: str) -> bool:
    members = snapshot.has("CampaignMember", MEMBER_LOOKUP[name], "Status")
    return members and snapshot.has(name, BEHAVIOR, "LeadSource")


RULE = Rule(
    name="status_findings",
    stage=96,
    summary="Tells of statuses that their evidence or score does not bear out.",
    source="H §3",
    propose=propose,
    tells_only=True,
)
