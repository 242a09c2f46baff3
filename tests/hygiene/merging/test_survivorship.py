"""The values of a survivor: update rows, each with the record it comes from and why."""

import pandas as pd

from hygiene.merging.master import choose_masters
from hygiene.merging.survivorship import Survivors, survivors
from schemas.columns import TEXT, fields_of
from tests.hygiene.merging.drawing import members
from tests.tables import AS_OF, assert_table, frame, sf_id

STAMP = "RingLead_Merge_Date_Time__c"


def surviving(table: str, policy, object_name: str = "Lead", given: set[str] | None = None, **settings) -> Survivors:
    """What survives under the default policy with other settings; the highest `Behavior_Score__c` is the master."""
    found = members(table, object_name)
    masters = choose_masters(found, ["Behavior_Score__c desc"]).rows
    columns = set(frame(table).columns) if given is None else given
    return survivors(found, masters, policy.survivorship.model_copy(update=settings), frozenset(columns), AS_OF, "auto")


def changes(found: Survivors) -> pd.DataFrame:
    """All update rows but the stamps."""
    rows = found.changes
    return rows[(rows["field"] != STAMP).to_numpy(dtype=bool)]


def test_equal_records_leave_the_master_as_it_is(default_policy):
    table = """
        group | Id     | Behavior_Score__c | Title    | Company | City  | LeadSource | CreatedDate
        a     | Lead 1 | 9                 | Engineer | Engines | Paris | Demo       | 2020-01-01
        a     | Lead 2 |                   | Engineer | Engines | Paris | Demo       | 2021-01-01
    """

    found = surviving(table, default_policy)

    assert changes(found).empty
    assert found.lost.isna().all()


def test_empty_fields_are_filled_and_the_source_is_the_oldest(default_policy):
    table = """
        group | Id     | Behavior_Score__c | Title    | LeadSource | CreatedDate | First_Engagement_Date__c | OwnerId
        a     | Lead 1 | 9                 |          | Zoominfo   | 2022-01-01  | 2022-01-01               | User 1
        a     | Lead 2 |                   | Engineer | Demo       | 2020-01-01  | 2020-02-01               | User 2
        a     | Lead 3 |                   | Poet     |            | 2019-01-01  |                          | User 3
    """

    expected = """
        record_id | field                    | old        | new        | evidence | reason
        Lead 1    | Title                    |            | Engineer   | Lead 2   | From {2}: the master has none, and this is the newest of the others that has one.
        Lead 1    | LeadSource               | Zoominfo   | Demo       | Lead 2   | From {2}: the oldest record that has one.
        Lead 1    | First_Engagement_Date__c | 2022-01-01 | 2020-02-01 | Lead 2   | From {2}: the earliest of all.
    """.replace("{2}", sf_id("Lead 2"))  # noqa: E501
    assert_table(expected, changes(surviving(table, default_policy)))


def test_the_address_stays_together_blanks_included(default_policy):
    table = """
        group | Id     | Behavior_Score__c | Street | City  | State | PostalCode | Country
        a     | Lead 1 | 9                 |        | Paris | Texas |            | USA
        a     | Lead 2 |                   | Rue 1  | Lyon  |       | 69001      | France
        b     | Lead 3 | 9                 | Rue 2  | Paris |       | 75001      | France
        b     | Lead 4 |                   | Way 5  | Leeds |       | LS1        | UK
    """

    expected = """
        record_id | field      | old   | new    | reason
        Lead 1    | Street     |       | Rue 1  | From {2}: the address stays together, from the record that has most of it.
        Lead 1    | City       | Paris | Lyon   | From {2}: the address stays together, from the record that has most of it.
        Lead 1    | State      | Texas |        | Emptied, as {2} has none: the address stays together, from the record that has most of it.
        Lead 1    | PostalCode |       | 69001  | From {2}: the address stays together, from the record that has most of it.
        Lead 1    | Country    | USA   | France | From {2}: the address stays together, from the record that has most of it.
    """.replace("{2}", sf_id("Lead 2"))  # noqa: E501
    assert_table(expected, changes(surviving(table, default_policy)))


def test_a_field_that_the_policy_names_leaves_its_group(default_policy):
    table = """
        group | Id     | Behavior_Score__c | Company | Website
        a     | Lead 1 | 9                 | Engines |
        a     | Lead 2 |                   | Motors  | motors.example
    """

    found = surviving(table, default_policy, fields={"Company": "master"})

    assert_table("field | new\nWebsite | motors.example", changes(found))


