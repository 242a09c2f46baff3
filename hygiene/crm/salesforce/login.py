"""Logging in by what the environment gives. Secrets are read here and never printed."""

import os
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from xml.parsers.expat import ExpatError

import requests
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from simple_salesforce.exceptions import SalesforceAuthenticationFailed
from simple_salesforce.login import SalesforceLogin

from hygiene.crm.salesforce.problems import AGAIN_STATUS, LostAnswerError, OrgError
from hygiene.errors import UsageError

NAMES: Final = (
    "INSTANCE_URL", "ACCESS_TOKEN", "DOMAIN", "CLIENT_ID", "CLIENT_SECRET", "PRIVATE_KEY_FILE", "USERNAME", "PASSWORD",
    "SECURITY_TOKEN",
)  # fmt: skip
_LAST_SOAP_LOGIN: Final = 64
_AWAY: Final = AGAIN_STATUS - {500}
"""A login by SOAP that is refused is a 500 too."""
_NO_ANSWER_OF_A_LOGIN: Final = (AttributeError, KeyError, TypeError, ValueError, ExpatError)
"""What the library stumbles over when a proxy, say, answers in the org's place."""

Login = Callable[[requests.Session], tuple[str, str]]
"""Logs in on a session: token and instance URL."""


@dataclass(frozen=True)
class Way:
    """A way to log in. again: whether it can be used once more when the session has ended. warning: for the user."""

    login: Login
    again: bool
    warning: str | None = None


def way_in(version: str, environment: Mapping[str, str] | None = None) -> Way:
    """The first of: access token, JWT bearer, client credentials, user name and password.

    Raises:
        UsageError: the environment names none of them in full.
    """
    env = os.environ if environment is None else environment
    given = {name: value for name in NAMES if (value := env.get(f"SALESFORCE_{name}"))}
    if {"INSTANCE_URL", "ACCESS_TOKEN"} <= given.keys():
        token, url = given["ACCESS_TOKEN"], _checked_url(given["INSTANCE_URL"])
        return Way(lambda _session: (token, url), again=False)
    by_library = _library_arguments(given, version)
    soap = "password" in by_library and "consumer_key" not in by_library
    if soap and float(version) > _LAST_SOAP_LOGIN:
        raise UsageError(f"Login by security token ends with API {_LAST_SOAP_LOGIN}; use a connected app instead.")
    warning = "Login by user name, password and token goes away with API 65; use a connected app." if soap else None
    return Way(lambda session: _by_library(session, by_library), again=True, warning=warning)


def _library_arguments(given: Mapping[str, str], version: str) -> dict[str, str]:
    domain = {"domain": given.get("DOMAIN", "login").removesuffix(".salesforce.com")}
    app = {"consumer_key": given.get("CLIENT_ID", "")}
    user = {"username": given.get("USERNAME", "")}
    if {"CLIENT_ID", "PRIVATE_KEY_FILE", "USERNAME"} <= given.keys():
        return {**domain, **app, **user, "privatekey_file": given["PRIVATE_KEY_FILE"]}
    if {"DOMAIN", "CLIENT_ID", "CLIENT_SECRET"} <= given.keys() and "PASSWORD" not in given:
        return {**domain, **app, "consumer_secret": given["CLIENT_SECRET"]}
    if {"USERNAME", "PASSWORD", "SECURITY_TOKEN"} <= given.keys():
        secret = {"password": given["PASSWORD"], "security_token": given["SECURITY_TOKEN"]}
        return {**domain, **user, **secret, "sf_version": version}
    raise UsageError(
        "No way into Salesforce: set SALESFORCE_INSTANCE_URL and SALESFORCE_ACCESS_TOKEN, or SALESFORCE_DOMAIN and"
        " SALESFORCE_CLIENT_ID with SALESFORCE_CLIENT_SECRET, or with SALESFORCE_PRIVATE_KEY_FILE and"
        " SALESFORCE_USERNAME."
    )


def _by_library(session: requests.Session, arguments: Mapping[str, Any]) -> tuple[str, str]:
    _check_key(arguments.get("privatekey_file"))
    try:
        with warnings.catch_warnings(), _busy_is_no_answer(session):
            warnings.simplefilter("ignore")
            token, instance = SalesforceLogin(session=session, **arguments)
    except SalesforceAuthenticationFailed as error:
        raise OrgError(str(error.code)) from None
    except (requests.RequestException, *_NO_ANSWER_OF_A_LOGIN):
        raise LostAnswerError from None
    return str(token), f"https://{instance}"


@contextmanager
def _busy_is_no_answer(session: requests.Session) -> Iterator[None]:
    """The library would take what a server that is away says for a refusal, and a refusal is not tried again."""

    def refuse(answer: requests.Response, **_: Any) -> None:
        if answer.status_code in _AWAY:
            raise requests.ConnectionError

    session.hooks["response"].append(refuse)
    try:
        yield
    finally:
        session.hooks["response"].remove(refuse)


def _check_key(file: str | None) -> None:
    """What the library would say of a wrong key is no sentence for a person."""
    if file is None:
        return
    try:
        key = load_pem_private_key(Path(file).read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPrivateKey):
        raise UsageError("SALESFORCE_PRIVATE_KEY_FILE is no readable RSA private key (PEM, without a passphrase).")


def _checked_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise UsageError("SALESFORCE_INSTANCE_URL is written as https://my-domain.my.salesforce.com.")
    return f"https://{parts.netloc}"
