"""A lead is converted into the contact that is there: no opportunity, nothing lost, consent first."""

from dataclasses import replace

import pytest

from tests.hygiene.crm.salesforce.writes import ACCOUNT, CONTACT, LEADS, THEN, apply, load, policy, step

pytestmark = pytest.mark.enable_socket

QUEUE, OWNER = "00G5e000000000AEAQ", "0055e000000000AEAQ"


def lead(environment, **fields):
    environment.load({"Lead": [{**row_of(LEADS[0]), **fields}]})


def row_of(one):
    return {"Id": one, "LastName": "A", "Company": "B", "Status": "Raw", "Phone": "1", "SystemModstamp": THEN}


def test_the_lead_becomes_the_contact_and_no_opportunity_is_made(environment, executor):
    load(environment)

    assert apply(executor(policy()), step("convert", LEADS[0], CONTACT)) == {("applied", ""): 1}

    converted = environment.row(LEADS[0])
    assert (converted["ConvertedContactId"], converted["ConvertedOpportunityId"]) == (CONTACT, None)
    assert converted["Status"] == policy().salesforce.converted_status
    assert environment.rows("Opportunity") == []
    assert [row["Id"] for row in environment.rows("Contact")] == [CONTACT]


@pytest.mark.parametrize(("planned", "kept"), [({"LeadSource": "Webcast"}, "Webcast"), ({}, "Conference")])
def test_an_older_source_is_carried_though_the_org_locks_it_and_only_where_the_plan_says_so(
    environment, executor, planned, kept
):
    load(environment)
    lead(environment, LeadSource="Webcast")
    assert environment.state.settings["source_rule"]

    assert apply(executor(policy()), step("convert", LEADS[0], CONTACT, **planned)) == {("applied", ""): 1}

    assert environment.row(CONTACT)["LeadSource"] == kept


def test_a_lead_of_a_queue_gets_the_contacts_owner(environment, executor):
    load(environment)
    lead(environment, OwnerId=QUEUE)
    contact = {"Id": CONTACT, "LastName": "A", "AccountId": ACCOUNT, "OwnerId": OWNER, "SystemModstamp": THEN}
    environment.load({"Contact": [contact]})

    assert apply(executor(policy()), step("convert", LEADS[0], CONTACT)) == {("applied", ""): 1}


def test_a_contact_without_account_is_told_and_the_lead_stays(environment, executor):
    load(environment)
    with environment.state.store.lock:
        environment.state.store.set("Contact", CONTACT, {"AccountId": None})
    convert = replace(step("convert", LEADS[0], CONTACT), stamps={})

    done = apply(executor(policy(), since="2027-01-01T00:00:00Z"), convert)

    assert done == {("refused", "NO_ACCOUNT"): 1}
    assert not environment.row(LEADS[0])["IsConverted"]
    assert environment.row(ACCOUNT)["Name"] == "B"


def test_consent_of_the_lead_reaches_the_contact_before_the_conversion_and_without_it_none_is_made(
    environment, executor
):
    load(environment)
    consent = replace(step("consent", CONTACT, DoNotCall="true"), object="Contact")
    environment.fault("rule", ids=[CONTACT], times=1)

    refused = apply(executor(policy()), consent, step("convert", LEADS[0], CONTACT))

    assert refused == {("refused", "FIELD_CUSTOM_VALIDATION_EXCEPTION"): 1, ("held", "EARLIER_STEP_NOT_APPLIED"): 1}
    assert not environment.row(LEADS[0])["IsConverted"]
    assert apply(executor(policy()), consent, step("convert", LEADS[0], CONTACT)) == {("applied", ""): 2}
    assert environment.row(CONTACT)["DoNotCall"] is True
