"""ZoomInfo's Do-Not-Call flags: domain rules, section 6."""

import pytest

from hygiene.apply_changes import apply_changes
from hygiene.rules.dnc_external import RULE
from tests.tables import assert_table, snapshot

DIRECT = "ZI_Do_Not_Call_Direct_Phone__c"
MOBILE = "ZI_Do_Not_Call_Mobile_Phone__c"


def test_without_a_flag_nothing_is_blanked(default_policy):
    leads = f"""
        Id     | ZI_Phone_Number__c | Phone           | {DIRECT}
        Lead 1 | +1 415 555 2671    | +1 415 555 2671 |
        Lead 2 | +1 415 555 2671    | +1 415 555 2671 | No
        Lead 3 | +1 415 555 2671    | +1 415 555 2671 | maybe
    """

    proposal = RULE.propose(snapshot(Lead=leads), default_policy)

    assert [len(proposal.changes), len(proposal.findings), len(proposal.review)] == [0, 0, 0]


def test_the_direct_flag_blanks_the_zoominfo_number_and_the_same_number_in_phone(default_policy):
    leads = f"""
        Id     | ZI_Phone_Number__c | Phone           | MobilePhone     | {DIRECT}
        Lead 1 | +1 415 555 2671    | (415) 555-2671  | 415.555.2671    | Yes
        Lead 2 | +1 415 555 2671    | +1 415 555 9999 | +1 415 555 9999 | Yes
    """

    assert_table(
        """
        action | object | record_id | field              | old             | new | tier
        update | Lead   | Lead 1    | ZI_Phone_Number__c | +1 415 555 2671 |     | auto
        update | Lead   | Lead 1    | Phone              | (415) 555-2671  |     | auto
        update | Lead   | Lead 2    | ZI_Phone_Number__c | +1 415 555 2671 |     | auto
        """,
        RULE.propose(snapshot(Lead=leads), default_policy).changes,
    )


def test_the_mobile_flag_blanks_the_mobile_fields_of_a_contact_likewise(default_policy):
    contacts = f"""
        Id        | ZI_Mobile_Phone_Number__c | MobilePhone  | Phone        | {MOBILE} | {DIRECT}
        Contact 1 | 212-555-1234              | 2125551234   | 212 555 9999 | Yes      | No
        Contact 2 | 212-555-1234              | 212 555 0000 |              | yes      |
    """

    assert_table(
        """
        object  | record_id | field                     | new
        Contact | Contact 1 | ZI_Mobile_Phone_Number__c |
        Contact | Contact 1 | MobilePhone               |
        Contact | Contact 2 | ZI_Mobile_Phone_Number__c |
        """,
        RULE.propose(snapshot(Contact=contacts), default_policy).changes,
    )


def test_blanking_means_null_and_a_second_run_changes_nothing(default_policy):
    leads = f"""
        Id     | ZI_Phone_Number__c | Phone           | {DIRECT}
        Lead 1 | +1 415 555 2671    | +1 415 555 2671 | Yes
    """
    start = snapshot(Lead=leads)

    after = apply_changes(start, RULE.propose(start, default_policy).changes)

    assert after.table("Lead")[["ZI_Phone_Number__c", "Phone"]].isna().all(axis=None)
    assert len(RULE.propose(after, default_policy).changes) == 0


@pytest.mark.parametrize(
    ("zoominfo", "phone"),
    [
        ("+1 415 555 2671", "415.555.2671 x12"),
        ("+1 415 555 2671", "14155552671"),
        ("+1 (415) 555-2671 ext. 9", "+14155552671"),
        ("+44 (0)20 7946 0018", "00442079460018"),
        ("415-555-2671", "212-555-1234 / 415-555-2671"),
        ("415-555-2671 or 212-555-1234", "2125551234"),
        ("555-2671", "555 2671"),
    ],
    ids=["extension left out", "no plus", "extension on the flagged one", "trunk zero", "several numbers in Phone",
         "several flagged numbers", "equal digits of one record"],
)  # fmt: skip
def test_formats_extensions_and_several_numbers_do_not_matter(default_policy, zoominfo, phone):
    leads = f"""
        Id     | ZI_Phone_Number__c | Phone   | {DIRECT}
        Lead 1 | {zoominfo}         | {phone} | Yes
    """

    fields = RULE.propose(snapshot(Lead=leads), default_policy).changes["field"]

    assert sorted(fields) == ["Phone", "ZI_Phone_Number__c"]


