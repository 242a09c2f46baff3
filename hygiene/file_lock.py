"""A lock on a file that every system has, and that goes with the process that holds it: SQLite's own exclusive one."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from hygiene.errors import HygieneError, OutsideError


@contextmanager
def file_lock(path: Path, busy: Callable[[], HygieneError], remedy: str) -> Iterator[None]:
    """Holds the lock while the block runs; the file is made where it is not there, and stays empty.

    busy: makes the error for when another process holds it. remedy: what to do where the file cannot be made.

    Raises:
        HygieneError: that of `busy`. OutsideError: it cannot be made or locked.
    """
    try:
        connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    except sqlite3.Error as error:
        raise OutsideError(f"{path} cannot be made ({error}); {remedy}.") from None
    with closing(connection):
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise busy() from None
            raise OutsideError(f"{path} cannot be locked ({error}); {remedy}.") from None
        yield
        connection.execute("ROLLBACK")
