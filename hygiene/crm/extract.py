"""What any source of records hands over, whether files or an org."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from hygiene.decisions import no_decisions
from hygiene.plan import Input


@dataclass(frozen=True)
class Extract:
    """Tables as they were read, and everything that was noticed while reading.

    tables: object name -> frame with every column of `schemas.columns`, typed, sorted by `Id` (unique, 18
        characters), RangeIndex. Deleted records and structurally broken rows are not in it.
    given: object name -> the known columns that the source really had.
    quarantine, findings: rows of `schemas.outputs`; a quarantine row without `record_id` is a row that is in no table.
    inputs: one entry a file.
    extracted_at: the moment the source says it was extracted (UTC), or None.
    decisions: what the source says that people decided of pairs (of `hygiene.decisions`).
    """

    tables: Mapping[str, pd.DataFrame]
    given: Mapping[str, frozenset[str]]
    quarantine: pd.DataFrame
    findings: pd.DataFrame
    inputs: tuple[Input, ...]
    extracted_at: pd.Timestamp | None
    decisions: pd.DataFrame = field(default_factory=no_decisions)
