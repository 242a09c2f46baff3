"""Who was erased is recognised by keyed hashes when an import brings them back: domain rules, sections 6 and 7."""

from dataclasses import replace

import pandas as pd

from hygiene.keys import new_ring
from hygiene.policy import parse_policy
from hygiene.rules.returned_after_purge import RULE
from hygiene.suppression import Cause, in_force, rows_of
from tests.tables import AS_OF, assert_table, sf_id, snapshot

KEY = new_ring("2026-01-01").newest("suppression")
PURGED = pd.Timestamp("2026-06-01", tz="UTC")


def remembering(org, *, email=(), phone=(), dnc=()):
    """The org with a suppression list of erased people's mailboxes and numbers, and of internal DNC numbers."""
    erased = Cause("erasure", "zoominfo_opt_out", PURGED, None)
    rows = [
        rows_of("email", email, KEY, erased),
        rows_of("phone", phone, KEY, erased),
        rows_of("phone", dnc, KEY, Cause("internal_dnc", "dnc_internal", PURGED, None)),
    ]
    return replace(org, suppressions=in_force(pd.concat(rows), AS_OF, {KEY.id: KEY}))


PEOPLE = snapshot(
    Lead="""
        Id     | LastName | Email              | Phone        | LeadSource    | CreatedById | CreatedDate | IsDeleted
        Lead 1 | Lovelace | Ada@Engine.example | 415 555 0101 | Purchased List | 0055e0001  | 2026-07-01  |
        Lead 2 | Lovelace | ada@engine.example |              |               |             | 2020-01-01  |
        Lead 3 | Colleague | other@engine.example | 415 555 0101 |            |             | 2020-01-01  |
        Lead 4 | Lovelace | ada@engine.example |              |               |             | 2026-07-01  | true
    """,
    Contact="""
        Id        | LastName | Email             | Phone        | Supplemental_Email__c | CreatedDate
        Contact 1 | Byron    | byron@a.example   |              | ada@engine.example    |
        Contact 2 | Other    | info@a.example    | 415 555 0199 |                       | 2026-07-01
    """,
)


def test_without_a_list_nothing_is_told(default_policy):
    assert RULE.propose(PEOPLE, default_policy).findings.empty


def test_an_erased_person_who_is_back_is_told_with_source_and_creator_and_nobody_is_erased_again(default_policy):
    org = remembering(PEOPLE, email=["ada@engine.example"])

    proposal = RULE.propose(org, default_policy)

    assert_table(
        """
        object  | record_id | field                 | code
        Lead    | Lead 1    | Email                 | returned_after_purge
        Contact | Contact 1 | Supplemental_Email__c | returned_after_purge
        Lead    | Lead 2    | Email                 | purged_email_on_older_record
        """,
        proposal.findings,
    )
    told = proposal.findings.set_index("record_id")["message"][sf_id("Lead 1")]
    assert told == (
        "Erased on 2026-06-01 (zoominfo_opt_out) and back since 2026-07-01 through Purchased List,"
        " created by 0055e0001."
    )
    assert proposal.changes.empty
    assert proposal.facts["people_back"] == 2
    assert proposal.facts["buckets"] == {"purchased list": 1, "unlisted": 1}


def test_a_number_alone_tells_of_new_records_only_since_colleagues_share_lines(default_policy):
    proposal = RULE.propose(remembering(PEOPLE, phone=["+14155550101"]), default_policy)

    assert_table("object | record_id | field\nLead | Lead 1 | Phone", proposal.findings)
    assert "a line may be shared" in proposal.findings["message"].iloc[0]


def test_a_remembered_number_is_blanked_on_a_new_record_and_put_to_a_person_on_an_older_one(default_policy):
    proposal = RULE.propose(remembering(PEOPLE, dnc=["+14155550101"]), default_policy)

    assert_table(
        """
        object | record_id | field | new | tier
        Lead   | Lead 1    | Phone |     | auto
        Lead   | Lead 3    | Phone |     | review
        """,
        proposal.changes,
    )
    assert set(proposal.findings["code"]) == {"dnc_number_returned"}
    assert len(proposal.review) == 1


def test_the_policy_may_leave_returned_numbers_to_people_or_only_tell_of_them():
    org = remembering(PEOPLE, dnc=["+14155550101"])
    ways = {
        way: RULE.propose(org, parse_policy(f"suppression: {{returned_number: {way}}}", "test policy"))
        for way in ("review", "tell")
    }

    assert set(ways["review"].changes["tier"]) == {"review"}
    assert ways["tell"].changes.empty
    assert len(ways["tell"].findings) == len(ways["review"].findings) == 2


def test_what_a_box_lists_now_is_left_to_the_rules_of_the_box(default_policy):
    boxed = snapshot(
        Lead="""
            Id     | Phone        | DoNotCall | CreatedDate
            Lead 1 | 415 555 0101 | true      | 2026-07-01
            Lead 2 | 415 555 0101 |           | 2026-07-01
        """
    )

    assert RULE.propose(remembering(boxed, dnc=["+14155550101"]), default_policy).changes.empty


def test_a_role_mailbox_brings_back_nobody(default_policy):
    assert RULE.propose(remembering(PEOPLE, email=["info@a.example"]), default_policy).findings.empty
