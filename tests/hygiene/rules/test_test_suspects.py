from hygiene.policy import parse_policy
from hygiene.rules.test_suspects import RULE
from tests.tables import assert_table, snapshot


def test_people_are_no_suspects(default_policy):
    people = snapshot(
        Lead="""
        Id     | FirstName | LastName   | Company         | Email                     | Phone
        Lead 1 | Ada       | Lovelace   | Test Systems AG | ada@a.example             | +1 415 555 0123
        Lead 2 | Theo      | Testarossa | Fakenham Ltd    | contest@contest.example   | +49 30 901820
        Lead 3 | Grace     | Hopper     |                 | atest@sub.test.com.example | 020 7946 0958
        Lead 4 | Emmy      | Noether    | X1              |                           | 030 555555
        """,
        Contact="""
        Id        | LastName | Title         | Phone
        Contact 1 | Babbage  | Test Engineer | (212) 555-0000
        """,
    )

    proposal = RULE.propose(people, default_policy)

    assert proposal.findings.empty
    assert proposal.changes.empty


def test_each_sign_is_told_with_its_field_and_nothing_is_changed(default_policy):
    people = snapshot(
        Lead="""
        Id     | FirstName | LastName | Company | Email               | Phone           | MobilePhone
        Lead 1 | Test      | Lovelace | asdf    |                     |                 |
        Lead 2 | Ada       | test 2   |         | ada@example.com     |                 |
        Lead 3 |           | Curie    |         | test+1@a.example    | 000-000-0000    | +1 (123) 456-7890
        Lead 4 |           | Noether  |         | NoReply@TEST.com    | +44 20 11111111 | 555 1234567
        """,
    )

    proposal = RULE.propose(people, default_policy)

    assert proposal.changes.empty
    assert_table(
        """
        object | record_id | field       | code
        Lead   | Lead 1    | FirstName   | suspect_name
        Lead   | Lead 1    | Company     | suspect_name
        Lead   | Lead 2    | LastName    | suspect_name
        Lead   | Lead 2    | Email       | suspect_domain
        Lead   | Lead 3    | Email       | suspect_mailbox
        Lead   | Lead 3    | Phone       | suspect_phone
        Lead   | Lead 3    | MobilePhone | suspect_phone
        Lead   | Lead 4    | Email       | suspect_mailbox
        Lead   | Lead 4    | Email       | suspect_domain
        Lead   | Lead 4    | MobilePhone | suspect_phone
        """,
        proposal.findings,
    )


def test_a_contact_with_the_test_title_is_told(default_policy):
    people = snapshot(
        Contact="""
        Id        | LastName | Title
        Contact 1 | Babbage  | " TEST"
        Contact 2 | dummy    | Engineer
        """,
    )

    assert_table(
        """
        object  | record_id | field    | code
        Contact | Contact 1 | Title    | test_contact
        Contact | Contact 2 | LastName | suspect_name
        """,
        RULE.propose(people, default_policy).findings,
    )


def test_what_is_closed_or_a_test_lead_already_is_not_told_again(default_policy):
    people = snapshot(
        Lead="""
        Id     | LastName | Title | IsConverted | IsDeleted
        Lead 1 | Test     | Test  |             |
        Lead 2 | Test     |       | true        |
        Lead 3 | Test     |       |             | true
        """,
        Contact="""
        Id        | LastName | Title | IsDeleted
        Contact 1 | Test     | Test  | true
        """,
    )

    assert RULE.propose(people, default_policy).findings.empty


def test_the_policy_names_the_signs():
    policy = parse_policy('test_leads: {suspect_names: [prueba], suspect_phones: ["4242424"]}', "p")
    people = snapshot(
        Lead="""
        Id     | LastName | Phone
        Lead 1 | Test     | 1234567890
        Lead 2 | Prueba   | 030 424-2424
        """,
    )

    assert_table(
        """
        record_id | field    | code
        Lead 2    | LastName | suspect_name
        Lead 2    | Phone    | suspect_phone
        """,
        RULE.propose(people, policy).findings,
    )


def test_a_policy_without_signs_suspects_nobody():
    policy = parse_policy(
        "test_leads: {suspect_names: [], suspect_domains: [], suspect_mailboxes: [], suspect_phones: []}", "p"
    )
    people = snapshot(
        Lead="""
        Id     | FirstName | LastName | Company | Email            | Phone
        Lead 1 | 12        | 7        | ""      | test@example.com | 1234567890
        """,
    )

    assert RULE.propose(people, policy).findings.empty
