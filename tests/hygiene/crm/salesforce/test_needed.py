"""Of an org only what the policy needs is read."""

import pytest

from hygiene.crm.salesforce.needed import needed_fields
from hygiene.policy import load, parse_policy
from schemas.columns import OBJECTS, fields_of

KINDS = ("opportunity", "campaign_response", "conversation")


def without(*kinds):
    """The default policy without these kinds of evidence."""
    off = "{enabled: false, basis: x, months: null, required: false}"
    return parse_policy(f"opt_out: {{evidence: {{{', '.join(f'{kind}: {off}' for kind in kinds)}}}}}", "test")


def left_out(policy):
    """Object -> known fields that are not read."""
    needed = needed_fields(policy)
    found = {name: set(fields_of(name)) - set(needed.get(name, ())) for name in OBJECTS}
    return {name: fields for name, fields in found.items() if fields}


def test_what_no_rule_looks_at_is_never_read():
    assert left_out(load()) == {
        "CampaignMember": {"LastModifiedDate"},
        "Task": {"TaskSubtype", "Status", "LastModifiedDate"},
        "Event": {"LastModifiedDate"},
        "Opportunity": {"StageName", "LastModifiedDate"},
        "OpportunityContactRole": {"Role", "LastModifiedDate"},
        "bizible2__Bizible_Person__c": {"LastModifiedDate"},
    }


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("conversation", {"Task": {"Subject", "CallType", "ActivityDate"}, "Event": {"Subject", "ActivityDate"}}),
        ("campaign_response", {"CampaignMember": {"HasResponded", "FirstRespondedDate"}}),
        ("opportunity", {"Opportunity": set(fields_of("Opportunity")) - {"StageName", "LastModifiedDate"}}),
    ],
)
def test_what_only_evidence_asks_is_not_read_where_the_policy_does_not_look_for_it(kind, more):
    always = left_out(load())

    assert left_out(without(kind)) == always | {name: always[name] | fields for name, fields in more.items()}


@pytest.mark.parametrize("name", OBJECTS)
def test_columns_without_which_a_file_is_refused_are_read_of_every_object_that_is(name):
    required = {field.name for field in OBJECTS[name] if field.required}

    assert required <= set(needed_fields(load())[name])
    assert required <= set(needed_fields(without(*KINDS)).get(name, required))
