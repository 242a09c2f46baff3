"""What the stand-in org promises to whoever tests against it."""

import csv
import io
import time

import pytest
import requests

pytestmark = pytest.mark.enable_socket

PERSON = {"LastName": "Lovelace", "Company": "Engines"}


@pytest.fixture
def api(org):
    """Calls of the org with its session: `api("GET", "query", params={"q": ...})`."""
    session = requests.Session()
    session.trust_env, session.verify = False, org.ca_file
    session.headers["Authorization"] = f"Bearer {org.access_token}"

    def call(method: str, path: str, **given):
        base = "" if path.startswith("/") else "/services/data/v64.0/"
        return session.request(method, f"{org.instance_url}{base}{path}", timeout=60, **given)

    with session:
        yield call


def soap(api, org, body: str) -> str:
    envelope = (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com"><e:Header>'
        f"<SessionHeader><sessionId>{org.access_token}</sessionId></SessionHeader></e:Header><e:Body>{body}</e:Body></e:Envelope>"
    )
    return api("POST", "/services/Soap/u/64.0", data=envelope.encode(), headers={"SOAPAction": '""'}).text


def create(api, name: str, **values) -> str:
    answer = api("POST", f"sobjects/{name}", json=values)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def ids(api, where: str) -> list[str]:
    return [r["Id"] for r in api("GET", "query", params={"q": f"SELECT Id FROM Lead WHERE {where}"}).json()["records"]]


def test_text_compares_without_case_and_unequal_keeps_nulls(api):
    known = create(api, "Lead", **PERSON, Title="Countess")
    blank = create(api, "Lead", **PERSON)

    assert (
        ids(api, "Title = 'COUNTESS'")
        == ids(api, "Title LIKE 'count%'")
        == ids(api, "Title IN ('cOUNTESS')")
        == [known]
    )
    assert ids(api, "Title != 'countess'") == ids(api, "Title NOT IN ('countess')") == [blank]
    assert ids(api, f"Id = '{known[:15]}'") == [known]
    assert ids(api, "CreatedDate = TODAY AND NOT (Title = 'x')") == [known, blank]


@pytest.mark.parametrize(
    ("soql", "code"),
    [
        ("SELECT Nothing__c FROM Lead", "INVALID_FIELD"),
        ("SELECT Id FROM Nothing__c", "INVALID_TYPE"),
        ("SELECT Id FROM Lead WHERE DoNotCall = 'true'", "INVALID_FIELD"),
        ("SELECT Id FROM Lead HAVING 1", "MALFORMED_QUERY"),
    ],
)
def test_what_the_org_does_not_know_is_an_error(api, soql, code):
    assert api("GET", "query/", params={"q": soql}).json()[0]["errorCode"] == code


def test_the_source_is_checked_on_insert_and_locked_on_update(api):
    refused = api("POST", "sobjects/Lead", json=PERSON | {"LeadSource": "Made Up"})
    lead = create(api, "Lead", **PERSON, LeadSource="Web Direct")
    locked = api("PATCH", f"sobjects/Lead/{lead}", json={"LeadSource": "CE Download"})

    assert {refused.json()[0]["errorCode"], locked.json()[0]["errorCode"]} == {"FIELD_CUSTOM_VALIDATION_EXCEPTION"}


def test_a_collection_answers_each_record_in_order(api):
    lead = create(api, "Lead", **PERSON)
    typed = {"attributes": {"type": "Lead"}}
    records = [typed | {"id": lead, "Email": "no address"}, typed | {"id": lead, "Title": None, "City": "London"}]
    first, second = api("PATCH", "composite/sobjects", json={"records": records}).json()

    assert first["errors"][0]["statusCode"] == "INVALID_EMAIL_ADDRESS"
    assert second == {"id": lead, "success": True, "errors": []}
    assert api("PATCH", "composite/sobjects", json={"records": records * 101}).status_code == 400


