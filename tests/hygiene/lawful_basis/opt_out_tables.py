"""Opted-out people for tests: one lead and one contact without any evidence, in an org that gives every table."""

import pandas as pd

from hygiene.policy import Policy, parse_policy
from hygiene.rules import Proposal
from hygiene.rules.zoominfo_opt_out import RULE
from tests.tables import sf_id, snapshot

REASON = "DOZISF__ZoomInfo_Non_Matched_Reason__c"

NO_CAMPAIGN_MEMBERS = "Id | LeadId | ContactId | CampaignId | CampaignType | Status | HasResponded | FirstRespondedDate"
NO_TASKS = "Id | WhoId | ActivityDate | Subject | CallType"
NO_EVENTS = "Id | WhoId | ActivityDate | Subject"
NO_CUSTOMERS = """
    Id        | Name | Type
    Account 1 | Acme | Prospect
"""
NO_OPPORTUNITIES = "Id | AccountId | StageName | IsClosed | IsWon | CloseDate"
NO_ROLES = "Id | ContactId | OpportunityId"
EVERY_TABLE = {
    "CampaignMember": NO_CAMPAIGN_MEMBERS,
    "Task": NO_TASKS,
    "Event": NO_EVENTS,
    "Account": NO_CUSTOMERS,
    "Opportunity": NO_OPPORTUNITIES,
    "OpportunityContactRole": NO_ROLES,
    "Bizible": "Id | bizible2__Lead__c | bizible2__Contact__c",
}

OPT_OUT_LEAD = f"""
    Id     | LastName | LeadSource | Status | CreatedDate | {REASON}
    Lead 1 | Lovelace | Zoominfo   | Raw    | 2026-01-05  | OPT_OUT
"""
OPT_OUT_CONTACT = f"""
    Id        | LastName | LeadSource | Contact_Status__c | CreatedDate | AccountId | {REASON}
    Contact 1 | Hopper   | Cognism    | Raw               | 2026-01-05  | Account 1 | OPT_OUT
"""


def propose(policy: Policy, **drawn: str) -> Proposal:
    """What the rule says of an org with every table, those that are drawn in place of empty ones."""
    return RULE.propose(snapshot(**{**EVERY_TABLE, **drawn}), policy)


def opt_out_leads(**columns: list[str]) -> str:
    """Lead 1, 2, ... from ZoomInfo, opted out, with these cells."""
    given = {"LastName": "Name", "LeadSource": "Zoominfo", "Status": "Raw", "CreatedDate": "2026-01-05"}
    number = max(map(len, columns.values()))
    cells = {name: [value] * number for name, value in {**given, REASON: "OPT_OUT"}.items()} | columns
    rows = zip(*cells.values(), strict=True)
    lines = [f"Lead {n} | {' | '.join(row)}" for n, row in enumerate(rows, start=1)]
    return "\n".join([" | ".join(["Id", *cells]), *lines])


def verdicts_in_order(proposal: Proposal) -> list[str]:
    """The verdicts by record id."""
    return proposal.verdicts.sort_values("record_id")["verdict"].tolist()


def verdict_of(proposal: Proposal, short: str = "Lead 1") -> pd.Series:
    """The row of table `verdicts` of one record."""
    return proposal.verdicts.set_index("record_id").loc[sf_id(short)]


def changed(text: str) -> Policy:
    """The shipped policy with these keys of `opt_out`."""
    return parse_policy(f"opt_out: {text}", "test policy")
