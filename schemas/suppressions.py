"""The suppression list as a table: keyed hashes of who was erased and of numbers not to be called, never a name."""

from typing import Final

import pandas as pd

from schemas.columns import DTYPES, TEXT

KINDS: Final = ("email", "phone")
PURPOSES: Final = ("erasure", "internal_dnc")
COLUMNS: Final = ("digest", "key_id", "kind", "purpose", "source", "added", "expires")
"""digest: HMAC-SHA256 (hex) of a normalised e-mail or an E.164 number, under the key `key_id`. source: the rule that
asked for it. added, expires: moments (UTC); without `expires` it stays."""

MOMENTS: Final = ("added", "expires")


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with the columns of the list in order and their dtypes (TEXT, and moments); others stay behind."""
    texts = {name: frame[name].astype(TEXT) for name in COLUMNS if name not in MOMENTS}
    moments = {name: pd.to_datetime(frame[name], utc=True).astype(DTYPES["moment"]) for name in MOMENTS}
    return pd.DataFrame({**texts, **moments})[list(COLUMNS)].reset_index(drop=True)


def empty() -> pd.DataFrame:
    """The list without a row."""
    return typed(pd.DataFrame({name: [] for name in COLUMNS}))
