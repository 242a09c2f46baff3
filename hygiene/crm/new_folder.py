"""A folder that appears whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from hygiene.errors import UsageError


def check_target(target: Path, *, replace_if: str | None = None) -> None:
    """Nothing when `target` can become a new folder: it does not exist, is empty, or holds the file `replace_if`.

    Raises:
        UsageError: it is a file, holds something, or its parent folder is missing or not writable.
    """
    parent = target.absolute().parent
    if not parent.is_dir():
        raise UsageError(f"{target} cannot be written: there is no folder {parent}; create it.")
    try:
        # Trying is the only sure test: permissions mean little to root and to Windows.
        _sibling(target, "test").rmdir()
    except OSError as error:
        raise UsageError(
            f"{target} cannot be written: {parent} is not writable ({error.strerror}); choose another place."
        ) from None
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} is a file; name a new folder.")
    if target.is_dir() and any(target.iterdir()) and not (replace_if and (target / replace_if).is_file()):
        raise UsageError(f"{target} exists and is not empty; name a new folder.")


@contextmanager
def new_folder(target: Path, *, replace_if: str | None = None) -> Iterator[Path]:
    """A private sibling folder to write into, which becomes `target` at the end; on any failure it is removed.

    Raises:
        UsageError: as `check_target`, or writing failed (disk full, no permission).
    """
    check_target(target, replace_if=replace_if)
    try:
        partial = _sibling(target, "partial")
        try:
            yield partial
            _move(partial, target)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    except OSError as error:
        raise UsageError(
            f"{target} could not be written ({error.strerror}); nothing of it was left behind."
            " Free space or choose another place."
        ) from None


def write_folder(target: Path, files: Mapping[str, bytes], *, replace_if: str | None = None) -> None:
    """Private files as a new folder, all or none; name -> content.

    Raises:
        UsageError: as `new_folder`.
    """
    with new_folder(target, replace_if=replace_if) as partial:
        for name, content in files.items():
            with private_file(partial / name) as stream:
                stream.write(content)


@contextmanager
def private_file(path: Path) -> Iterator[BinaryIO]:
    """A new file that only its owner can read (where the system has modes), on disk when the block ends."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


def _move(partial: Path, target: Path) -> None:
    """The old folder, if any, goes aside first: Windows renames over nothing that exists."""
    if not target.exists():
        partial.rename(target)
        return
    aside = _sibling(target, "old")
    target.rename(aside / target.name)
    try:
        partial.rename(target)
    except OSError:
        (aside / target.name).rename(target)
        aside.rmdir()
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _sibling(target: Path, purpose: str) -> Path:
    """A new folder beside the target, with mode 0700 where the system has modes."""
    return Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=f".{purpose}", dir=target.absolute().parent))
