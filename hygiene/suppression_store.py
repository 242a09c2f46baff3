"""Where the suppression list lies, and how a plan, a list check and an apply come by it.

`known_suppressions` and `Remembering` are the only ways in and out; the place itself is a file of this home, or the
ledger that `LEAD_HYGIENE_LEDGER_URL` names.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path
from sqlite3 import Connection
from typing import Final

import pandas as pd

from hygiene.home import LEDGER_VARIABLE, home
from hygiene.key_file import ensure_ring, load_ring
from hygiene.keys import Key
from hygiene.manifest import moment_text
from hygiene.policy import Policy
from hygiene.private_sqlite import connect, connect_to_read, told, transaction
from hygiene.snapshot import Snapshot
from hygiene.suppressing import suppressions_of
from hygiene.suppression import Suppressions, in_force
from schemas import suppressions
from schemas.values import to_text

FILE_NAME: Final = "suppressions.sqlite"
_SCHEMA: Final = """
CREATE TABLE suppression (
    digest TEXT NOT NULL,
    key_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    purpose TEXT NOT NULL,
    source TEXT NOT NULL,
    added TEXT NOT NULL,
    expires TEXT,
    PRIMARY KEY (digest, purpose)
) WITHOUT ROWID;
"""
_COLUMNS: Final = ", ".join(suppressions.COLUMNS)
_ADD: Final = (
    f"INSERT INTO suppression ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (digest, purpose)"
    " DO UPDATE SET added = excluded.added, expires = excluded.expires, source = excluded.source"
)


def suppression_file() -> Path:
    """The list of this home."""
    return home() / FILE_NAME


def known_suppressions(as_of: pd.Timestamp) -> Suppressions:
    """What is in force at that moment, with its keys; nothing where there is no list. Nothing is created.

    Raises:
        KeyMissingError: a row's key is not on the ring, so that nobody could say who is on the list.
        OutsideError: the file cannot be read.
    """
    rows = stored()
    if rows.empty:
        return Suppressions()
    ring = load_ring()
    keys: dict[str, Key] = {key_id: ring.named("suppression", key_id) for key_id in rows["key_id"].unique()}
    return in_force(rows, as_of, keys)


def stored() -> pd.DataFrame:
    """The whole list, sorted by hash (table of `schemas.suppressions`): this home's, and that of a shared ledger.

    Raises:
        OutsideError: the file or the ledger cannot be read. UsageError: a ledger of another version.
    """
    if not is_shared():
        return _in_file()
    # Rows that were written here before the ledger was shared go on to hold.
    from hygiene.ledger.suppressions import shared_rows

    rows = pd.concat([_in_file(), shared_rows()], ignore_index=True).sort_values(["digest", "purpose", "added"])
    return rows.drop_duplicates(["digest", "purpose"], keep="last").reset_index(drop=True)


def is_shared() -> bool:
    """Whether the list lies in a ledger that somebody named, for several machines."""
    return bool(os.environ.get(LEDGER_VARIABLE))


def _in_file() -> pd.DataFrame:
    path = suppression_file()
    if not path.exists():
        return suppressions.empty()
    connection = connect_to_read(path)
    try:
        with told(path):
            found = connection.execute(f"SELECT {_COLUMNS} FROM suppression ORDER BY digest, purpose").fetchall()
    finally:
        connection.close()
    return suppressions.typed(pd.DataFrame(found, columns=list(suppressions.COLUMNS)))


@dataclass(frozen=True)
class Remembering:
    """What an apply will put on the list: worked out, with its key, before anything is written."""

    rows: pd.DataFrame
    now: pd.Timestamp
    _path: Path = field(default_factory=suppression_file)

    def write(self) -> None:
        """Puts the rows on the list and takes off those whose time is over, durable on return.

        Raises:
            OutsideError: the file cannot be written.
        """
        if self.rows.empty:
            return
        if is_shared():
            from hygiene.ledger.suppressions import add_shared

            add_shared(_as_texts(self.rows), moment_text(self.now))
            return
        connection = connect(self._path, _SCHEMA)
        try:
            with transaction(connection, self._path):
                connection.executemany(_ADD, _as_texts(self.rows))
                _expire(connection, self.now)
        finally:
            connection.close()


def remembering(
    applied: pd.DataFrame, before: Snapshot, after: Snapshot | None, policy: Policy, now: pd.Timestamp
) -> Remembering:
    """The rows that these changes ask for; the first time it makes the key ring.

    Arguments as in `suppressing.suppressions_of`.

    Raises:
        KeyMissingError: there is a list already, and its keys are gone. UsageError: the ring cannot be read or made.
    """
    asks = (applied["action"] == "erase") | (applied["rule"] == "dnc_internal")
    if not asks.any():
        return Remembering(suppressions.empty(), now)
    ring = ensure_ring(moment_text(now), needed=is_shared() and not stored().empty)
    return Remembering(suppressions_of(applied, before, after, policy, ring.newest("suppression"), now), now)


def expire(now: pd.Timestamp) -> int:
    """Takes rows off the list whose time is over; how many.

    Raises:
        OutsideError: the file or the ledger cannot be written.
    """
    if is_shared():
        from hygiene.ledger.suppressions import expire_shared

        return expire_shared(moment_text(now)) + _expire_file(now)
    return _expire_file(now)


def _expire_file(now: pd.Timestamp) -> int:
    path = suppression_file()
    if not path.exists():
        return 0
    connection = connect(path, _SCHEMA)
    try:
        with transaction(connection, path):
            return _expire(connection, now)
    finally:
        connection.close()


def status(as_of: pd.Timestamp) -> str:
    """The list in numbers, for the terminal."""
    rows = stored()
    known = known_suppressions(as_of)
    counts = rows.groupby(["purpose", "kind", "key_id"], as_index=False).agg(number=("digest", "size"))
    lines = [f"{row.number:,} x {row.kind} for {row.purpose}, key {row.key_id}" for row in counts.itertuples()]
    return "\n".join([f"{len(rows):,} hashes on the suppression list, {len(known.rows):,} in force", *lines])


def _expire(connection: Connection, now: pd.Timestamp) -> int:
    return int(connection.execute("DELETE FROM suppression WHERE expires <= ?", (moment_text(now),)).rowcount)


def _as_texts(rows: pd.DataFrame) -> list[tuple[str | None, ...]]:
    columns = [to_text(rows[name]) for name in suppressions.COLUMNS]
    texts = [column.astype(object).where(column.notna(), None).tolist() for column in columns]
    return list(zip(*texts, strict=True))
