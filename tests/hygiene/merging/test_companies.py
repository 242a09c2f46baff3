"""Which accounts are one company."""

import pytest

from hygiene.decisions import CANNOT_LINK, no_decisions
from hygiene.merging.companies import find_duplicate_accounts
from tests.tables import assert_table, frame, snapshot


def found(table: str, policy, decisions=None):
    accounts = snapshot(Account=table).table("Account")
    return find_duplicate_accounts(accounts, policy, no_decisions() if decisions is None else decisions)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Summit Ltd |  |  |  |", "Summit Inc. |  |  |  |"),
        ("Summit | summit.example | Leeds | UK |", "Peak | summit.example | Leeds | UK |"),
        ("Summit | summit.example | Leeds | UK |", "Summit | summit.example | Boston | US |"),
        ("Summit | https://linkedin.com/company/a | | UK |", "Summit | linkedin.com/company/b | | UK |"),
        ("Summit | | Leeds | |", "Summit | | Leeds | |"),
        ("n/a | summit.example | Leeds | UK |", "n/a | summit.example | Leeds | UK |"),
    ],
    ids=["a name alone", "another name", "two countries", "a shared host", "a city without a country", "a filler"],
)
def test_these_are_not_told_to_be_one(default_policy, one: str, other: str):
    table = f"Id | Name | Website | BillingCity | BillingCountry | Phone\nAccount 1 | {one}\nAccount 2 | {other}"

    assert found(table, default_policy).pairs.empty


def test_a_parent_is_not_its_subsidiary(default_policy):
    table = """
        Id        | Name          | Website        | ParentId
        Account 1 | Summit Group  | summit.example |
        Account 2 | Summit Group  | summit.example | Account 1
    """

    assert found(table, default_policy).pairs.empty


def test_each_evidence_beside_the_core_name_is_told_with_its_probability(default_policy):
    table = """
        Id        | Name          | Website                    | BillingCity | BillingCountry | Phone
        Account 1 | Summit Ltd    | https://www.summit.example | Leeds       | UK             | +44 20 7946 0101
        Account 2 | Summit        | summit.example             | Leeds       | United Kingdom | 020 7946 0101
        Account 3 | Peak Inc      | peak.example               |             |                |
        Account 4 | Peak, Inc.    | http://peak.example/about  |             |                |
        Account 5 | Ridge         |                            | Paris       | France         |
        Account 6 | Ridge SA      |                            | Paris       | FR             |
        Account 7 | Crest         | crest.example              | Rome        | Italy          |
        Account 8 | Crest S.p.A.  | crestonline.example        | Rome        | Italy          |
        Account 9 | Cliff         |                            |             | US             | +1 415 555 0101
        Account 10 | Cliff LLC    |                            |             | US             | (415) 555-0101
    """

    expected = """
        left_id   | right_id   | tier   | reason
        Account 1 | Account 2  | auto   | same company name, same web domain, same city and country, same phone number
        Account 3 | Account 4  | review | same company name, same web domain
        Account 5 | Account 6  | review | same company name, same city and country
        Account 9 | Account 10 | review | same company name, same phone number
    """
    pairs = found(table, default_policy).pairs
    assert_table(expected, pairs)
    assert list(pairs["probability"]) == pytest.approx([0.999, 0.95, 0.8, 0.9])


def test_another_web_domain_lowers_the_odds(default_policy):
    table = """
        Id        | Name         | Website             | BillingCity | BillingCountry | Phone
        Account 1 | Crest        | crest.example       | Rome        | Italy          | +39 06 1234 5678
        Account 2 | Crest S.p.A. | crestonline.example | Rome        | Italy          | +39 06 1234 5678
    """

    pairs = found(table, default_policy).pairs

    assert pairs["reason"].iloc[0].endswith("but another web domain")
    assert 0.7 < pairs["probability"].iloc[0] < 0.9


def test_sure_pairs_make_groups_unless_they_contradict_each_other(default_policy):
    table = """
        Id        | Name   | Website        | BillingCity | BillingCountry | Phone            | ParentId
        Account 1 | Summit | summit.example | Leeds       | UK             | +44 20 7946 0101 |
        Account 2 | Summit | summit.example | Leeds       | UK             | +44 20 7946 0101 |
        Account 3 | Peak   | peak.example   | Rome        | Italy          |                  |
        Account 4 | Peak   | peak.example   | Rome        | Italy          |                  |
        Account 5 | Peak   | peak.example   | Rome        | Italy          |                  | Account 3
    """

    matches = found(table, default_policy)

    assert_table("id | group\nAccount 1 | Account 1\nAccount 2 | Account 1", matches.groups)
    assert set(matches.review_groups["cause"]) == {"parent and subsidiary are in one group"}


def test_an_account_without_country_does_not_bring_two_countries_together(default_policy):
    table = """
        Id        | Name | Website      | BillingCity | BillingCountry | Phone
        Account 1 | Peak | peak.example |             | Italy          | +39 06 1234 5678
        Account 2 | Peak | peak.example |             |                | +39 06 1234 5678
        Account 3 | Peak | peak.example |             | France         | +39 06 1234 5678
    """

    matches = found(table, default_policy)

    assert matches.groups.empty
    assert set(matches.review_groups["cause"]) == {"accounts of several countries are in one group"}


def test_many_accounts_of_one_name_are_tied_together_without_all_their_pairs(default_policy):
    rows = "\n".join(f"Account {n} | Summit | summit.example | Leeds | UK" for n in range(1, 51))

    matches = found("Id | Name | Website | BillingCity | BillingCountry\n" + rows, default_policy)

    assert len(matches.pairs) == 49
    assert set(matches.review_groups["cause"]) == {"too large"}


def test_a_parted_pair_is_left_out(default_policy):
    said = frame(f"left_id | right_id | decision\nAccount 1 | Account 2 | {CANNOT_LINK}")
    table = "Id | Name | Website\nAccount 1 | Summit | summit.example\nAccount 2 | Summit | summit.example"

    assert len(found(table, default_policy).pairs) == 1
    assert found(table, default_policy, said).pairs.empty
