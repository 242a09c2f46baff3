"""Pandera models of the Salesforce tables, made from `schemas.columns` so that no field is stated twice.

A model holds what a *value* must be. What fails is put into quarantine with its reason, never dropped or mended.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import pandas as pd
import pandera.pandas as pa

from schemas.columns import DTYPES, OBJECTS, PEOPLE, Field
from schemas.vocabularies import alias_of, is_listed, statuses

STATUS_COLUMN: Final = MappingProxyType({"Lead": "Status", "Contact": "Contact_Status__c"})
"""Object -> the column that holds its status."""

LENGTHS: Final = MappingProxyType({"FirstName": 40, "LastName": 80, "Email": 80, "Company": 255, "Title": 128})
"""Longest value of a field of a person, in characters: Salesforce's own limits of its standard fields."""

REASONS: Final = MappingProxyType(
    {
        "known_source": "no listed Initial Source, no known alias; correct it, or add it to `vocabulary` of the policy",
        "known_status": "no listed status; correct it, or add it to `vocabulary.extra_statuses` of the policy",
        "email_form": "no well-formed e-mail address",
        "max_length": "longer than the field can hold",
    }
)
"""Name of a check -> why a value that fails it is in quarantine."""

READING_REASONS: Final = MappingProxyType(
    {
        "short_row": "the row has fewer cells than the header",
        "long_row": "the row has more cells than the header",
        "broken_quotes": "a quotation mark is not closed or stands in a wrong place",
        "nul_byte": "the row holds a NUL byte",
        "bad_encoding": "the row holds bytes that are not valid in the file's encoding",
        "cell_too_long": "a cell is longer than reading.max_cell_characters",
        "missing_id": "the row has no id",
        "malformed_id": "the id is no Salesforce id, or its checksum is wrong",
        "duplicate_id": "the id stands in more than one row",
        "wrong_object": "the id belongs to another object",
        "not_a_flag": "the value is none of true/false, 1/0, yes/no",
        "not_a_number": "the value is no plain decimal number",
        "not_a_date": "the value is no date in the order of reading.date_order",
        "ambiguous_date": "the date is not ISO, and the policy names no order (reading.date_order)",
    }
)
"""Name of a check that reading a file makes -> what it says, for a report that takes no sentence from the rows."""

_EMAIL: Final = (
    r'[^\s@"(),:;<>\[\\\]]+'  # mailbox: also the odd dots that some Japanese carriers hand out
    r"@(?:[\pL\pN](?:[\pL\pN-]*[\pL\pN])?\.)+(?:\pL{2,}|xn--[a-z0-9-]+)"
)


@dataclass(frozen=True)
class Additions:
    """What a policy adds to the vocabularies: sources (value -> bucket), aliases (spelling -> value), statuses."""

    sources: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    statuses: tuple[str, ...] = ()


NO_ADDITIONS: Final = Additions()


def record_model(object_name: str, additions: Additions = NO_ADDITIONS) -> pa.DataFrameSchema:
    """The model of an object's table: its known columns with dtypes, `Id` unique, and the checks of its values.

    Columns that the project does not know are let through. Run it with `schemas.checking.failures`.
    """
    columns = {known.name: _column(object_name, known, additions) for known in OBJECTS[object_name]}
    return pa.DataFrameSchema(columns, name=object_name, strict=False)


def _column(object_name: str, known: Field, additions: Additions) -> pa.Column:
    is_key = known.name == "Id"
    checks = _checks(known.name, STATUS_COLUMN[object_name], additions) if object_name in PEOPLE else []
    return pa.Column(DTYPES[known.kind], checks, nullable=not is_key, unique=is_key)


def _checks(name: str, status_column: str, additions: Additions) -> list[pa.Check]:
    """Checks of a person's field; missing values pass every one."""
    checks = []
    if name in LENGTHS:
        checks.append(_check("max_length", lambda values: values.str.len() <= LENGTHS[name]))
    if name == "Email":
        checks.append(_check("email_form", is_well_formed_email))
    if name == "LeadSource":
        checks.append(_check("known_source", lambda values: _is_known_source(values, additions)))
    if name == status_column:
        known = [*statuses(), *additions.statuses]
        checks.append(_check("known_status", lambda values: values.isin(known)))
    return checks


def is_well_formed_email(values: pd.Series) -> pd.Series:
    """Whether each value reads as one address, outer spaces left aside (bool; missing is False)."""
    return values.str.strip().str.fullmatch(_EMAIL).fillna(False).astype(bool)


def _is_known_source(values: pd.Series, additions: Additions) -> pd.Series:
    listed = is_listed(values, additions.sources)
    return listed | alias_of(values, additions.sources, additions.aliases).notna()


def _check(name: str, holds: Callable[[pd.Series], pd.Series]) -> pa.Check:
    return pa.Check(holds, name=name, ignore_na=True)
