"""Do-Not-Call list files: domain rules, section 6."""

from dataclasses import replace

import pandas as pd
import pytest

from hygiene.rules.dnc_list import RULE
from schemas import outputs
from schemas.columns import TEXT
from tests.hygiene.rules.dnc_tables import dnc_list, with_lists
from tests.tables import assert_table, sf_id, snapshot


def propose(policy, *lists, **drawn):
    return RULE.propose(with_lists(snapshot(**drawn), *lists), policy)


def test_without_a_list_nothing_is_compared(default_policy):
    proposal = propose(default_policy, Lead="Id | Phone\nLead 1 | +14155552671")

    assert [len(proposal.changes), len(proposal.findings)] == [0, 0]
    assert proposal.facts == {"lists": []}


def test_numbers_that_are_not_listed_stay(default_policy):
    leads = """
        Id     | Phone           | MobilePhone
        Lead 1 | +1 415 555 2672 |
        Lead 2 | call me         | 0000000000
        Lead 3 |                 | +44 415 555 2671
    """

    proposal = propose(default_policy, dnc_list(14155552671), Lead=leads)

    assert [len(proposal.changes), len(proposal.findings)] == [0, 0]


def test_a_listed_number_in_which_a_letter_was_typed_for_a_digit_is_told_and_stays(default_policy):
    leads = "Id | Phone | MobilePhone\nLead 1 | 415-555-267I | +1 4I5 555 2671"

    proposal = propose(default_policy, dnc_list(14155552671), Lead=leads)

    assert proposal.changes.empty
    assert_table(
        """
        record_id | field       | code
        Lead 1    | Phone       | dnc_unknown_number
        Lead 1    | MobilePhone | dnc_unknown_number
        """,
        proposal.findings,
    )


def test_a_listed_number_is_blanked_in_every_phone_field_of_leads_and_contacts(default_policy):
    proposal = propose(
        default_policy,
        dnc_list(14155552671),
        Lead="""
            Id     | Phone          | MobilePhone  | ZI_Phone_Number__c | ZI_Mobile_Phone_Number__c
            Lead 1 | (415) 555-2671 | 415.555.2671 | 4155552671         | +14155552671
        """,
        Contact="""
            Id        | Phone        | HomePhone    | OtherPhone   | AssistantPhone
            Contact 1 | 415 555 2672 | 415 555 2671 | 415 555 2671 | 415 555 2671 x5
        """,
    )

    assert_table(
        """
        object  | record_id | field                     | new | tier
        Lead    | Lead 1    | Phone                     |     | auto
        Lead    | Lead 1    | MobilePhone               |     | auto
        Lead    | Lead 1    | ZI_Phone_Number__c        |     | auto
        Lead    | Lead 1    | ZI_Mobile_Phone_Number__c |     | auto
        Contact | Contact 1 | HomePhone                 |     | auto
        Contact | Contact 1 | OtherPhone                |     | auto
        Contact | Contact 1 | AssistantPhone            |     | auto
        """,
        proposal.changes,
    )


def test_reason_and_evidence_name_list_version_fetch_date_and_region(default_policy):
    proposal = propose(default_policy, dnc_list(14155552671), Lead="Id | Phone\nLead 1 | 415 555 2671")

    assert_table(
        """
        reason                                                                                | evidence
        the number is on the Do-Not-Call list registry; taken for a number of US, the default | list registry (US), version ab12ab12ab12, fetched 2026-11-01 (policy)
        """,  # noqa: E501
        proposal.changes,
    )


def test_every_list_that_has_the_number_is_named(default_policy):
    lists = [dnc_list(14155552671, name=name) for name in ("second", "first")]

    proposal = propose(default_policy, *lists, dnc_list(1), Lead="Id | Phone\nLead 1 | 415 555 2671")

    assert "on the Do-Not-Call list first; second;" in proposal.changes.loc[0, "reason"]


