"""Who is held, who cannot be judged, and whose evidence counts after a merge: domain rules, section 7."""

import pandas as pd
import pytest

from hygiene.apply_changes import apply_changes
from hygiene.changes import conversions, merges, stack_changes, updates
from hygiene.lawful_basis.search import search_of
from hygiene.lawful_basis.verdicts import judge
from hygiene.rules.zoominfo_opt_out import RULE
from hygiene.snapshot import Snapshot
from schemas.columns import TEXT
from tests.hygiene.lawful_basis.opt_out_tables import (
    EVERY_TABLE,
    OPT_OUT_CONTACT,
    OPT_OUT_LEAD,
    REASON,
    changed,
    opt_out_leads,
    propose,
    verdict_of,
)
from tests.tables import assert_table, sf_id, snapshot

# Nobody


def test_where_nobody_is_asked_about_the_answer_is_empty_and_of_the_same_columns(default_policy):
    org = snapshot(Lead="Id | LastName | LeadSource\nLead 1 | Lovelace | no such source")
    ids = org.table("Lead")["Id"]

    somebody, nobody = (judge(search_of(org, default_policy, asked), asked) for asked in (ids, ids[:0]))

    for name in ("verdicts", "evidence", "gaps"):
        expected = getattr(somebody, name)
        pd.testing.assert_frame_equal(getattr(nobody, name), expected[:0].reset_index(drop=True))
        assert name == "evidence" or len(expected)


# Hold


def test_a_legal_hold_holds_whatever_was_found(default_policy):
    proposal = propose(
        default_policy,
        Lead=f"""
            Id     | LastName | LeadSource | Status | Legal_Hold__c | {REASON}
            Lead 1 | Lovelace | Zoominfo   | Raw    | true          | OPT_OUT
            Lead 2 | Babbage  | Demo       | Raw    | true          | OPT_OUT
        """,
    )

    assert len(proposal.changes) == 0
    assert_table(
        """
        record_id | verdict | basis     | evidence   | lapses
        Lead 1    | hold    | 17(3)(e) | legal hold |
        Lead 2    | hold    | 17(3)(e) | legal hold |
        """,
        proposal.verdicts,
    )
    assert "own_action: Initial Source Demo" in verdict_of(proposal, "Lead 2")["searched"]


# Undetermined


@pytest.mark.parametrize(
    ("table", "missing"),
    [("CampaignMember", "CampaignMember.HasResponded"), ("Task", "Task and Event"), ("Event", "Task and Event")],
)
def test_a_lead_is_not_erased_when_a_required_table_was_not_given(default_policy, table, missing):
    tables = {name: drawn for name, drawn in EVERY_TABLE.items() if name != table}

    proposal = RULE.propose(snapshot(**tables, Lead=OPT_OUT_LEAD), default_policy)

    assert len(proposal.changes) == 0
    assert verdict_of(proposal)["verdict"] == "undetermined"
    assert missing in verdict_of(proposal)["evidence"]
    assert missing in verdict_of(proposal)["searched"]


@pytest.mark.parametrize("table", ["Account", "Opportunity", "OpportunityContactRole"])
def test_business_tables_are_required_for_contacts_and_not_for_leads(default_policy, table):
    tables = {name: drawn for name, drawn in EVERY_TABLE.items() if name != table}

    proposal = RULE.propose(snapshot(**tables, Lead=OPT_OUT_LEAD, Contact=OPT_OUT_CONTACT), default_policy)

    assert verdict_of(proposal)["verdict"] == "erase"
    assert verdict_of(proposal, "Contact 1")["verdict"] == "undetermined"


def test_evidence_keeps_a_record_also_when_a_required_table_was_not_given(default_policy):
    proposal = RULE.propose(snapshot(Lead=OPT_OUT_LEAD.replace("Zoominfo", "Demo")), default_policy)

    assert verdict_of(proposal)["verdict"] == "keep"
    assert "could not be looked at: " in verdict_of(proposal)["searched"]


def test_a_record_without_recent_activity_needs_no_task_and_event_tables(default_policy):
    tables = {name: drawn for name, drawn in EVERY_TABLE.items() if name not in ("Task", "Event")}
    lead = f"""
        Id     | LastName | LeadSource | Status | LastActivityDate | {REASON}
        Lead 1 | Lovelace | Zoominfo   | Raw    |                  | OPT_OUT
        Lead 2 | Babbage  | Zoominfo   | Raw    | 2024-01-01       | OPT_OUT
        Lead 3 | Boole    | Zoominfo   | Raw    | 2026-01-01       | OPT_OUT
    """

    assert_table(
        """
        record_id | verdict
        Lead 1    | erase
        Lead 2    | erase
        Lead 3    | undetermined
        """,
        RULE.propose(snapshot(**tables, Lead=lead), default_policy).verdicts,
    )


