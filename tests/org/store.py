"""Rows in SQLite: one table an object, a clock that moves with each write, ids that count up."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from threading import RLock

from tests.org.describe import PREFIXES, STAMPS, OrgObject, custom_text, schema
from tests.org.errors import OrgError
from tests.org.values import id18, moment, stored

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SQL_TYPES = {"boolean": "INTEGER NOT NULL DEFAULT 0", "double": "REAL"}
_BINARY = {"id", "reference", "date", "datetime"}
_INDEXED = ("reference",)
START = "2026-11-21T08:00:00.000+0000"


class Store:
    """`objects` is the org's description; every access happens under `lock`, from whichever thread."""

    def __init__(self, file: str = ":memory:"):
        self.lock, self.objects = RLock(), schema()
        self.db = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=OFF")
        self.now = moment(START)
        for described in self.objects.values():
            self._create(described)
        self._recover()

    def _create(self, described: OrgObject) -> None:
        columns = ", ".join(f'"{f.name}" {_sql_type(f.type)}' for f in described.fields.values())
        self.db.execute(f'CREATE TABLE IF NOT EXISTS "{described.name}" ({columns}, "_with" TEXT, PRIMARY KEY ("Id"))')
        for f in described.fields.values():
            if f.type in _INDEXED and f.name not in {"OwnerId", "CreatedById"}:
                index = f"{described.name}_{f.name}"
                self.db.execute(f'CREATE INDEX IF NOT EXISTS "{index}" ON "{described.name}" ("{f.name}")')

    def _recover(self) -> None:
        """A file of an earlier run: its custom fields, its ids and its time go on."""
        self._counters = dict.fromkeys(self.objects, 0)
        for name, described in self.objects.items():
            for column in self.db.execute(f'SELECT name FROM pragma_table_info("{name}")').fetchall():
                if column[0] not in described.fields and column[0] != "_with":
                    described.fields[column[0]] = custom_text(column[0])
            count, last = self.db.execute(f'SELECT COUNT(*), MAX("SystemModstamp") FROM "{name}"').fetchone()
            self._counters[name], self.now = count, max(self.now, last or "")

    def object(self, name: str) -> OrgObject:
        """The object of that name in any case; another name is an error."""
        for known, described in self.objects.items():
            if known.lower() == name.lower():
                return described
        raise OrgError("NOT_FOUND", f"The requested resource does not exist: {name}", http=404)

    def tick(self) -> str:
        """One second later with each write, so that every write has a stamp of its own."""
        self.now = moment((datetime.fromisoformat(self.now) + timedelta(seconds=1)).astimezone(UTC).isoformat())
        return self.now

    def new_id(self, name: str) -> str:
        while True:
            self._counters[name] += 1
            number, digits = self._counters[name], ""
            while number:
                number, digit = divmod(number, 62)
                digits = _ALPHABET[digit] + digits
            candidate = id18(PREFIXES[name] + "9Z" + digits.rjust(10, "0"))
            if self.raw(name, candidate) is None:
                return candidate

    def object_of(self, record_id: str) -> str:
        for name, prefix in PREFIXES.items():
            if record_id.startswith(prefix):
                return name
        raise OrgError("INVALID_CROSS_REFERENCE_KEY", f"invalid cross reference id {record_id}")

    def raw(self, name: str, record_id: str) -> dict | None:
        cursor = self.db.execute(f'SELECT * FROM "{name}" WHERE "Id" = ?', (record_id,))
        row = cursor.fetchone()
        return None if row is None else dict(zip((c[0] for c in cursor.description), row, strict=True))

    def live(self, name: str, record_id: str) -> dict:
        """A record that stands; one in the bin or none at all is an error."""
        row = self.raw(name, id18(record_id))
        if row is None:
            raise OrgError("NOT_FOUND", "The requested resource does not exist", http=404)
        if row["IsDeleted"]:
            raise OrgError("ENTITY_IS_DELETED", "entity is deleted", http=404)
        return row

    def put(self, name: str, values: Mapping[str, object]) -> None:
        columns = ", ".join(f'"{c}"' for c in values)
        marks = ", ".join("?" * len(values))
        self.db.execute(f'INSERT INTO "{name}" ({columns}) VALUES ({marks})', tuple(values.values()))

    def set(self, name: str, record_id: str, values: Mapping[str, object]) -> None:
        """Writes and stamps; whoever calls has validated."""
        now = self.tick()
        values = dict(values) | {"LastModifiedDate": now, "SystemModstamp": now}
        values = {c: v for c, v in values.items() if c in self.objects[name].fields or c == "_with"}
        columns = ", ".join(f'"{c}" = ?' for c in values)
        self.db.execute(f'UPDATE "{name}" SET {columns} WHERE "Id" = ?', (*values.values(), record_id))

    def remove(self, name: str, record_id: str) -> None:
        self.db.execute(f'DELETE FROM "{name}" WHERE "Id" = ?', (record_id,))

    def children(self, name: str, column: str, parent: str) -> list[str]:
        sql = f'SELECT "Id" FROM "{name}" WHERE "{column}" = ? AND "IsDeleted" = 0 ORDER BY "Id"'
        return [row[0] for row in self.db.execute(sql, (parent,))]

    def load(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
        """An export, as it is: no rule, stamps kept, unknown custom columns as text. Counts what no org can hold."""
        described = self.object(name)
        for column in columns:
            if column not in described.fields and column.endswith("__c"):
                described.fields[column] = custom_text(column)
                self.db.execute(f'ALTER TABLE "{described.name}" ADD COLUMN "{column}" TEXT COLLATE NOCASE')
        fields = [described.find(c) for c in columns]
        marks = ", ".join("?" * len(fields))
        names = ", ".join(f'"{f.name}"' for f in fields)
        given = list(rows)
        kept = [row for row in (_row(fields, row) for row in given) if row is not None]
        with self.lock:
            self.db.execute("BEGIN")
            self.db.executemany(
                f'INSERT OR REPLACE INTO "{described.name}" ({names}) VALUES ({marks})',
                kept,
            )
            stamp = ", ".join(f'"{s}" = COALESCE("{s}", ?)' for s in STAMPS)
            self.db.execute(f'UPDATE "{described.name}" SET {stamp}', (self.now,) * 3)
            self.db.execute("COMMIT")
        self._recover()
        return len(given) - len(kept)


def _row(fields: Sequence, row: Sequence[object]) -> list | None:
    """The row as stored; `None` for one that no org can hold: no id, a value of another type, torn cells."""
    if len(row) != len(fields):
        return None
    try:
        values = [_kept(f, v) for f, v in zip(fields, row, strict=True)]
    except OrgError:
        return None
    return values if any(f.name == "Id" and v for f, v in zip(fields, values, strict=True)) else None


def _kept(field, value: object) -> object:
    """Real orgs hold e-mail addresses and lengths that no rule would let in today, so an export may too."""
    if value is None or value == "":
        return 0 if field.type == "boolean" else None
    return value if field.type in {"string", "email", "phone", "url", "picklist"} else stored(field, value)


def _sql_type(kind: str) -> str:
    return _SQL_TYPES.get(kind, "TEXT" if kind in _BINARY else "TEXT COLLATE NOCASE")
