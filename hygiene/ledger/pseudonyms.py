"""The names under which a run's entries tell of records, steps and changes: keyed hashes, another key for each run."""

import hashlib
import hmac
from dataclasses import dataclass, field

_CHARACTERS = 16


@dataclass(frozen=True)
class Pseudonyms:
    """Names of one run. secret: see `KeyRing.pseudonym_key`."""

    secret: bytes = field(repr=False)

    def of(self, identifier: str) -> str:
        """The pseudonym of an id: 64 bits of HMAC-SHA256 (hex)."""
        return hmac.digest(self.secret, identifier.encode(), hashlib.sha256).hex()[:_CHARACTERS]
