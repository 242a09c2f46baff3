"""What an org lacks is told by name, with what does not work without it."""

import pytest

from hygiene.crm.salesforce.consequences import without_field, without_object
from hygiene.crm.salesforce.describe import describe_needed
from hygiene.crm.salesforce.doctor import examined
from hygiene.crm.salesforce.extract import missing_findings
from hygiene.policy import load, parse_policy
from schemas.columns import OBJECTS
from tests.tables import assert_table


@pytest.mark.parametrize(
    ("name", "field", "told"),
    [
        ("Lead", "DoNotCall", "no merge or conversion can carry what it forbids"),
        ("Contact", "HomePhone", "its numbers are not compared with Do-Not-Call lists"),
        ("Lead", "Legal_Hold__c", "nothing is left alone for it (exclusions.legal_hold)"),
        ("Lead", "Title", "no test lead is found"),
        ("Contact", "Title", "it is not compared, and no merge can keep its value"),
        ("Account", "Type", "evidence customer is not found, so that nobody is erased"),
        ("Lead", "Behavior_Score__c", "evidence behavior is not found"),
    ],
)
def test_what_a_field_is_for(name, field, told):
    assert told in without_field(name, field, load())


def test_what_the_policy_does_not_ask_for_is_not_missed():
    own = parse_policy(
        "exclusions: {legal_hold: false}\nopt_out: {evidence: {customer: {enabled: false, basis: x, months: null,"
        " required: true}}}",
        "test",
    )

    assert "exclusions" not in without_field("Lead", "Legal_Hold__c", own)
    assert "evidence" not in without_field("Account", "Type", own)


@pytest.mark.parametrize("name", OBJECTS)
def test_every_object_says_what_it_is_for(name):
    assert without_object(name, load())


@pytest.mark.enable_socket
def test_doctor_and_plan_tell_it(environment, opened):
    with environment.state.store.lock:
        del environment.state.store.objects["Contact"].fields["HomePhone"]
        del environment.state.store.objects["Task"]
        # Nothing needs it, so that nobody is told that it is gone.
        del environment.state.store.objects["Opportunity"].fields["StageName"]

    told = examined(load())
    found = describe_needed(opened(load()), load())

    assert "  Contact.HomePhone is missing: its numbers are not compared with Do-Not-Call lists" in told.splitlines()
    assert "Task: the org has none, or hides it: activities are not seen" in told
    assert_table(
        """
        object  | field     | code
        Contact | HomePhone | org_lacks
        Task    |           | org_lacks
        """,
        missing_findings(found, load()),
    )
