"""The org's own Do-Not-Call box: domain rules, section 6."""

from hygiene.policy import parse_policy
from hygiene.rules.dnc_internal import RULE
from tests.tables import assert_table, snapshot

PEOPLE = {
    "Lead": """
        Id     | Phone           | MobilePhone | DoNotCall
        Lead 1 | +1 415 555 2671 | ask at desk | true
        Lead 2 | +1 415 555 2671 |             | false
        Lead 3 | +1 415 555 2671 |             |
        Lead 4 |                 |             | true
    """,
    "Contact": """
        Id        | HomePhone  | AssistantPhone | DoNotCall
        Contact 1 | 2125551234 | 2125550000     | true
    """,
}


def test_records_without_the_box_keep_their_numbers(default_policy):
    people = snapshot(Lead="Id | Phone | DoNotCall\nLead 1 | 415 555 2671 | false\nLead 2 | 415 555 2671 |")

    assert len(RULE.propose(people, default_policy).changes) == 0


def test_by_default_every_phone_field_of_a_record_with_the_box_is_blanked(default_policy):
    assert_table(
        """
        object  | record_id | field          | new | tier | reason
        Lead    | Lead 1    | Phone          |     | auto | the record's own Do Not Call box is set
        Lead    | Lead 1    | MobilePhone    |     | auto | the record's own Do Not Call box is set
        Contact | Contact 1 | HomePhone      |     | auto | the record's own Do Not Call box is set
        Contact | Contact 1 | AssistantPhone |     | auto | the record's own Do Not Call box is set
        """,
        RULE.propose(snapshot(**PEOPLE), default_policy).changes,
    )


def test_the_policy_can_keep_the_numbers_so_that_they_are_recognised():
    proposal = RULE.propose(snapshot(**PEOPLE), parse_policy("dnc: {internal_dnc: keep}", "test policy"))

    assert len(proposal.changes) == 0
    assert (proposal.facts["records"], proposal.facts["kept"]) == (2, 4)


def test_a_record_on_legal_hold_is_put_to_a_person(default_policy):
    held = snapshot(Lead="Id | Phone | DoNotCall | Legal_Hold__c\nLead 1 | 415 555 2671 | true | true")

    proposal = RULE.propose(held, default_policy)

    assert proposal.changes["tier"].tolist() == ["review"]
    assert len(proposal.review) == 1
