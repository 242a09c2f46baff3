"""Which records a rule may look at or touch: shared by rules, since a rule imports no rule."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hygiene.id_order import rows_in_order
from hygiene.normalize.distinct import to_arrow
from hygiene.normalize.text import plain
from hygiene.policy import Policy


def is_open(table: pd.DataFrame) -> pd.Series:
    """Records that can still be changed: not in the recycle bin, and no converted lead (bool, same index).

    table: `Lead`, `Contact` or another object's table with `IsDeleted`; a missing flag counts as false.
    """
    shut = table["IsDeleted"].fillna(False)
    if "IsConverted" in table.columns:
        shut = shut | table["IsConverted"].fillna(False)
    return ~shut.astype(bool)


def is_test_lead(leads: pd.DataFrame, policy: Policy) -> pd.Series:
    """Leads whose job title is one of the test titles, without case and outer spaces (bool, same index).

    Nothing else is looked at: `Test Engineer` is a person. Domain rules, section 8 [H].
    """
    return is_one_of(leads["Title"], policy.test_leads.titles)


def is_on_hold(table: pd.DataFrame) -> pd.Series:
    """Records on legal hold (bool, same index)."""
    return table["Legal_Hold__c"].fillna(False).astype(bool)


def is_one_of(values: pd.Series, words: Iterable[str]) -> pd.Series:
    """Whether a text is one of the words, without case and outer spaces (bool, same index; missing is False)."""
    texts = to_arrow(values)
    found = np.zeros(len(texts), dtype=bool)
    if texts.null_count < len(texts):
        wanted = pa.array([word.strip().lower() for word in words], texts.type)
        found = np.asarray(pc.is_in(plain(texts), wanted).to_numpy(zero_copy_only=False))
    return pd.Series(found, index=values.index, dtype=bool)


def is_among(values: pd.Series, others: pd.Series) -> pd.Series:
    """Whether each text is one of many others, such as an id of another table (bool, same index; missing is False).

    The same as `values.isin(others)`, which takes seconds when both are long columns of text; where one of them is in
    the order of its ids, nothing is hashed.
    """
    texts, known = to_arrow(values), to_arrow(others)
    return pd.Series(_among(texts, known), index=values.index, dtype=bool)


def _among(texts: pa.Array, known: pa.Array) -> NDArray[np.bool_]:
    rows = rows_in_order(known, texts)
    if rows is not None:
        found = np.zeros(len(texts), dtype=bool)
        found[rows[rows >= 0]] = True
        return found
    rows = rows_in_order(texts, known)
    if rows is not None:
        return rows >= 0
    return np.asarray(pc.is_in(texts, value_set=known, skip_nulls=True).to_numpy(zero_copy_only=False))
