"""Values on their way in and out: ids of 15 and 18 characters, moments in one form, flags, numbers."""

import re
from datetime import UTC, datetime
from functools import lru_cache

from tests.org.describe import OrgField
from tests.org.errors import OrgError

_ID = re.compile(r"[A-Za-z0-9]{15}([A-Za-z0-9]{3})?")
_CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+")


@lru_cache(maxsize=1_000_000)
def id18(text: str) -> str:
    """Both spellings of an id are the same record; anything else is `MALFORMED_ID`."""
    if not _ID.fullmatch(text):
        raise OrgError("MALFORMED_ID", f"malformed id {text}")
    if len(text) == 18:
        text = text[:15]
    blocks = (text[0:5], text[5:10], text[10:15])
    return text + "".join(_CHECK[sum((c.isupper()) << i for i, c in enumerate(block))] for block in blocks)


def moment(text: str) -> str:
    """Any ISO spelling -> `2026-01-02T03:04:05.000+0000`, in which order of text is order of time."""
    try:
        parsed = datetime.fromisoformat(text.strip())
    except ValueError:
        raise OrgError("JSON_PARSER_ERROR", f"Cannot deserialize datetime from {text}") from None
    parsed = parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    return parsed.strftime("%Y-%m-%dT%H:%M:%S.") + f"{parsed.microsecond // 1000:03d}+0000"


def stored(field: OrgField, value: object) -> object:
    """What SQLite keeps for a value that a client sent; blanks are null."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return 0 if field.type == "boolean" else None
    return _CONVERT.get(field.type, _text)(field, value)


def _text(field: OrgField, value: object) -> str:
    text = str(value).strip()
    if field.length and len(text) > field.length:
        message = f"{field.name}: data value too large: {text[:40]} (max length={field.length})"
        raise OrgError("STRING_TOO_LONG", message, [field.name])
    return text


def _email(field: OrgField, value: object) -> str:
    text = _text(field, value)
    if not _EMAIL.fullmatch(text):
        raise OrgError("INVALID_EMAIL_ADDRESS", f"{field.name}: invalid email address: {text}", [field.name])
    return text


def _flag(field: OrgField, value: object) -> int:
    words = {"true": 1, "1": 1, "false": 0, "0": 0}
    try:
        return words[str(value).lower()]
    except KeyError:
        raise OrgError("INVALID_TYPE_ON_FIELD_IN_RECORD", f"{field.name}: not a boolean", [field.name]) from None


def _number(field: OrgField, value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        raise OrgError("INVALID_TYPE_ON_FIELD_IN_RECORD", f"{field.name}: not a number", [field.name]) from None


def _id(field: OrgField, value: object) -> str:
    return id18(str(value))


def _moment(field: OrgField, value: object) -> str:
    return moment(str(value))


def _date(field: OrgField, value: object) -> str:
    return moment(str(value))[:10]


_CONVERT = {"id": _id, "reference": _id, "email": _email, "boolean": _flag, "double": _number}
_CONVERT |= {"datetime": _moment, "date": _date}


def shown(field: OrgField, value: object) -> object:
    """The JSON form of a stored value."""
    return bool(value) if field.type == "boolean" else value