def test_in_bulk_an_empty_cell_is_unchanged_and_n_a_is_null(api, org):
    lead = create(api, "Lead", **PERSON, Title="Countess", City="London")
    job = api("POST", "jobs/ingest", json={"object": "Lead", "operation": "update"}).json()["id"]
    rows = f"Id,Title,City\n{lead},,#N/A\n00Q000000000001AAA,x,y\n"
    api("PUT", f"jobs/ingest/{job}/batches", data=rows.encode())
    api("PATCH", f"jobs/ingest/{job}/", json={"state": "UploadComplete"})

    assert api("GET", f"jobs/ingest/{job}").json()["state"] == "JobComplete"
    failed = api("GET", f"jobs/ingest/{job}/failedResults")
    assert failed.headers["Content-Type"] == "text/csv"
    assert [row["Id"] for row in csv.DictReader(io.StringIO(failed.text))] == ["00Q000000000001AAA"]
    assert (org.row(lead)["Title"], org.row(lead)["City"]) == ("Countess", None)


def test_bulk_query_pages_end_with_the_word_null(api):
    made = [create(api, "Lead", **PERSON) for _ in range(3)]
    job = api("POST", "jobs/query", json={"operation": "query", "query": "SELECT Id FROM Lead"}).json()["id"]
    api("GET", f"jobs/query/{job}")
    first = api("GET", f"jobs/query/{job}/results?maxRecords=2")
    rest = api("GET", f"jobs/query/{job}/results?maxRecords=2&locator={first.headers['Sforce-Locator']}")

    assert (first.headers["Sforce-NumberOfRecords"], rest.headers["Sforce-Locator"]) == ("2", "null")
    assert [i.strip('"') for i in first.text.split()[1:] + rest.text.split()[1:]] == made


def test_a_merge_moves_children_and_undelete_does_not_bring_them_back(api, org):
    master, loser = (create(api, "Lead", **PERSON, City="London") for _ in range(2))
    task = create(api, "Task", WhoId=loser, Subject="Call")
    answer = soap(
        api, org, f"<merge><request><masterRecord><type>Lead</type><Id>{master}</Id><Title>Countess</Title>"
        f"<fieldsToNull>City</fieldsToNull></masterRecord><recordToMergeIds>{loser}</recordToMergeIds></request></merge>",
    )  # fmt: skip
    merged = org.row(loser)

    assert f"<updatedRelatedIds>{task}</updatedRelatedIds>" in answer
    assert (org.row(master)["Title"], org.row(master)["City"]) == ("Countess", None)
    assert (merged["IsDeleted"], merged["MasterRecordId"]) == (True, master)
    soap(api, org, f"<undelete><ids>{loser}</ids></undelete>")
    assert (org.row(loser)["IsDeleted"], org.row(task)["WhoId"]) == (False, master)


def test_a_conversion_fills_only_what_is_empty_and_false_is_not_empty(api, org):
    account = create(api, "Account", Name="Engines")
    contact = create(api, "Contact", LastName="Lovelace", AccountId=account, LeadSource="Web Direct")
    lead = create(api, "Lead", **PERSON, Title="Countess", DoNotCall=True, LeadSource="CE Download")
    soap(
        api, org, f"<convertLead><leadConverts><accountId>{account}</accountId><contactId>{contact}</contactId>"
        "<convertedStatus>Qualified</convertedStatus><doNotCreateOpportunity>true</doNotCreateOpportunity>"
        f"<leadId>{lead}</leadId><overwriteLeadSource>true</overwriteLeadSource></leadConverts></convertLead>",
    )  # fmt: skip
    row = org.row(contact)

    assert (row["Title"], row["DoNotCall"], row["LeadSource"]) == ("Countess", False, "CE Download")
    again = api("PATCH", f"sobjects/Lead/{lead}", json={"Title": "x"})
    assert again.json()[0]["errorCode"] == "CANNOT_UPDATE_CONVERTED_LEAD"


def test_a_cut_connection_leaves_the_write_done(api, org):
    lead = create(api, "Lead", **PERSON)
    org.fault("cut", "record.update")

    with pytest.raises(requests.ConnectionError):
        api("PATCH", f"sobjects/Lead/{lead}", json={"Title": "Countess"})
    assert org.row(lead)["Title"] == "Countess"


