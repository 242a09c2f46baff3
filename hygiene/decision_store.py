"""What people decide on the review page, saved at once: one small SQLite file beside the plan.

SQLite and not a journal of our own: two servers, maybe of two people on one share, compare and set the version of a
case in one transaction, and a killed process leaves it whole. `review.csv` is written from it (`hygiene.decided_file`).
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from hygiene.decided import Decided
from hygiene.errors import UsageError
from hygiene.private_sqlite import connect, connect_to_read, told, transaction

FILE: Final = "review.sqlite"

_SCHEMA: Final = """
CREATE TABLE plan (digest TEXT NOT NULL);
CREATE TABLE decided (case_id TEXT PRIMARY KEY, seq INTEGER NOT NULL, now TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE history (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, act TEXT NOT NULL, case_id TEXT NOT NULL, before TEXT NOT NULL,
    after TEXT NOT NULL, undone INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX history_act ON history (act);
CREATE TABLE in_file (case_id TEXT PRIMARY KEY, cells TEXT NOT NULL) WITHOUT ROWID
"""


@dataclass(frozen=True)
class Wish:
    """What a case is to become: `seen` is the version on which the person looked."""

    case_id: str
    seen: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Saved:
    """What was saved, and what was not since somebody else had decided meanwhile: case id -> what stands now."""

    saved: Mapping[str, Decided]
    refused: Mapping[str, Decided]


class DecisionStore:
    """The decisions of one plan. Not to be shared between threads."""

    def __init__(self, folder: Path, digest: str) -> None:
        """Opens the store in a plan's folder, or makes it.

        Raises:
            UsageError: it is of another plan. OutsideError: it cannot be opened or written.
        """
        self.path = folder / FILE
        self._db = connect(self.path, _SCHEMA)
        try:
            self._claim(digest)
        except BaseException:
            self._db.close()
            raise

    def _claim(self, digest: str) -> None:
        with transaction(self._db, self.path):
            found = self._db.execute("SELECT digest FROM plan").fetchone()
            if found is None:
                self._db.execute("INSERT INTO plan VALUES (?)", (digest,))
        if found is not None:
            _check_plan(self.path, found[0], digest)

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def all(self) -> dict[str, Decided]:
        """Case id -> what stands, of every case that was touched."""
        return self.since(0)[0]

    def of(self, cases: Iterable[str]) -> dict[str, Decided]:
        """Case id -> what stands, of these cases; untouched ones too."""
        with told(self.path):
            return {case: self._now(case) for case in cases}

    def since(self, seq: int) -> tuple[dict[str, Decided], int]:
        """What was changed after a point of the history, and the point that is reached now."""
        with told(self.path):
            rows = self._db.execute("SELECT case_id, seq, now FROM decided WHERE seq > ?", (seq,)).fetchall()
            return {case: _decided(now) for case, _, now in rows}, max([seq, *(at for _, at, _ in rows)])

    def save(self, act: str, by: str, at: str, wishes: Iterable[Wish]) -> Saved:
        """Saves what each case is to become, unless it changed since it was looked at; all in one transaction.

        act: names what is undone together. at: the moment, as text.

        Raises:
            OutsideError: the file cannot be written.
        """
        saved, refused = {}, {}
        with transaction(self._db, self.path):
            for wish in wishes:
                now = self._now(wish.case_id)
                if now.version != wish.seen:
                    refused[wish.case_id] = now
                    continue
                wanted = replace(now, **wish.cells, decided_by=by, decided_at=at, version=now.version + 1)
                self._put(act, wish.case_id, now, wanted)
                saved[wish.case_id] = wanted
        return Saved(saved, refused)

    def undo(self, sitting: str, by: str, at: str) -> Saved | None:
        """Takes the newest act of a sitting back that is not undone; what somebody changed since is refused.

        sitting: how the names of its acts begin. None when there is nothing to undo.
        """
        query = "SELECT act FROM history WHERE undone = 0 AND substr(act, 1, ?) = ? ORDER BY seq DESC LIMIT 1"
        with transaction(self._db, self.path):
            found = self._db.execute(query, (len(sitting), sitting)).fetchone()
            return None if found is None else self._taken_back(found[0], by, at)

    def _taken_back(self, act: str, by: str, at: str) -> Saved:
        saved, refused = {}, {}
        rows = self._db.execute("SELECT case_id, before, after FROM history WHERE act = ?", (act,)).fetchall()
        for case, before, after in rows:
            now = self._now(case)
            if now.cells != _decided(after).cells:
                refused[case] = now
                continue
            wanted = replace(_decided(before), decided_by=by, decided_at=at, version=now.version + 1)
            self._put(f"undo {act}", case, now, wanted)
            saved[case] = wanted
        self._db.execute("UPDATE history SET undone = 1 WHERE act = ?", (act,))
        return Saved(saved, refused)

    def in_file(self) -> dict[str, Decided]:
        """Case id -> what `review.csv` and the store last had in common."""
        with told(self.path):
            return {case: _decided(cells) for case, cells in self._db.execute("SELECT case_id, cells FROM in_file")}

    def agreed(self, common: Mapping[str, Decided]) -> None:
        """Notes what `review.csv` and the store have in common now."""
        rows = [(case, json.dumps(asdict(decided))) for case, decided in common.items()]
        with transaction(self._db, self.path):
            self._db.executemany("INSERT OR REPLACE INTO in_file VALUES (?, ?)", rows)

    def alone(self) -> AbstractContextManager[None]:
        """Until the block ends nobody else reads or writes the store, nor `review.csv` by it (`at_rest`).

        Raises:
            OutsideError: somebody else holds it too long.
        """
        return transaction(self._db, self.path, alone=True)

    def _now(self, case: str) -> Decided:
        found = self._db.execute("SELECT now FROM decided WHERE case_id = ?", (case,)).fetchone()
        return Decided() if found is None else _decided(found[0])

    def _put(self, act: str, case: str, before: Decided, after: Decided) -> None:
        texts = json.dumps(asdict(before)), json.dumps(asdict(after))
        cursor = self._db.execute(
            "INSERT INTO history (act, case_id, before, after) VALUES (?, ?, ?, ?)", (act, case, *texts)
        )
        self._db.execute("INSERT OR REPLACE INTO decided VALUES (?, ?, ?)", (case, cursor.lastrowid, texts[1]))


@contextmanager
def at_rest(path: Path, digest: str | None) -> Iterator[tuple[dict[str, Decided], dict[str, Decided]]]:
    """What a store holds, and what it last had in common with `review.csv`; nothing when there is no store.

    Until the block ends no page writes either of the two: read apart, an earlier file beside a later store looks like
    somebody's change of the file. digest: of the plan beside it, None where none is known.

    Raises:
        OutsideError: it cannot be read. UsageError: it is of another plan.
    """
    if not path.exists():
        yield {}, {}
        return
    with closing(connect_to_read(path)) as db:
        with told(path):
            db.execute("BEGIN")
            found = _held(db, path, digest)
        yield found


def _held(db: sqlite3.Connection, path: Path, digest: str | None) -> tuple[dict[str, Decided], dict[str, Decided]]:
    """As `at_rest`; nothing of a file that was only just made."""
    if db.execute("PRAGMA user_version").fetchone()[0] == 0:
        return {}, {}
    plan = db.execute("SELECT digest FROM plan").fetchone()
    if digest is not None:
        _check_plan(path, "" if plan is None else plan[0], digest)
    stored, common = (
        {case: _decided(text) for case, text in db.execute(query)}
        for query in ("SELECT case_id, now FROM decided", "SELECT case_id, cells FROM in_file")
    )
    return stored, common


def _check_plan(path: Path, found: str, digest: str) -> None:
    if found != digest:
        raise UsageError(f"{path} is of another plan; move it away to begin anew.")


def _decided(text: str | bytes) -> Decided:
    try:
        return Decided(**json.loads(text))
    except (ValueError, TypeError):
        raise sqlite3.DatabaseError("a row of it is damaged") from None
