"""Ways in: OAuth by JWT bearer, client credentials or password, SOAP login, and the token given at the start."""

import base64
from urllib.parse import parse_qs

import jwt
from starlette.responses import JSONResponse, Response

from tests.org.calls import Call
from tests.org.errors import OrgError
from tests.org.state import CLIENT, USER

_JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def token(call: Call) -> Response:
    """OAuth's token endpoint; a refusal is `invalid_grant` or `invalid_client`, status 400."""
    form = {name: values[0] for name, values in parse_qs(call.body.decode()).items()}
    grants = {_JWT: _bearer, "client_credentials": _credentials, "password": _password}
    grant = grants.get(form.get("grant_type", ""))
    refusal = grant(call, form) if grant else ("unsupported_grant_type", "grant type not supported")
    if refusal:
        return JSONResponse({"error": refusal[0], "error_description": refusal[1]}, status_code=400)
    known = {"access_token": call.state.new_token(), "instance_url": call.state.url, "token_type": "Bearer"}
    return JSONResponse(known | {"id": f"{call.state.url}/id/00D9Z0000000001EAA/0055e00000000AAAAA"})


def _bearer(call: Call, form: dict[str, str]) -> tuple[str, str] | None:
    if call.state.public_key is None:
        return "invalid_client_id", "no certificate is registered"
    host = call.headers.get("host", "")
    audiences = ["https://login.salesforce.com", "https://test.salesforce.com", f"https://{host}", call.state.url]
    try:
        claims = jwt.decode(form["assertion"], call.state.public_key, algorithms=["RS256"], audience=audiences)
    except (jwt.PyJWTError, KeyError) as error:
        return "invalid_grant", f"invalid assertion: {type(error).__name__}"
    if claims.get("iss") != CLIENT["client_id"]:
        return "invalid_client_id", "client identifier invalid"
    return None if claims.get("sub") == USER["username"] else ("invalid_grant", "user hasn't approved this consumer")


def _credentials(call: Call, form: dict[str, str]) -> tuple[str, str] | None:
    kind, _, encoded = call.headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        name, _, secret = base64.b64decode(encoded).decode().partition(":")
        form = form | {"client_id": name, "client_secret": secret}
    return None if _client(form) else ("invalid_client", "invalid client credentials")


def _password(call: Call, form: dict[str, str]) -> tuple[str, str] | None:
    if not _client(form):
        return "invalid_client", "invalid client credentials"
    good = form.get("password") in {USER["password"], USER["password"] + USER["security_token"]}
    return None if good and form.get("username") == USER["username"] else ("invalid_grant", "authentication failure")


def _client(form: dict[str, str]) -> bool:
    return all(form.get(name) == value for name, value in CLIENT.items())


def soap(call: Call, username: str, password: str) -> dict:
    """SOAP login takes the password with the security token behind it."""
    if float(call.version) >= 65:
        raise OrgError("UNSUPPORTED_API_VERSION", "login() is not available in this API version")
    if username != USER["username"] or password != USER["password"] + USER["security_token"]:
        raise OrgError("INVALID_LOGIN", "Invalid username, password, security token; or user locked out.")
    user = {"userId": "0055e00000000AAAAA", "organizationId": "00D9Z0000000001EAA", "userName": username}
    return {
        "serverUrl": f"{call.state.url}/services/Soap/u/{call.version}/00D9Z0000000001",
        "sessionId": call.state.new_token(),
        "userId": user["userId"],
        "userInfo": user,
    }
