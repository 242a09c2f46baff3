"""Case numbers that stand for records in everything shown outside the private plan folder.

A keyed hash would need a secret key at every run, and an unkeyed one of an e-mail or phone falls to guessing. A
number in sorted order says nothing at all, and is the same at every run of the same input; what it stands for is
told only by `pseudonyms.csv`, which stays with the private tables. Each plan numbers anew, so reports of two weeks
cannot be joined by it.
"""

import pandas as pd

from hygiene.plan import Plan
from schemas.columns import TEXT

COLUMNS = ("pseudonym", "object", "record_id")
FEWEST_DIGITS = 4


def pseudonyms(plan: Plan) -> pd.DataFrame:
    """The records that the report names, with their case numbers: those that have an opt-out verdict.

    Out: `pseudonym` (`R-0001` and on, unique), `object`, `record_id`, all TEXT; sorted, index from 0.
    """
    named = plan.tables["verdicts"][["object", "record_id"]].drop_duplicates()
    named = named.sort_values(["object", "record_id"], ignore_index=True)
    digits = max(FEWEST_DIGITS, len(str(len(named))))
    numbers = [f"R-{number:0{digits}d}" for number in range(1, len(named) + 1)]
    return named.assign(pseudonym=pd.Series(numbers, dtype=TEXT))[list(COLUMNS)]
