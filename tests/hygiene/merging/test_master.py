"""Which record of a group stays."""

import pandas as pd
import pytest

from hygiene.errors import UsageError
from hygiene.merging.master import ACCOUNT_CRITERIA, choose_masters
from tests.hygiene.merging.drawing import members
from tests.tables import assert_table


def masters(table: str, criteria, object_name: str = "Lead") -> pd.DataFrame:
    found = members(table, object_name)
    chosen = choose_masters(found, criteria)
    return pd.DataFrame({"master": found.ids(chosen.rows), "why": chosen.why})


def test_the_latest_interesting_moment_decides_first(default_policy):
    table = """
        group | Id     | mkto_si__Last_Interesting_Moment_Date__c | LastActivityDate | CreatedDate
        a     | Lead 1 | 2026-01-01                               | 2026-09-09       | 2020-01-01
        a     | Lead 2 | 2026-02-01                               | 2026-01-01       | 2021-01-01
        a     | Lead 3 |                                          | 2026-10-10       | 2019-01-01
    """

    assert_table(
        "master | why\nLead 2 | latest last interesting moment", masters(table, default_policy.survivorship.master)
    )


def test_each_later_criterion_decides_where_those_before_are_equal(default_policy):
    table = """
        group | Id     | mkto_si__Last_Interesting_Moment_Date__c | LastActivityDate | Title    | CreatedDate
        a     | Lead 1 | 2026-01-01                               | 2026-01-01       |          | 2020-01-01
        a     | Lead 2 | 2026-01-01                               | 2026-03-01       |          | 2021-01-01
        b     | Lead 3 |                                          | 2026-01-01       |          | 2020-01-01
        b     | Lead 4 |                                          | 2026-01-01       | Engineer | 2021-01-01
        c     | Lead 5 |                                          |                  | Engineer | 2021-01-01
        c     | Lead 6 |                                          |                  | Engineer | 2020-01-01
        d     | Lead 7 |                                          |                  |          | 2020-01-01
        d     | Lead 8 |                                          |                  |          | 2020-01-01
    """

    expected = """
        master | why
        Lead 2 | latest activity
        Lead 4 | most complete
        Lead 6 | oldest created
        Lead 7 | lowest id
    """
    assert_table(expected, masters(table, default_policy.survivorship.master))


def test_fillers_do_not_make_a_record_complete(default_policy):
    table = """
        group | Id     | Title    | Company | Phone      | CreatedDate
        a     | Lead 1 | -        | n/a     | 0000000000 | 2020-01-01
        a     | Lead 2 | Engineer |         |            | 2021-01-01
    """

    assert_table("master | why\nLead 2 | most complete", masters(table, default_policy.survivorship.master))


def test_the_order_of_rows_does_not_matter(default_policy):
    rows = ["a | Lead 1 | X", "a | Lead 2 | X", "b | Lead 3 | X", "b | Lead 4 |"]
    heading = "group | Id | Title\n"
    criteria = default_policy.survivorship.master

    expected = masters(heading + "\n".join(rows), criteria)

    assert_table(expected, masters(heading + "\n".join(reversed(rows)), criteria))


def test_a_criterion_of_a_field_that_the_object_has_not_is_passed_over():
    table = "group | Id | CreatedDate\na | Account 1 | 2021-01-01\na | Account 2 | 2020-01-01"
    criteria = ("LastActivityDate desc", *ACCOUNT_CRITERIA)

    assert_table("master | why\nAccount 2 | oldest created", masters(table, criteria, "Account"))


def test_any_field_may_be_a_criterion():
    table = "group | Id | Behavior_Score__c\na | Lead 1 | 5\na | Lead 2 | 7\nb | Lead 3 | 1\nb | Lead 4 | 2"

    assert_table(
        "master | why\nLead 2 | highest Behavior_Score__c\nLead 4 | highest Behavior_Score__c",
        masters(table, ["Behavior_Score__c desc"]),
    )
    assert_table(
        "master | why\nLead 1 | lowest Behavior_Score__c\nLead 3 | lowest Behavior_Score__c",
        masters(table, ["Behavior_Score__c asc"]),
    )


def test_a_criterion_of_another_form_is_refused():
    with pytest.raises(UsageError, match="must be FIELD asc"):
        masters("group | Id\na | Lead 1\na | Lead 2", ["CreatedDate"])
