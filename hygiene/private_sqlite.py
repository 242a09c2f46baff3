"""A SQLite file that is private to its owner and overwrites at once what is deleted from it."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from hygiene.errors import OutsideError, UsageError

VERSION: Final = 1
_WAIT_SECONDS: Final = 30.0


def connect(path: Path, schema: str) -> sqlite3.Connection:
    """The opened file; a new one is created with the statements of `schema` (parted by `;`), private to its owner.

    Raises:
        UsageError: of another version. OutsideError: it cannot be opened.
    """
    with told(path):
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
        connection = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)
    try:
        _prepare(connection, path, schema)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_to_read(path: Path) -> sqlite3.Connection:
    """The opened file, which nothing can be written to through it.

    Raises:
        UsageError: of another version. OutsideError: it cannot be opened.
    """
    with told(path):
        # Not `ro`: what a killed process left half written could not be rolled back, nor the rest be read.
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", timeout=_WAIT_SECONDS, uri=True)
    try:
        connection.execute("PRAGMA query_only = ON")
        _check_version(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path, *, alone: bool = False) -> Iterator[None]:
    """All or nothing, on disk when the block ends; within another transaction it is a part of that one.

    alone: nobody else reads the file meanwhile either.

    Raises:
        OutsideError: the disk is full, the file is locked, damaged or not writable.
    """
    if connection.in_transaction:
        yield
        return
    with told(path):
        connection.execute("BEGIN EXCLUSIVE" if alone else "BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


@contextmanager
def told(path: Path) -> Iterator[None]:
    """What SQLite or the system says, as a sentence."""
    try:
        yield
    except sqlite3.Error as error:
        raise OutsideError(
            f"{path} cannot be used ({error}); free space, close what holds the file, or restore it from your backup."
        ) from None
    except OSError as error:
        raise OutsideError(f"{path} cannot be used ({error.strerror}); choose another LEAD_HYGIENE_HOME.") from None


def _prepare(connection: sqlite3.Connection, path: Path, schema: str) -> None:
    with told(path):
        # No write-ahead log: it would keep the pages of a destroyed key until some later checkpoint.
        for pragma in ("secure_delete = ON", "journal_mode = TRUNCATE", "synchronous = FULL", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
    if _check_version(connection, path) == 0:
        with transaction(connection, path):
            if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
                _create(connection, schema)


def _check_version(connection: sqlite3.Connection, path: Path) -> int:
    with told(path):
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version not in (0, VERSION):
        raise UsageError(f"{path} is of another version of this program; use the version that made it.")
    return version


def _create(connection: sqlite3.Connection, schema: str) -> None:
    for statement in schema.split(";"):
        if statement.strip():
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")
