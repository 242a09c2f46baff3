"""An opted-out person is judged by what the survivor shows once the others are gone: no merge may change that alone."""

import pytest

from hygiene.apply_changes import apply_changes
from hygiene.decisions import MUST_LINK
from hygiene.merging.consent import OPT_OUT_FIELD
from tests.hygiene.merging.drawing import automatic, by_action, matches, merging
from tests.tables import assert_table, frame, sf_id, short_id, snapshot

PAIR = "left | right | probability\nLead 1 | Lead 2 | 0.9999"
HEADER = f"Id | LastName | LeadSource | CreatedDate | Behavior_Score__c | Title | {OPT_OUT_FIELD}"

WARNING = "the merge would take away, or date otherwise, what may keep an opted-out person"


def proposed(policy, first: str, second: str, decisions=None):
    """Lead 1 stays where the two merge: it has a title."""
    org = snapshot(Lead=f"{HEADER}\nLead 1 | Lovelace | {first}\nLead 2 | Lovelace | {second}")
    return merging(org, matches(PAIR), policy, decisions)


@pytest.mark.parametrize(
    ("first", "second", "kinds"),
    [
        ("Zoominfo | 2019-01-01 | | CEO | OPT_OUT", "Demo | 2025-01-01 | | |", "own_action"),
        ("Zoominfo | 2019-01-01 | | CEO |", "Demo | 2025-01-01 | | | OPT_OUT", "own_action"),
        ("Zoominfo | 2025-01-01 | | CEO | OPT_OUT", "Demo | 2015-01-01 | | |", "own_action"),
        ("Demo | 2025-01-01 | | CEO | OPT_OUT", "Demo | 2024-01-01 | | |", None),
        ("Demo | 2024-01-01 | | CEO | OPT_OUT", "Demo | 2025-01-01 | | |", "own_action"),
        ("Newsletter | 2022-01-01 | | CEO | OPT_OUT", "Newsletter | 2025-01-01 | | |", "email_opt_in, own_action"),
        ("Zoominfo | 2019-01-01 | 3 | CEO | OPT_OUT", "Zoominfo | 2025-01-01 | 40 | |", "behavior"),
        ("Zoominfo | 2019-01-01 | | CEO | OPT_OUT", "Zoominfo | 2025-01-01 | 40 | |", None),
        ("Zoominfo | 2019-01-01 | | CEO | OPT_OUT", "Zoominfo | 2025-01-01 | | |", None),
        ("Zoominfo | 2019-01-01 | | CEO |", "Demo | 2025-01-01 | | |", None),
    ],
    ids=[
        "the own action is lost with its record",
        "whichever of the two is opted out",
        "an act of long ago would count as one of the survivor's day",
        "the act stands on the survivor, with its own day",
        "a later act is lost",
        "a subscription is lost",
        "a score over the bar is lost",
        "a score is filled in",
        "nothing to lose",
        "nobody is opted out",
    ],
)
def test_a_merge_that_changes_what_keeps_an_opted_out_person_is_asked_about(default_policy, first, second, kinds):
    proposal = proposed(default_policy, first, second)

    merged = by_action(automatic(proposal.changes))
    if kinds is None:
        assert_table("record_id | into_id\nLead 2 | Lead 1", merged)
    else:
        assert merged.empty
        told = f"{sf_id('Lead 1')}: {WARNING} ({kinds})"
        assert told in proposal.review["reason"].iloc[0]
        assert told in proposal.pairs["reason"].iloc[0]


def test_a_person_may_merge_them_all_the_same(default_policy):
    linked = frame(f"left_id | right_id | decision\nLead 1 | Lead 2 | {MUST_LINK}")
    proposal = proposed(
        default_policy, "Zoominfo | 2019-01-01 | | CEO | OPT_OUT", "Demo | 2025-01-01 | | |", decisions=linked
    )

    assert_table("record_id | into_id\nLead 2 | Lead 1", by_action(automatic(proposal.changes)))


