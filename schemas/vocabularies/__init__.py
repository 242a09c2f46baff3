"""The shipped vocabularies: Initial Sources and statuses, as versioned data files beside this one.

The lists move, so they are data: `initial_sources.csv` (value, bucket, status, aliases parted by `;`, note) and
`lead_statuses.csv` (value, order in the funnel, meaning), under the one version of `VERSION`. A policy adds to them;
its additions come in as arguments, since this package knows no policy.
"""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

import pandas as pd

from schemas.columns import TEXT

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True)
class Source:
    """One Initial Source. An inactive one may stand on a record that has it, and is given to no new one."""

    value: str
    bucket: str
    active: bool
    aliases: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Status:
    """One lead and contact status. `order` is its place in the funnel, None for those outside of it."""

    value: str
    order: int | None
    meaning: str


def version() -> str:
    """The version of both lists, as year and month."""
    return _text("VERSION").strip()


@cache
def sources() -> tuple[Source, ...]:
    """The shipped Initial Sources, in the order of their file."""
    return tuple(
        Source(
            row["value"],
            row["bucket"],
            row["status"] == "active",
            tuple(filter(None, row["aliases"].split(";"))),
            row["note"],
        )
        for row in csv.DictReader(_text("initial_sources.csv").splitlines())
    )


@cache
def status_table() -> tuple[Status, ...]:
    """The shipped statuses with their places in the funnel."""
    rows = csv.DictReader(_text("lead_statuses.csv").splitlines())
    return tuple(Status(row["value"], int(row["order"]) if row["order"] else None, row["meaning"]) for row in rows)


def statuses() -> tuple[str, ...]:
    """The values of the shipped statuses."""
    return tuple(status.value for status in status_table())


def bucket_of(
    values: pd.Series, extra: Mapping[str, str] = _NOTHING, aliases: Mapping[str, str] = _NOTHING
) -> pd.Series:
    """The bucket of each source, an alias counting as what it should be; `NA` for missing and unlisted (`TEXT`).

    extra: further sources of the policy, value -> bucket. aliases: further aliases, spelling -> value.
    """
    buckets = {source.value: source.bucket for source in sources()} | dict(extra)
    find = _alias_finder(extra, aliases)
    return _mapped(values, lambda value: buckets.get(value) or buckets.get(find(value) or ""))


def alias_of(
    values: pd.Series, extra: Mapping[str, str] = _NOTHING, aliases: Mapping[str, str] = _NOTHING
) -> pd.Series:
    """For each value that is a retired or variant spelling: the source it should be; else `NA` (`TEXT`).

    Spellings that differ from a listed value or alias in case and spaces only are aliases too. Arguments as in
    `bucket_of`.
    """
    return _mapped(values, _alias_finder(extra, aliases))


def is_listed(values: pd.Series, extra: Mapping[str, str] = _NOTHING) -> pd.Series:
    """Whether each value is a source, active or not, in its exact spelling (bool; missing is False)."""
    return values.isin([*(source.value for source in sources()), *extra])


def is_active(values: pd.Series, extra: Mapping[str, str] = _NOTHING) -> pd.Series:
    """Whether each value is a source that a new record may be given (bool; aliases and missing are False).

    A source that the policy adds is active, also where the shipped list has retired it.
    """
    return values.isin([*(source.value for source in sources() if source.active), *extra])


def _alias_finder(extra: Mapping[str, str], aliases: Mapping[str, str]) -> Callable[[str], str | None]:
    """A function from a spelling to the listed value that it stands for; None for a listed or unknown one."""
    listed = {source.value for source in sources()} | set(extra)
    shipped = {alias: source.value for source in sources() for alias in source.aliases}
    spelled = {_folded(value): value for value in sorted(listed)}
    spelled |= {_folded(alias): value for alias, value in (shipped | dict(aliases)).items()}
    own = {_folded(alias) for alias in aliases}

    def find(value: str) -> str | None:
        target = spelled.get(_folded(value))
        retired_by_policy = _folded(value) in own
        return target if target != value and (retired_by_policy or value not in listed) else None

    return find


def _folded(value: str) -> str:
    return " ".join(value.split()).casefold()


def _mapped(values: pd.Series, function: Callable[[str], str | None]) -> pd.Series:
    """`function` of each distinct value, spread over the rows."""
    codes, distinct = pd.factorize(values)
    results = pd.array([function(str(value)) for value in distinct], dtype=TEXT)
    return pd.Series(results.take(codes, allow_fill=True), index=values.index)


def _text(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
