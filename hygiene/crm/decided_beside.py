"""`decisions.csv`, beside exported files: what people decided of their records. `apply` writes it, `plan` reads it.

So a pair that somebody kept apart stays apart in every later plan of the cleaned files.
"""

from pathlib import Path

import pandas as pd

from hygiene.crm.archive import DECISIONS
from hygiene.crm.bundle import csv_bytes
from hygiene.decisions import CANNOT_LINK, COLUMNS, MUST_LINK, no_decisions
from hygiene.errors import InputError
from schemas.columns import TEXT

_ID_LENGTH = 18


def as_files(decisions: pd.DataFrame) -> dict[str, bytes]:
    """The file by its name; none where nobody decided anything."""
    return {DECISIONS: csv_bytes(decisions[list(COLUMNS)])} if len(decisions) else {}


def decided_beside(folder: Path) -> pd.DataFrame:
    """Table of `decisions_of`; without a row where the source is no folder or holds no such file.

    Raises:
        InputError: the file is damaged.
    """
    path = folder / DECISIONS
    if not path.is_file():
        return no_decisions()
    try:
        table = pd.read_csv(path, usecols=list(COLUMNS), dtype=TEXT)[list(COLUMNS)]
    except (OSError, ValueError):
        raise _damaged(path) from None
    ids = pd.concat([table["left_id"], table["right_id"]])
    are_ids, are_words = ids.str.len() == _ID_LENGTH, table["decision"].isin([MUST_LINK, CANNOT_LINK])
    if not (are_ids.fillna(False).all() and are_words.all()):
        raise _damaged(path)
    return table


def _damaged(path: Path) -> InputError:
    return InputError(
        f"{path} is no table of decisions (left_id, right_id, decision), as apply writes it beside the cleaned files;"
        " apply the plan again, or move the file away to plan without them."
    )
