"""One apply at a time on one place: a lock that dies with the process, or the connection, that holds it."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from sqlalchemy import Connection, text

from hygiene.errors import BrakeError
from hygiene.file_lock import file_lock
from hygiene.ledger.opening import told
from hygiene.ledger.store import Ledger

_TRIES: Final = 11
_WAIT_SECONDS: Final = 0.1


class Lease(Protocol):
    """A held lock."""

    def check(self) -> None:
        """Nothing while it is still held.

        Raises:
            OutsideError: it was lost with its database; what is written next could be written twice.
        """
        ...


class BusyError(BrakeError):
    """Somebody else is applying to this place now."""


@contextmanager
def lease(ledger: Ledger, target: str) -> Iterator[Lease]:
    """Holds the place while the block runs.

    Raises:
        BusyError: another process holds it; names its run. OutsideError: the lock cannot be asked for.
    """
    engine = ledger.engine
    if engine.dialect.name == "postgresql":
        with told(), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            key = _number(target)
            if not _locked(connection, key):
                raise _busy(ledger, target)
            yield _ServerLease(connection)
            with suppress(Exception):
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})
        return
    folder = Path(str(engine.url.database)).parent
    lock = folder / f".apply-{_number(target):016x}.lock"
    with file_lock(lock, lambda: _busy(ledger, target), "choose another LEAD_HYGIENE_HOME"):
        yield _FileLease()


def _locked(connection: Connection, key: int) -> bool:
    """Tried for a second: a server needs a moment to see that the process which held it has died."""
    for tried in range(_TRIES):
        time.sleep(_WAIT_SECONDS if tried else 0)
        if connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}).scalar():
            return True
    return False


@dataclass(frozen=True)
class _ServerLease:
    connection: Connection

    def check(self) -> None:
        with told():
            self.connection.execute(text("SELECT 1"))


class _FileLease:
    def check(self) -> None:
        """A file's lock is held as long as the process lives."""


def _busy(ledger: Ledger, target: str) -> BusyError:
    begun = ledger.entries("begin", subject=target)
    run = f" (run {begun[-1].run}, begun {begun[-1].at})" if begun else ""
    return BusyError(f"Another apply is writing to {target} now{run}; wait until it has ended. Nothing was written.")


def _number(target: str) -> int:
    """A lock's number: 63 bits of the place's SHA-256."""
    return int.from_bytes(hashlib.sha256(target.encode()).digest()[:8], "big") >> 1
