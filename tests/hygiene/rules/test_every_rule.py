"""What every rule promises, tried on one small org as it is when that rule's turn comes."""

import inspect
import json
import re

import pandas as pd
import pytest

from hygiene.apply_changes import apply_changes
from hygiene.finding_codes import FINDING_CODES
from hygiene.rules import all_rules
from schemas import outputs
from schemas.checking import failures
from schemas.columns import OBJECTS, PEOPLE
from schemas.plan_tables import plan_table_model
from schemas.values import from_text
from tests.hygiene.rules.conftest import automatic, shuffled
from tests.tables import snapshot

TABLES = ("changes", "pairs", "findings", "verdicts", "review")
CONSENT = {
    "DoNotCall": "true",
    "HasOptedOutOfEmail": "true",
    "Legal_Hold__c": "true",
    "ZI_Do_Not_Call_Direct_Phone__c": "Yes",
    "ZI_Do_Not_Call_Mobile_Phone__c": "Yes",
    "DOZISF__ZoomInfo_Non_Matched_Reason__c": "OPT_OUT",
}

pytestmark = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)


@pytest.fixture
def before(rule, turns):
    return turns[rule.name][0]


@pytest.fixture
def proposal(rule, turns):
    return turns[rule.name][1]


def test_it_says_what_it_does_and_where_that_comes_from(rule):
    module = inspect.getmodule(rule.propose)

    assert module.__name__ == f"hygiene.rules.{rule.name}"
    assert module.__doc__
    assert rule.propose.__doc__
    assert rule.summary.endswith(".")
    assert re.fullmatch(r"[HLP](\+[HLP])* §\d+", rule.source)


def test_the_org_gives_it_something_to_say(rule, proposal):
    assert any(len(getattr(proposal, table)) for table in TABLES)


def test_it_leaves_its_input_alone(rule, before, default_policy):
    kept = {name: table.copy(deep=True) for name, table in before.tables.items()}
    quarantine = before.quarantine.copy(deep=True)

    rule.propose(before, default_policy).full()

    assert list(before.tables) == list(kept)
    for name, table in kept.items():
        pd.testing.assert_frame_equal(before.tables[name], table)
    pd.testing.assert_frame_equal(before.quarantine, quarantine)


def test_once_applied_it_has_no_more_to_do(rule, before, proposal, default_policy):
    after = apply_changes(before, automatic(proposal))

    assert automatic(rule.propose(after, default_policy)).empty


def test_the_order_of_rows_does_not_matter(rule, before, proposal, default_policy):
    other = rule.propose(shuffled(before, seed=3), default_policy).full()

    for table in TABLES:
        pd.testing.assert_frame_equal(_sorted(getattr(other, table)), _sorted(getattr(proposal, table)))
    assert other.facts == proposal.facts


def test_its_tables_are_what_the_schemas_promise(rule, proposal):
    for table in TABLES:
        frame = outputs.typed(table, getattr(proposal, table)).reset_index(drop=True)
        assert failures(plan_table_model(table, finished=False), frame).empty


def test_it_speaks_only_of_records_and_fields_that_there_are(rule, before, proposal):
    for table in ("changes", "findings", "verdicts"):
        rows = getattr(proposal, table).dropna(subset=["record_id"])
        for name, ids in rows.groupby("object")["record_id"]:
            assert ids.isin(before.table(name)["Id"]).all()
    updates = proposal.changes[proposal.changes["action"] == "update"]
    for (name, field), rows in updates.groupby(["object", "field"]):
        kinds = {known.name: known.kind for known in OBJECTS[name]}
        assert len(from_text(rows["new"], kinds[field])) == len(rows)


def test_every_change_of_a_cell_comes_once_and_says_what_stood_there(rule, before, proposal):
    updates = outputs.typed("changes", proposal.changes)
    updates = updates[updates["action"] == "update"]

    assert not updates.duplicated(["object", "record_id", "field"]).any()
    assert (updates["old"].fillna("") != updates["new"].fillna("")).all()


def test_its_findings_have_known_codes(rule, proposal):
    seldom = getattr(inspect.getmodule(rule.propose), "_MESSAGES", {})  # no small org has them all

    assert {*proposal.findings["code"], *seldom} <= set(FINDING_CODES)


def test_it_never_loosens_consent(rule, proposal):
    for field, strict in CONSENT.items():
        rows = proposal.changes[proposal.changes["field"].eq(field).fillna(False).astype(bool)]
        assert not (rows["old"].eq(strict) & rows["new"].ne(strict).fillna(True)).fillna(False).any()


def test_its_facts_are_plain_data_without_personal_data(rule, before, proposal):
    told = json.dumps(proposal.facts)

    for name in PEOPLE:
        people = before.table(name)
        for column in ("LastName", "Email", "Phone", "Id"):
            assert not [value for value in people[column].dropna() if value in told]


def test_an_empty_source_gives_it_nothing_to_do(rule, default_policy):
    header_only = snapshot(
        Lead="Id | LastName | Email | LeadSource | Company | Status", Contact="Id | LastName | Email"
    )

    for empty in (snapshot(), header_only):
        proposal = rule.propose(empty, default_policy)
        assert all(getattr(proposal, table).empty for table in TABLES)


def _sorted(table):
    text = table.reindex(columns=sorted(table.columns)).astype("string[pyarrow]")
    return text.sort_values(list(text.columns), ignore_index=True)
