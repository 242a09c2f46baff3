"""What the user of an org lacks is told by the doctor and the plan, and stops an apply before its first write."""

import pandas as pd
import pytest

from hygiene.apply.steps import Step
from hygiene.crm.salesforce.doctor import examined
from hygiene.crm.salesforce.extract import read_org
from hygiene.crm.salesforce.reading import Reader
from hygiene.crm.salesforce.rights import check_rights
from hygiene.errors import BrakeError, OutsideError
from hygiene.policy import load, parse_policy
from tests.org.describe import readonly

pytestmark = pytest.mark.enable_socket

NOW = pd.Timestamp("2026-11-21T06:00:00Z")


def without(verb):
    def take(org, name):
        with org.state.store.lock:
            org.state.store.objects[name].permissions.discard(verb)

    return take


def setting(name):
    return lambda org, _: org.settings(**{name: False})


LACKS = [
    ("update", "Lead", without("update"), "Lead: Edit"),
    ("consent", "Contact", without("update"), "Contact: Edit"),
    ("merge", "Lead", without("delete"), "Lead: Delete"),
    ("merge", "Account", without("update"), "Account: Edit"),
    ("merge", "CampaignMember", lambda *_: None, "CampaignMember: the org merges no records of it"),
    ("delete", "Lead", without("delete"), "Lead: Delete"),
    ("erase", "Contact", without("delete"), "Contact: Delete"),
    ("erase", "Lead", setting("hard_delete"), "Bulk API Hard Delete"),
    ("convert", "Lead", setting("convert_leads"), "Convert Leads"),
]


@pytest.mark.parametrize(("kind", "name", "take", "told"), LACKS)
def test_a_permission_that_a_step_needs_and_the_user_lacks_stops_before_the_first_write(
    environment, opened, kind, name, take, told
):
    steps = [Step("s1", 0, kind, name, ("00Q5e0000000001", "0035e0000000001"), ("c1",))]
    take(environment, name)

    with pytest.raises(BrakeError, match=f"Nothing was written(.|\n)*{told}"):
        check_rights(Reader(opened(load()), load()), steps, load().salesforce)


def test_what_no_step_needs_may_be_lacking(environment, opened):
    environment.settings(hard_delete=False, convert_leads=False)
    without("delete")(environment, "Contact")
    steps = [Step("s1", 0, "delete", "Lead", ("00Q5e0000000001",), ("c1",))]

    check_rights(Reader(opened(load()), load()), steps, load().salesforce)
    by_bin = parse_policy("salesforce: {erase: delete_and_empty_bin}", "test")
    erasing = [Step("s1", 0, "erase", "Lead", ("00Q5e0000000001",), ("c1",))]
    check_rights(Reader(opened(by_bin), by_bin), erasing, by_bin.salesforce)


def test_a_converted_status_that_the_org_has_not_is_told_with_those_it_has(environment, opened):
    own = parse_policy("salesforce: {converted_status: Done}", "test")
    steps = [Step("s1", 0, "convert", "Lead", ("00Q5e0000000001", "0035e0000000001"), ("c1",))]

    with pytest.raises(BrakeError, match="is Done, and the org's converted statuses are Accepted, Closed - Converted"):
        check_rights(Reader(opened(own), own), steps, own.salesforce)


def test_the_doctor_tells_what_a_plan_could_not_write(environment):
    environment.settings(hard_delete=False)
    without("delete")(environment, "Lead")
    with environment.state.store.lock:
        fields = environment.state.store.objects["Contact"].fields
        fields["Title"] = readonly(fields["Title"])

    told = examined(load()).splitlines()

    assert "the user may not write Title" in next(line for line in told if line.startswith("Contact: "))
    assert told[told.index("To apply a plan the user lacks:") + 1 :][:1] == ["  Lead: Delete"]
    assert told[-1].startswith("  Bulk API Hard Delete")


def test_the_doctor_says_that_nothing_is_lacking_where_nothing_is(environment):
    told = examined(load()).splitlines()

    assert (told[0], told[-1]) == ("Login and API version are right.", "The user may write every kind of change.")


def test_an_org_that_does_not_tell_the_users_permissions_is_no_error(environment):
    without("query")(environment, "UserPermissionAccess")

    assert examined(load()).splitlines()[-1].startswith("The org does not tell whether the user has Convert Leads")


def test_an_api_version_that_the_org_does_not_offer_is_told(environment):
    with pytest.raises(OutsideError, match=r"API versions 59\.0 to 64\.0, not 75\.0; set salesforce\.api_version"):
        examined(parse_policy('salesforce: {api_version: "75.0"}', "test"))


@pytest.mark.parametrize(("allowed", "codes"), [(True, set()), (False, {"org_forbids_erasure"})])
def test_a_plan_tells_that_its_erasures_could_not_be_applied(environment, opened, allowed, codes):
    environment.settings(hard_delete=allowed)

    findings = read_org(opened(load()), load(), NOW).findings

    assert set(findings["code"]) & {"org_forbids_erasure"} == codes
