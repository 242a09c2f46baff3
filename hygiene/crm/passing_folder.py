"""A folder for as long as a block runs, private to its owner; what a killed process left behind goes with the next."""

import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from hygiene.errors import HygieneError, OutsideError
from hygiene.file_lock import file_lock

_PREFIX: Final = "lead-hygiene-"
_LOCK: Final = ".in-use"
_REMEDY: Final = "make room there"


@contextmanager
def passing_folder() -> Iterator[Path]:
    """The folder, among the temporary files of this system.

    Raises:
        OSError, OutsideError: it cannot be made.
    """
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as name:
        folder = Path(name)
        for other in folder.parent.glob(f"{_PREFIX}*"):
            if other != folder and _is_left_behind(other, folder):
                shutil.rmtree(other, ignore_errors=True)
        with file_lock(folder / _LOCK, _busy, _REMEDY):
            yield folder


def _is_left_behind(other: Path, own: Path) -> bool:
    """Whether its process ended: who fills a folder holds the lock from before its first file until the last is gone.

    One of somebody else, who may have put anything there, is not looked into.
    """
    try:
        told = other.lstat()
        if not stat.S_ISDIR(told.st_mode) or told.st_uid != own.stat().st_uid:
            return False
        names = {path.name for path in other.iterdir()}
        if _LOCK not in names or names == {_LOCK}:
            return False
        with file_lock(other / _LOCK, _busy, _REMEDY):
            return True
    except (OSError, HygieneError):
        return False


def _busy() -> OutsideError:
    return OutsideError(f"A folder {_PREFIX}… among the temporary files is in use; try again.")
