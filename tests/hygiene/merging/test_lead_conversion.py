"""Leads that are existing contacts: conversions, each after an update of the contact."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygiene.apply_changes import apply_changes
from hygiene.decisions import CANNOT_LINK, MUST_LINK
from hygiene.merging.consent import FLAGS, OPT_OUT_FIELD
from hygiene.merging.groups import cases_of
from tests.hygiene.merging.drawing import automatic, converting, matches, of_field
from tests.tables import assert_table, frame, sf_id, short_id, snapshot

LEADS = """
    Id     | LastName | Company | Title    | Status  | Street | City  | LeadSource | CreatedDate | DoNotCall
    Lead 1 | Lovelace | Engines | Engineer | Inquiry | Rue 1  | Paris | Demo       | 2019-01-01  | true
    Lead 2 | Lovelace | Engines | Poet     | Raw     |        |       | Webcast    | 2022-01-01  | false
"""
CONTACTS = """
    Id        | LastName | AccountId | Title | Contact_Status__c | MailingStreet | MailingCity | LeadSource | CreatedDate | DoNotCall
    Contact 1 | Lovelace | Account 1 |       |                   |               |             | Zoominfo   | 2020-01-01  | false
    Contact 2 | Byron    | Account 1 | Lord  | Raw               |               |             | Zoominfo   | 2020-01-01  | false
    Contact 3 | Nobody   |           |       |                   |               |             | Zoominfo   | 2020-01-01  | false
