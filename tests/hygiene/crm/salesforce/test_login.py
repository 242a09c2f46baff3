"""Each way into an org, through TLS with a test authority, by what the environment names; secrets stay out of sight."""

import pytest

from hygiene.crm.salesforce.login import way_in
from hygiene.crm.salesforce.problems import OrgError
from hygiene.crm.salesforce.session import MAX_LOGINS, OrgSession
from hygiene.errors import OutsideError, UsageError
from tests.org.state import CLIENT, USER
from tests.org.tls import ToTheStandIn, key_pair

pytestmark = pytest.mark.enable_socket

APP = {"SALESFORCE_DOMAIN": "acme.my", "SALESFORCE_CLIENT_ID": CLIENT["client_id"]}
NAME = {"SALESFORCE_USERNAME": USER["username"]}


@pytest.fixture
def ways(tmp_path):
    """Way -> what the environment names for it."""
    private, _ = key_pair()
    key_file = tmp_path / "key.pem"
    key_file.write_text(private)
    secrets = {"SALESFORCE_PASSWORD": USER["password"], "SALESFORCE_SECURITY_TOKEN": USER["security_token"]}
    return {
        "jwt bearer": {**APP, **NAME, "SALESFORCE_PRIVATE_KEY_FILE": str(key_file)},
        "client credentials": {**APP, "SALESFORCE_CLIENT_SECRET": CLIENT["client_secret"]},
        "security token": {"SALESFORCE_DOMAIN": "acme.my", **NAME, **secrets},
    }


