"""A small org in which every rule and most of their exceptions occur."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from hygiene.apply_changes import apply_changes
from hygiene.dnc_list import DncNumbers
from hygiene.keys import new_ring
from hygiene.policy import Policy
from hygiene.rules import Proposal, all_rules
from hygiene.snapshot import Snapshot
from hygiene.suppression import Cause, Suppressions, in_force, rows_of
from hygiene.validate import validate
from schemas import outputs
from schemas.columns import fields_of
from tests.tables import AS_OF, snapshot

LEADS = """
Id      | FirstName | LastName | Email                     | Title         | Company               | Phone           | MobilePhone     | LeadSource    | Status     | CreatedDate | IsConverted | IsDeleted | Legal_Hold__c
Lead 1  | Ada       | Lovelace | ada.lovelace@engine.example | Engineer    | Analytical Engine Ltd | +1 415 555 0101 |                 | Demo          | Inquiry    | 2024-01-01  |             |           |
Lead 2  | Ada       | Lovelace | ada.lovelace@engine.example | Engineer    | Analytical Engine Ltd | +1 415 555 0101 |                 | Zoominfo      |            | 2025-01-01  |             |           |
Lead 3  | Charles   | Babbage  | charles@difference.example | Inventor     | Difference Engines    | (415) 555-0102  |                 | Word of mouth | Raw        | 2025-02-01  |             |           |
Lead 4  | Tess      | Probe    | tess@probe.example        | " TEST "      | Probe                 |                 |                 | Web           | Raw        | 2025-02-01  |             |           |
Lead 5  | Tom       | Held     | tom@held.example          | Test          | Held                  |                 |                 | Web           | Raw        | 2025-02-01  |             |           | true
Lead 6  | Olga      | Outer    | olga@outer.example        | Buyer         | Outer                 | +44 20 7946 0106 |                | Zoominfo      | Raw        | 2021-02-01  |             |           |
Lead 7  | Otto      | Keeper   | otto@keeper.example       | Buyer         | Keeper                |                 |                 | Demo          | Qualifying | 2026-09-01  |             |           |
Lead 8  | Nina      | Silent   | nina@silent.example       | Buyer         | Silent                | +1 415 555 0108 | +1 415 555 0109 | Pigeon        |            | 2025-02-01  |             |           |
Lead 9  | Ruth      | Listed   | not an address            | Buyer         | Listed                | +1 415 555 0110 | +1 415 555 0121 | Web Chat      | MQL        | 2026-11-01  |             |           |
Lead 10 | Paul      | Gone     | paul@gone.example         | Test          | Gone                  | +1 415 555 0110 |                 |               |            | 2025-02-01  | true        |           |
Lead 11 | Dora      | Binned   | dora@binned.example       | Test          | Binned                | +1 415 555 0110 |                 |               |            | 2025-02-01  |             | true      |
Lead 12 | Test      | Person   | test@example.com          | Buyer         | asdf                  | 0000000000      |                 | Investor      | Raw        | 2025-02-01  |             |           |
Lead 13 | Wendy     | Portal   | wendy@portal.example      | Test Engineer | Portal                |                 | (415) 555-0108  | Web Direct    | Raw        | 2025-02-01  |             |           |
Lead 14 | Grace     | Hopper   | grace.hopper@ship.example | Admiral       | Ship Lines            | +1 415 555 0114 |                 | Conference    | Raw        | 2023-02-01  |             |           |
"""  # noqa: E501
FLAGS = """
Id      | DoNotCall | HasOptedOutOfEmail | ZI_Phone_Number__c | ZI_Do_Not_Call_Direct_Phone__c | DOZISF__ZoomInfo_Non_Matched_Reason__c | Behavior_Score__c | mkto71_Lead_Score__c | Investor_Name__c
Lead 2  | true      | true               |                    |                                |                                        |                   | 120                  |
Lead 3  |           |                    |                    |                                |                                        | 20                | 120                  |
Lead 6  |           |                    |                    |                                | OPT_OUT                                |                   |                      |
Lead 7  |           |                    |                    |                                | OPT_OUT                                |                   |                      |
Lead 8  | true      |                    | 415-555-0108       | Yes                            |                                        |                   |                      |
Lead 9  |           |                    |                    | maybe                          |                                        |                   | 50                   |
"""  # noqa: E501
CONTACTS = """
Id        | FirstName | LastName | Email                       | Title    | AccountId | Phone           | LeadSource | Contact_Status__c | CreatedDate | DoNotCall
Contact 1 | Grace     | Hopper   | grace.hopper@ship.example   | Admiral  | Account 1 | +1 415 555 0114 | Webcast    | MQL               | 2022-01-01  |
Contact 2 | Alan      | Turing   | alan.turing@bletchley.example | Analyst | Account 2 | +44 20 7946 0120 | Demo      | Raw               | 2023-01-01  |
Contact 3 | Alan      | Turing   | alan.turing@bletchley.example | Analyst | Account 2 | +44 20 7946 0120 | Partner   |                   | 2024-01-01  | true
Contact 4 | Emmy      | Noether  | emmy@ring.example           | Test     | Account 3 | 555 01          | Demo       | Inquiry           | 2024-01-01  |
"""  # noqa: E501
OTHERS = {
    "Account": """
        Id        | Name          | Type     | Website                | Phone
        Account 1 | Ship Lines    | Prospect | https://ship.example   |
        Account 2 | Bletchley     | Prospect | https://bletchley.example |
        Account 3 | Ring Theory   | Partner  | https://ring.example   |
        Account 4 | Ring Theory   | Prospect | http://www.ring.example |
    """,
    "CampaignMember": """
        Id               | LeadId | ContactId | CampaignType | Status    | HasResponded | FirstRespondedDate
        CampaignMember 1 | Lead 3 |           | Webcast      | Attended  | true         | 2026-06-01
        CampaignMember 2 | Lead 6 |           | Email        | Opened    | true         | 2026-06-01
        CampaignMember 3 | Lead 2 |           | Webcast      | No Action | false        |
    """,
    "Task": """
        Id     | WhoId     | ActivityDate | Subject | TaskSubtype
        Task 1 | Lead 2    | 2026-05-01   | Call    | Call
        Task 2 | Contact 3 | 2026-05-01   | Mail    | Email
    """,
    "Event": """
        Id      | WhoId     | ActivityDate | Subject
        Event 1 | Contact 2 | 2026-05-01   | Meeting
    """,
    "Opportunity": """
        Id            | AccountId | StageName | IsClosed | IsWon
        Opportunity 1 | Account 1 | Proposal  | false    | false
    """,
    "OpportunityContactRole": """
        Id                       | ContactId | OpportunityId
        OpportunityContactRole 1 | Contact 1 | Opportunity 1
    """,
    "Bizible": """
        Id        | bizible2__Lead__c | bizible2__Contact__c
        Bizible 1 | Lead 1            |
        Bizible 2 | Lead 2            |
        Bizible 3 | Lead 14           |
        Bizible 4 |                   | Contact 1
    """,
}
DNC_LIST = DncNumbers(
    name="national",
    jurisdiction="US",
    fetched=date(2026, 11, 1),
    fetched_from="policy",
    max_age_days=31,
    numbers=np.array([14155550110]),
    rows=2,
    unread=1,
    sha256="ab" * 32,
)


def suppressions() -> Suppressions:
    """An erased person who is back as contact 4, and two numbers of the internal list: one on lead 9, one on lead 6."""
    key, purged = new_ring("2026-01-01").newest("suppression"), pd.Timestamp("2026-06-01", tz="UTC")
    rows = [
        rows_of("email", ["emmy@ring.example"], key, Cause("erasure", "zoominfo_opt_out", purged, None)),
        rows_of("phone", ["+14155550121", "+442079460106"], key, Cause("internal_dnc", "dnc_internal", purged, None)),
    ]
    return in_force(pd.concat(rows, ignore_index=True), AS_OF, {key.id: key})


@pytest.fixture(scope="session")
def org(default_policy: Policy) -> Snapshot:
    """The drawn tables as an org would give them: every column there, empty boxes unticked; with one DNC list."""
    drawn = snapshot(Lead=LEADS, Contact=CONTACTS, **OTHERS)
    flags = snapshot(Lead=FLAGS)
    marks = flags.table("Lead").set_index("Id")[sorted(flags.given["Lead"] - {"Id"})]
    leads = drawn.table("Lead").set_index("Id")
    tables = {**drawn.tables, "Lead": leads.assign(**marks.reindex(leads.index)).reset_index()}
    validated, _ = validate(
        {name: _unticked(table, name) for name, table in tables.items()},
        {name: frozenset(fields_of(name)) for name in tables},
        outputs.empty("quarantine"),
        policy=default_policy,
        as_of=drawn.as_of,
        dnc_lists=(DNC_LIST,),
    )
    return replace(validated, suppressions=suppressions())


def _unticked(table: pd.DataFrame, name: str) -> pd.DataFrame:
    return table.assign(**{flag: table[flag].fillna(False) for flag in fields_of(name, "flag")})


@pytest.fixture(scope="session")
def turns(org: Snapshot, default_policy: Policy) -> Mapping[str, tuple[Snapshot, Proposal]]:
    """Rule name -> the org as it is when that rule's turn comes, and what the rule proposes then."""
    each = {}
    for rule in all_rules():
        proposal = rule.propose(org, default_policy).full()
        each[rule.name] = (org, proposal)
        org = apply_changes(org, automatic(proposal))
    return each


def automatic(proposal: Proposal) -> pd.DataFrame:
    """The changes that are made without asking a person."""
    return proposal.changes[proposal.changes["tier"] == "auto"]


def shuffled(org: Snapshot, seed: int) -> Snapshot:
    """The same org with the rows of every table in another order."""
    tables = {name: table.sample(frac=1, random_state=seed, ignore_index=True) for name, table in org.tables.items()}
    return replace(org, tables=tables)
