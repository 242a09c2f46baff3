"""Who runs a command: for approvals and the audit."""

import getpass
import os
from typing import Final

from hygiene.errors import UsageError

VARIABLE: Final = "LEAD_HYGIENE_USER"


def who() -> str:
    """`$LEAD_HYGIENE_USER` (set it where many people share one account), else the account of this system.

    Raises:
        UsageError: neither says who this is.
    """
    given = os.environ.get(VARIABLE, "").strip()
    try:
        name = given or getpass.getuser()
    except (KeyError, ImportError, OSError):
        raise UsageError(f"Nobody can tell who runs this; set {VARIABLE} to your name.") from None
    return " ".join(name.split())