def test_a_table_that_the_policy_does_not_require_may_be_absent():
    policy = changed("{evidence: {campaign_response: {required: false}}}")
    tables = {name: drawn for name, drawn in EVERY_TABLE.items() if name != "CampaignMember"}

    verdict = verdict_of(RULE.propose(snapshot(**tables, Lead=OPT_OUT_LEAD), policy))

    assert verdict["verdict"] == "erase"
    assert "campaign_response" not in verdict["searched"]
    assert "could not be looked at: CampaignMember.HasResponded" in verdict["searched"]


def test_a_value_that_cannot_be_read_erases_nobody(default_policy):
    leads = opt_out_leads(LeadSource=["Telegraph", "Zoominfo"], Status=["Raw", "Working"])

    assert_table(
        """
        record_id | verdict      | evidence
        Lead 1    | undetermined | could not be looked at: an Initial Source that is in no list
        Lead 2    | undetermined | could not be looked at: a status that is in no list
        """,
        propose(default_policy, Lead=leads).verdicts,
    )


# Merges


TWO_MEMBERS = f"""
    Id     | LastName | LeadSource | Status | CreatedDate | {REASON}
    Lead 1 | Lovelace | Zoominfo   | Raw    | 2020-01-05  | OPT_OUT
    Lead 2 | Lovelace | Demo       | Raw    | 2026-01-05  |
"""


def ids(*shorts: str) -> pd.Series:
    return pd.Series([sf_id(short) for short in shorts], dtype=TEXT)


def after(start: Snapshot, *changes: pd.DataFrame) -> Snapshot:
    return apply_changes(start, stack_changes(list(changes)))


def test_a_survivor_that_absorbed_an_opt_out_is_judged_with_the_evidence_of_all_members(default_policy):
    start = snapshot(**EVERY_TABLE, Lead=TWO_MEMBERS)
    merged = after(start, merges("Lead", ids("Lead 2"), ids("Lead 1"), "the same person"))

    assert_table(
        """
        record_id | verdict | evidence
        Lead 1    | keep    | own_action: Initial Source Demo (inbound)
        """,
        RULE.propose(merged, default_policy).verdicts,
    )
    assert verdict_of(RULE.propose(start, default_policy))["verdict"] == "erase"


def test_a_contact_that_a_lead_was_converted_into_is_judged_with_the_leads_evidence(default_policy):
    contact = OPT_OUT_CONTACT.replace("OPT_OUT", "")
    start = snapshot(**EVERY_TABLE, Lead=TWO_MEMBERS, Contact=contact)
    merge = merges("Lead", ids("Lead 2"), ids("Lead 1"), "the same person")
    carried = updates("Contact", ids("Contact 1"), REASON, ids("Contact 1"), "OPT_OUT", "consent")
    convert = conversions(ids("Lead 1"), ids("Contact 1"), "the same person")

    converted = after(after(start, merge), carried, convert)

    assert_table(
        """
        record_id | verdict | evidence
        Contact 1 | keep    | own_action: Initial Source Demo (inbound)
        """,
        RULE.propose(converted, default_policy).verdicts,
    )


def test_a_lead_that_this_run_converts_is_a_copy_of_the_contact_that_is_erased(default_policy):
    merge = merges("Lead", ids("Lead 2"), ids("Lead 1"), "the same person")
    start = snapshot(**EVERY_TABLE, Lead=TWO_MEMBERS.replace("Demo", "Zoominfo"), Contact=OPT_OUT_CONTACT)

    converted = after(after(start, merge), conversions(ids("Lead 1"), ids("Contact 1"), "the same person"))

    (evidence,) = RULE.propose(converted, default_policy).changes["evidence"]
    assert evidence.startswith("copies: 1 converted lead;")


def test_a_lead_that_the_org_had_converted_before_is_evidence_for_its_contact(default_policy):
    proposal = propose(
        default_policy,
        Contact=OPT_OUT_CONTACT,
        Lead="""
            Id     | LastName | LeadSource | Status    | CreatedDate | IsConverted | ConvertedContactId
            Lead 1 | Hopper   | Demo       | Qualified | 2025-01-05  | true        | Contact 1
        """,
    )

    assert verdict_of(proposal, "Contact 1")["verdict"] == "keep"
