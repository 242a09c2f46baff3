"""The four duplicates rules with the matcher, and the plan that they make in rounds."""

from dataclasses import replace

import pytest

from hygiene.decisions import CANNOT_LINK
from hygiene.engine import make_plan
from hygiene.merging.groups import cases_of
from hygiene.review import approved_part
from hygiene.rules import (
    account_to_account,
    all_rules,
    bizible_person,
    contact_to_contact,
    lead_to_contact,
    lead_to_lead,
)
from tests.tables import assert_table, frame, snapshot

PERSON = "Ada | Lovelace | ada.lovelace@engine.example | Countess | +1 415 555 0101"
MODULES = (lead_to_lead, account_to_account, contact_to_contact, lead_to_contact, bizible_person)
DUPLICATE_RULES = [module.RULE for module in MODULES]
LEADS = f"""
    Id     | FirstName | LastName | Email | Title | Phone | Company | Country | Status | LeadSource | CreatedDate | IsConverted | IsDeleted
    Lead 1 | {PERSON} | Engine | US | Raw | Demo     | 2020-01-01 | false | false
    Lead 2 | {PERSON} | Engine | US | Raw | Zoominfo | 2021-01-01 | false | false
"""  # noqa: E501
CONTACTS = f"""
    Id        | FirstName | LastName | Email | Title | Phone | AccountId | MailingCountry | LeadSource | CreatedDate
    Contact 1 | {PERSON} | Account 1 | US | Webcast | 2019-01-01
    Contact 2 | {PERSON} | Account 1 | US | Demo    | 2021-01-01
"""
ACCOUNTS = "Id | Name | Website\nAccount 1 | Engine | engine.example\nAccount 2 | Engine Inc. | engine.example"


def gone(changes):
    return changes[changes["action"].isin(["merge", "convert"]).to_numpy(dtype=bool)]


def test_leads_of_one_person_merge(default_policy):
    changes = lead_to_lead.RULE.propose(snapshot(Lead=LEADS), default_policy).changes

    assert_table("record_id | into_id | tier\nLead 2 | Lead 1 | auto", gone(changes))


@pytest.mark.parametrize(
    ("title", "converted", "deleted"),
    [("Countess", "true", "false"), ("Countess", "false", "true"), ("test", "false", "false")],
    ids=["converted", "deleted", "a test lead"],
)
def test_some_leads_take_no_part(default_policy, title: str, converted: str, deleted: str):
    first, second = LEADS.strip().rsplit("\n", 1)
    second = second.replace("Countess", title).replace("false | false", f"{converted} | {deleted}")

    proposal = lead_to_lead.RULE.propose(snapshot(Lead=f"{first}\n{second}"), default_policy)

    assert proposal.changes.empty
    assert proposal.facts["records"] == 1


def test_contacts_of_one_person_merge(default_policy):
    org = snapshot(Contact=CONTACTS, Account=ACCOUNTS)

    changes = contact_to_contact.RULE.propose(org, default_policy).changes

    assert_table("record_id | into_id | tier\nContact 2 | Contact 1 | auto", gone(changes))


def test_accounts_of_one_company_are_left_to_a_person_with_the_oldest_as_master(default_policy):
    accounts = ACCOUNTS.replace("Website", "Website | CreatedDate").replace("example\n", "example | 2021-01-01\n")

    proposal = account_to_account.RULE.propose(snapshot(Account=accounts + " | 2020-01-01"), default_policy).full()

    assert_table("record_id | into_id | tier\nAccount 1 | Account 2 | review", gone(proposal.changes))
    assert "the policy leaves every pair" in proposal.review["reason"].iloc[0]


def test_a_lead_of_an_existing_contact_is_converted_into_it(default_policy):
    org = snapshot(Lead=LEADS.strip().rsplit("\n", 1)[0], Contact=CONTACTS.strip().rsplit("\n", 1)[0], Account=ACCOUNTS)

    changes = lead_to_contact.RULE.propose(org, default_policy).changes

    assert_table("record_id | into_id | tier\nLead 1 | Contact 1 | auto", gone(changes))


def test_a_decision_keeps_leads_apart(default_policy):
    said = frame(f"left_id | right_id | decision\nLead 1 | Lead 2 | {CANNOT_LINK}")
    org = replace(snapshot(Lead=LEADS), decisions=said)

    assert lead_to_lead.RULE.propose(org, default_policy).changes.empty


def test_a_plan_of_what_a_plan_leaves_has_no_automatic_change(default_policy):
    org = snapshot(
        Lead=LEADS,
        Contact=CONTACTS,
        Account=ACCOUNTS,
        Bizible="Id | bizible2__Lead__c | bizible2__Contact__c\nBizible 1 | Lead 2 |",
    )

    plan = make_plan(org, default_policy, DUPLICATE_RULES)

    expected = """
        record_id | into_id   | tier
        Lead 2    | Lead 1    | auto
        Contact 2 | Contact 1 | auto
        Lead 1    | Contact 1 | auto
        Account 2 | Account 1 | review
    """
    assert_table(expected, gone(plan.tables["changes"]))
    assert plan.facts["engine"]["settled"]


def test_an_approved_case_is_written_with_all_its_rows(default_policy):
    plan = make_plan(snapshot(Account=ACCOUNTS), default_policy, all_rules())
    changes, review = plan.tables["changes"], plan.tables["review"]

    part = approved_part(changes, review.assign(decision="approve"), cases_of(changes, review))

    assert part.held.empty
    assert_table("record_id | into_id\nAccount 2 | Account 1", gone(part.approved))
