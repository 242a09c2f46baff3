"""The suppression list: recognises an e-mail or a number again of which only a keyed hash was kept. Pure.

Unkeyed hashes of phone numbers fall to guessing in hours, hence HMAC-SHA256 (RFC 2104) under a key of the ring. A row
names its key, and every key that is named is tried, so that a rotation forgets nobody.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

from hygiene.keys import Key
from hygiene.normalize import email
from hygiene.normalize.distinct import distinct, to_arrow
from schemas import suppressions

_BLOCK: Final = 64
_INNER, _OUTER = 0x36, 0x5C


@dataclass(frozen=True)
class Suppressions:
    """The list as a snapshot carries it: its rows, and the keys that they name.

    rows: table of `schemas.suppressions`, in force at the moment of the plan. keys: one for each `key_id` of the rows.
    """

    rows: pd.DataFrame = field(default_factory=suppressions.empty)
    keys: tuple[Key, ...] = ()

    def found(self, kind: str, values: pd.Series) -> pd.DataFrame:
        """Which values are on the list.

        values: normalised texts (`normal_emails`, E.164), NA for none; any unique index.

        Returns:
            One row for each value and purpose: `row` (label in the index of `values`), `purpose`, `source` (TEXT),
            `added` (the latest, since what matters is the last purge).
        """
        listed = self.rows[self.rows["kind"] == kind].sort_values("added")
        if listed.empty or values.empty:
            return _nothing_found(values)
        texts = distinct(to_arrow(values))
        hits = _hits(kind, texts.texts.to_pylist(), listed, self.keys)
        codes = pd.DataFrame({"row": values.index, "code": texts.codes})
        met = codes[np.isin(texts.codes, hits["code"])].merge(hits, on="code", validate="many_to_many")
        return met[["row", "purpose", "source", "added"]]

    def counts(self) -> dict[str, int]:
        """Rows by purpose."""
        return {purpose: int((self.rows["purpose"] == purpose).sum()) for purpose in suppressions.PURPOSES}


def in_force(rows: pd.DataFrame, as_of: pd.Timestamp, keys: Mapping[str, Key]) -> Suppressions:
    """The rows that hold at that moment with their keys. keys: `key_id` -> key, for every id that the rows name."""
    live = rows[~(rows["expires"] <= as_of).fillna(False) & (rows["added"] <= as_of)].reset_index(drop=True)
    return Suppressions(live, tuple(keys[key_id] for key_id in sorted(live["key_id"].unique())))


def normal_emails(values: pd.Series) -> pd.Series:
    """The mailbox behind each address, NA for what is no address of one person (TEXT, same index).

    A role's mailbox (`info@`) is nobody's own: hashed, it would bring back whoever else writes from it.
    """
    parts = email.parts(values)
    return parts["mailbox"].mask(parts["is_role"])


def mac(kind: str, key: Key) -> Callable[[str], bytes]:
    """HMAC-SHA256 of texts of that kind, under that key; the kind is hashed with the text.

    The two keyed states are kept and copied, which is three times as fast as a new HMAC for each of a million texts.
    """
    block = key.secret.ljust(_BLOCK, b"\0")
    inner = hashlib.sha256(bytes(byte ^ _INNER for byte in block))
    outer = hashlib.sha256(bytes(byte ^ _OUTER for byte in block))
    prefix = f"{kind}\x1f".encode()
    inner.update(prefix)

    def digest(text: str) -> bytes:
        first, second = inner.copy(), outer.copy()
        first.update(text.encode())
        second.update(first.digest())
        return second.digest()

    return digest


@dataclass(frozen=True)
class Cause:
    """Why something is on the list: purpose, the rule that asked for it, since when and until when (None: no end)."""

    purpose: str
    source: str
    added: pd.Timestamp
    expires: pd.Timestamp | None


def rows_of(kind: str, values: Iterable[str], key: Key, cause: Cause) -> pd.DataFrame:
    """Rows of the list for those normalised values, each once, in the order of their hashes (not of the values)."""
    prefix = f"{kind}\x1f".encode()
    digests = sorted({hmac.digest(key.secret, prefix + value.encode(), "sha256").hex() for value in values})
    columns = {"digest": digests, "key_id": key.id, "kind": kind, **vars(cause)}
    return suppressions.typed(pd.DataFrame(columns, index=range(len(digests))))


def _hits(kind: str, texts: list[str], listed: pd.DataFrame, keys: tuple[Key, ...]) -> pd.DataFrame:
    """Place of each text that is on the list (`code`) with the rows that list it, one a purpose."""
    found: list[tuple[int, str]] = []
    for key in keys:
        wanted = {bytes.fromhex(digest) for digest in listed.loc[listed["key_id"] == key.id, "digest"]}
        if wanted:
            digest = mac(kind, key)
            found += [(code, hashed.hex()) for code, text in enumerate(texts) if (hashed := digest(text)) in wanted]
    named = pd.DataFrame(found, columns=["code", "digest"]).astype({"code": "int64", "digest": listed["digest"].dtype})
    met = named.merge(listed, on="digest", validate="many_to_many")
    return met.sort_values("added", kind="stable").drop_duplicates(["code", "purpose"], keep="last")


def _nothing_found(values: pd.Series) -> pd.DataFrame:
    none = suppressions.empty()[["purpose", "source", "added"]]
    return none.assign(row=values.index[:0])[["row", "purpose", "source", "added"]]
