"""The file of the vault: SQLite, private, and set so that what is deleted is overwritten at once."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from hygiene.errors import OutsideError, UsageError

VERSION: Final = 1
_SCHEMA: Final = """
CREATE TABLE person (
    record_id TEXT PRIMARY KEY,
    key_id TEXT NOT NULL,
    wrapped BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE image (
    number INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL,
    object TEXT NOT NULL,
    record_id TEXT NOT NULL,
    kept TEXT NOT NULL,
    expires TEXT NOT NULL,
    box BLOB NOT NULL,
    UNIQUE (run_id, record_id)
);
CREATE INDEX image_of_record ON image (record_id);
CREATE INDEX image_by_expiry ON image (expires);
CREATE TABLE kin (
    record_id TEXT NOT NULL,
    into_id TEXT NOT NULL,
    PRIMARY KEY (record_id, into_id)
) WITHOUT ROWID;
CREATE INDEX kin_into ON kin (into_id);
"""
_WAIT_SECONDS: Final = 30.0


def connect(path: Path) -> sqlite3.Connection:
    """The opened file; a new one is created private to its owner.

    Raises:
        UsageError: of another version. OutsideError: it cannot be opened.
    """
    with told(path):
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
        connection = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)
    try:
        _prepare(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """All or nothing, on disk when the block ends.

    Raises:
        OutsideError: the disk is full, the file is locked, damaged or not writable.
    """
    with told(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


@contextmanager
def told(path: Path) -> Iterator[None]:
    """What SQLite or the system says, as a sentence."""
    try:
        yield
    except sqlite3.Error as error:
        raise OutsideError(
            f"{path} cannot be used ({error}); nothing was written to any record without its before-image. Free space,"
            " close what holds the file, or restore it from your backup."
        ) from None
    except OSError as error:
        raise OutsideError(f"{path} cannot be used ({error.strerror}); choose another LEAD_HYGIENE_HOME.") from None


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    with told(path):
        # No write-ahead log: it would keep the pages of a destroyed key until some later checkpoint.
        for pragma in ("secure_delete = ON", "journal_mode = TRUNCATE", "synchronous = FULL", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version not in (0, VERSION):
        raise UsageError(f"{path} is a vault of another version; use the version that made it.")
    if version == 0:
        with transaction(connection, path):
            if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
                _create(connection)


def _create(connection: sqlite3.Connection) -> None:
    for statement in _SCHEMA.split(";"):
        if statement.strip():
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")
