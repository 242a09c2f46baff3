"""The home: the one folder where ledger, keys and vault lie."""

import os
from pathlib import Path
from typing import Final

VARIABLE: Final = "LEAD_HYGIENE_HOME"
LEDGER_FILE: Final = "ledger.sqlite"
LEDGER_VARIABLE: Final = "LEAD_HYGIENE_LEDGER_URL"


def home() -> Path:
    """`$LEAD_HYGIENE_HOME`, else the user's data folder of this system. It need not exist: only `apply` creates it."""
    given = os.environ.get(VARIABLE)
    if given:
        return Path(given)
    from platformdirs import user_data_path

    return user_data_path("lead-hygiene", appauthor=False)
