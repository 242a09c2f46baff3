"""Keeping, finding, expiring and destroying before-images."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pandas as pd

from hygiene.home import home
from hygiene.keys import KeyRing
from hygiene.private_sqlite import connect, told, transaction
from hygiene.vault.sealing import new_data_key, opened, sealed
from schemas.columns import TEXT

FILE_NAME: Final = "vault.sqlite"
_SCHEMA: Final = """
CREATE TABLE person (
    record_id TEXT PRIMARY KEY,
    key_id TEXT NOT NULL,
    wrapped BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE image (
    number INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL,
    object TEXT NOT NULL,
    record_id TEXT NOT NULL,
    kept TEXT NOT NULL,
    expires TEXT NOT NULL,
    box BLOB NOT NULL,
    UNIQUE (run_id, record_id)
);
CREATE INDEX image_of_record ON image (record_id);
CREATE INDEX image_by_expiry ON image (expires);
CREATE TABLE kin (
    record_id TEXT NOT NULL,
    into_id TEXT NOT NULL,
    PRIMARY KEY (record_id, into_id)
) WITHOUT ROWID;
CREATE INDEX kin_into ON kin (into_id);
"""
_COLUMNS: Final = ("object", "record_id", "content")
_KEY_OF: Final = "SELECT key_id, wrapped FROM person WHERE record_id = ?"
_FORGET: Final = (
    "DELETE FROM image WHERE record_id = ?",
    "DELETE FROM person WHERE record_id = ?",
    "DELETE FROM kin WHERE record_id = ?",
    "DELETE FROM kin WHERE into_id = ?",
)


def vault_file() -> Path:
    """The vault of this home."""
    return home() / FILE_NAME


def open_vault(ring: KeyRing, *, create: bool, path: Path | None = None) -> "Vault | None":
    """The vault; None where there is none and none is to be created.

    Raises:
        UsageError: of another version. OutsideError: it cannot be opened.
    """
    place = path or vault_file()
    return Vault(ring, place) if create or place.exists() else None


class Vault:
    """The before-images of one home. Moments are ISO texts in UTC; the caller says what time it is."""

    def __init__(self, ring: KeyRing, path: Path) -> None:
        self._ring = ring
        self._path = path
        self._connection = connect(path, _SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()

    def keep(self, run_id: str, images: pd.DataFrame, kept: str, expires: Sequence[str]) -> None:
        """Seals and stores one image a record, durable on return. Of a run, the first image of a record counts.

        images: `object`, `record_id`, `content` (TEXT), and where a record goes into another one `into_id`.
        expires: for each image.

        Raises:
            OutsideError: it cannot be written; then nothing of it was.
        """
        with transaction(self._connection, self._path):
            keys = self._data_keys(images["record_id"])
            rows = [
                (run_id, name, record, kept, until, sealed(keys[record], content.encode(), f"{run_id}\x1f{record}"))
                for name, record, content, until in zip(*(images[c] for c in _COLUMNS), expires, strict=True)
            ]
            self._connection.executemany(
                "INSERT OR IGNORE INTO image (run_id, object, record_id, kept, expires, box) VALUES (?, ?, ?, ?, ?, ?)",
                rows,
            )
            if "into_id" in images.columns:
                self._join(images.dropna(subset=["into_id"]))

    def join(self, moves: pd.DataFrame) -> None:
        """Remembers who went into whom (`record_id`, `into_id`): to erase the survivor is to erase all of them."""
        with transaction(self._connection, self._path):
            self._join(moves)

    def images(self, run_id: str) -> pd.DataFrame:
        """The images of a run that can still be read: `object`, `record_id`, `content` (TEXT), sorted.

        Raises:
            KeyMissingError: their wrapping key is not on the ring. InputError: a row was altered.
        """
        query = (
            "SELECT object, image.record_id, box, key_id, wrapped FROM image JOIN person USING (record_id)"
            " WHERE run_id = ? ORDER BY object, image.record_id"
        )
        with told(self._path):
            rows = self._connection.execute(query, (run_id,)).fetchall()
        found = [
            (name, record, opened(self._unwrapped(record, key_id, wrapped), box, f"{run_id}\x1f{record}").decode())
            for name, record, box, key_id, wrapped in rows
        ]
        return pd.DataFrame(found, columns=list(_COLUMNS), dtype=TEXT)

    def kin(self, record_ids: Iterable[str]) -> frozenset[str]:
        """The records that went into these, directly or through others, without these."""
        given = set(record_ids)
        with told(self._path):
            return frozenset(record for (record,) in self._with_kin(set(given))) - given

    def remembers(self, record_ids: Iterable[str]) -> frozenset[str]:
        """Those of the records that have a data key: of the others nothing can be brought back any more."""
        with told(self._path):
            return frozenset(record for record in record_ids if self._connection.execute(_KEY_OF, (record,)).fetchone())

    def forget(self, record_ids: Iterable[str]) -> int:
        """Destroys the data keys and images of these records and of all that went into them; how many records.

        The rows are overwritten in the file. Who was merged into an erased person is that person.
        """
        with transaction(self._connection, self._path):
            people = self._with_kin(set(record_ids))
            for statement in _FORGET:
                self._connection.executemany(statement, people)
        return len(people)

    def expire(self, now: str) -> int:
        """Destroys images whose time is over, and the keys of records that have none left; how many images."""
        with transaction(self._connection, self._path):
            gone = self._connection.execute("DELETE FROM image WHERE expires <= ?", (now,)).rowcount
            self._connection.execute("DELETE FROM person WHERE record_id NOT IN (SELECT record_id FROM image)")
            self._connection.execute("DELETE FROM kin WHERE record_id NOT IN (SELECT record_id FROM person)")
        return int(gone)

    def rewrap(self, ring: KeyRing) -> int:
        """Wraps every data key anew with the newest key of `ring`; how many. The older keys can then be thrown away.

        ring: has the keys in use as well.
        """
        newest = ring.newest("vault")
        with transaction(self._connection, self._path):
            rows = self._connection.execute("SELECT record_id, key_id, wrapped FROM person").fetchall()
            again = [
                (newest.id, sealed(newest.secret, self._unwrapped(record, key_id, wrapped), record), record)
                for record, key_id, wrapped in rows
                if key_id != newest.id
            ]
            self._connection.executemany("UPDATE person SET key_id = ?, wrapped = ? WHERE record_id = ?", again)
        self._ring = ring
        return len(again)

    def counts(self) -> dict[str, int]:
        """Number of images and of records, for the status."""
        with told(self._path):
            images = self._connection.execute("SELECT count(*) FROM image").fetchone()[0]
            people = self._connection.execute("SELECT count(*) FROM person").fetchone()[0]
        return {"images": int(images), "records": int(people)}

    def _data_keys(self, records: pd.Series) -> dict[str, bytes]:
        """The data key of each record, made where it has none."""
        newest, keys = self._ring.newest("vault"), {}
        for record in records.unique():
            row = self._connection.execute(_KEY_OF, (record,)).fetchone()
            keys[record] = new_data_key() if row is None else self._unwrapped(record, *row)
            if row is None:
                entry = (record, newest.id, sealed(newest.secret, keys[record], record))
                self._connection.execute("INSERT INTO person (record_id, key_id, wrapped) VALUES (?, ?, ?)", entry)
        return keys

    def _unwrapped(self, record: str, key_id: str, wrapped: bytes) -> bytes:
        return opened(self._ring.named("vault", key_id).secret, wrapped, record)

    def _join(self, moves: pd.DataFrame) -> None:
        pairs = list(zip(moves["record_id"], moves["into_id"], strict=True))
        self._connection.executemany("INSERT OR IGNORE INTO kin (record_id, into_id) VALUES (?, ?)", pairs)

    def _with_kin(self, people: set[str]) -> list[tuple[str]]:
        todo = list(people)
        while todo:
            found = self._connection.execute("SELECT record_id FROM kin WHERE into_id = ?", (todo.pop(),)).fetchall()
            new = {row[0] for row in found} - people
            people |= new
            todo += new
        return [(record,) for record in sorted(people)]
