"""A plan as data: the tables that are saved, and what they speak of."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from hygiene.decisions import no_decisions


@dataclass(frozen=True)
class Input:
    """One file or org table that was read.

    rows_read = rows_out + rows_quarantined, where the latter counts records, not failed checks.
    content_sha256: digest of the rows, independent of their order and of the file's encoding.
    rows_deleted: those of rows_out that are in the recycle bin, and so in no table.
    """

    name: str
    object: str
    rows_read: int
    rows_out: int
    rows_quarantined: int
    dialect: Mapping[str, str]
    content_sha256: str
    rows_deleted: int = 0


@dataclass(frozen=True)
class CapReading:
    """How near one brake is: what a rule would do against what it may."""

    rule: str
    action: str
    object: str
    planned: int
    population: int
    allowed: int | None
    held: bool


@dataclass(frozen=True)
class Plan:
    """The changes of one run with all that explains them.

    tables: `changes`, `pairs`, `findings`, `verdicts`, `quarantine`, `review`, `records` of `schemas.outputs`, sorted.
    facts: rule name -> small JSON-able numbers of that rule, free of personal data.
    population: object -> {"records": n, "buckets": {initial-source bucket: n}, "statuses": {status: n},
        "proposed": {rule: {tier: {action: {bucket: n}}}}}; the last three for people only.
    given: object of `records` -> the known columns that the source really had.
    decisions: what people had decided of pairs when it was made (of `hygiene.decisions`).
    digest: SHA-256 over everything that decides what would be written; what a person approves.
    """

    tables: Mapping[str, pd.DataFrame]
    inputs: tuple[Input, ...]
    as_of: pd.Timestamp
    policy_digest: str
    version: str
    source: str
    caps: tuple[CapReading, ...] = ()
    facts: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    population: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    given: Mapping[str, frozenset[str]] = field(default_factory=dict)
    decisions: pd.DataFrame = field(default_factory=no_decisions)
    digest: str = ""
