"""Putting the head of the chain somewhere that who can edit the ledger cannot: a file, a mail, a git tag."""

import os
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from hygiene.errors import InputError, OutsideError, UsageError
from hygiene.ledger.audit_check import read_anchor
from hygiene.ledger.store import Draft, Head, Ledger

_SECONDS: Final = 120


def anchor(ledger: Ledger, *, file: Path | None = None, command: str | None = None) -> Head:
    """Appends the head as a line `SEQ:DIGEST MOMENT` to a file, or gives it to a command on its standard input.

    Args:
        ledger: whose head.
        file: appended to; made where it is not there.
        command: program and arguments, started without a shell.

    Raises:
        UsageError: neither or a command that is none. OutsideError: the file or the command failed.
    """
    if (file is None) == (command is None):
        raise UsageError("Say where the head goes: --to FILE or --command PROGRAM.")
    head = ledger.head()
    line = f"{head.text()} {head.at}\n"
    if file is not None:
        _append(file, line)
    else:
        _hand_over(str(command), line)
    ledger.append([Draft("anchor", head.text(), {"to": "file" if file is not None else "command"})])
    return head


def anchors_given(texts: Sequence[str], file: Path | None) -> list[tuple[int, str]]:
    """Kept heads, as typed and from a file with one a line: seq and digest.

    Raises:
        InputError: the file cannot be read. UsageError: a text is no anchor.
    """
    try:
        lines = [] if file is None else file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise InputError(f"{file} cannot be read; name a text file with one anchor a line.") from None
    try:
        return [read_anchor(text) for text in [*texts, *lines] if text.strip()]
    except ValueError:
        raise UsageError("An anchor is written SEQ:DIGEST, as the head was printed; mend that.") from None


def _append(file: Path, line: str) -> None:
    try:
        with file.open("a", encoding="utf-8", newline="\n") as stream:
            stream.write(line)
    except OSError as error:
        raise OutsideError(f"{file} cannot be written ({error.strerror}); the head was not anchored.") from None


def _hand_over(command: str, line: str) -> None:
    try:
        # Windows paths have backslashes, which the POSIX way would eat; its other way keeps the quotes.
        posix = os.name == "posix"
        words = [word if posix else word.strip('"') for word in shlex.split(command, posix=posix)]
        done = subprocess.run(words, input=line.encode(), capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, ValueError, IndexError, subprocess.TimeoutExpired) as error:
        raise OutsideError(
            f"The anchor's command failed ({type(error).__name__}); the head was not anchored."
        ) from None
    if done.returncode:
        raise OutsideError(f"The anchor's command ended with {done.returncode}; the head was not anchored.")
