"""Which records no automatic merge touches, and why."""

import pytest

from hygiene.merging.exclusions import excluded, exclusions_of, reasons_counted
from hygiene.merging.texts import positions
from tests.tables import assert_table, frame, sf_id, snapshot


def reasons(org, name, policy):
    table = org.table(name)
    return table[["Id"]].assign(reason=excluded(table, name, policy, org.table("Account")))


def test_an_ordinary_lead_is_not_excluded(default_policy):
    org = snapshot(
        Lead="""
        Id     | LastName | Company | Status  | Actively_Being_Sequenced__c | Legal_Hold__c | Partner_Account__c
        Lead 1 | Lovelace | Engines | MQL     | false                       | false         |
        Lead 2 | Unknown  | [[us]]  |         |                             |               | false
        """
    )

    assert reasons(org, "Lead", default_policy)["reason"].isna().all()


def test_each_exclusion_of_leads_is_named(default_policy):
    org = snapshot(
        Lead="""
        Id | LastName | Company | Status | Actively_Being_Sequenced__c | Legal_Hold__c | Partner_Account__c
        Lead 1 | A           | A           | Raw        |                             |               | Partners Inc
        Lead 2 | B           | B           | Raw        | true                        |               |
        Lead 3 | C           | C           | qualifying |                             |               |
        Lead 4 | D           | D           | Qualified  |                             |               |
        Lead 5 | [[unknown]] | E           | Raw        |                             |               |
        Lead 6 | F           | [[Unknown]] | Raw        |                             |               |
        Lead 7 | G           | G           | Raw        |                             | true          |
        Lead 8 | H           | H           | Qualified  | true                        |               |
        """
    )

    expected = """
        Id     | reason
        Lead 1 | partner account
        Lead 2 | being sequenced
        Lead 3 | status Qualifying
        Lead 4 | status Qualified
        Lead 5 | unknown last name
        Lead 6 | unknown company
        Lead 7 | legal hold
        Lead 8 | being sequenced, status Qualified
    """
    assert_table(expected, reasons(org, "Lead", default_policy))


def test_contacts_are_also_excluded_by_their_account_quote_and_custom(default_policy):
    org = snapshot(
        Contact="""
        Id        | LastName | AccountId | Contact_Status__c | On_Open_Quote__c | Current_Customer__c
        Contact 1 | A        | Account 1 |                   |                  |
        Contact 2 | B        | Account 2 |                   | true             |
        Contact 3 | C        | Account 2 |                   |                  | true
        Contact 4 | D        | Account 3 |                   |                  |
        Contact 5 | E        | Account 2 | Qualifying        |                  |
        Contact 6 | F        | Account 2 |                   | false            | false
        Contact 7 | G        |           |                   |                  |
        """,
        Account="""
        Id        | Name        | Type
        Account 1 | Partners    | Partner
        Account 2 | Prospects   | Prospect
        Account 3 | [[unknown]] |
        """,
    )

    expected = """
        Id        | reason
        Contact 1 | account type Partner
        Contact 2 | open quote
        Contact 3 | current customer
        Contact 4 | unknown company
        Contact 5 | status Qualifying
        Contact 6 |
        Contact 7 |
    """
    assert_table(expected, reasons(org, "Contact", default_policy))


@pytest.mark.parametrize(
    ("setting", "field", "value"),
    [
        ("being_sequenced", "Actively_Being_Sequenced__c", "true"),
        ("partner_account", "Partner_Account__c", "Partners Inc"),
        ("legal_hold", "Legal_Hold__c", "true"),
        ("open_quote", "On_Open_Quote__c", "true"),
        ("current_customer", "Current_Customer__c", "true"),
    ],
)
def test_the_policy_can_switch_an_exclusion_off(default_policy, setting: str, field: str, value: str):
    org = snapshot(Contact=f"Id | LastName | {field}\nContact 1 | A | {value}")
    settings = default_policy.exclusions.model_copy(update={setting: False})
    policy = default_policy.model_copy(update={"exclusions": settings})

    assert reasons(org, "Contact", default_policy)["reason"].notna().all()
    assert reasons(org, "Contact", policy)["reason"].isna().all()


def test_a_quarantined_value_excludes_its_record(default_policy):
    org = snapshot(Lead="Id | LastName\nLead 1 | A\nLead 2 | B")
    table = org.table("Lead")
    hurt = table["Id"] == sf_id("Lead 2")

    found = table[["Id"]].assign(reason=excluded(table, "Lead", default_policy, org.table("Account"), hurt))

    assert_table("Id | reason\nLead 1 |\nLead 2 | quarantined value", found)


@pytest.mark.parametrize("kind", ["Partner", " partner "])
def test_a_partner_account_is_left_to_a_person(default_policy, kind):
    org = snapshot(Account=f'Id | Name | Type\nAccount 1 | A | "{kind}"\nAccount 2 | B | Prospect')

    assert_table("Id | reason\nAccount 1 | account type Partner\nAccount 2 |", reasons(org, "Account", default_policy))


def test_only_the_records_asked_for_are_looked_at_and_counted_by_single_reasons(default_policy):
    org = snapshot(
        Lead="""
        Id     | LastName | Status     | Actively_Being_Sequenced__c
        Lead 1 | A        | Qualifying | true
        Lead 2 | B        | Qualifying |
        Lead 3 | C        | Qualifying |
        """
    )
    at = positions(frame("id\nLead 1\nLead 3\nContact 9")["id"], org.table("Lead")["Id"])

    found = exclusions_of(at, org, "Lead", default_policy)

    assert list(found.fillna("")) == ["being sequenced, status Qualifying", "status Qualifying", ""]
    assert reasons_counted(found) == {"being sequenced": 1, "status Qualifying": 2}