def test_faults_strike_the_nth_call_of_a_kind(api, org):
    org.fault("unavailable", "query", nth=2, times=2)
    org.fault("expire", "record.*")
    soql = {"q": "SELECT COUNT() FROM Lead"}

    assert [api("GET", "query", params=soql).status_code for _ in range(4)] == [200, 503, 503, 200]
    assert api("POST", "sobjects/Lead", json=PERSON).status_code == 401
    assert org.rows("Lead") == []


def test_a_job_that_fails_half_way_names_the_rows_it_did_not_reach(api, org):
    org.fault("job_failed", "bulk.ingest.close", rows=1)
    job = api("POST", "jobs/ingest", json={"object": "Lead", "operation": "insert"}).json()["id"]
    api("PUT", f"jobs/ingest/{job}/batches", data=b"LastName,Company\nA,Engines\nB,Engines\n")
    api("PATCH", f"jobs/ingest/{job}", json={"state": "UploadComplete"})

    assert api("GET", f"jobs/ingest/{job}").json()["state"] == "Failed"
    assert api("GET", f"jobs/ingest/{job}/unprocessedrecords").text.split() == ['"LastName","Company"', '"B","Engines"']
    assert [r["LastName"] for r in org.rows("Lead")] == ["A"]


def test_what_the_admin_takes_away_is_missing_from_the_description_and_refused(api, org):
    lead = create(api, "Lead", **PERSON)
    taken = ({"object": "Lead", "field": "Title"}, {"object": "Lead", "permission": "delete"})
    for one in taken:
        api("POST", f"{org.admin_url.removeprefix(org.instance_url)}/take-away", json=one)
    described = api("GET", "sobjects/Lead/describe").json()

    assert "Title" not in {field["name"] for field in described["fields"]}
    assert described["deletable"] is False
    assert api("DELETE", f"sobjects/Lead/{lead}").json()[0]["errorCode"] == "INSUFFICIENT_ACCESS_OR_READONLY"
    assert api("PATCH", f"sobjects/Lead/{lead}", json={"Title": "x"}).json()[0]["errorCode"] == "INVALID_FIELD"


def test_a_locked_row_is_refused_once_and_its_neighbour_is_not(api, org):
    locked, free = (create(api, "Lead", **PERSON) for _ in range(2))
    org.fault("lock", ids=[locked])
    records = [{"attributes": {"type": "Lead"}, "id": i, "City": "London"} for i in (locked, free)]
    answers = [api("PATCH", "composite/sobjects", json={"records": records}).json() for _ in range(2)]

    assert [[r["success"] for r in answer] for answer in answers] == [[False, True], [True, True]]
    assert answers[0][0]["errors"][0]["statusCode"] == "UNABLE_TO_LOCK_ROW"


def test_an_emptied_bin_holds_nothing_and_automation_changes_what_was_written(api, org):
    org.settings(automation={"Lead": {"Status": "Raw"}})
    lead = create(api, "Lead", **PERSON, Status="MQL")
    assert org.row(lead)["Status"] == "Raw"

    api("DELETE", f"sobjects/Lead/{lead}")
    assert org.row(lead)["IsDeleted"]
    soap(api, org, f"<emptyRecycleBin><ids>{lead}</ids></emptyRecycleBin>")
    assert org.row(lead) is None


@pytest.mark.parametrize(("patience", "sat_out"), [(0.1, 0), (60, 1)])
def test_a_hang_tells_whether_its_caller_had_a_time_out(org, patience, sat_out):
    org.fault("hang", "versions", seconds=0.5)

    with requests.Session() as session, pytest.raises(requests.ConnectionError if sat_out else requests.Timeout):
        session.get(f"{org.instance_url}/services/data", verify=org.ca_file, timeout=(20, patience))
    time.sleep(0 if sat_out else 1)
    assert org.state.faults.planned[0].sat_out == sat_out