@pytest.mark.parametrize(
    "text",
    ["415.555.2671 / 415.555.2679", "212 555 9999 or 415 555 2671", "(212) 555-9999; (415) 555-2671",
     "+44 20 7946 0018, +1 415 555 2671"],
)  # fmt: skip
def test_a_field_of_several_numbers_is_blanked_when_any_of_them_is_listed(default_policy, text):
    proposal = propose(default_policy, dnc_list(14155552671), Lead=f"Id | Phone\nLead 1 | {text}")

    assert proposal.changes["field"].tolist() == ["Phone"]
    assert proposal.changes.loc[0, "reason"].startswith("one of the numbers is on")


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("555-2671", ""),
        ("5552671 / 212 555 9999", ""),
        ("415 555 2671 / 212 555 9999 9", "France"),
        ("415 555 2671", "United Kingdom"),
        ("99 415 555 2671 33 415 555 2671", ""),
    ],
    ids=["seven digits", "one of two has seven digits", "pieces that are no numbers", "no number of its country",
         "too many digits"],
)  # fmt: skip
def test_what_resembles_a_listed_number_is_unknown_never_clear_and_never_blanked(default_policy, text, country):
    leads = f"""
        Id     | Phone  | Country
        Lead 1 | {text} | {country}
    """

    proposal = propose(default_policy, dnc_list(14155552671), Lead=leads)

    assert len(proposal.changes) == 0
    assert_table(
        """
        object | record_id | field | code
        Lead   | Lead 1    | Phone | dnc_unknown_number
        """,
        proposal.findings,
    )


def test_an_unread_number_whose_digits_are_all_of_a_listed_one_is_the_listed_one(default_policy):
    leads = """
        Id     | Phone             | Country
        Lead 1 | 001 4155552671 ## | Antarctica
    """

    assert len(propose(default_policy, dnc_list(14155552671), Lead=leads).changes) == 1


def test_a_seven_digit_number_is_no_match_for_a_longer_one(default_policy):
    assert len(propose(default_policy, dnc_list(14155552671), Lead="Id | Phone\nLead 1 | 555-2671").changes) == 0


def test_a_foreign_number_with_equal_national_digits_is_another_number(default_policy):
    leads = """
        Id     | Phone         | Country
        Lead 1 | 020 7946 0018 | United Kingdom
    """

    proposal = propose(default_policy, dnc_list(12079460018), Lead=leads)

    assert [len(proposal.changes), len(proposal.findings)] == [0, 0]


def test_a_quarantined_value_does_not_shield_a_number(default_policy):
    start = snapshot(Lead="Id | Phone | LeadSource\nLead 1 | 415 555 2671 | Nonsense")
    row = {"object": "Lead", "record_id": sf_id("Lead 1"), "field": "LeadSource", "check": "listed"}
    quarantine = outputs.typed("quarantine", pd.DataFrame([row], dtype=TEXT))
    quarantined = replace(start, quarantine=quarantine, dnc_lists=(dnc_list(14155552671),))

    assert len(RULE.propose(quarantined, default_policy).changes) == 1


def test_no_exclusion_shields_a_number(default_policy):
    leads = """
        Id     | LastName    | Phone        | Partner_Account__c | Actively_Being_Sequenced__c | Status    | Title
        Lead 1 | [[unknown]] | 415 555 2671 | Partner            | true                        | Qualified | Test
    """

    assert len(propose(default_policy, dnc_list(14155552671), Lead=leads).changes) == 1


def test_an_accounts_number_is_put_to_a_person(default_policy):
    proposal = propose(default_policy, dnc_list(14155552671), Account="Id | Name | Phone\nAccount 1 | A | 415 555 2671")

    assert_table(
        """
        object  | record_id | field | tier
        Account | Account 1 | Phone | review
        """,
        proposal.changes,
    )
    assert_table(
        """
        rule     | records   | reason
        dnc_list | Account 1 | an account's number serves all of its people
        """,
        proposal.review,
    )


def test_the_facts_prove_what_was_compared_and_what_could_not_be(default_policy):
    leads = """
        Id     | Phone           | MobilePhone  | Country
        Lead 1 | 415 555 2671    | 555-1234     |
        Lead 2 | +1 212 555 9999 | 0000000000   | Germany
        Lead 3 | 030 12345678    | ask at desk  | Germany
    """

    facts = propose(default_policy, dnc_list(14155552671, unread=2), Lead=leads).facts

    assert facts["lists"] == [
        {
            "name": "registry", "jurisdiction": "US", "fetched": "2026-11-01", "fetched_from": "policy", "age_days": 5,
            "max_age_days": 31, "numbers": 1, "unread": 2, "sha256": "ab12" * 16, "compared": 3, "matched": 1,
            "not_comparable": 2,
        }
    ]  # fmt: skip
    assert facts["fields"] == 6
    assert facts["regions"] == {"default": 1, "number": 1, "record": 1}
    assert facts["blanked"] == {"Lead.Phone": 1}
