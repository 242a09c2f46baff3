"""Clients that nobody here wrote are content with the stand-in org."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import requests

from tests.org.tls import ToTheStandIn, key_pair

pytestmark = pytest.mark.enable_socket

CLIENTS = Path(__file__).with_name("clients")
ACCOUNT = {"username": "ops@acme.example", "password": "correct horse"}
CLIENT = {"consumer_key": "acme-client", "consumer_secret": "acme-secret"}


@pytest.fixture(scope="session")
def node_modules(tmp_path_factory):
    """A folder with jsforce installed from npm."""
    if not (shutil.which("npm") and shutil.which("node")):
        pytest.skip("npm is missing: install Node.js 18 or newer (Debian: apt-get install nodejs npm)")
    folder = tmp_path_factory.mktemp("npm")
    shutil.copy(CLIENTS / "package.json", folder)
    command = [shutil.which("npm"), "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(command, cwd=folder, check=True, timeout=240)
    return folder


def test_jsforce_reads_writes_merges_and_converts(org, node_modules):
    org.settings(page_size=1)
    command = ["node", str(CLIENTS / "jsforce.mjs"), org.instance_url, org.access_token]
    environment = os.environ | {"NODE_EXTRA_CA_CERTS": org.ca_file}
    ran = subprocess.run(
        command, cwd=node_modules, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=240
    )
    assert ran.returncode == 0, ran.stderr
    got = json.loads(ran.stdout)
    master, loser = (result["id"] for result in got["created"][:2])

    assert [r["success"] for r in got["created"]] == [True, True, False]
    assert got["created"][2]["errors"][0]["statusCode"] == "REQUIRED_FIELD_MISSING"
    assert (got["updated"]["success"], got["read"]["Title"]) == (True, "Countess")
    assert (got["first"], got["done"], got["more"], got["unknown"]) == (1, False, 1, "INVALID_FIELD")
    assert got["merged"][0]["mergedRecordIds"] == [loser]
    assert [(r["Id"], r["IsDeleted"], r["MasterRecordId"]) for r in got["all"]] == [(loser, True, master)]
    assert (got["undeleted"][0]["success"], got["deleted"]["success"]) == (True, True)
    assert got["converted"][0]["contactId"] == got["contact"]["Id"]
    assert (got["contact"]["Title"], got["contact"]["FirstName"]) == ("Analyst", None)
    assert got["loaded"]["good"] == 1
    assert got["loaded"]["bad"][0].startswith("REQUIRED_FIELD_MISSING:")
    assert got["bulk"] == [{"LastName": 'Müller, "Jo"', "Company": "Straße"}]


def test_zeep_logs_in_and_merges_by_typed_messages(org):
    from zeep import Client, Transport

    with requests.Session() as session:
        session.trust_env, session.verify = False, org.ca_file
        client = Client(str(CLIENTS / "partner.wsdl"), transport=Transport(session=session))
        address = f"{org.instance_url}/services/Soap/u/64.0"
        service = client.create_service("{urn:partner.soap.sforce.com}SoapBinding", address)
        told = service.login("ops@acme.example", "correct horset0ken")
        org.load({"Lead": [{"Id": f"00Q00000000000{n}", "LastName": "A", "City": "London"} for n in (1, 2)]})
        master, loser = (row["Id"] for row in org.rows("Lead"))
        header = {"SessionHeader": {"sessionId": told.sessionId}}
        record = {"type": "Lead", "Id": master, "Title": "Countess", "fieldsToNull": ["City"]}
        request = [{"masterRecord": record, "recordToMergeIds": [loser]}]
        merged = service.merge(request, _soapheaders=header)
        again = service.merge(request, _soapheaders=header)
        back = service.undelete([loser], _soapheaders=header)

    assert (merged[0].success, merged[0].mergedRecordIds) == (True, [loser])
    assert (again[0].success, again[0].errors[0].statusCode) == (False, "ENTITY_IS_DELETED")
    assert back[0].success
    assert org.row(master)["City"] is None


@pytest.fixture
def session(org, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", org.ca_file)
    with requests.Session() as session:
        session.mount("https://acme.my.salesforce.com", ToTheStandIn(org.port))
        yield session


@pytest.mark.parametrize("flow", ["jwt", "client credentials", "password", "soap"])
def test_simple_salesforce_logs_in_by_each_of_its_flows(org, session, flow):
    from simple_salesforce import Salesforce  # noqa: TID251 - the client itself is tried here

    private, org.state.public_key = key_pair()
    flows = {
        "jwt": {"username": ACCOUNT["username"], "consumer_key": CLIENT["consumer_key"], "privatekey": private},
        "client credentials": CLIENT,
        "password": ACCOUNT | CLIENT,
        "soap": ACCOUNT | {"security_token": "t0ken"},
    }
    client = Salesforce(domain="acme.my", session=session, version="64.0", **flows[flow])

    assert client.query("SELECT COUNT() FROM Lead")["totalSize"] == 0
    assert client.session_id != org.access_token


def test_simple_salesforce_takes_a_session_id(org, session):
    from simple_salesforce import Salesforce  # noqa: TID251 - the client itself is tried here

    client = Salesforce(instance_url=org.instance_url, session_id=org.access_token, session=session, version="64.0")
    assert client.Lead.create({"LastName": "Lovelace", "Company": "Engines"})["success"]
