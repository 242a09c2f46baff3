"""Values and settings are data on every way into an org: none becomes markup, a query, or a word of the API."""

import pytest

from hygiene.apply.steps import Step
from hygiene.crm.salesforce.describe import describe
from hygiene.crm.salesforce.extract import extract_to
from hygiene.crm.salesforce.reading import Reader
from hygiene.errors import InputError
from hygiene.policy import load, parse_policy
from tests.org.values import id18

pytestmark = pytest.mark.enable_socket

THEN = "2026-11-20T00:00:00Z"
LEADS = [id18(f"00Q5e0000000{number:03d}") for number in range(1, 5)]
CONTACT, ACCOUNT = id18("0035e0000000001"), id18("0015e0000000001")
HOSTILE = [
    "</o:Title><o:DoNotCall>false</o:DoNotCall><o:Title>",
    "</masterRecord></request><request>",
    "<!--", "]]>", "&lt;b&gt; & <b>", "&#65;", '<!DOCTYPE x [<!ENTITY a "b">]>',
    "' OR Name != '", "\\' OR 1=1 --", '"quoted", with comma', "line\nbreak", "carriage\r\nreturn", "{session}", "{0}",
    "#N/A", "null", "=1+1", "ünïcødé 株式会社 😀",
]  # fmt: skip


@pytest.fixture
def people(environment):
    row = {"LastName": "A", "SystemModstamp": THEN, "DoNotCall": "true"}
    environment.load({"Lead": [{"Id": one, "Company": "B", "Status": "Raw", **row} for one in LEADS]})
    environment.load({"Account": [{"Id": ACCOUNT, "Name": "B"}]})
    environment.load({"Contact": [{"Id": CONTACT, "AccountId": ACCOUNT, **row}]})
    return environment


def step(kind, *records, **fields):
    return Step(f"s{records[0]}", 0, kind, "Lead", records, ("c1",), fields, dict.fromkeys(records, "2026-11-20"))


def unchanged_but_title(org):
    return {name: value for name, value in org.row(LEADS[0]).items() if name not in ("Title", *STAMPS)}


STAMPS = ("SystemModstamp", "LastModifiedDate")
KINDS = {"collections": ("update", ""), "bulk": ("update", "bulk_rows: 1"), "soap": ("merge", "")}


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("way", KINDS)
def test_a_value_comes_out_as_it_went_in_and_nothing_else_is_changed(people, executor, way, value):
    kind, setting = KINDS[way]
    before = unchanged_but_title(people)
    run = executor(parse_policy(f"salesforce: {{{setting}}}", "test"))
    run.run([step(kind, *LEADS[: 2 if kind == "merge" else 1], Title=value)])

    assert [receipt.status for receipt in run.journal.receipts()] == ["applied"]
    assert people.row(LEADS[0])["Title"] == value
    assert unchanged_but_title(people) == before


@pytest.mark.parametrize("way", KINDS)
def test_where_nothing_is_to_stand_nothing_stands_beside_values_that_read_like_it(people, executor, way):
    kind, setting = KINDS[way]
    people.load({"Lead": [people.row(LEADS[0]) | {"Title": "x"}]})
    run = executor(parse_policy(f"salesforce: {{{setting}}}", "test"))
    made = Step(
        "s1", 0, kind, "Lead", tuple(LEADS[: 2 if kind == "merge" else 1]), ("c1",), {"Title": None, "City": "#N/A"}
    )
    run.run([made])

    row = people.row(LEADS[0])
    assert (row["Title"], row["City"]) == (None, "#N/A")


def test_a_converted_status_of_the_policy_is_no_markup(people, executor):
    status = "Qualified</convertedStatus><ownerId>0055e00000000BBBBB</ownerId><convertedStatus>Qualified"
    own = load().model_copy(update={"salesforce": load().salesforce.model_copy(update={"converted_status": status})})
    run = executor(own)
    run.run([step("convert", LEADS[0], CONTACT)])

    assert [receipt.code for receipt in run.journal.receipts()] == ["INVALID_STATUS"]
    assert not people.row(LEADS[0])["IsConverted"]


def test_a_field_name_of_the_policy_is_looked_up_and_never_put_into_a_query(people, opened, tmp_path):
    own = parse_policy("fields: {Lead: {Title: 'Id FROM User --', City: \"Name' OR ''='\"}}", "test")
    org = opened(own)
    found = describe(org, "Lead", own)

    assert {"Title", "City"} <= set(found.missing)
    assert extract_to(org, tmp_path, own, {"Lead": found}) == {"Lead": len(LEADS)}
    assert "Title" not in (tmp_path / "Lead.csv").read_text(encoding="utf-8").splitlines()[0]


@pytest.mark.parametrize("record", ["x') OR (Name != '", "00Q5e0000000001' --", "00Q5e000000000é", ""])
def test_what_is_no_id_is_put_into_no_query(people, opened, record):
    with pytest.raises(InputError, match="no Salesforce id"):
        Reader(opened(load()), load()).fates("Lead", [record], ["IsDeleted"])
    assert "query.all" not in people.calls
