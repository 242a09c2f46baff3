"""`decisions.csv`, beside exported files: what people decided of their records. `apply` writes it, `plan` reads it.

So a pair that somebody kept apart stays apart in every later plan of the cleaned files.
"""

import io
from pathlib import Path
from typing import Final

import pandas as pd

from hygiene.crm.archive import DECISIONS
from hygiene.crm.bundle import csv_bytes
from hygiene.crm.spreadsheet import restore
from hygiene.decisions import CANNOT_LINK, COLUMNS, MUST_LINK, joined, no_decisions
from hygiene.errors import InputError
from schemas.columns import TEXT

_ID_LENGTH: Final = 18
_PLAN_AGAIN: Final = "make the plan again"


def as_files(decisions: pd.DataFrame) -> dict[str, bytes]:
    """The file by its name; none where nobody decided anything."""
    return {DECISIONS: csv_bytes(decisions[list(COLUMNS)])} if len(decisions) else {}


def decided_beside(content: bytes | None) -> pd.DataFrame:
    """Table of `decisions_of` from the file of a source; without a row where there is none.

    Raises:
        InputError: the file is damaged.
    """
    if content is None:
        return no_decisions()
    remedy = "apply the plan again, or move the file away to plan without them"
    table = _table(content, remedy)
    ids = pd.concat([table["left_id"], table["right_id"]])
    are_ids, are_words = ids.str.len() == _ID_LENGTH, table["decision"].isin([MUST_LINK, CANNOT_LINK])
    if not (are_ids.fillna(False).all() and are_words.all()):
        raise _damaged(remedy)
    return joined(no_decisions(), table)  # sorted: the order of its rows makes no other plan


def decided_in_plan(folder: Path) -> pd.DataFrame:
    """The same of a plan's folder, whose digest tells whether they were altered.

    Raises:
        InputError: the file is damaged.
    """
    try:
        content = (folder / DECISIONS).read_bytes()
    except FileNotFoundError:
        return no_decisions()
    except OSError:
        raise _damaged(_PLAN_AGAIN) from None
    return _table(content, _PLAN_AGAIN)


def _table(content: bytes, remedy: str) -> pd.DataFrame:
    try:
        table = pd.read_csv(
            io.BytesIO(content), usecols=list(COLUMNS), dtype=TEXT, keep_default_na=False, na_values=[""]
        )
    except ValueError:
        raise _damaged(remedy) from None
    return restore(table[list(COLUMNS)])


def _damaged(remedy: str) -> InputError:
    return InputError(f"{DECISIONS} is no table of decisions ({', '.join(COLUMNS)}), as apply writes it; {remedy}.")