"""  # noqa: E501
ACCOUNTS = "Id | Name\nAccount 1 | Analytical Engines"
ONE = "left | right | probability\nLead 1 | Contact 1 | 0.9999"


def org(leads: str = LEADS, contacts: str = CONTACTS):
    return snapshot(Lead=leads, Contact=contacts, Account=ACCOUNTS)


def pairs(*rows: tuple[str, str, float]) -> str:
    return "left | right | probability\n" + "\n".join(f"{lead} | {contact} | {p}" for lead, contact, p in rows)


def conversions(changes: pd.DataFrame) -> pd.DataFrame:
    return changes[(changes["action"] == "convert").to_numpy(dtype=bool)]


def causes(proposal) -> str:
    assert automatic(proposal.changes).empty
    return " ".join(proposal.review["reason"])


def test_without_matches_nothing_is_proposed(default_policy):
    proposal = converting(org(), matches("left | right | probability"), default_policy)

    assert proposal.changes.empty
    assert proposal.review.empty


def test_a_lead_is_converted_into_its_contact_whose_empty_fields_are_filled_before(default_policy):
    changes = converting(org(), matches(ONE), default_policy).changes

    expected = """
        action  | object  | record_id | field                       | old      | new                  | into_id   | tier
        update  | Contact | Contact 1 | Title                       |          | Engineer             |           | auto
        update  | Contact | Contact 1 | Contact_Status__c           |          | Inquiry              |           | auto
        update  | Contact | Contact 1 | MailingStreet               |          | Rue 1                |           | auto
        update  | Contact | Contact 1 | MailingCity                 |          | Paris                |           | auto
        update  | Contact | Contact 1 | LeadSource                  | Zoominfo | Demo                 |           | auto
        update  | Contact | Contact 1 | DoNotCall                   | false    | true                 |           | auto
        update  | Contact | Contact 1 | RingLead_Merge_Date_Time__c |          | 2026-11-06T18:00:00Z |           | auto
        convert | Lead    | Lead 1    |                             |          |                      | Contact 1 | auto
    """
    assert_table(expected, changes)
    assert list(changes["action"])[-1] == "convert"
    assert changes["reason"].iloc[-1].endswith(f"{sf_id('Contact 1')} stays: it is the contact.")
    assert changes["evidence"].iloc[-1].endswith("The lead's company differs from the account's name, which stays.")


def test_a_filled_field_of_the_contact_stays_and_the_lead_says_what_is_lost(default_policy):
    changes = converting(org(), matches(pairs(("Lead 2", "Contact 2", 0.9999))), default_policy).changes

    assert_table("field\nRingLead_Merge_Date_Time__c", changes[changes["action"].eq("update")])
    evidence = conversions(changes)["evidence"].iloc[0]
    assert evidence.startswith("Not carried over: LastName, Title, LeadSource; The lead's company")


def test_a_field_that_the_contacts_export_has_not_is_not_overwritten(default_policy):
    people = org(contacts="Id | LastName | AccountId\nContact 1 | Lovelace | Account 1")

    changes = converting(people, matches(ONE), default_policy).changes

    assert_table("field\nDoNotCall\nRingLead_Merge_Date_Time__c", changes[changes["action"].eq("update")])


def test_a_lead_that_may_be_two_contacts_goes_to_a_person(default_policy):
    both = pairs(("Lead 1", "Contact 1", 0.9999), ("Lead 1", "Contact 2", 0.6))

    proposal = converting(org(), matches(both), default_policy)

    assert f"{sf_id('Lead 1')}: the lead also matches {sf_id('Contact 2')}" in causes(proposal)
    assert_table("record_id | into_id | tier\nLead 1 | Contact 1 | review", conversions(proposal.changes))
    assert [short_id(part) for part in proposal.review["records"].iloc[0].split(";")] == ["Contact 1", "Lead 1"]


def test_an_unlikely_second_contact_is_told_as_a_pair_and_stops_nothing(default_policy):
    both = pairs(("Lead 1", "Contact 1", 0.9999), ("Lead 1", "Contact 2", 0.3))

    proposal = converting(org(), matches(both), default_policy)

    assert_table("record_id | into_id | tier\nLead 1 | Contact 1 | auto", conversions(proposal.changes))
    assert_table("right_id | tier\nContact 1 | auto\nContact 2 | review", proposal.pairs)


def test_two_leads_that_match_one_contact_go_to_a_person_in_one_case(default_policy):
    both = pairs(("Lead 1", "Contact 1", 0.9999), ("Lead 2", "Contact 1", 0.9999))

    proposal = converting(org(), matches(both), default_policy)

    assert "several leads match this contact" in causes(proposal)
    records = [short_id(part) for part in proposal.review["records"].iloc[0].split(";")]
    assert records == ["Contact 1", "Lead 1", "Lead 2"]


def test_a_contact_without_account_goes_to_a_person(default_policy):
    proposal = converting(org(), matches(pairs(("Lead 1", "Contact 3", 0.9999))), default_policy)

    assert "the contact has no account" in causes(proposal)


def test_a_pair_below_the_threshold_goes_to_a_person(default_policy):
    proposal = converting(org(), matches(pairs(("Lead 1", "Contact 1", 0.9))), default_policy)

    assert "below the automatic threshold" in causes(proposal)
    assert "strongest pair" in causes(proposal)


def test_an_exclusion_on_either_side_goes_to_a_person(default_policy):
    busy = org(leads=LEADS.replace("Inquiry", "Qualified"))
    quoted = org(
        contacts=CONTACTS.replace(
            "Contact 1 | Lovelace | Account 1 |       |     ", "Contact 1 | Lovelace | Account 1 | | Qualifying"
        )
    )

    assert "the lead is excluded (status Qualified)" in causes(converting(busy, matches(ONE), default_policy))
    found = converting(quoted, matches(ONE), default_policy)
    assert "the contact is excluded (status Qualifying)" in causes(found)
    assert found.facts["excluded"] == {"status Qualifying": 1}
    assert "Left to a person" in found.pairs["reason"].iloc[0]


def test_consent_of_a_lead_that_cannot_be_read_goes_to_a_person(default_policy):
    unread = org(leads=LEADS.replace("2019-01-01  | true", "2019-01-01  |     "))

    proposal = converting(unread, matches(ONE), default_policy)

    assert f"the Do Not Call of {sf_id('Lead 1')} cannot be read" in causes(proposal)
    assert_table("record_id | new | tier\nContact 1 | true | review", of_field(proposal.changes, "DoNotCall"))


@pytest.mark.parametrize("opted_out", ["Lead", "Contact"])
def test_whoever_is_opted_out_goes_to_a_person_since_no_erasure_would_reach_the_converted_lead(
    default_policy, opted_out
):
    flagged = {"Lead": LEADS, "Contact": CONTACTS}
    header, first, *rest = flagged[opted_out].strip().splitlines()
    flagged[opted_out] = "\n".join([f"{header} | {OPT_OUT_FIELD}", f"{first} | OPT_OUT", *(f"{row} |" for row in rest)])
    people = org(flagged["Lead"], flagged["Contact"])
    said = frame(f"left_id | right_id | decision\nLead 1 | Contact 1 | {MUST_LINK}")

    proposal = converting(people, matches(ONE), default_policy)
    decided = converting(people, matches(ONE), default_policy, said)

    assert "a record is opted out, and a converted lead is a copy that no erasure reaches" in causes(proposal)
    assert proposal.asked == {sf_id("Lead 1"), sf_id("Contact 1")}
    assert_table("record_id | into_id | tier\nLead 1 | Contact 1 | auto", conversions(decided.changes))


def test_a_conversion_that_a_person_decided_says_so(default_policy):
    said = frame(f"left_id | right_id | decision\nLead 1 | Contact 1 | {MUST_LINK}")

    reason = converting(org(), matches(ONE), default_policy, said).changes["reason"].iloc[-1]

    assert reason.startswith(f"Same as {sf_id('Contact 1')}, as a person decided: same e-mail; ")


def test_consent_that_cannot_be_read_is_taken_as_set_where_a_person_linked_the_two(default_policy):
    unread = org(leads=LEADS.replace("2019-01-01  | true", "2019-01-01  |     "))
    said = frame(f"left_id | right_id | decision\nLead 1 | Contact 1 | {MUST_LINK}")

    changes = converting(unread, matches(ONE), default_policy, said).changes

    assert_table("record_id | into_id | tier\nLead 1 | Contact 1 | auto", conversions(changes))
    assert_table("record_id | new | tier\nContact 1 | true | auto", of_field(changes, "DoNotCall"))


def test_where_the_policy_forbids_it_nothing_is_automatic(default_policy):
    tiers = default_policy.tiers.model_copy(update={"automatic": {"lead_to_contact": False}})

    proposal = converting(org(), matches(ONE), default_policy.model_copy(update={"tiers": tiers}))

    assert "the policy leaves every pair of this rule to a person" in causes(proposal)


def test_a_persons_decision_counts_for_more_than_any_doubt(default_policy):
    both = pairs(("Lead 1", "Contact 3", 0.6), ("Lead 1", "Contact 2", 0.7))
    said = frame(f"left_id | right_id | decision\nLead 1 | Contact 3 | {MUST_LINK}")

    changes = converting(org(), matches(both), default_policy, said).changes

    assert_table("record_id | into_id | tier\nLead 1 | Contact 3 | auto", conversions(changes))


def test_two_decisions_for_one_lead_go_to_a_person(default_policy):
    both = pairs(("Lead 1", "Contact 1", 0.9999), ("Lead 1", "Contact 2", 0.7))
    said = frame(f"left_id | right_id | decision\nLead 1 | Contact 1 | {MUST_LINK}\nLead 1 | Contact 2 | {MUST_LINK}")

    assert "a person linked the lead to several contacts" in causes(
        converting(org(), matches(both), default_policy, said)
    )


def test_a_parted_pair_is_not_asked_again_and_leaves_the_other_contact_clear(default_policy):
    both = pairs(("Lead 1", "Contact 1", 0.9999), ("Lead 1", "Contact 2", 0.7))
    said = frame(f"left_id | right_id | decision\nLead 1 | Contact 2 | {CANNOT_LINK}")

    changes = converting(org(), matches(both), default_policy, said).changes

    assert_table("record_id | into_id | tier\nLead 1 | Contact 1 | auto", conversions(changes))


def test_a_case_beside_a_conversion_starts_from_what_the_conversion_leaves(default_policy):
    both = pairs(("Lead 1", "Contact 1", 0.9999), ("Lead 2", "Contact 1", 0.9))

    changes = converting(org(), matches(both), default_policy).changes

    assert_table(
        "record_id | into_id | tier\nLead 1 | Contact 1 | auto\nLead 2 | Contact 1 | review", conversions(changes)
    )
    assert_table("new | tier\nEngineer | auto", of_field(changes, "Title"))
    assert not changes.duplicated(["action", "record_id", "field"]).any()


def test_the_facts_count_leads(default_policy):
    both = pairs(("Lead 1", "Contact 1", 0.9999), ("Lead 2", "Contact 2", 0.7))

    facts = converting(org(), matches(both), default_policy).facts

    assert facts["duplicates_before"] == 2
    assert facts["duplicates_after"] == 1
    assert facts["consent_carried"] == {"DoNotCall": 1}
    assert facts["pairs_by_tier"] == {"auto": 1, "review": 1}


@st.composite
def couples(draw):
    """Leads and contacts with flags, and pairs between them."""
    flags = st.sampled_from(["true", "false", ""])
    leads = [f"Lead {n} | L | {' | '.join(draw(flags) for _ in FLAGS)}" for n in range(1, 5)]
    contacts = [f"Contact {n} | L | Account 1 | {' | '.join(draw(flags) for _ in FLAGS)}" for n in range(1, 4)]
    rows = st.tuples(st.integers(1, 4), st.integers(1, 3), st.sampled_from([0.6, 0.9999]))
    found = draw(st.lists(rows, unique_by=lambda row: row[:2], max_size=6))
    people = org(
        f"Id | LastName | {' | '.join(FLAGS)}\n" + "\n".join(leads),
        f"Id | LastName | AccountId | {' | '.join(FLAGS)}\n" + "\n".join(contacts),
    )
    return people, matches(pairs(*((f"Lead {lead}", f"Contact {contact}", p) for lead, contact, p in found)))


@given(drawn=couples())
def test_no_conversion_loosens_consent(default_policy, drawn):
    people, found = drawn
    sure = automatic(converting(people, found, default_policy).changes)
    after = apply_changes(people, sure)
    kept = after.table("Contact").set_index("Id")
    leads = people.table("Lead").set_index("Id")

    for row in conversions(sure).itertuples():
        for flag in FLAGS:
            assert not (leads[flag].fillna(True)[row.record_id] and kept[flag].eq(False)[row.into_id] is True)


@given(drawn=couples())
def test_a_lead_is_in_one_conversion_at_most_and_every_case_is_whole(default_policy, drawn):
    people, found = drawn
    proposal = converting(people, found, default_policy)
    gone = conversions(proposal.changes)
    rule = pd.Series("lead_to_contact", index=proposal.changes.index, dtype="string[pyarrow]")
    cases = cases_of(proposal.changes.assign(rule=rule), proposal.review)

    assert not gone["record_id"].duplicated().any()
    assert set(gone["record_id"]) == set(found.pairs["left_id"])
    for case in proposal.review.itertuples():
        contact, *leads = case.records.split(";")
        rows = gone[(cases[gone.index] == case.case_id).fillna(False).to_numpy(dtype=bool)]
        assert sorted(rows["record_id"]) == sorted(leads)
        assert set(rows["into_id"]) == {contact}
