from hygiene.selection import is_among, is_on_hold, is_one_of, is_open, is_test_lead
from tests.tables import frame, snapshot


def test_a_record_is_open_unless_it_is_deleted_or_converted():
    people = snapshot(
        Lead="""
        Id     | IsDeleted | IsConverted
        Lead 1 |           |
        Lead 2 | false     | false
        Lead 3 | true      |
        Lead 4 |           | true
        """,
        Account="""
        Id        | IsDeleted
        Account 1 |
        Account 2 | true
        """,
    )

    assert is_open(people.table("Lead")).tolist() == [True, True, False, False]
    assert is_open(people.table("Account")).tolist() == [True, False]


def test_only_the_title_itself_makes_a_test_lead(default_policy):
    leads = snapshot(
        Lead="""
        Id     | Title         | LastName
        Lead 1 | " TEST "      |
        Lead 2 | Test Engineer |
        Lead 3 |               | Test
        """
    ).table("Lead")

    assert is_test_lead(leads, default_policy).tolist() == [True, False, False]


def test_a_missing_hold_is_none():
    contacts = snapshot(
        Contact="""
        Id        | Legal_Hold__c
        Contact 1 |
        Contact 2 | true
        """
    ).table("Contact")

    assert is_on_hold(contacts).tolist() == [False, True]


def test_words_are_compared_without_case_and_outer_spaces():
    words = frame("""
        word    | note
        " No Action" | x
        no action    | x
        action       | x
                     | x
    """)["word"]

    assert is_one_of(words, ["No action "]).tolist() == [True, True, False, False]


def test_membership_among_many_is_exact_and_a_missing_value_is_in_none():
    table = frame("""
        here | there
        a    | a
        A    | c
             |
    """).set_axis([5, 3, 9])

    assert is_among(table["here"], table["there"]).to_dict() == {5: True, 3: False, 9: False}
    assert is_among(table["here"], table["there"].iloc[:0]).to_dict() == {5: False, 3: False, 9: False}
