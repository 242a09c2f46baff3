"""Survivorship strategies, one by one: of each group the value that survives, and the record it comes from."""

from typing import get_args

import numpy as np
import pandas as pd
import pytest

from hygiene.merging.master import choose_masters
from hygiene.merging.members import NONE
from hygiene.merging.strategies import STRATEGIES, Standing, pick
from hygiene.policy.models import Strategy
from schemas.columns import TEXT
from schemas.values import to_text
from tests.hygiene.merging.drawing import members
from tests.tables import assert_table


def survives(table: str, field: str, strategy: str) -> pd.DataFrame:
    """The surviving value and its record; the record with the highest behaviour score is the master."""
    found = members(table)
    masters = choose_masters(found, ["Behavior_Score__c desc"]).rows
    chosen = pick(Standing(found, masters), field, strategy)
    rows = np.where(chosen.rows == NONE, masters, chosen.rows)
    value = found.table[field].take(rows) if chosen.made is None else chosen.made
    source = found.ids(rows).mask(chosen.rows == NONE, pd.NA)
    return pd.DataFrame({"value": to_text(value).array, "source": source.array}, dtype=TEXT)


TITLES = """
    group | Id     | Behavior_Score__c | CreatedDate | Title
    a     | Lead 1 | 9                 | 2022-01-01  | Chief Engineer
    a     | Lead 2 |                   | 2020-01-01  | Engineer
    a     | Lead 3 |                   | 2021-01-01  | Engineer
    a     | Lead 4 |                   | 2024-01-01  | CTO
    b     | Lead 5 | 9                 | 2022-01-01  |
    b     | Lead 6 |                   | 2020-01-01  |
    b     | Lead 7 |                   | 2023-01-01  | Buyer
    c     | Lead 8 | 9                 | 2022-01-01  |
    c     | Lead 9 |                   | 2020-01-01  |
"""


def test_a_group_in_which_nobody_has_a_value_keeps_none():
    for strategy in STRATEGIES.keys() - {"master", "with_source"}:
        assert_table("value | source\n|", survives(TITLES, "Title", strategy).tail(1))


@pytest.mark.parametrize(
    ("strategy", "value", "source"),
    [
        ("oldest", "Engineer", "Lead 2"),
        ("newest", "CTO", "Lead 4"),
        ("most_common", "Engineer", "Lead 3"),
        ("longest", "Chief Engineer", "Lead 1"),
        ("master", "Chief Engineer", "Lead 1"),
        ("fill", "Chief Engineer", "Lead 1"),
        ("most_complete", "Chief Engineer", "Lead 1"),
        ("min", "CTO", "Lead 4"),
        ("max", "Engineer", "Lead 3"),
    ],
)
def test_of_four_titles(strategy: str, value: str, source: str):
    assert_table(f"value | source\n{value} | {source}", survives(TITLES, "Title", strategy).head(1))


@pytest.mark.parametrize("strategy", ["oldest", "newest", "fill", "longest", "most_common", "most_complete"])
def test_the_only_title_of_a_group_survives(strategy: str):
    assert_table("value | source\nBuyer | Lead 7", survives(TITLES, "Title", strategy).iloc[[1]])


def test_the_master_keeps_its_empty_field_where_the_policy_says_master():
    assert_table("value | source\n| Lead 5", survives(TITLES, "Title", "master").iloc[[1]])


def test_moments_survive_as_the_earliest_and_the_latest():
    table = """
        group | Id     | Behavior_Score__c | Last_Login_Date__c
        a     | Lead 1 | 9                 | 2022-01-01
        a     | Lead 2 |                   | 2020-01-01
        a     | Lead 3 |                   | 2024-01-01
    """

    assert_table("value | source\n2020-01-01 | Lead 2", survives(table, "Last_Login_Date__c", "earliest"))
    assert_table("value | source\n2024-01-01 | Lead 3", survives(table, "Last_Login_Date__c", "latest"))


def test_a_flag_is_true_when_it_is_true_on_any_record():
    table = """
        group | Id     | Behavior_Score__c | Actively_Being_Sequenced__c
        a     | Lead 1 | 9                 | false
        a     | Lead 2 |                   | true
        b     | Lead 3 | 9                 | false
        b     | Lead 4 |                   |
    """

    expected = "value | source\ntrue | Lead 2\nfalse | Lead 3"
    assert_table(expected, survives(table, "Actively_Being_Sequenced__c", "any_true"))