def test_only_the_groups_of_opted_out_people_are_asked_about(default_policy):
    org = snapshot(
        Lead=f"""
            {HEADER}
            Lead 1 | Lovelace | Zoominfo | 2019-01-01 | | CEO | OPT_OUT
            Lead 2 | Lovelace | Demo     | 2025-01-01 | |     |
            Lead 3 | Babbage  | Zoominfo | 2019-01-01 | | CEO |
            Lead 4 | Babbage  | Demo     | 2025-01-01 | |     |
            Lead 5 | Boole    | Zoominfo | 2019-01-01 | | CEO | OPT_OUT
            Lead 6 | Boole    | Zoominfo | 2025-01-01 | |     |
        """
    )
    pairs = PAIR + "\nLead 3 | Lead 4 | 0.9999\nLead 5 | Lead 6 | 0.9999"

    proposal = merging(org, matches(pairs), default_policy)

    expected = "record_id | into_id\nLead 4 | Lead 3\nLead 6 | Lead 5"
    assert_table(expected, by_action(automatic(proposal.changes)))
    assert proposal.review["records"].tolist() == [f"{sf_id('Lead 1')};{sf_id('Lead 2')}"]


def test_contacts_are_asked_about_too_and_an_account_keeps_both(default_policy):
    contacts = f"""
        Id        | LastName | LeadSource | CreatedDate | Title | AccountId | {OPT_OUT_FIELD}
        Contact 1 | Lovelace | Zoominfo   | 2019-01-01  | CEO   | Account 1 | OPT_OUT
        Contact 2 | Lovelace | {{source}} | 2025-01-01  |       | Account 1 |
    """
    pairs = "left | right | probability\nContact 1 | Contact 2 | 0.9999"
    accounts = "Id | Name | Type\nAccount 1 | Engine | Customer"

    def asked(source: str) -> bool:
        org = snapshot(Contact=contacts.format(source=source), Account=accounts)
        return by_action(automatic(merging(org, matches(pairs), default_policy, object_name="Contact").changes)).empty

    assert asked("Demo")
    assert not asked("Zoominfo")


@pytest.mark.parametrize(
    ("first", "absorbed", "flag", "asked"),
    [
        ("Zoominfo | 2019-01-01", "Demo | 2025-01-01", "OPT_OUT", ["Lead 3"]),
        ("Zoominfo | 2025-01-01", "Conference | 2015-01-01", "OPT_OUT", ["Lead 3"]),
        ("Zoominfo | 2019-01-01", "Zoominfo | 2025-01-01", "OPT_OUT", []),
        ("Zoominfo | 2019-01-01", "Demo | 2025-01-01", "", []),
    ],
    ids=["an act is lost", "an act of long ago would count anew", "nothing to lose", "nobody there is opted out"],
)
def test_what_was_absorbed_earlier_in_the_run_speaks_too(default_policy, first, absorbed, flag, asked):
    """Lead 2 goes into Lead 3 first, then Lead 4 is to follow."""
    org = snapshot(
        Lead=f"""
            {HEADER}
            Lead 1 | Babbage  | Zoominfo | 2019-01-01 | | CEO |
            Lead 2 | Lovelace | {absorbed}            | |     |
            Lead 3 | Lovelace | {first}               | | CEO |
            Lead 4 | Lovelace | Zoominfo | 2020-01-01 | |     | {flag}
            Lead 5 | Boole    | Zoominfo | 2019-01-01 | | CEO | OPT_OUT
            Lead 6 | Boole    | Zoominfo | 2020-01-01 | |     |
            Lead 7 | Babbage  | Zoominfo | 2020-01-01 | |     |
        """
    )
    one = matches("left | right | probability\nLead 2 | Lead 3 | 0.9999")
    after = apply_changes(org, merging(org, one, default_policy).changes)
    pairs = """
        left   | right  | probability
        Lead 1 | Lead 7 | 0.9999
        Lead 3 | Lead 4 | 0.9999
        Lead 5 | Lead 6 | 0.9999
    """

    proposal = merging(after, matches(pairs), default_policy)

    gone = {short_id(record) for record in by_action(automatic(proposal.changes))["record_id"]}
    assert gone == {"Lead 6", "Lead 7"} | (set() if asked else {"Lead 4"})
    assert [short_id(records[:18]) for records in proposal.review["records"]] == asked
    assert proposal.review["reason"].str.contains(f"{WARNING} (own_action)", regex=False).all()
