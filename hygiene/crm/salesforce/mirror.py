"""A folder with an org's tables that is brought up to now: all of them the first time, later only what moved since.

What SystemModstamp does not tell (formula fields, roll-ups such as the last activity) stays as it was when its record
was last read: a full extract now and then corrects it.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import pandas as pd

from hygiene.crm.salesforce.bulk_query import Left
from hygiene.crm.salesforce.describe import Described
from hygiene.crm.salesforce.fetching import count, deleted_since, fetch, told_of
from hygiene.crm.salesforce.session import OrgSession
from hygiene.errors import InputError, UsageError
from hygiene.file_lock import file_lock
from hygiene.manifest import moment_text
from hygiene.policy import Policy
from hygiene.progress import Progress
from schemas.columns import OBJECTS

STATE_FILE: Final = "mirror.json"
LOCK_FILE: Final = ".mirror.lock"
OVERLAP: Final = pd.Timedelta(minutes=10)
"""A transaction shows its stamp only when it ends: what is read again does no harm."""


@dataclass(frozen=True)
class _Kept:
    """Of one object: of when its file is, when all of it was read last, and the job under way with what it reads."""

    at: str | None = None
    whole: str | None = None
    columns: tuple[str, ...] = ()
    left: Left | None = None
    left_at: str | None = None
    left_since: str | None = None


@dataclass
class _State:
    """What lies in the folder, kept after each step, so that a process that died goes on."""

    folder: Path
    org: str
    objects: dict[str, _Kept] = field(default_factory=dict)

    def keep(self, name: str, kept: _Kept) -> None:
        self.objects[name] = kept
        self.write()

    def write(self) -> None:
        objects = {each: asdict(one) for each, one in sorted(self.objects.items())}
        partial = self.folder / f"{STATE_FILE}.part"
        partial.write_text(json.dumps({"org": self.org, "objects": objects}, indent=1), encoding="utf-8")
        partial.replace(self.folder / STATE_FILE)


@contextmanager
def held(folder: Path) -> Iterator[Path]:
    """The folder, private to its owner and made where it is not there, for this process alone while the block runs.

    Raises:
        UsageError: it cannot be made, holds something else than a mirror, or another process is at it.
        OutsideError: it cannot be locked.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        names = [path.name for path in folder.iterdir() if not path.name.startswith(LOCK_FILE)]
    except OSError as error:
        raise UsageError(f"{folder} cannot be a mirror ({error.strerror}); name another folder.") from None
    if names and STATE_FILE not in names:
        raise UsageError(f"{folder} is not empty and no mirror of an org; name a new folder.")

    def busy() -> UsageError:
        return UsageError(f"Another plan is being made from {folder} now; wait until it is done, or name another one.")

    with file_lock(folder / LOCK_FILE, busy, "name another folder"):
        yield folder


def refresh(
    org: OrgSession, folder: Path, policy: Policy, described: Mapping[str, Described | None], now: pd.Timestamp,
    progress: Progress | None = None,
) -> dict[str, int]:  # fmt: skip
    """Brings `OBJECT.csv` of each object up to now; returns how many records of each were read to do so.

    folder: `held`. described: the objects that are wanted; files of others go. now: a moment before this call.
    `snapshot.yaml` then tells the moment that the folder speaks of. After a process died, the same call goes on behind
    the last page of the Bulk job that it left behind.

    Raises:
        OrgError, LostAnswerError: the org refused or does not answer; the folder is as it was for the other objects.
        InputError: the mirror is damaged, or one of another org. OSError: the folder cannot be written.
    """
    state = _loaded(folder, org.url)
    read = {each.object: _refreshed(org, each, state, policy, now) for each in told_of(described, progress)}
    for gone in [name for name in OBJECTS if described.get(name) is None]:
        (folder / f"{gone}.csv").unlink(missing_ok=True)
        state.objects.pop(gone, None)
    state.write()
    oldest = min((kept.at for kept in state.objects.values() if kept.at), default=moment_text(now))
    (folder / "snapshot.yaml").write_text(f"extracted_at: {oldest}\n", encoding="utf-8")
    return read


