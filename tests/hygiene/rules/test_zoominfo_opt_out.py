"""ZoomInfo opt-outs: who enters the process, who is erased, and what holds for any table (domain rules, section 7)."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from hygiene.rules.zoominfo_opt_out import RULE
from hygiene.snapshot import Snapshot
from schemas import outputs
from tests.hygiene.lawful_basis.opt_out_tables import (
    EVERY_TABLE,
    NO_CAMPAIGN_MEMBERS,
    NO_EVENTS,
    OPT_OUT_CONTACT,
    OPT_OUT_LEAD,
    REASON,
    opt_out_leads,
    propose,
    verdict_of,
    verdicts_in_order,
)
from tests.tables import assert_table, sf_id, snapshot

# Who enters the process


def test_a_record_that_zoominfo_could_not_find_or_match_is_no_opt_out(default_policy):
    proposal = propose(
        default_policy,
        Lead=f"""
            Id     | LastName | LeadSource | Status | {REASON}
            Lead 1 | Lovelace | Zoominfo   | Raw    |
            Lead 2 | Babbage  | Zoominfo   | Raw    | NO_MATCH
            Lead 3 | Boole    | Zoominfo   | Raw    | NOT_FOUND
        """,
    )

    assert [len(proposal.changes), len(proposal.verdicts), len(proposal.findings)] == [0, 0, 0]
    assert proposal.facts["records"] == 0


def test_a_converted_lead_is_not_touched_and_that_is_told(default_policy):
    proposal = propose(
        default_policy,
        Lead=f"""
            Id     | LastName | LeadSource | Status    | IsConverted | ConvertedContactId | {REASON}
            Lead 1 | Lovelace | Zoominfo   | Qualified | true        | Contact 7          | OPT_OUT
        """,
    )

    assert len(proposal.changes) == len(proposal.verdicts) == 0
    assert_table(
        """
        record_id | code
        Lead 1    | opt_out_converted_lead
        """,
        proposal.findings,
    )


def test_a_record_in_the_recycle_bin_is_left_out(default_policy):
    proposal = propose(
        default_policy,
        Lead=f"""
            Id     | LastName | LeadSource | Status | IsDeleted | {REASON}
            Lead 1 | Lovelace | Zoominfo   | Raw    | true      | OPT_OUT
        """,
    )

    assert len(proposal.verdicts) == 0


def test_another_spelling_of_an_opt_out_is_a_finding_and_erases_nobody(default_policy):
    spellings = ["opt out", "Opt-Out", "OPTOUT", "opted out", "OPT_OUT_REQUESTED"]

    proposal = propose(default_policy, Lead=opt_out_leads(**{REASON: spellings}))

    assert len(proposal.changes) == len(proposal.verdicts) == 0
    assert proposal.findings["code"].tolist() == ["opt_out_unknown_spelling"] * len(spellings)
    assert proposal.findings["field"].unique().tolist() == [REASON]


def test_every_opted_out_lead_and_contact_gets_a_verdict(default_policy):
    proposal = propose(default_policy, Lead=OPT_OUT_LEAD, Contact=OPT_OUT_CONTACT)

    assert_table(
        """
        object  | record_id | verdict
        Lead    | Lead 1    | erase
        Contact | Contact 1 | erase
        """,
        proposal.verdicts,
    )


# Erase


def test_without_evidence_the_record_is_erased_for_good_and_the_verdict_lists_what_was_searched(default_policy):
    proposal = propose(default_policy, Lead=OPT_OUT_LEAD)

    assert_table(
        """
        action | object | record_id | tier
        erase  | Lead   | Lead 1    | auto
        """,
        proposal.changes,
    )
    verdict = verdict_of(proposal)
    for kind in ("customer", "opportunity", "own_action", "campaign_response", "email_opt_in", "conversation"):
        assert f"{kind}: none found" in verdict["searched"]
    assert verdict[["basis", "evidence_date", "lapses"]].isna().all()


def test_a_source_that_is_no_act_of_the_person_is_no_evidence(default_policy):
    sources = [
        "Zoominfo", "Cognism", "Purchased List", "LinkedIn", "Prospecting", "Prospecting - General", "AE Generated",
        "SDR Generated", "Employee Referral", "Partner Qualified Lead", "Investor", "Other", "Virtual Sponsorship", "",
    ]  # fmt: skip

    proposal = propose(default_policy, Lead=opt_out_leads(LeadSource=sources))

    assert verdicts_in_order(proposal) == ["erase"] * len(sources)


def test_an_erasure_names_its_copies_and_the_systems_to_be_told(default_policy):
    proposal = propose(
        default_policy,
        Lead=OPT_OUT_LEAD,
        CampaignMember="""
            Id               | LeadId | ContactId | CampaignId | HasResponded
            CampaignMember 1 | Lead 1 |           | Campaign 1 | false
            CampaignMember 2 | Lead 9 |           | Campaign 1 | false
        """,
        Task="""
            Id     | WhoId  | ActivityDate | Subject
            Task 1 | Lead 1 | 2026-02-01   | Call, left a message
            Task 2 | Lead 1 | 2026-02-02   | Email: our offer
        """,
        Bizible="""
            Id        | bizible2__Lead__c | bizible2__Contact__c
            Bizible 1 | Lead 1            |
        """,
    )

    assert proposal.changes["evidence"].tolist() == [
        "copies: 1 Bizible person, 1 campaign member, 2 tasks; other systems to tell: Marketo"
    ]


def test_copies_that_could_not_be_looked_at_are_named(default_policy):
    tables = {name: drawn for name, drawn in EVERY_TABLE.items() if name != "Bizible"}

    proposal = RULE.propose(snapshot(**tables, Lead=OPT_OUT_LEAD), default_policy)

    assert "copies: none found; not looked at: Bizible persons;" in proposal.changes.loc[0, "evidence"]


def test_a_converted_lead_of_an_erased_contact_counts_as_a_copy_and_is_told(default_policy):
    proposal = propose(
        default_policy,
        Contact=OPT_OUT_CONTACT,
        Lead="""
            Id     | LastName | LeadSource | Status | IsConverted | ConvertedContactId
            Lead 1 | Hopper   | Cognism    | Raw    | true        | Contact 1
        """,
    )

    assert "copies: 1 converted lead;" in proposal.changes.loc[0, "evidence"]
    assert_table(
        """
        record_id | code
        Lead 1    | opt_out_copy_in_converted_lead
        """,
        proposal.findings,
    )


# What holds for any table


SOURCES = ["Zoominfo", "Demo", "Trial - Enterprise", "Purchased List"]
FLAGS = st.sampled_from(["", "true", "false"])
DATES = st.sampled_from(["", "2019-01-01", "2024-01-01", "2026-06-01", "2027-01-01"])
LEADS = st.lists(
    st.tuples(st.sampled_from(SOURCES), st.sampled_from(["Raw", "Qualified"]), DATES, FLAGS), min_size=1, max_size=6
)
RESPONSES = st.lists(st.tuples(st.integers(1, 6), FLAGS, DATES), max_size=6)
EVENTS = st.lists(st.tuples(st.integers(1, 6), DATES), max_size=4)


def drawn_org(leads, responses, events) -> Snapshot:
    people = [f"Lead {n} | Name | {' | '.join(row)} | OPT_OUT" for n, row in enumerate(leads, start=1)]
    members = [f"CampaignMember {n} | Lead {who} | | Campaign 1 | Webcast | Attended | {responded} | {date}"
               for n, (who, responded, date) in enumerate(responses, start=1)]  # fmt: skip
    held = [f"Event {n} | Lead {who} | {date} | Meeting" for n, (who, date) in enumerate(events, start=1)]
    header = f"Id | LastName | LeadSource | Status | CreatedDate | Legal_Hold__c | {REASON}"
    return snapshot(**{
        **EVERY_TABLE,
        "Lead": "\n".join([header, *people]),
        "CampaignMember": "\n".join([NO_CAMPAIGN_MEMBERS, *members]),
        "Event": "\n".join([NO_EVENTS, *held]),
    })  # fmt: skip


@given(LEADS, RESPONSES, EVENTS)
def test_nobody_with_evidence_in_its_look_back_or_on_hold_is_ever_erased(default_policy, leads, responses, events):
    erased = set(RULE.propose(drawn_org(leads, responses, events), default_policy).changes["record_id"])

    for number, (source, status, created, held) in enumerate(leads, start=1):
        fresh = created not in ("2019-01-01",) and source in ("Demo", "Trial - Enterprise")
        responded = any(
            n == number and r != "false" and d != "2019-01-01" and d != "2024-01-01" for n, r, d in responses
        )
        met = any(n == number and d not in ("2019-01-01", "2024-01-01") for n, d in events)
        if held == "true" or status == "Qualified" or fresh or responded or met:
            assert sf_id(f"Lead {number}") not in erased


@given(LEADS, RESPONSES, EVENTS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(default_policy, leads, responses, events, random):
    start = drawn_org(leads, responses, events)
    shuffled = {}
    for name, table in start.tables.items():
        order = list(range(len(table)))
        random.shuffle(order)
        shuffled[name] = table.iloc[order].reset_index(drop=True)

    one, other = (RULE.propose(each, default_policy) for each in (start, start.with_tables(**shuffled)))

    assert_table(sorted_rows(one.verdicts, "verdicts"), other.verdicts)
    assert_table(sorted_rows(one.changes, "changes"), other.changes)


def sorted_rows(table: pd.DataFrame, name: str) -> pd.DataFrame:
    return outputs.typed(name, table.sort_values(["object", "record_id"], ignore_index=True))


def test_the_facts_count_verdicts_bases_and_evidence(default_policy):
    facts = propose(
        default_policy, Lead=OPT_OUT_LEAD + "    Lead 2 | Babbage | Demo | Raw | 2026-01-05 | OPT_OUT"
    ).facts

    assert facts["records"] == 2
    assert facts["verdicts"] == {"erase": 1, "keep": 1, "hold": 0, "undetermined": 0}
    assert facts["bases"] == {"6(1)(f)": 1}
    assert facts["evidence"]["own_action"] == 1
    assert facts["legal_hold_known"] == {"Lead": False, "Contact": False}


def test_no_value_of_a_person_stands_in_reason_evidence_or_search(default_policy):
    proposal = propose(default_policy, Lead=OPT_OUT_LEAD)

    texts = pd.concat([proposal.verdicts, proposal.changes]).astype("string").fillna("").to_string()
    assert "Lovelace" not in texts
