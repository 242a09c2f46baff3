"""Looking up texts by id, safe on tables without a row: pandas forgets that an empty answer is text."""

import pandas as pd

from schemas.columns import TEXT


def looked_up(ids: pd.Series, answers: pd.Series) -> pd.Series:
    """The answer of each id, NA where there is none (TEXT, index of `ids`). answers: texts by unique id."""
    return ids.map(answers).astype(TEXT)


def standing(ids: pd.Series, survivors: pd.Series) -> pd.Series:
    """Each record, or what stands for it after merges (TEXT). survivors: record -> its survivor."""
    return looked_up(ids, survivors).fillna(ids.astype(TEXT))


def both_in(left: pd.Series, right: pd.Series, group: pd.Series) -> pd.Series:
    """Whether both records are in one group (bool, index of `left`). group: texts by id."""
    return (looked_up(left, group) == looked_up(right, group)).fillna(False).astype(bool)
