"""The ledger: entries appended to one chain of digests, read back by run or by what they are about.

No entry holds a value of a record, nor its id: what an entry says of records are pseudonyms (`pseudonyms.py`).
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection, Engine, delete, insert, select, text

from hygiene.errors import BrakeError
from hygiene.ledger.audit_check import FIELDS, START, Result, check, digest_of, sha256_of
from hygiene.ledger.opening import reading, writing
from hygiene.ledger.tables import entry, note

Clock = Callable[[], pd.Timestamp]

_APPEND_LOCK: Final = 0x6C656467
_SLACK: Final = pd.Timedelta(minutes=5)
"""Clocks of two machines differ by so much without anybody being wrong."""
_CHUNK: Final = 10_000


@dataclass(frozen=True)
class Draft:
    """An entry that is to be appended. subject: what it is about, as it is looked up by. content: JSON data."""

    kind: str
    subject: str
    content: Mapping[str, Any]
    run: str = ""


@dataclass(frozen=True)
class Entry:
    """An entry as it stands; `content` is empty where it was pruned."""

    seq: int
    at: str
    run: str
    kind: str
    subject: str
    content: Mapping[str, Any]


@dataclass(frozen=True)
class Head:
    """The end of the chain. To keep it elsewhere proves that nothing before it was altered or cut off."""

    seq: int = 0
    digest: str = START
    at: str = ""

    def text(self) -> str:
        """As an anchor is written."""
        return f"{self.seq}:{self.digest}"


@dataclass(frozen=True)
class Ledger:
    """An open ledger. now: the clock, which the caller owns."""

    engine: Engine = field(repr=False)
    now: Clock = field(repr=False)

    def close(self) -> None:
        """Lets go of the database."""
        self.engine.dispose()

    def append(self, drafts: Sequence[Draft], also: Callable[[Connection], None] | None = None) -> Head:
        """Appends the entries, durable on return, all or none; `also` runs in the same transaction.

        Raises:
            BrakeError: this machine's clock is far behind the last entry. OutsideError: the database.
        """
        with writing(self.engine) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _APPEND_LOCK})
                drafts = _by_user(drafts, str(connection.execute(text("SELECT session_user")).scalar()))
            head = _head(connection)
            rows, head = _chained(drafts, head, self._moment(head))
            for first in range(0, len(rows), _CHUNK):
                connection.execute(insert(entry), rows[first : first + _CHUNK])
            if also is not None:
                also(connection)
        return head

    def head(self) -> Head:
        """The end of the chain as it is now."""
        with reading(self.engine) as connection:
            return _head(connection)

    def entries(self, *kinds: str, run: str | None = None, subject: str | None = None) -> list[Entry]:
        """The entries of these kinds (of one run, about one subject), in order."""
        query = select(entry).where(entry.c.kind.in_(kinds)).order_by(entry.c.seq)
        if run is not None:
            query = query.where(entry.c.run == run)
        if subject is not None:
            query = query.where(entry.c.subject == subject)
        with reading(self.engine) as connection:
            return [_entry(row) for row in connection.execute(query)]

    def chain(self) -> Iterator[Mapping[str, Any]]:
        """Every entry with its digests, in order, as `audit_check` takes them."""
        query = select(*(entry.c[name] for name in FIELDS)).order_by(entry.c.seq)
        with reading(self.engine) as connection:
            for part in connection.execution_options(yield_per=_CHUNK).execute(query).partitions():
                yield from (dict(zip(FIELDS, row, strict=True)) for row in part)

    def check(self, anchors: Iterable[tuple[int, str]] = ()) -> Result:
        """Checks the whole chain."""
        return check(self.chain(), anchors)

    def notes(self, run: str) -> dict[str, str]:
        """The notes of a run."""
        with reading(self.engine) as connection:
            found = connection.execute(select(note.c.key, note.c.value).where(note.c.run == run))
            return {str(key): str(value) for key, value in found}

    def set_note(self, run: str, key: str, value: str) -> None:
        """Sets a note, durable on return."""
        with writing(self.engine) as connection:
            set_notes(connection, run, {key: value})

    def _moment(self, head: Head) -> str:
        """Now, but never before the last entry."""
        now = self.now()
        if head.at and moment_of(head.at) - now > _SLACK:
            raise BrakeError(
                f"This machine's clock says {at_text(now)}, but the ledger's last entry is of {head.at}; set the"
                " clock right. Nothing was written."
            )
        return max(at_text(now), head.at)


def at_text(moment: pd.Timestamp) -> str:
    """The moment of an entry, UTC, with its clock even at midnight: entries are ordered by this text."""
    return f"{moment.tz_convert('UTC'):%Y-%m-%dT%H:%M:%SZ}"


def moment_of(at: str) -> pd.Timestamp:
    """The moment again."""
    return pd.to_datetime(at, utc=True)


def set_notes(connection: Connection, run: str, notes: Mapping[str, str]) -> None:
    """Sets notes of a run within a transaction; later values replace earlier ones."""
    if notes:
        connection.execute(delete(note).where(note.c.run == run, note.c.key.in_(list(notes))))
        connection.execute(insert(note), [{"run": run, "key": key, "value": value} for key, value in notes.items()])


def drop_notes(connection: Connection, run: str, keep: Sequence[str] = ()) -> None:
    """Takes away the notes of a run, but those of the keys `keep`."""
    connection.execute(delete(note).where(note.c.run == run, note.c.key.not_in(list(keep))))


def _by_user(drafts: Sequence[Draft], user: str) -> list[Draft]:
    """What names a person says too by which user of a shared database it was written: that name is the server's."""
    return [
        replace(each, content={**each.content, "database_user": user}) if "by" in each.content else each
        for each in drafts
    ]


def _head(connection: Connection) -> Head:
    found = connection.execute(
        select(entry.c.seq, entry.c.digest, entry.c.at).order_by(entry.c.seq.desc()).limit(1)
    ).first()
    return Head() if found is None else Head(int(found.seq), str(found.digest), str(found.at))


def _chained(drafts: Sequence[Draft], head: Head, at: str) -> tuple[list[dict[str, Any]], Head]:
    rows, seq, previous = [], head.seq, head.digest
    for draft in drafts:
        seq += 1
        content = json.dumps(draft.content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        if "\n" in draft.subject or "\n" in draft.run:
            raise ValueError("a subject is one line")
        digest = sha256_of(content)
        own = digest_of(seq, at, draft.run, draft.kind, draft.subject, digest, previous)
        rows.append(
            {
                "seq": seq, "at": at, "run": draft.run, "kind": draft.kind, "subject": draft.subject,
                "content_sha256": digest, "content": content, "previous": previous, "digest": own,
            }
        )  # fmt: skip
        previous = own
    return rows, Head(seq, previous, at if rows else head.at)


def _entry(row: Any) -> Entry:
    content = json.loads(row.content) if row.content is not None else {}
    return Entry(int(row.seq), row.at, row.run, row.kind, row.subject, content)
