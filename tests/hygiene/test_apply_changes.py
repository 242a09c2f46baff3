import pandas as pd
import pytest

from hygiene import changes
from hygiene.apply_changes import apply_changes
from schemas import outputs
from tests.tables import assert_table, frame, snapshot

PEOPLE = {
    "Lead": """
        Id     | LastName | Phone | DoNotCall | IsConverted
        Lead 1 | Lovelace | 1     |           |
        Lead 2 | Lovelace |       | false     |
        Lead 3 | Babbage  | 3     | false     |
    """,
    "Contact": """
        Id        | LastName
        Contact 1 | Lovelace
        Contact 2 | Lovelace
    """,
    "Task": """
        Id     | WhoId
        Task 1 | Lead 1
        Task 2 | Lead 3
        Task 3 | Contact 2
    """,
    "CampaignMember": """
        Id               | LeadId | ContactId
        CampaignMember 1 | Lead 1 |
        CampaignMember 2 | Lead 3 |
    """,
    "Bizible": """
        Id        | bizible2__Lead__c | bizible2__Contact__c
        Bizible 1 | Lead 1            |
        Bizible 2 | Lead 3            |
    """,
}


def changed(drawn: str) -> pd.DataFrame:
    return changes.outputs.typed("changes", frame(drawn))


def test_no_change_leaves_every_table_as_it_is():
    before = snapshot(**PEOPLE)

    after = apply_changes(before, outputs.empty("changes"))

    for name, table in before.tables.items():
        pd.testing.assert_frame_equal(table, after.tables[name])


def test_the_snapshot_given_is_not_written_to():
    before, untouched = snapshot(**PEOPLE), snapshot(**PEOPLE)

    apply_changes(
        before,
        changed("""
            action | object | record_id | field     | new  | into_id
            update | Lead   | Lead 1    | DoNotCall | true |
            merge  | Lead   | Lead 1    |           |      | Lead 2
            erase  | Lead   | Lead 3    |           |      |
        """),
    )

    for name, table in untouched.tables.items():
        pd.testing.assert_frame_equal(table, before.tables[name])


def test_an_update_sets_or_clears_one_field_and_the_last_one_wins():
    after = apply_changes(
        snapshot(**PEOPLE),
        changed("""
            action | object | record_id | field     | new
            update | Lead   | Lead 1    | Phone     | 7
            update | Lead   | Lead 1    | Phone     |
            update | Lead   | Lead 1    | DoNotCall | true
            update | Lead   | Lead 9    | Phone     | 9
        """),
    )

    assert_table(
        """
        Id     | Phone | DoNotCall
        Lead 1 |       | true
        Lead 2 |       | false
        Lead 3 | 3     | false
        """,
        after.table("Lead"),
    )


def test_a_merge_takes_the_loser_away_and_its_children_along():
    after = apply_changes(
        snapshot(**PEOPLE),
        changed("""
            action | object | record_id | into_id
            merge  | Lead   | Lead 1    | Lead 2
        """),
    )

    assert_table("Id\nLead 2\nLead 3", after.table("Lead")[["Id"]])
    assert_table("Id  WhoId\nTask 1  Lead 2\nTask 2  Lead 3\nTask 3  Contact 2", after.table("Task"))
    assert_table("LeadId\nLead 2\nLead 3", after.table("CampaignMember"))
    assert_table("bizible2__Lead__c\nLead 2\nLead 3", after.table("bizible2__Bizible_Person__c"))


def test_a_chain_of_merges_and_a_conversion_ends_at_the_last_survivor():
    after = apply_changes(
        snapshot(**PEOPLE),
        changed("""
            action  | object  | record_id | into_id
            merge   | Lead    | Lead 1    | Lead 2
            convert | Lead    | Lead 2    | Contact 2
            merge   | Contact | Contact 2 | Contact 1
        """),
    )

    assert_table(
        """
        Id     | IsConverted | ConvertedContactId
        Lead 2 | true        | Contact 1
        Lead 3 |             |
        """,
        after.table("Lead"),
    )
    assert_table("Id  WhoId\nTask 1  Contact 1\nTask 2  Lead 3\nTask 3  Contact 1", after.table("Task"))
    assert_table(
        """
        Id               | LeadId | ContactId
        CampaignMember 1 | Lead 2 | Contact 1
        CampaignMember 2 | Lead 3 |
        """,
        after.table("CampaignMember"),
    )


