"""Opening a ledger: what is made, what is refused, and what is said when the place fails."""

import os
import sqlite3
import stat
import subprocess
import sys

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from hygiene.errors import OutsideError, UsageError
from hygiene.ledger import Draft, open_ledger, there_is_one
from hygiene.ledger.opening import HEAD_REVISION, _engine, ledger_url, revision, upgrade, upgraded
from hygiene.ledger.tables import metadata


def test_to_look_for_a_ledger_makes_none(own_home, clock):
    assert not there_is_one()
    with (
        pytest.raises(UsageError, match=r"There is no ledger yet; the first apply makes one"),
        open_ledger(clock, create=False),
    ):
        pass
    assert list(own_home.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="this system has no file modes")
def test_a_new_ledger_is_private_to_its_owner(own_home, clock):
    with open_ledger(clock, create=True) as ledger:
        ledger.append([Draft("plan", "a", {})])
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in own_home.iterdir()}
    assert modes == dict.fromkeys(("ledger.sqlite", "ledger.sqlite-shm", "ledger.sqlite-wal"), 0o600)


def test_the_migrations_make_the_tables_that_the_code_knows(ledger):
    found = inspect(ledger.engine)

    for table in metadata.sorted_tables:
        columns = {column["name"]: column["nullable"] for column in found.get_columns(table.name)}
        assert columns == {column.name: bool(column.nullable) for column in table.columns}, table.name
        indexes = {index["name"]: index["column_names"] for index in found.get_indexes(table.name)}
        assert indexes == {str(i.name): [column.name for column in i.columns] for i in table.indexes}, table.name


def test_the_code_names_the_newest_migration():
    config = Config()
    config.set_main_option("script_location", "hygiene.ledger:migrations")

    assert ScriptDirectory.from_config(config).get_current_head() == HEAD_REVISION


def test_a_ledger_of_an_older_version_is_brought_up_by_a_command_and_keeps_its_entries(place, clock):
    engine = _engine(ledger_url(), create=True)
    upgrade(engine, "0001")
    engine.dispose()

    said = r"older version .0001.; back it up, then run: lead-hygiene ledger upgrade"
    with pytest.raises(UsageError, match=said), open_ledger(clock, create=True):
        pass
    assert upgraded(ledger_url()) == f"The ledger was brought from version 0001 to {HEAD_REVISION}."
    with open_ledger(clock, create=False) as ledger:
        assert revision(ledger.engine) == HEAD_REVISION
    assert "already" in upgraded(ledger_url())


def test_a_ledger_of_a_newer_version_is_left_alone(ledger, clock):
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    for attempt in (lambda: upgraded(ledger_url()), lambda: open_ledger(clock, create=True).__enter__()):
        with pytest.raises(UsageError, match=r"newer version .9999. than this program; install the newer"):
            attempt()


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mysql://u:secret@h/d",
        "postgresql://",
        "sqlite://",
        "postgresql:///x",
        "sqlite:///:memory:",
        "sqlite:///relative.db",
        "postgresql://u:secret@h:abc/d",
        "sqlite+aiosqlite:////tmp/x.db",
    ],
)
def test_an_address_that_is_none_is_told_without_repeating_it(url, clock, monkeypatch):
    monkeypatch.setenv("LEAD_HYGIENE_LEDGER_URL", url)

    with pytest.raises(UsageError, match=r"write it as postgresql://USER") as told, open_ledger(clock, create=True):
        pass
    assert "secret" not in str(told.value)


def test_a_postgresql_that_is_not_there_is_one_sentence_without_its_password(clock, monkeypatch, tmp_path):
    monkeypatch.setenv("LEAD_HYGIENE_LEDGER_URL", f"postgresql://ada:secret@/d?host={tmp_path}")

    with (
        pytest.raises(OutsideError, match=r"PostgreSQL cannot be used .*start it") as told,
        open_ledger(clock, create=True),
    ):
        pass
    assert "secret" not in str(told.value)
    assert str(tmp_path) not in str(told.value)


def test_a_postgresql_that_was_restarted_is_used_again_and_one_that_is_away_is_told(clock, monkeypatch, postgresql):
    monkeypatch.setenv("LEAD_HYGIENE_LEDGER_URL", postgresql.url)
    with open_ledger(clock, create=True) as ledger:
        ledger.append([Draft("plan", "a", {})])
        postgresql.stop()
        try:
            with pytest.raises(OutsideError, match=r"what was begun goes on with lead-hygiene resume"):
                ledger.append([Draft("plan", "b", {})])
        finally:
            postgresql.start()
        ledger.append([Draft("plan", "c", {})])

        assert [entry.subject for entry in ledger.entries("plan")] == ["a", "c"]
        assert ledger.check().sound


def test_a_file_that_is_no_ledger_is_one_sentence(own_home, clock):
    (own_home / "ledger.sqlite").write_bytes(b"no database at all" * 100)

    with pytest.raises(OutsideError, match=r"file is not a database.*restore it"), open_ledger(clock, create=True):
        pass


def test_a_ledger_that_another_process_holds_too_long_is_told(own_home, clock, monkeypatch):
    monkeypatch.setattr("hygiene.ledger.opening._WAIT_SECONDS", 0)
    with open_ledger(clock, create=True) as ledger:
        holder = sqlite3.connect(own_home / "ledger.sqlite", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        try:
            with pytest.raises(OutsideError, match=r"database is locked.*close what holds the file"):
                ledger.append([Draft("plan", "a", {})])
            assert ledger.head().seq == 0
        finally:
            holder.close()


@pytest.mark.skipif(sys.platform == "win32", reason="only POSIX limits the size of a process's files")
def test_a_full_disk_is_told_and_nothing_of_the_entries_is_there(own_home, clock):
    script = """
import resource, signal, pandas as pd
from hygiene.ledger import Draft, open_ledger
from hygiene.errors import OutsideError
clock = lambda: pd.Timestamp("2026-11-06T18:00Z")
with open_ledger(clock, create=True) as ledger:
    ledger.append([Draft("plan", "before", {})])
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
    try:
        ledger.append([Draft("plan", "x" * 2000, {"at": n}) for n in range(5000)])
    except OutsideError as error:
        print(error)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert "cannot be used" in done.stdout, done.stderr
    assert "free space" in done.stdout
    with open_ledger(clock, create=False) as ledger:
        assert [entry.subject for entry in ledger.entries("plan")] == ["before"]
        assert ledger.check().sound


@pytest.mark.skipif(sys.platform == "win32", reason="folder permissions are POSIX")
def test_a_folder_that_cannot_be_written_is_told(own_home, clock, monkeypatch):
    own_home.chmod(0o500)
    superuser = os.geteuid() == 0  # who may write everywhere, but not into a file system of the kernel's own
    monkeypatch.setenv("LEAD_HYGIENE_HOME", "/proc" if superuser else str(own_home))

    with pytest.raises(OutsideError, match=r"choose another LEAD_HYGIENE_HOME"), open_ledger(clock, create=True):
        pass


def test_a_home_that_is_a_file_is_told(tmp_path, clock, monkeypatch):
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("LEAD_HYGIENE_HOME", str(tmp_path / "file"))

    with pytest.raises(OutsideError, match=r"cannot be made.*Nothing was written"), open_ledger(clock, create=True):
        pass
