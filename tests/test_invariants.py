"""What must hold whatever the records are: Hypothesis draws small, dirty orgs with real duplicates in them."""

from dataclasses import replace

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from hygiene.apply_changes import apply_changes
from hygiene.decisions import decisions_of
from hygiene.engine import make_plan
from hygiene.merging.groups import cases_of
from hygiene.policy import load
from hygiene.review import approved_part
from hygiene.rules import all_rules
from hygiene.snapshot import Snapshot, snapshot_of
from hygiene.validate import validate
from schemas import outputs
from schemas.columns import TEXT
from tests.tables import AS_OF, sf_id

PERSONS = (
    ("Ada", "Lovelace", "ada.lovelace@engine.example", "Analytical Engine Ltd", "+14155550101"),
    ("Augusta", "Lovelace", "augusta@engine.example", "Analytical Engine", "+14155550101"),
    ("Charles", "Babbage", "charles.babbage@difference.example", "Difference Engines Inc", "(415) 555-0102"),
    ("Grace", "Hopper", "grace@hopper.example", "Hopper Shipping GmbH", "+442079460103"),
)
CONSENT = {
    "DoNotCall": True,
    "HasOptedOutOfEmail": True,
    "Legal_Hold__c": True,
    "ZI_Do_Not_Call_Direct_Phone__c": "Yes",
    "ZI_Do_Not_Call_Mobile_Phone__c": "Yes",
    "DOZISF__ZoomInfo_Non_Matched_Reason__c": "OPT_OUT",
}


def mostly(usual: object, *others: object) -> st.SearchStrategy:
    return st.sampled_from([usual] * 5 + list(others))


@st.composite
def person(draw: st.DrawFn, company_field: str | None) -> dict[str, object]:
    first, last, email, company, phone = draw(st.sampled_from(PERSONS))
    record = {
        "FirstName": draw(mostly(first, first[0], None)),
        "LastName": draw(mostly(last, last.upper())),
        "Email": draw(mostly(email, email.upper(), None)),
        "Phone": draw(mostly(phone, None, "555-0101")),
        "MobilePhone": draw(mostly(None, "+14155550199", phone)),
        "ZI_Phone_Number__c": draw(mostly(None, phone)),
        "Title": draw(mostly("Engineer", "Test", None)),
        "LeadSource": draw(mostly("Demo", "Zoominfo", "Purchased List", "nonsense", None)),
        "CreatedDate": AS_OF - pd.Timedelta(days=draw(st.integers(1, 3000))),
        "DoNotCall": draw(mostly(False, True, None)),
        "HasOptedOutOfEmail": draw(mostly(False, True)),
        "Legal_Hold__c": draw(mostly(False, False, True)),
        "ZI_Do_Not_Call_Direct_Phone__c": draw(mostly(None, "Yes", "No")),
        "ZI_Do_Not_Call_Mobile_Phone__c": draw(mostly(None, "Yes")),
        "DOZISF__ZoomInfo_Non_Matched_Reason__c": draw(mostly(None, "OPT_OUT", "NO_MATCH")),
        "Actively_Being_Sequenced__c": draw(mostly(False, True)),
        "RingLead_Merge_Date_Time__c": None,
        "Supplemental_Email__c": None,
    }
    return record | ({company_field: draw(mostly(company, None))} if company_field else {})


@st.composite
def orgs(draw: st.DrawFn) -> Snapshot:
    """An org of up to eight leads and six contacts of four people, validated, with all evidence tables given."""
    leads = [
        {"Id": sf_id(f"Lead {n}"), "Status": draw(mostly("Raw", "Qualified", None)), "IsConverted": False, **row}
        for n, row in enumerate(draw(st.lists(person("Company"), min_size=1, max_size=8)))
    ]
    contacts = [
        {"Id": sf_id(f"Contact {n}"), "AccountId": draw(mostly(sf_id("Account 1"), None)), **row}
        for n, row in enumerate(draw(st.lists(person(None), min_size=1, max_size=6)))
    ]
    accounts = [{"Id": sf_id("Account 1"), "Name": "Analytical Engine", "Type": draw(mostly("Prospect", "Partner"))}]
    members = [{"Id": sf_id("CampaignMember 1"), "LeadId": leads[0]["Id"], "HasResponded": True}]
    drawn = snapshot_of(
        AS_OF,
        Lead=pd.DataFrame(leads),
        Contact=pd.DataFrame(contacts),
        Account=pd.DataFrame(accounts),
        CampaignMember=pd.DataFrame(members),
        Task=pd.DataFrame({"Id": [sf_id("Task 1")], "WhoId": [contacts[0]["Id"]]}),
        Event=pd.DataFrame(columns=["Id", "WhoId", "ActivityDate"]),
        Opportunity=pd.DataFrame(columns=["Id", "IsClosed", "IsWon", "CloseDate"]),
        OpportunityContactRole=pd.DataFrame(columns=["Id", "ContactId", "OpportunityId"]),
    )
    validated, _ = validate(drawn.tables, drawn.given, drawn.quarantine, policy=POLICY, as_of=AS_OF)
    return validated


