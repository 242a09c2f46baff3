"""Do-Not-Call list files: which were given, how old they are, and their numbers. The only part that opens them."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from hygiene.ascending import distinct_ascending
from hygiene.crm.archive import read_any
from hygiene.crm.dnc_parsing import Numbers, numbers_of
from hygiene.dnc_list import DncNumbers
from hygiene.errors import BrakeError, InputError, UsageError
from hygiene.policy import DncList, Policy

_GIVEN: Final = re.compile(r"(?:(?P<name>[^=/\\]+)=)?(?P<file>.+?)(?:@(?P<date>[0-9./-]{8,10}))?")
_DATE_IN_NAME: Final = re.compile(r"(?<![0-9])(20[0-9]{2})([-_.]?)([0-9]{2})\2([0-9]{2})(?![0-9])")
_CHUNK: Final = 1 << 20


@dataclass(frozen=True)
class Asked:
    """One list to read. fetched_from: where `fetched` comes from."""

    name: str
    path: Path
    settings: DncList
    fetched: date
    fetched_from: str


def read_dnc_lists(
    given: Sequence[str], policy: Policy, policy_dir: Path | None, as_of: pd.Timestamp
) -> tuple[DncNumbers, ...]:
    """Every list of the command line (`NAME=FILE`, `NAME=FILE@2026-11-01`, `FILE`) and of `policy.dnc.lists`, by name.

    A file of the policy stands relative to `policy_dir`. A list of the command line takes the settings of the policy's
    list of that name, else those of `policy.dnc.known_lists`. Ages are checked before anything is read.

    Raises:
        UsageError: an option that is no such thing, a name given twice, a list of the policy without a file, or a
            fetch date in the far future. InputError: a file that cannot be read or is no list.
        BrakeError: a list that is older than it may be; it never means "clear".
    """
    asked = _asked(given, policy, policy_dir)
    for one in asked:
        _check_age(one, as_of)
    return tuple(_numbers(one, policy) for one in asked)


def _asked(given: Sequence[str], policy: Policy, policy_dir: Path | None) -> list[Asked]:
    asked: dict[str, Asked] = {}
    for text in given:
        one = _from_option(text, policy)
        if one.name in asked:
            raise UsageError(f"--dnc names the list {one.name} twice; give each list a name of its own.")
        asked[one.name] = one
    for name, settings in policy.dnc.lists.items():
        if name not in asked:
            asked[name] = _from_policy(name, settings, policy_dir)
    return [asked[name] for name in sorted(asked)]


def _from_option(text: str, policy: Policy) -> Asked:
    matched = _GIVEN.fullmatch(text)
    if matched is None:
        raise UsageError(f"--dnc {text}: write it as NAME=FILE, or NAME=FILE@2026-11-01 with the day it was fetched.")
    path = Path(matched["file"])
    stated = matched["date"]
    if stated and not path.exists() and Path(f"{path}@{stated}").exists():
        path, stated = Path(f"{path}@{stated}"), None
    name = matched["name"] or path.name.split(".")[0]
    settings = policy.dnc.lists.get(name) or _known(name, policy.dnc.known_lists)
    if stated:
        return Asked(name, path, settings, _iso(stated, text), "command line")
    return Asked(name, path, settings, *_fetched(path, settings))


def _known(name: str, known: Mapping[str, DncList]) -> DncList:
    words = re.split(r"[^a-z0-9]+", name.casefold())
    return next((settings for key, settings in known.items() if key.casefold() in words), DncList())


def _from_policy(name: str, settings: DncList, policy_dir: Path | None) -> Asked:
    if settings.file is None:
        raise UsageError(
            f"The policy has the Do-Not-Call list {name} without a file; give it with --dnc {name}=FILE, or take the"
            " list out of dnc.lists."
        )
    path = (policy_dir or Path()) / settings.file
    return Asked(name, path, settings, *_fetched(path, settings))


def _iso(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--dnc {option}: {text} is no date; write it as 2026-11-01.") from None


def _fetched(path: Path, settings: DncList) -> tuple[date, str]:
    if settings.fetched is not None:
        return settings.fetched, "policy"
    for year, _, month, day in reversed(_DATE_IN_NAME.findall(path.name)):
        try:
            return date(int(year), int(month), int(day)), "file name"
        except ValueError:
            continue
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC).date(), "file time"
    except OSError:
        raise InputError(f"{path}: there is no such Do-Not-Call list; check the path.") from None


def _check_age(one: Asked, as_of: pd.Timestamp) -> None:
    age, limit = (as_of.date() - one.fetched).days, one.settings.max_age_days
    if age > limit:
        raise BrakeError(
            f"The Do-Not-Call list {one.name} was fetched on {one.fetched} ({one.fetched_from}), {age} days before"
            f" {as_of.date()}; it may be {limit} days old. Fetch it anew and give it with"
            f" --dnc {one.name}=FILE@DATE; a list that is too old never means that a number is clear."
        )
    if -age > limit and one.fetched_from != "file time":
        raise UsageError(
            f"The Do-Not-Call list {one.name} says that it was fetched on {one.fetched} ({one.fetched_from}), long"
            f" after {as_of.date()}, the moment of the plan; correct the date."
        )


def _numbers(one: Asked, policy: Policy) -> DncNumbers:
    region = one.settings.region or policy.reading.region
    files = read_any(one.path, policy.reading.max_unpacked_megabytes)
    if not files:
        raise InputError(f"{one.path} holds no file; give a Do-Not-Call list.")
    parts = [numbers_of(raw, _told(one.path, name), one.settings.column, region) for name, raw in files]
    whole = Numbers(np.concatenate([part.numbers for part in parts]), *(sum(column) for column in _sizes(parts)))
    return DncNumbers(
        name=one.name,
        jurisdiction=one.settings.jurisdiction,
        fetched=one.fetched,
        fetched_from=one.fetched_from,
        max_age_days=one.settings.max_age_days,
        numbers=distinct_ascending(whole.numbers),
        rows=whole.rows,
        unread=whole.unread,
        sha256=_sha256(one.path),
    )


def _sizes(parts: Sequence[Numbers]) -> tuple[list[int], list[int]]:
    return [part.rows for part in parts], [part.unread for part in parts]


def _told(path: Path, name: str) -> str:
    return str(path) if name == path.name else f"{path}, {name}"


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()
