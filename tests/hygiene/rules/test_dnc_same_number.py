"""One number, everywhere: domain rules, section 6."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from hygiene.apply_changes import apply_changes
from hygiene.changes import merges, updates
from hygiene.policy import parse_policy
from hygiene.rules import dnc_external, dnc_internal
from hygiene.rules.dnc_same_number import RULE
from hygiene.snapshot import Snapshot
from schemas.columns import TEXT
from tests.tables import assert_table, sf_id, snapshot

DIRECT = "ZI_Do_Not_Call_Direct_Phone__c"
KEEP = parse_policy("dnc: {internal_dnc: keep}", "test policy")

FLAGGED = f"""
    Id     | ZI_Phone_Number__c | Phone          | MobilePhone  | {DIRECT}
    Lead 1 | +1 415 555 2671    | (415) 555-2671 | 415.555.2671 | Yes
    Lead 2 |                    | 4155552671     | 2125551234   |
    Lead 3 | 415 555 2671 x7    |                |              | No
"""


def in_turn(start: Snapshot, policy) -> Snapshot:
    """The snapshot as it is when this rule's turn comes."""
    for rule in (dnc_external.RULE, dnc_internal.RULE):
        changes = rule.propose(start, policy).changes
        start = apply_changes(start, changes[changes["tier"] == "auto"])
    return start


def test_where_nothing_is_listed_nothing_is_blanked(default_policy):
    leads = """
        Id     | Phone        | MobilePhone
        Lead 1 | 415 555 2671 | 415 555 2671
        Lead 2 | 415 555 2671 |
    """

    assert len(RULE.propose(snapshot(Lead=leads), default_policy).changes) == 0


def test_a_flagged_number_is_blanked_in_other_fields_and_on_other_records(default_policy):
    proposal = RULE.propose(in_turn(snapshot(Lead=FLAGGED), default_policy), default_policy)

    assert_table(
        f"""
        object | record_id | field              | new | tier | evidence
        Lead   | Lead 1    | MobilePhone        |     | auto | ZoomInfo's flag on Lead {sf_id("Lead 1")}
        Lead   | Lead 2    | Phone              |     | auto | ZoomInfo's flag on Lead {sf_id("Lead 1")}
        Lead   | Lead 3    | ZI_Phone_Number__c |     | auto | ZoomInfo's flag on Lead {sf_id("Lead 1")}
        """,
        proposal.changes,
    )
    assert proposal.facts["most_fields_of_one_number"] == 3


def test_run_alone_it_leaves_to_the_other_rules_what_is_theirs(default_policy):
    alone = RULE.propose(snapshot(Lead=FLAGGED), default_policy).changes
    in_order = RULE.propose(in_turn(snapshot(Lead=FLAGGED), default_policy), default_policy).changes

    pd.testing.assert_frame_equal(alone, in_order)


def test_a_number_of_the_internal_list_is_blanked_on_other_records(default_policy):
    start = snapshot(
        Lead="Id | Phone | DoNotCall\nLead 1 | 415 555 2671 | true",
        Contact="Id | OtherPhone | DoNotCall\nContact 1 | +14155552671 | false",
    )

    assert_table(
        f"""
        object  | record_id | field      | evidence
        Contact | Contact 1 | OtherPhone | the Do Not Call box of Lead {sf_id("Lead 1")}
        """,
        RULE.propose(in_turn(start, default_policy), default_policy).changes,
    )


def test_the_evidence_is_who_lists_the_number_itself_not_who_has_a_letter_in_it(default_policy):
    leads = """
        Id     | Phone           | DoNotCall
        Lead 1 | +1 4I5 555 2671 | true
        Lead 2 | +1 415 555 2671 | true
        Lead 3 | +1 415 555 2671 |
    """

    proposal = RULE.propose(in_turn(snapshot(Lead=leads), default_policy), default_policy)

    assert_table(f"record_id | evidence\nLead 3 | the Do Not Call box of Lead {sf_id('Lead 2')}", proposal.changes)
    assert proposal.facts["numbers"] == 2


def test_a_number_that_the_policy_keeps_stays_on_its_record_and_goes_from_others():
    leads = """
        Id     | Phone        | DoNotCall
        Lead 1 | 415 555 2671 | true
        Lead 2 | 415 555 2671 | true
        Lead 3 | 415 555 2671 |
    """

    changes = RULE.propose(in_turn(snapshot(Lead=leads), KEEP), KEEP).changes

    assert_table("record_id | field\nLead 3 | Phone", changes)


def test_a_kept_number_that_is_flagged_elsewhere_goes():
    leads = f"""
        Id     | Phone        | DoNotCall | ZI_Phone_Number__c | {DIRECT}
        Lead 1 | 415 555 2671 | true      |                    |
        Lead 2 |              |           | 415 555 2671       | Yes
    """

    changes = RULE.propose(in_turn(snapshot(Lead=leads), KEEP), KEEP).changes

    assert_table("record_id | field\nLead 1 | Phone", changes)


def test_the_policy_can_switch_it_off():
    policy = parse_policy("dnc: {everywhere: false}", "test policy")

    assert len(RULE.propose(in_turn(snapshot(Lead=FLAGGED), policy), policy).changes) == 0


