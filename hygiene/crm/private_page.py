"""One file that only its owner can read, in the place of an earlier one, whole or not at all."""

import os
import tempfile
from pathlib import Path

from hygiene.errors import UsageError


def write_private(path: Path, text: str) -> None:
    """Writes the text as UTF-8 with LF line ends; an existing file is replaced.

    Raises:
        UsageError: it is a folder, or cannot be written there.
    """
    partial = ""
    try:
        descriptor, partial = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.absolute().parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode("utf-8"))
        Path(partial).replace(path)
    except OSError as error:
        if partial:
            Path(partial).unlink(missing_ok=True)
        raise UsageError(f"{path} cannot be written ({error.strerror}); name another file.") from None
