"""Which records make one group, with or without a person."""

from dataclasses import replace

import numpy as np
import pandas as pd

from hygiene.apply_changes import apply_changes
from hygiene.decisions import CANNOT_LINK, MUST_LINK
from hygiene.merging.found import numbered
from hygiene.merging.groups import automatic_groups, cases_of, decisions_among, review_groups
from hygiene.merging.partition import in_groups
from schemas import outputs
from tests.hygiene.merging.drawing import matches
from tests.tables import assert_table, frame, sf_id, short_id, snapshot


def decided(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return frame("left_id | right_id | decision\n" + "\n".join(" | ".join(row) for row in rows))


def named(found, label) -> list[list[str]]:
    """Groups as lists of short ids."""
    rows = [np.flatnonzero(label == row) for row in np.unique(label[in_groups(label)])]
    return [[short_id(found.ids[row]) for row in group] for group in rows]


def automatic(pairs: str, barred=(), decisions=()) -> list[list[str]]:
    found = numbered(matches(pairs), decided(*decisions))
    return named(found, automatic_groups(found, found.ids.isin([sf_id(name) for name in barred]).to_numpy()))


def review(pairs: str, survivors: dict[str, str] | None = None, decisions=(), largest: int = 10) -> list[list[str]]:
    found = numbered(matches(pairs), decided(*decisions))
    stands = np.arange(len(found))
    row = {short_id(name): at for at, name in enumerate(found.ids)}
    for record, survivor in (survivors or {}).items():
        stands[row[record]] = row[survivor]
    return named(found, review_groups(found, stands, largest))


TRIANGLE = """
    left   | right  | probability
    Lead 1 | Lead 2 | 0.9999
    Lead 2 | Lead 3 | 0.999
    Lead 4 | Lead 5 | 0.999
"""


def test_the_groups_of_the_matcher_merge_where_nothing_is_in_the_way():
    assert automatic(TRIANGLE) == [["Lead 1", "Lead 2", "Lead 3"], ["Lead 4", "Lead 5"]]


def test_a_barred_member_leaves_its_group_and_with_it_those_whom_only_it_tied():
    assert automatic(TRIANGLE, barred=["Lead 3"]) == [["Lead 1", "Lead 2"], ["Lead 4", "Lead 5"]]
    assert automatic(TRIANGLE, barred=["Lead 2"]) == [["Lead 4", "Lead 5"]]


def test_a_pair_below_the_threshold_merges_when_a_person_linked_it():
    pairs = "left | right | probability\nLead 1 | Lead 2 | 0.6\nLead 3 | Lead 4 | 0.6"

    assert automatic(pairs) == []
    assert automatic(pairs, decisions=[("Lead 1", "Lead 2", MUST_LINK)]) == [["Lead 1", "Lead 2"]]


def test_a_person_may_link_a_barred_record_but_nobody_else_comes_along():
    said = [("Lead 2", "Lead 3", MUST_LINK)]

    assert automatic(TRIANGLE, barred=["Lead 3", "Lead 4"], decisions=said) == [["Lead 2", "Lead 3"]]


def test_who_surely_is_one_with_a_record_that_a_person_linked_to_a_barred_one_waits():
    pairs = "left | right | probability\nLead 1 | Lead 2 | 0.6\nLead 1 | Lead 3 | 0.9999\nLead 3 | Lead 4 | 0.9999"
    said = [("Lead 1", "Lead 2", MUST_LINK)]

    assert automatic(pairs, barred=["Lead 2"], decisions=said) == [["Lead 1", "Lead 2"], ["Lead 3", "Lead 4"]]


def test_whom_a_person_parted_stays_apart_whoever_links_them():
    said = [("Lead 1", "Lead 3", CANNOT_LINK)]

    assert automatic(TRIANGLE, decisions=said) == [["Lead 1", "Lead 2"], ["Lead 4", "Lead 5"]]


def test_review_cases_are_made_of_pairs_that_are_not_merged_already():
    pairs = "left | right | probability\nLead 1 | Lead 2 | 0.6\nLead 3 | Lead 4 | 0.9999"

    assert review(pairs) == [["Lead 1", "Lead 2"], ["Lead 3", "Lead 4"]]
    assert review(pairs, survivors={"Lead 4": "Lead 3"}) == [["Lead 1", "Lead 2"]]


def test_a_case_is_made_against_the_survivor_of_an_automatic_group():
    pairs = "left | right | probability\nLead 2 | Lead 9 | 0.6\nLead 1 | Lead 2 | 0.9999"

    assert review(pairs, survivors={"Lead 2": "Lead 1"}) == [["Lead 1", "Lead 9"]]


def test_two_survivors_never_share_a_case():
    pairs = """
        left   | right  | probability
        Lead 1 | Lead 2 | 0.9999
        Lead 3 | Lead 4 | 0.9999
        Lead 2 | Lead 9 | 0.7
        Lead 4 | Lead 9 | 0.6
        Lead 2 | Lead 3 | 0.8
    """

    assert review(pairs, survivors={"Lead 2": "Lead 1", "Lead 4": "Lead 3"}) == [["Lead 1", "Lead 9"]]


def test_a_no_holds_in_review_too_also_for_whom_the_survivor_absorbed():
    pairs = "left | right | probability\nLead 1 | Lead 9 | 0.6\nLead 1 | Lead 2 | 0.9999"
    said = [("Lead 2", "Lead 9", CANNOT_LINK)]

    assert review(pairs, survivors={"Lead 2": "Lead 1"}, decisions=said) == []


def test_a_case_is_no_larger_than_the_policy_lets_it_be():
    pairs = "left | right | probability\n" + "\n".join(f"Lead {n} | Lead {n + 1} | 0.{90 - n}" for n in range(1, 6))

    assert review(pairs, largest=3) == [["Lead 1", "Lead 2", "Lead 3"], ["Lead 4", "Lead 5", "Lead 6"]]


def test_the_rows_of_a_case_are_found_again_by_rule_and_master():
    changes = """
        rule         | action  | object  | record_id | field | into_id   | tier
        lead_to_lead | update  | Lead    | Lead 1    | Title |           | review
        lead_to_lead | merge   | Lead    | Lead 2    |       | Lead 1    | review
        lead_to_lead | merge   | Lead    | Lead 3    |       | Lead 1    | auto
        other        | update  | Lead    | Lead 1    | Title |           | review
        l2c          | convert | Lead    | Lead 1    |       | Contact 1 | review
        l2c          | update  | Contact | Contact 1 | Title |           | review
    """
    review = """
        case_id | rule         | records
        r1      | lead_to_lead | Lead 1
        r2      | l2c          | Contact 1
    """
    table = outputs.typed("review", frame(review))
    table["records"] = table["records"] + ";" + sf_id("Lead 2")

    found = cases_of(outputs.typed("changes", frame(changes)), table)

    assert list(found.fillna("")) == ["r1", "r1", "", "", "r2", "r2"]
    assert cases_of(outputs.empty("changes"), table).empty


def test_decisions_are_asked_of_the_records_at_hand():
    org = snapshot(Lead="Id | LastName\nLead 1 | A\nLead 2 | B", Contact="Id | LastName\nContact 1 | A")
    said = decided(
        ("Lead 1", "Lead 2", CANNOT_LINK), ("Contact 1", "Lead 2", MUST_LINK), ("Lead 1", "Lead 8", MUST_LINK)
    )
    org = replace(org, decisions=said)
    leads, contacts = org.table("Lead")["Id"], org.table("Contact")["Id"]

    assert_table("left_id | right_id | decision\nLead 1 | Lead 2 | cannot_link", decisions_among(org, leads))
    assert_table("left_id | right_id | decision\nLead 2 | Contact 1 | must_link", decisions_among(org, leads, contacts))


def test_a_no_outlives_the_merge_of_whom_it_was_said():
    org = snapshot(Lead="Id | LastName\nLead 1 | A\nLead 2 | B\nLead 3 | C")
    org = replace(org, decisions=decided(("Lead 2", "Lead 3", CANNOT_LINK)))
    merge = frame("rule | action | object | record_id | into_id\nr | merge | Lead | Lead 2 | Lead 1")

    after = apply_changes(org, outputs.typed("changes", merge))
    unrelated = replace(after, decisions=decided(("Lead 1", "Lead 3", MUST_LINK)))

    assert len(decisions_among(unrelated, after.table("Lead")["Id"])) == 1
    expected = "left_id | right_id | decision\nLead 1 | Lead 3 | cannot_link"
    assert_table(expected, decisions_among(after, after.table("Lead")["Id"]))