POLICY = load()
RULES = all_rules()
FEWER = settings(max_examples=max(5, settings().max_examples // 3))
"""An example here is a whole plan or four, in a second each."""


def replanned(snapshot: Snapshot) -> pd.DataFrame:
    """The automatic changes of a plan of what a plan leaves."""
    changes = make_plan(snapshot, POLICY, RULES).tables["changes"]
    after = apply_changes(snapshot, changes[changes["tier"] == "auto"])
    fresh, _ = validate(after.tables, after.given, outputs.empty("quarantine"), policy=POLICY, as_of=AS_OF)
    again = make_plan(fresh, POLICY, RULES).tables["changes"]
    return again[again["tier"] == "auto"]


def ends(changes: pd.DataFrame) -> dict[str, str]:
    """Each merged or converted record and the one that it ends in."""
    moved = changes[changes["action"].isin(["merge", "convert"])]
    into = dict(zip(moved["record_id"], moved["into_id"], strict=True))
    for start in into:
        while into[start] in into:
            into[start] = into[into[start]]
    return into


def everybody(snapshot: Snapshot) -> pd.DataFrame:
    return pd.concat([snapshot.table("Lead"), snapshot.table("Contact")]).set_index("Id")


@FEWER
@given(orgs())
def test_a_plan_of_the_applied_plan_changes_nothing_by_itself(org: Snapshot):
    assert replanned(org).empty


@FEWER
@given(orgs())
def test_consent_never_loosens(org: Snapshot):
    plan = make_plan(org, POLICY, RULES)
    changes, review = plan.tables["changes"], plan.tables["review"]
    all_approved = review.assign(decision="approve").astype(TEXT)
    decided = make_plan(replace(org, decisions=decisions_of(all_approved)), POLICY, RULES).tables["changes"]
    for written in (
        changes[changes["tier"] == "auto"],
        approved_part(changes, all_approved, cases_of(changes, review)).approved,
        decided[decided["tier"] == "auto"],
    ):
        after, into, before = everybody(apply_changes(org, written)), ends(written), everybody(org)
        for field, withheld in CONSENT.items():
            for record in before.index[(before[field] == withheld).fillna(False)]:
                survivor = into.get(record, record)
                if survivor in after.index:
                    assert str(after.loc[survivor, field]) == str(withheld)


@FEWER
@given(orgs(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_change_the_plan(org: Snapshot, random):
    def turned(table: pd.DataFrame) -> pd.DataFrame:
        order = random.sample(range(len(table)), len(table))
        return table.iloc[order]

    frames = {name: turned(table)[sorted(org.given[name])] for name, table in org.tables.items() if name in org.given}
    shuffled = snapshot_of(AS_OF, **frames)
    shuffled, _ = validate(shuffled.tables, shuffled.given, shuffled.quarantine, policy=POLICY, as_of=AS_OF)

    plan, again = make_plan(org, POLICY, RULES), make_plan(shuffled, POLICY, RULES)

    for name in ("changes", "pairs", "findings", "verdicts", "review"):
        pd.testing.assert_frame_equal(plan.tables[name], again.tables[name])
    assert plan.digest == again.digest


@FEWER
@given(orgs())
def test_every_record_is_kept_or_named_by_a_change(org: Snapshot):
    changes = make_plan(org, POLICY, RULES).tables["changes"]
    written = changes[changes["tier"] == "auto"]

    left = set(everybody(apply_changes(org, written)).index)
    named = set(written.loc[written["action"].isin(["merge", "delete", "erase"]), "record_id"])

    assert left | named == set(everybody(org).index)
    assert not left & named


@FEWER
@given(orgs())
def test_nobody_on_legal_hold_and_nobody_excluded_goes_by_itself(org: Snapshot):
    changes = make_plan(org, POLICY, RULES).tables["changes"]
    gone = changes[(changes["tier"] == "auto") & changes["action"].isin(["merge", "convert", "delete", "erase"])]
    people = everybody(org)
    barred = people["Legal_Hold__c"].fillna(False) | people["Actively_Being_Sequenced__c"].fillna(False)

    merged = gone[gone["action"].isin(["merge", "convert"])]
    assert not set(merged["record_id"]) & set(people.index[barred])
    assert not set(merged["into_id"]) & set(people.index[barred])
    assert not set(gone["record_id"]) & set(people.index[people["Legal_Hold__c"].fillna(False)])


@FEWER
@given(orgs())
def test_each_cell_of_a_plan_is_text_that_reads_back(org: Snapshot):
    tables = make_plan(org, POLICY, RULES).tables

    assert tables["changes"]["change_id"].is_unique
    for name, columns in outputs.COLUMNS.items():
        assert tuple(tables[name].columns[: len(columns)]) == columns
        assert all(tables[name][column].dtype == TEXT for column in columns if column not in outputs.NUMBERS)
