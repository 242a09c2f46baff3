"""What the org refuses, in its own codes: what may be tried again, what stops a run, and what a person can do."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hygiene.errors import OutsideError

AGAIN_STATUS: Final = frozenset({429, 500, 502, 503, 504})
AGAIN: Final = frozenset({"UNABLE_TO_LOCK_ROW", "SERVER_UNAVAILABLE", "REQUEST_RUNNING_TOO_LONG"})
"""Codes of a row or a call that are tried again."""
EXPIRED: Final = "INVALID_SESSION_ID"

REMEDIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "REQUEST_LIMIT_EXCEEDED": "the org's API requests of 24 hours are used up; resume the run tomorrow",
        "STORAGE_LIMIT_EXCEEDED": "the org has no storage left; free some, then resume",
        "API_DISABLED_FOR_ORG": "the API is not enabled for this org or user; have it enabled, then resume",
        "INVALID_LOGIN": "check the user name, password and token in the environment",
        "invalid_grant": "check the user name, its access to the connected app, and the key or password",
        "invalid_client": "check SALESFORCE_CLIENT_ID and SALESFORCE_CLIENT_SECRET",
        "invalid_client_id": "check SALESFORCE_CLIENT_ID and the certificate of the connected app",
        EXPIRED: "the session has ended; give a new token, or let the program log in by a connected app",
        "INVALID_FIELD": "the user cannot see a field; run lead-hygiene doctor salesforce",
        "INVALID_TYPE": "the user cannot see an object; run lead-hygiene doctor salesforce",
        "FEATURENOTENABLED": "the user lacks Bulk API Hard Delete; grant it, or set salesforce.erase to"
        " delete_and_empty_bin",
    }
)
"""Code -> what to do."""


class OrgError(OutsideError):
    """The org refused a call as a whole; its text has the org's code and the remedy, never a record's value."""

    def __init__(self, code: str, status: int = 0) -> None:
        remedy = REMEDIES.get(code, "see the org's setup, then resume the run or make a new plan")
        super().__init__(f"Salesforce answered {code}: {remedy}.")
        self.code = code
        self.status = status


class LostAnswerError(OutsideError):
    """The connection ended before the answer came: whether a write was done must be asked."""

    def __init__(self) -> None:
        super().__init__("Salesforce did not answer in time, after every retry; resume the run later.")