def test_scores_survive_as_the_highest_and_the_lowest():
    table = """
        group | Id     | Behavior_Score__c | mkto71_Lead_Score__c
        a     | Lead 1 | 9                 | 20
        a     | Lead 2 |                   | 100
        a     | Lead 3 |                   | 3
    """

    assert_table("value | source\n100 | Lead 2", survives(table, "mkto71_Lead_Score__c", "max"))
    assert_table("value | source\n3 | Lead 3", survives(table, "mkto71_Lead_Score__c", "min"))


def test_picklist_values_are_united_each_once_and_the_masters_first():
    table = """
        group | Id     | Behavior_Score__c | CreatedDate | Partner_Account__c
        a     | Lead 1 | 9                 | 2020-01-01  | Gold;Silver
        a     | Lead 2 |                   | 2021-01-01  | Bronze; Gold
        a     | Lead 3 |                   | 2022-01-01  | Tin
        b     | Lead 4 | 9                 | 2020-01-01  |
        b     | Lead 5 |                   | 2020-01-01  | Tin;Tin
    """

    expected = "value | source\nGold;Silver;Tin;Bronze | Lead 1\nTin | Lead 5"
    assert_table(expected, survives(table, "Partner_Account__c", "union"))


def test_texts_are_concatenated_and_doing_it_again_adds_nothing():
    table = """
        group | Id     | Behavior_Score__c | Title
        a     | Lead 1 | 9                 | Engineer; Poet
        a     | Lead 2 |                   | Poet
        a     | Lead 3 |                   | Buyer;Seller
    """

    assert_table("value | source\nEngineer; Poet; Buyer;Seller | Lead 1", survives(table, "Title", "concatenate"))


def test_ties_go_to_the_master_then_to_the_newest_then_to_the_lowest_id():
    table = """
        group | Id     | Behavior_Score__c | CreatedDate | Title
        a     | Lead 1 |                   | 2020-01-01  | abc
        a     | Lead 2 | 9                 | 2020-01-01  | xyz
        b     | Lead 3 | 9                 | 2020-01-01  |
        b     | Lead 4 |                   | 2020-01-01  | abc
        b     | Lead 5 |                   | 2021-01-01  | xyz
        c     | Lead 6 | 9                 | 2020-01-01  |
        c     | Lead 7 |                   | 2021-01-01  | xyz
        c     | Lead 8 |                   | 2021-01-01  | abc
    """

    for strategy in ("longest", "most_common", "most_complete"):
        expected = "value | source\nxyz | Lead 2\nxyz | Lead 5\nxyz | Lead 7"
        assert_table(expected, survives(table, "Title", strategy))


def test_the_investor_name_goes_with_the_source_that_survives():
    table = """
        group | Id     | Behavior_Score__c | CreatedDate | LeadSource | Investor_Name__c
        a     | Lead 1 | 9                 | 2022-01-01  | Investor   | Late Capital
        a     | Lead 2 |                   | 2020-01-01  | Investor   | Early Capital
        b     | Lead 3 | 9                 | 2022-01-01  | Investor   | Late Capital
        b     | Lead 4 |                   | 2020-01-01  | Demo       |
        c     | Lead 5 | 9                 | 2022-01-01  | Investor   | Late Capital
        c     | Lead 6 |                   | 2020-01-01  | Investor   |
    """

    expected = "value | source\nEarly Capital | Lead 2\n| Lead 4\nLate Capital | Lead 5"
    assert_table(expected, survives(table, "Investor_Name__c", "with_source"))


def test_a_filler_is_no_value():
    table = """
        group | Id     | Behavior_Score__c | Title | LastName
        a     | Lead 1 | 9                 | n/a   | Na
        a     | Lead 2 |                   | Poet  | Nguyen
    """

    assert_table("value | source\nPoet | Lead 2", survives(table, "Title", "fill"))
    assert_table("value | source\nNa | Lead 1", survives(table, "LastName", "fill"))


def test_the_policy_knows_exactly_these_strategies():
    assert set(get_args(Strategy)) == set(STRATEGIES)
