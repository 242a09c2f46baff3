"""Where the key ring lies: in the environment, or in a file that only its owner can read."""

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

from hygiene.crm.new_folder import private_file
from hygiene.errors import UsageError
from hygiene.home import LEDGER_FILE, home
from hygiene.keys import KeyMissingError, KeyRing, from_text, new_ring, to_text

VARIABLE: Final = "LEAD_HYGIENE_KEYS"
"""The environment variable that holds the whole ring, as the file would."""

FILE_NAME: Final = "keys.json"
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def key_file() -> Path:
    """The key file of this home."""
    return home() / FILE_NAME


def find_ring() -> KeyRing | None:
    """The ring of the environment, else of the key file, else None.

    Raises:
        UsageError: a ring that is damaged, or a file that others can read.
    """
    given = os.environ.get(VARIABLE)
    if given:
        return from_text(given, VARIABLE)
    path = key_file()
    return read_ring(path) if path.exists() else None


def load_ring() -> KeyRing:
    """The ring that must be there.

    Raises:
        KeyMissingError: there is none. UsageError: as `find_ring`.
    """
    ring = find_ring()
    if ring is None:
        raise KeyMissingError(
            f"There is no key ring: {key_file()} is missing and {VARIABLE} is not set; restore it from your backup."
        )
    return ring


def ensure_ring(made: str, *, needed: bool = False) -> KeyRing:
    """The ring; a new one in the home of who never had any.

    made: this moment, ISO text. needed: the ledger has a run already whose keys a new ring could not replace; vault and
    suppression list in the home are found here.

    Raises:
        KeyMissingError: `needed`, and there is no ring. UsageError: as `find_ring`, or the file cannot be written.
    """
    ring = find_ring()
    if ring is not None:
        return ring
    # The ledger itself holds nothing that was made with a key, until a run on an org names records in it.
    if needed or any(file.name != LEDGER_FILE for file in home().glob("*.sqlite")):
        return load_ring()
    return create_ring(made, key_file())


def create_ring(made: str, path: Path) -> KeyRing:
    """A new ring in a new private file; where another run was faster, that one's.

    Raises:
        UsageError: the file cannot be written.
    """
    ring = new_ring(made)
    sibling = _written(ring, path)
    try:
        # Unlike a rename, a link never takes the place of what another run has just written.
        os.link(sibling, path)
    except FileExistsError:
        return read_ring(path)
    except OSError as error:
        raise _unwritable(path, error) from None
    finally:
        sibling.unlink(missing_ok=True)
    return ring


def replace_ring(ring: KeyRing, path: Path) -> None:
    """Writes the ring in the place of an earlier one: the old or the new, never half of one.

    Raises:
        UsageError: the file cannot be written.
    """
    sibling = _written(ring, path)
    try:
        sibling.replace(path)
    except OSError as error:
        sibling.unlink(missing_ok=True)
        raise _unwritable(path, error) from None


def read_ring(path: Path) -> KeyRing:
    """The ring in that file.

    Raises:
        UsageError: damaged, unreadable, or readable by others (where the system has modes).
    """
    try:
        if os.name == "posix" and path.stat().st_mode & _OTHERS:
            raise UsageError(
                f"{path} can be read or written by others than its owner; nothing was done. Run: chmod 600 {path}"
            )
        return from_text(path.read_text(encoding="utf-8"), str(path))
    except UnicodeDecodeError:
        raise UsageError(f"{path} is no key ring or damaged; restore it from your backup.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}); check who owns it.") from None


def _written(ring: KeyRing, path: Path) -> Path:
    sibling = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        sibling.unlink(missing_ok=True)
        with private_file(sibling) as stream:
            stream.write(to_text(ring).encode())
    except OSError as error:
        with suppress(OSError):
            sibling.unlink(missing_ok=True)
        raise _unwritable(path, error) from None
    return sibling


def _unwritable(path: Path, error: OSError) -> UsageError:
    return UsageError(f"{path} cannot be written ({error.strerror}); free space or choose another LEAD_HYGIENE_HOME.")