@pytest.fixture
def session_by(org, monkeypatch):
    """`session_by(environment, **settings)`: a session that finds *.salesforce.com at the stand-in."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", org.ca_file)
    _, org.state.public_key = key_pair()
    made = []

    def open_one(environment, **settings):
        session = OrgSession(way_in("62.0", environment), "62.0", first_wait=0.01, tries=3, **settings)
        session._http.mount("https://acme.my.salesforce.com", ToTheStandIn(org.port))
        made.append(session)
        return session

    yield open_one
    for session in made:
        session.close()


def leads(session):
    return session.call("GET", session.data("query"), params={"q": "SELECT COUNT() FROM Lead"}).json()["totalSize"]


WAYS = ["jwt bearer", "client credentials", "security token"]


@pytest.mark.parametrize("way", WAYS)
def test_each_way_leads_in(session_by, ways, way, org, caplog):
    session = session_by(ways[way])

    assert leads(session) == 0
    assert session.token != org.access_token
    assert session.url == org.instance_url
    assert ("goes away with API 65" in caplog.text) == (way == "security token")


@pytest.mark.parametrize("way", WAYS)
def test_no_secret_is_shown(session_by, ways, way, caplog):
    session = session_by(ways[way])
    leads(session)

    shown = repr(session) + str(session) + caplog.text
    secrets = [session.token, CLIENT["client_secret"], USER["password"], USER["security_token"], key_pair()[0][40:80]]
    assert [secret for secret in secrets if secret in shown] == []


@pytest.mark.parametrize("way", WAYS)
def test_a_session_that_ends_is_logged_in_anew(session_by, ways, way, org):
    session = session_by(ways[way])
    leads(session)
    org.fault("expire", "query")

    assert leads(session) == 0
    assert org.calls.count("login") == 2


@pytest.mark.parametrize("fault", ["unavailable", "cut"])
@pytest.mark.parametrize("way", WAYS)
def test_a_login_that_is_not_answered_is_tried_again(session_by, ways, way, fault, org):
    org.fault(fault, "login", times=2)

    assert leads(session_by(ways[way])) == 0
    assert org.calls.count("login") == 3


@pytest.mark.parametrize("fault", ["unavailable", "cut", "busy"])
@pytest.mark.parametrize("way", WAYS)
def test_a_login_that_is_never_answered_is_told_in_a_sentence(session_by, ways, way, fault, org):
    org.fault(fault, "login", times=100)

    with pytest.raises(OutsideError, match=r"did not answer in time|REQUEST_LIMIT_EXCEEDED"):
        leads(session_by(ways[way]))


@pytest.mark.parametrize("way", WAYS)
def test_a_login_that_hangs_ends_by_itself(session_by, ways, way, org):
    org.fault("hang", "login", times=100, seconds=10)

    with pytest.raises(OutsideError, match="did not answer in time"):
        leads(session_by(ways[way], timeout=(20.0, 0.3)))
    assert org.calls.count("login") == 3
    assert org.state.faults.planned[0].sat_out == 0


def test_who_is_thrown_out_again_and_again_does_not_log_in_for_ever(session_by, ways, org):
    session = session_by(ways["client credentials"])
    org.fault("expire", "query", times=1000)
    for _ in range(3 * MAX_LOGINS):
        with pytest.raises(OrgError, match="INVALID_SESSION_ID"):
            leads(session)

    assert org.calls.count("login") == MAX_LOGINS


@pytest.mark.parametrize(
    ("way", "other", "told"),
    [
        ("jwt bearer", {"SALESFORCE_USERNAME": "nobody@acme.example"}, "invalid_grant: check the user name"),
        ("client credentials", {"SALESFORCE_CLIENT_SECRET": "wr0ng"}, "invalid_client: check SALESFORCE_CLIENT_ID"),
        ("security token", {"SALESFORCE_SECURITY_TOKEN": "wr0ng"}, "INVALID_LOGIN: check the user name"),
    ],
)
def test_a_refused_login_says_what_to_check_and_no_secret(session_by, ways, way, other, told):
    with pytest.raises(OutsideError, match=told) as refused:
        leads(session_by({**ways[way], **other}))
    assert "wr0ng" not in str(refused.value)
    assert refused.value.__suppress_context__


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(org, ways, monkeypatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    way = way_in("62.0", {"SALESFORCE_INSTANCE_URL": org.instance_url, "SALESFORCE_ACCESS_TOKEN": org.access_token})
    with (
        OrgSession(way, "62.0", first_wait=0.001, tries=2) as session,
        pytest.raises(OutsideError, match="did not answer"),
    ):
        leads(session)
    assert org.calls == []


@pytest.mark.parametrize("content", ["s3cret", key_pair()[1], None], ids=["no key", "a public key", "no file"])
def test_a_key_file_that_holds_no_private_key_is_told_without_its_content(session_by, ways, tmp_path, content):
    (tmp_path / "key.pem").unlink()
    if content is not None:
        (tmp_path / "key.pem").write_text(content)

    with pytest.raises(UsageError, match="SALESFORCE_PRIVATE_KEY_FILE is no readable RSA private key") as told:
        leads(session_by(ways["jwt bearer"]))
    assert content is None or content not in str(told.value)


@pytest.mark.parametrize("left_out", range(4))
def test_an_environment_that_names_no_way_in_full_is_told_what_to_set(ways, left_out):
    names = sorted(ways["jwt bearer"])
    given = {name: ways["jwt bearer"][name] for name in names if name != names[left_out]}
    if names[left_out] == "SALESFORCE_DOMAIN":
        # Without a domain it is login.salesforce.com.
        assert way_in("62.0", given).again
        return
    with pytest.raises(UsageError, match="No way into Salesforce: set SALESFORCE_INSTANCE_URL"):
        way_in("62.0", given)


def test_a_security_token_is_refused_for_an_api_that_has_no_such_login(ways):
    with pytest.raises(UsageError, match="ends with API 64"):
        way_in("65.0", ways["security token"])


@pytest.mark.parametrize("url", ["http://acme.my.salesforce.com", "acme.my.salesforce.com", "https://"])
def test_an_address_that_is_not_https_is_refused(url):
    with pytest.raises(UsageError, match="is written as https://"):
        way_in("62.0", {"SALESFORCE_INSTANCE_URL": url, "SALESFORCE_ACCESS_TOKEN": "x"})