@pytest.mark.parametrize(
    ("country", "account_country", "number", "told"),
    [
        ("Germany", "", "030 12345678", "taken for a number of DE, the record's country"),
        ("", "Germany", "030 12345678", "taken for a number of DE, the account's country"),
        ("", "", "(415) 555-2671", "taken for a number of US, the default"),
        ("Germany", "", "+1 415 555 2671", "the number tells its country itself"),
    ],
)
def test_the_region_is_the_numbers_own_then_the_records_then_the_accounts_then_the_default_and_is_told(
    default_policy, country, account_country, number, told
):
    proposal = RULE.propose(
        snapshot(
            Contact=f"""
                Id        | ZI_Phone_Number__c | Phone    | {DIRECT} | MailingCountry | AccountId
                Contact 1 | {number}           | {number} | Yes      | {country}      | Account 1
            """,
            Account=f"""
                Id        | Name | BillingCountry
                Account 1 | Acme | {account_country}
            """,
        ),
        default_policy,
    )

    reason = proposal.changes.set_index("field").loc["Phone", "reason"]
    assert reason.endswith(told)
    assert "ZI_Phone_Number__c, which ZoomInfo flags as Do Not Call" in reason


@pytest.mark.parametrize(
    ("phone", "country"),
    [("555-2671", ""), ("415 555 2671", "United Kingdom")],
    ids=["seven digits", "no valid number of the record's country"],
)
def test_what_cannot_be_decided_is_a_finding_and_stays(default_policy, phone, country):
    leads = f"""
        Id     | ZI_Phone_Number__c | Phone   | {DIRECT} | Country
        Lead 1 | +1 415 555 2671    | {phone} | Yes      | {country}
    """

    proposal = RULE.propose(snapshot(Lead=leads), default_policy)

    assert proposal.changes["field"].tolist() == ["ZI_Phone_Number__c"]
    assert_table(
        """
        object | record_id | field | code
        Lead   | Lead 1    | Phone | dnc_unknown_number
        """,
        proposal.findings,
    )


def test_a_record_on_legal_hold_is_put_to_a_person(default_policy):
    leads = f"""
        Id     | ZI_Phone_Number__c | Phone           | {DIRECT} | Legal_Hold__c
        Lead 1 | +1 415 555 2671    | +1 415 555 2671 | Yes      | true
    """

    proposal = RULE.propose(snapshot(Lead=leads), default_policy)

    assert proposal.changes["tier"].tolist() == ["review", "review"]
    assert_table(
        """
        rule         | records | question                                                             | reason
        dnc_external | Lead 1  | Blank the listed numbers of this record (Phone, ZI_Phone_Number__c)? | the record is on legal hold, and blanking would destroy evidence
        """,  # noqa: E501
        proposal.review,
    )


def test_a_converted_lead_is_told_and_left_alone(default_policy):
    leads = f"""
        Id     | ZI_Phone_Number__c | {DIRECT} | IsConverted | IsDeleted
        Lead 1 | +1 415 555 2671    | Yes      | true        |
        Lead 2 | +1 415 555 2671    | Yes      |             | true
    """

    proposal = RULE.propose(snapshot(Lead=leads), default_policy)

    assert len(proposal.changes) == 0
    assert_table(
        """
        record_id | code
        Lead 1    | dnc_converted_lead
        """,
        proposal.findings,
    )


def test_the_facts_count_flags_without_a_number_and_blanked_fields(default_policy):
    leads = f"""
        Id     | ZI_Phone_Number__c | Phone           | {DIRECT}
        Lead 1 | +1 415 555 2671    | +1 415 555 2671 | Yes
        Lead 2 |                    | +1 415 555 2671 | Yes
    """

    facts = RULE.propose(snapshot(Lead=leads), default_policy).facts

    assert facts["flags"][DIRECT] == {"records": 2, "without_number": 1}
    assert facts["blanked"] == {"Lead.Phone": 1, "Lead.ZI_Phone_Number__c": 1}