def _refreshed(org: OrgSession, each: Described, state: _State, policy: Policy, now: pd.Timestamp) -> int:
    """A job that was left behind speaks of when it was made: what moved since then is read after it."""
    rows = _once(org, each, state, policy, now)
    return rows if state.objects[each.object].at == moment_text(now) else rows + _once(org, each, state, policy, now)


def _once(org: OrgSession, each: Described, state: _State, policy: Policy, now: pd.Timestamp) -> int:
    kept, path = state.objects.get(each.object, _Kept()), state.folder / f"{each.object}.csv"
    if kept.at is None or not _may_grow(kept, each, policy, now) or not path.exists():
        return _read_whole(org, each, state, policy, now)
    since = pd.to_datetime(kept.at, utc=True) - OVERLAP
    changed = path.with_suffix(".changed")
    at, rows = _fetched(org, each, state, policy, now, changed, since)
    total = _joined(path, changed, deleted_since(org, each, since))
    changed.unlink()
    # What went for good is in no answer: then the numbers differ.
    if total != count(org, each):
        return rows + _read_whole(org, each, state, policy, now)
    state.keep(each.object, _Kept(at, kept.whole, kept.columns))
    return rows


def _may_grow(kept: _Kept, each: Described, policy: Policy, now: pd.Timestamp) -> bool:
    """Whether what is there can be brought up to now: the same fields, with stamps, not read long ago."""
    if kept.whole is None or kept.columns != tuple(each.names.values()) or "SystemModstamp" not in each.names:
        return False
    return now - pd.to_datetime(kept.whole, utc=True) < pd.Timedelta(days=policy.salesforce.mirror_days)


def _read_whole(org: OrgSession, each: Described, state: _State, policy: Policy, now: pd.Timestamp) -> int:
    path = state.folder / f"{each.object}.csv"
    partial = path.with_suffix(".part")
    at, rows = _fetched(org, each, state, policy, now, partial, None)
    partial.replace(path)
    state.keep(each.object, _Kept(at, at, tuple(each.names.values())))
    return rows


def _fetched(
    org: OrgSession, each: Described, state: _State, policy: Policy, now: pd.Timestamp, path: Path,
    since: pd.Timestamp | None,
) -> tuple[str, int]:  # fmt: skip
    """The moment before the first record was read, and how many were; goes on with a job for the same records."""
    kept, columns = state.objects.get(each.object, _Kept()), tuple(each.names.values())
    if kept.columns != columns:
        kept = _Kept(columns=columns)
    asked = None if since is None else moment_text(since)
    same = kept.left is not None and kept.left_since == asked
    at = str(kept.left_at) if same else moment_text(now)

    def note(left: Left) -> None:
        state.keep(each.object, replace(kept, left=left, left_at=at, left_since=asked))

    path.touch(mode=0o600)
    return at, fetch(org, path, each, policy, since=since, note=note, left=kept.left if same else None)


def _joined(path: Path, changed: Path, deleted: set[str]) -> int:
    """The file with the changed records in place of their older rows, and without the deleted ones; its rows."""
    with changed.open(encoding="utf-8", newline="") as new:
        moved = {row["Id"] for row in csv.DictReader(new)}
    partial, rows = path.with_suffix(".part"), 0
    partial.touch(mode=0o600)
    with partial.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for source, gone in ((path, moved | deleted), (changed, deleted)):
            with source.open(encoding="utf-8", newline="") as lines:
                reader = csv.reader(lines)
                header = next(reader)
                if source == path:
                    writer.writerow(header)
                at = header.index("Id")
                for row in reader:
                    if row[at] not in gone:
                        writer.writerow(row)
                        rows += 1
    partial.replace(path)
    return rows


def _loaded(folder: Path, org: str) -> _State:
    path = folder / STATE_FILE
    if not path.exists():
        new = _State(folder, org)
        new.write()
        return new
    try:
        told: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        state = _State(folder, told["org"], {name: _kept(one) for name, one in told["objects"].items()})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise InputError(f"{path} is damaged; remove the folder, and everything is read again.") from None
    if state.org != org:
        raise InputError(f"{folder} is a mirror of another org ({state.org}, not {org}); name another folder.")
    return state


def _kept(told: Mapping[str, Any]) -> _Kept:
    left = None if told["left"] is None else Left(**told["left"])
    return _Kept(**{**told, "columns": tuple(told["columns"]), "left": left})
