"""The key ring: which secrets there are, what each is for, and how a new one takes over. Pure; `key_file` reads it.

Kinds: `pseudonym` (the names under which a run's audit tells of records), `suppression` (keyed hashes of who must not
come back), `vault` (wraps the key of each person's before-images). The newest key of a kind makes new things; older
ones are still tried, so that nothing made with them is lost.
"""

import base64
import binascii
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, get_args

from hygiene.errors import UsageError

Kind = Literal["pseudonym", "suppression", "vault"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
FORMAT: Final = 1
SECRET_BYTES: Final = 32
_ID_LABEL: Final = b"lead-hygiene key id"

Random = Callable[[int], bytes]


class KeyMissingError(UsageError):
    """A key that is needed is not there: nothing is written without it."""


@dataclass(frozen=True)
class Key:
    """One secret. made: when, ISO text in UTC. The secret is never shown."""

    id: str
    kind: Kind
    made: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True)
class KeyRing:
    """All keys, oldest first within each kind."""

    keys: tuple[Key, ...]

    def of(self, kind: Kind) -> tuple[Key, ...]:
        """The keys of that kind, newest first."""
        return tuple(key for key in reversed(self.keys) if key.kind == kind)

    def newest(self, kind: Kind) -> Key:
        """The key that makes new things.

        Raises:
            KeyMissingError: the ring has none of that kind.
        """
        keys = self.of(kind)
        if not keys:
            raise KeyMissingError(f"The key ring has no {kind} key; restore the ring from your backup.")
        return keys[0]

    def named(self, kind: Kind, key_id: str) -> Key:
        """The key of that id.

        Raises:
            KeyMissingError: the ring has it not: another ring than the one that was used, or a key thrown away.
        """
        for key in self.of(kind):
            if key.id == key_id:
                return key
        raise KeyMissingError(
            f"The {kind} key {key_id} is not on the key ring, and what was made with it cannot be read;"
            " restore the ring from your backup."
        )

    def pseudonym_key(self, run_id: str, key_id: str | None = None) -> bytes:
        """The key of one run's pseudonyms: two runs name the same record differently.

        key_id: of the key that the run was begun with; else the newest.

        Raises:
            KeyMissingError: the ring has it not.
        """
        key = self.newest("pseudonym") if key_id is None else self.named("pseudonym", key_id)
        return hmac.digest(key.secret, f"run:{run_id}".encode(), "sha256")


def new_ring(made: str, random: Random = secrets.token_bytes) -> KeyRing:
    """A ring with one key of each kind."""
    return KeyRing(tuple(_new_key(kind, made, random) for kind in KINDS))


def rotated(ring: KeyRing, kind: Kind, made: str, random: Random = secrets.token_bytes) -> KeyRing:
    """The ring with a new key of that kind; the older ones stay, for what was made with them."""
    return replace(ring, keys=(*ring.keys, _new_key(kind, made, random)))


def without(ring: KeyRing, key_id: str) -> KeyRing:
    """The ring without that key."""
    return replace(ring, keys=tuple(key for key in ring.keys if key.id != key_id))


def to_text(ring: KeyRing) -> str:
    """The ring as JSON: what the key file and the environment hold."""
    keys = [
        {"id": key.id, "kind": key.kind, "made": key.made, "secret": base64.b64encode(key.secret).decode()}
        for key in ring.keys
    ]
    return json.dumps({"format": FORMAT, "keys": keys}, indent=2) + "\n"


def from_text(text: str, place: str) -> KeyRing:
    """The ring that the JSON tells; `place` stands in messages.

    Raises:
        UsageError: no key ring, of another format, or damaged. No message repeats what stands there.
    """
    try:
        data = json.loads(text)
        if data["format"] != FORMAT:
            raise UsageError(f"{place} is a key ring of another version; use the version that made it.")
        ring = KeyRing(tuple(_key(item) for item in data["keys"]))
    except (ValueError, KeyError, TypeError, binascii.Error):
        raise UsageError(f"{place} is no key ring or damaged; restore it from your backup.") from None
    if len({key.id for key in ring.keys}) < len(ring.keys):
        raise UsageError(f"{place} holds a key twice; restore it from your backup.")
    return ring


def _key(item: Mapping[str, Any]) -> Key:
    secret = base64.b64decode(item["secret"], validate=True)
    kind, made = item["kind"], str(item["made"])
    if kind not in KINDS or len(secret) != SECRET_BYTES or item["id"] != _id_of(kind, secret):
        raise ValueError("a damaged key")
    return Key(str(item["id"]), kind, made, secret)


def _new_key(kind: Kind, made: str, random: Random) -> Key:
    secret = random(SECRET_BYTES)
    return Key(_id_of(kind, secret), kind, made, secret)


def _id_of(kind: Kind, secret: bytes) -> str:
    """A name that tells nothing of the secret, and shows when it was altered."""
    return f"{kind}-{hmac.digest(secret, _ID_LABEL, 'sha256').hex()[:12]}"