def test_a_bizible_person_of_a_converted_lead_is_left_to_its_rule():
    after = apply_changes(
        snapshot(**PEOPLE),
        changed("""
            action  | object | record_id | into_id
            convert | Lead   | Lead 1    | Contact 1
        """),
    )

    assert_table(
        """
        bizible2__Lead__c | bizible2__Contact__c
        Lead 1            |
        Lead 3            |
        """,
        after.table("bizible2__Bizible_Person__c"),
    )


@pytest.mark.parametrize("action", ["delete", "erase"])
def test_what_is_removed_takes_its_memberships_and_activities_along_and_leaves_no_pointer(action: str):
    after = apply_changes(
        snapshot(**PEOPLE),
        changed(f"""
            action   | object | record_id
            {action} | Lead   | Lead 1
        """),
    )

    assert_table("Id\nLead 2\nLead 3", after.table("Lead")[["Id"]])
    assert_table("Id\nCampaignMember 2", after.table("CampaignMember")[["Id"]])
    assert_table("Id | WhoId\nTask 2 | Lead 3\nTask 3 | Contact 2", after.table("Task"))
    assert_table(
        """
        Id        | bizible2__Lead__c
        Bizible 1 |
        Bizible 2 | Lead 3
        """,
        after.table("bizible2__Bizible_Person__c"),
    )


def test_of_memberships_in_one_campaign_the_survivors_own_stays_else_that_of_the_first_loser():
    members = """
        Id               | LeadId | CampaignId
        CampaignMember 1 | Lead 1 | Campaign 1
        CampaignMember 2 | Lead 2 | Campaign 1
        CampaignMember 3 | Lead 3 | Campaign 1
        CampaignMember 4 | Lead 1 | Campaign 2
        CampaignMember 5 | Lead 2 | Campaign 2
        CampaignMember 6 | Lead 1 | Campaign 3
        CampaignMember 7 | Lead 4 | Campaign 1
        CampaignMember 8 | Lead 4 | Campaign 1
    """
    leads = "Id\nLead 1\nLead 2\nLead 3\nLead 4"

    after = apply_changes(
        snapshot(Lead=leads, CampaignMember=members),
        changed("""
            action | object | record_id | into_id
            merge  | Lead   | Lead 2    | Lead 3
            merge  | Lead   | Lead 1    | Lead 3
        """),
    )

    assert_table(
        """
        Id               | LeadId
        CampaignMember 3 | Lead 3
        CampaignMember 5 | Lead 3
        CampaignMember 6 | Lead 3
        CampaignMember 7 | Lead 4
        CampaignMember 8 | Lead 4
        """,
        after.table("CampaignMember"),
    )


def test_of_a_chain_the_nearer_losers_membership_stays():
    members = """
        Id               | LeadId | CampaignId
        CampaignMember 1 | Lead 1 | Campaign 1
        CampaignMember 2 | Lead 2 | Campaign 1
    """

    after = apply_changes(
        snapshot(Lead="Id\nLead 1\nLead 2\nLead 3", CampaignMember=members),
        changed("""
            action | object | record_id | into_id
            merge  | Lead   | Lead 1    | Lead 2
            merge  | Lead   | Lead 2    | Lead 3
        """),
    )

    assert_table("Id  LeadId\nCampaignMember 2  Lead 3", after.table("CampaignMember"))


def test_accounts_below_a_merged_account_move_and_none_is_its_own_parent():
    accounts = """
        Id        | ParentId
        Account 1 | Account 2
        Account 2 |
        Account 3 | Account 2
    """

    after = apply_changes(
        snapshot(Account=accounts),
        changed("""
            action | object  | record_id | into_id
            merge  | Account | Account 2 | Account 1
        """),
    )

    assert_table(
        """
        Id        | ParentId
        Account 1 |
        Account 3 | Account 1
        """,
        after.table("Account"),
    )


def test_merges_in_a_circle_are_refused():
    with pytest.raises(ValueError, match="circle"):
        apply_changes(
            snapshot(**PEOPLE),
            changed("""
                action | object | record_id | into_id
                merge  | Lead   | Lead 1    | Lead 2
                merge  | Lead   | Lead 2    | Lead 1
            """),
        )
