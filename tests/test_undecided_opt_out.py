"""Nobody is erased while a person still has to say whether another record is the same person."""

from hygiene.engine import make_plan
from hygiene.rules import all_rules
from tests.tables import assert_table, snapshot

OPTED_OUT = """
    Id     | FirstName | LastName | Email            | Phone         | Company | LeadSource | Status   | CreatedDate \
| DOZISF__ZoomInfo_Non_Matched_Reason__c | Actively_Being_Sequenced__c | Legal_Hold__c | LastActivityDate \
| Behavior_Score__c
    Lead 1 | Ada       | Lovelace | ada@engine.test  | +14155550101  | Engine  | Zoominfo   | Accepted | 2020-01-01  \
| OPT_OUT |                             | false         | 2020-01-02 \
| 0
    Lead 2 | {other}   | {family} | {email}          | +14155550101  | Engine  | Demo       | Accepted | 2026-10-01  \
|         | {barred}                    | false         | 2020-01-02 \
| 0
"""
EVIDENCE = {
    "CampaignMember": "Id | LeadId | ContactId | CampaignId | Status | HasResponded | FirstRespondedDate",
    "Task": "Id | WhoId | ActivityDate | Subject",
    "Event": "Id | WhoId | ActivityDate | Subject",
}


def planned(default_policy, **other: str):
    return make_plan(snapshot(Lead=OPTED_OUT.format(**other), **EVIDENCE), default_policy, all_rules())


def test_who_has_no_double_and_no_evidence_is_erased(default_policy):
    plan = planned(default_policy, other="Grace", family="Hopper", email="grace@hopper.test", barred="")

    assert_table("record_id | verdict\nLead 1 | erase", plan.tables["verdicts"])
    assert plan.tables["changes"]["action"].tolist() == ["erase"]


def test_who_may_be_another_record_waits_for_that_decision(default_policy):
    plan = planned(default_policy, other="Ada", family="Lovelace", email="ada@engine.test", barred="true")

    assert len(plan.tables["review"]) == 1
    assert_table(
        """
        record_id | verdict      | evidence
        Lead 1    | undetermined | could not be looked at: the other records of an undecided duplicate case
        """,
        plan.tables["verdicts"],
    )
    assert "erase" not in set(plan.tables["changes"]["action"])