def test_another_email_is_kept_as_the_supplemental_one(default_policy):
    table = """
        group | Id      | Behavior_Score__c | CreatedDate | Email        | Supplemental_Email__c
        a     | Lead 1  | 9                 | 2020-01-01  | a@one.test   |
        a     | Lead 2  |                   | 2021-01-01  | A@ONE.test   |
        a     | Lead 3  |                   | 2022-01-01  | b@one.test   |
        a     | Lead 4  |                   | 2021-06-01  | c@one.test   |
        b     | Lead 5  | 9                 | 2020-01-01  | a@two.test   | own@two.test
        b     | Lead 6  |                   | 2020-01-01  | b@two.test   |
        c     | Lead 7  | 9                 | 2020-01-01  |              |
        c     | Lead 8  |                   | 2022-01-01  | a@three.test |
        c     | Lead 9  |                   | 2021-01-01  | b@three.test |
        d     | Lead 10 | 9                 | 2020-01-01  | a@four.test  |
        d     | Lead 11 |                   | 2020-01-01  | a@four.test  | s@four.test
        e     | Lead 12 | 9                 | 2020-01-01  | a@five.test  |
        e     | Lead 13 |                   | 2020-01-01  | a@five.test  | a@five.test
    """

    expected = """
        record_id | field                 | new          | evidence
        Lead 1    | Supplemental_Email__c | b@one.test   | Lead 3
        Lead 7    | Email                 | a@three.test | Lead 8
        Lead 7    | Supplemental_Email__c | b@three.test | Lead 9
        Lead 10   | Supplemental_Email__c | s@four.test  | Lead 11
    """
    assert_table(expected, changes(surviving(table, default_policy)))
    without = changes(surviving(table, default_policy, supplemental_email=None))
    assert set(without["new"]) == {"a@three.test", "s@four.test", "a@five.test"}


def test_every_survivor_is_stamped_with_the_moment_of_the_plan(default_policy):
    table = f"""
        group | Id     | Behavior_Score__c | {STAMP}
        a     | Lead 1 | 9                 | 2026-01-01
        a     | Lead 2 |                   |
        b     | Lead 3 | 9                 | 2026-11-06T18:00:00Z
        b     | Lead 4 |                   |
    """

    found = surviving(table, default_policy).changes

    expected = f"record_id | field | old | new\nLead 1 | {STAMP} | 2026-01-01 | 2026-11-06T18:00:00Z"
    assert_table(expected, found)
    assert surviving(table, default_policy, merge_stamp=None).changes.empty


def test_a_column_that_the_source_has_not_is_left_alone_but_consent_and_the_stamp_are_written(default_policy):
    table = """
        group | Id     | Behavior_Score__c | Title | DoNotCall
        a     | Lead 1 | 9                 |       |
        a     | Lead 2 |                   | Poet  | true
    """

    found = surviving(table, default_policy, given={"Id"}).changes

    assert_table("field\nDoNotCall\nRingLead_Merge_Date_Time__c", found)


def test_no_setting_touches_consent(default_policy):
    table = """
        group | Id     | Behavior_Score__c | DoNotCall | CreatedDate
        a     | Lead 1 | 9                 | true      | 2020-01-01
        a     | Lead 2 |                   | false     | 2021-01-01
        b     | Lead 3 | 9                 | false     | 2020-01-01
        b     | Lead 4 |                   | true      | 2021-01-01
    """

    for strategy in ("master", "newest", "oldest", "min"):
        found = surviving(table, default_policy, fields={"DoNotCall": strategy}, default=strategy)
        rows = changes(found)
        assert_table("record_id | new\nLead 3 | true", rows[(rows["field"] == "DoNotCall").to_numpy(dtype=bool)])


def test_what_salesforce_keeps_itself_is_never_set(default_policy):
    columns = fields_of("Lead", "moment")
    table = f"group | Id | Behavior_Score__c | {' | '.join(columns)}\n" + "\n".join(
        f"a | Lead {row} | {9 - row} | " + " | ".join(f"202{row}-01-01" for _ in columns) for row in (1, 2)
    )

    found = changes(surviving(table, default_policy, default="max", fields={"LastActivityDate": "max"}))

    assert set(found["field"]) == {
        "mkto_si__Last_Interesting_Moment_Date__c", "First_Engagement_Date__c", "Last_Login_Date__c",
    }  # fmt: skip


def test_a_parent_account_is_never_filled_in(default_policy):
    table = "group | Id | ParentId | Industry\na | Account 1 | | \na | Account 2 | Account 1 | Toys"
    found = members(table, "Account")
    masters = choose_masters(found, []).rows
    given = frozenset({"Id", "ParentId", "Industry"})

    rows = survivors(found, masters, default_policy.survivorship, given, AS_OF, "review").changes

    assert_table("record_id | field | new | tier\nAccount 1 | Industry | Toys | review", rows)


def test_what_a_loser_loses_is_named(default_policy):
    table = """
        group | Id     | Behavior_Score__c | Title    | LeadSource | CreatedDate | LastName
        a     | Lead 1 | 9                 | Engineer | Zoominfo   | 2022-01-01  | Lovelace
        a     | Lead 2 |                   | Poet     | Demo       | 2020-01-01  | Lovelace
        a     | Lead 3 | 1                 | Poet     | Webcast    | 2021-01-01  | Byron
    """

    found = surviving(table, default_policy)

    expected = ["", "Title", "LastName, Title, LeadSource, Behavior_Score__c"]
    assert list(pd.Series(found.lost, dtype=TEXT).fillna("")) == expected


def test_picklists_join_only_where_the_field_is_text(default_policy):
    table = """
        group | Id     | Behavior_Score__c | Title | mkto71_Lead_Score__c
        a     | Lead 1 | 9                 | Poet  |
        a     | Lead 2 |                   | Buyer | 5
    """

    found = surviving(table, default_policy, default="union")

    assert_table("field | new\nTitle | Poet;Buyer\nmkto71_Lead_Score__c | 5", changes(found))