def test_a_number_that_a_merge_swallowed_is_still_listed(default_policy):
    leads = f"""
        Id     | ZI_Phone_Number__c | {DIRECT} | Phone
        Lead 1 | 212 555 1234       |          |
        Lead 2 | 415 555 2671       | Yes      |
        Lead 3 |                    |          | 415 555 2671
    """
    start = snapshot(Lead=leads)
    one, two = (pd.Series([sf_id(short)], dtype=TEXT) for short in ("Lead 1", "Lead 2"))

    merged = apply_changes(start, merges("Lead", two, one, "the same person"))

    assert_table("record_id | field\nLead 3 | Phone", RULE.propose(merged, default_policy).changes)


def test_the_box_of_one_member_lists_the_numbers_of_all(default_policy):
    leads = """
        Id     | Phone        | DoNotCall
        Lead 1 | 212 555 1234 | false
        Lead 2 | 415 555 2671 | true
        Lead 3 | 212 555 1234 | false
    """
    start = snapshot(Lead=leads)
    one, two = (pd.Series([sf_id(short)], dtype=TEXT) for short in ("Lead 1", "Lead 2"))
    sticky = updates("Lead", one, "DoNotCall", pd.Series([False], dtype="boolean"), "true", "no merge loosens consent")
    merge = merges("Lead", two, one, "the same person")

    merged = apply_changes(start, pd.concat([sticky, merge], ignore_index=True))

    changes = RULE.propose(in_turn(merged, default_policy), default_policy).changes
    assert_table("record_id | field\nLead 3 | Phone", changes)


def test_a_filler_is_never_a_listed_number(default_policy):
    leads = f"""
        Id     | ZI_Phone_Number__c | {DIRECT} | Phone
        Lead 1 | 0000000000         | Yes      |
        Lead 2 |                    |          | 0000000000
    """

    assert len(RULE.propose(in_turn(snapshot(Lead=leads), default_policy), default_policy).changes) == 0


def assert_unknown(findings: str, leads: str, policy) -> None:
    """Nothing is changed, and these cells are told."""
    proposal = RULE.propose(in_turn(snapshot(Lead=leads), policy), policy)

    assert len(proposal.changes) == 0
    assert_table(findings, proposal.findings)


def test_a_local_number_of_another_record_is_unknown(default_policy):
    leads = f"""
        Id     | ZI_Phone_Number__c | {DIRECT} | Phone
        Lead 1 | 555-2671           | Yes      |
        Lead 2 |                    |          | 555-2671
        Lead 3 |                    |          | 415 555 2671
        Lead 4 |                    |          | 415 555 2672
    """

    assert_unknown(
        """
        record_id | field | code
        Lead 2    | Phone | dnc_unknown_number
        Lead 3    | Phone | dnc_unknown_number
        """,
        leads,
        default_policy,
    )


def test_a_number_that_stands_anywhere_in_an_unreadable_listed_field_is_unknown(default_policy):
    leads = """
        Id     | Phone                     | DoNotCall
        Lead 1 | 415 555 0161 415 555 0162 | true
        Lead 2 | 415 555 0161              |
        Lead 3 | 415 555 0162              |
        Lead 4 | 415 555 0163              |
        Lead 5 | 48213                     | true
        Lead 6 | 4 82 13                   |
    """

    assert_unknown(
        """
        record_id | field | code
        Lead 2    | Phone | dnc_unknown_number
        Lead 3    | Phone | dnc_unknown_number
        Lead 6    | Phone | dnc_unknown_number
        """,
        leads,
        default_policy,
    )


NUMBERS = st.sampled_from(["", "415 555 2671", "+1 415 555 2671 x9", "212-555-1234", "555-2671", "n/a",
                           "415 555 2671 212 555 1234", "48213", "+1 4I5 555 2671",
                           "415-555-2671 / 212-555-1234"])  # fmt: skip
FLAGS = st.sampled_from(["", "Yes", "No"])
LEADS = st.lists(st.tuples(NUMBERS, NUMBERS, FLAGS, st.sampled_from(["", "true"])), min_size=1, max_size=6)


def drawn(leads) -> Snapshot:
    rows = [f"Lead {n} | {' | '.join(row)}" for n, row in enumerate(leads, start=1)]
    return snapshot(Lead="\n".join([f"Id | Phone | ZI_Phone_Number__c | {DIRECT} | DoNotCall", *rows]))


@given(LEADS)
def test_after_all_rules_no_listed_number_is_left_and_a_second_plan_is_empty(default_policy, leads):
    start = in_turn(drawn(leads), default_policy)
    after = apply_changes(start, RULE.propose(start, default_policy).changes)

    again = Snapshot(after.tables, after.as_of, after.given)
    for rule in (dnc_external.RULE, dnc_internal.RULE, RULE):
        assert len(rule.propose(again, default_policy).changes) == 0
    listed = {"415 555 2671", "+1 415 555 2671 x9", "415-555-2671 / 212-555-1234"}
    if any(named in listed and flag == "Yes" for _, named, flag, _ in leads):
        assert not set(after.table("Lead")["Phone"].dropna()) & listed


@given(LEADS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(default_policy, leads, random):
    start = drawn(leads)
    order = list(range(len(leads)))
    random.shuffle(order)
    shuffled = start.with_tables(Lead=start.table("Lead").iloc[order].reset_index(drop=True))

    one, other = (RULE.propose(each, default_policy).changes for each in (start, shuffled))

    keys = ["object", "record_id", "field"]
    pd.testing.assert_frame_equal(one.sort_values(keys, ignore_index=True), other.sort_values(keys, ignore_index=True))
