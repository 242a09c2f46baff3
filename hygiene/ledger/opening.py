"""Opening the ledger's database: SQLite in the home, or the PostgreSQL that `LEAD_HYGIENE_LEDGER_URL` names."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, PendingRollbackError, SQLAlchemyError

from hygiene.errors import OutsideError, UsageError
from hygiene.home import LEDGER_FILE, home
from hygiene.home import LEDGER_VARIABLE as VARIABLE

HEAD_REVISION: Final = "0003"
"""The newest of `migrations`; a test holds the two together."""
_WAIT_SECONDS: Final = 30
_READING: Final = "lead_hygiene_reading"


def ledger_url() -> URL:
    """Where the ledger is.

    Raises:
        UsageError: the variable holds no URL of SQLite or PostgreSQL. The message does not repeat it: it may hold a
            password.
    """
    given = os.environ.get(VARIABLE)
    if not given:
        return URL.create("sqlite", database=str(home() / LEDGER_FILE))
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        raise _no_url() from None
    backend = url.get_backend_name()
    if backend == "postgresql" and (url.host or "host" in url.query) and url.database:
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and url.drivername in ("sqlite", "sqlite+pysqlite") and _is_file(url):
        return url
    raise _no_url()


def _is_file(url: URL) -> bool:
    """Not one in memory, which forgets, nor one that lies somewhere else in each folder."""
    return bool(url.database) and Path(str(url.database)).is_absolute()


def exists(url: URL) -> bool:
    """Whether there is a ledger, of whatever version.

    Raises:
        UsageError: PostgreSQL's driver is missing. OutsideError: the database cannot be reached.
    """
    if url.get_backend_name() == "sqlite":
        return Path(str(url.database)).exists()
    engine = _engine(url, create=False)
    try:
        return revision(engine) is not None
    finally:
        engine.dispose()


def open_engine(url: URL, *, create: bool) -> Engine:
    """The engine of a ledger of this version; a new one gets its tables when `create`.

    Raises:
        UsageError: no ledger, or one of another version, with what to do. OutsideError: it cannot be reached.
    """
    engine = _engine(url, create=create)
    try:
        found = revision(engine)
        if found is None and create:
            upgrade(engine)
        elif found != HEAD_REVISION:
            raise _other_version(found)
    except BaseException:
        engine.dispose()
        raise
    return engine


def upgraded(url: URL) -> str:
    """Brings a ledger of an older version to this one, and tells what was done.

    Raises:
        UsageError: no ledger, or one of a newer version. OutsideError: it cannot be reached.
    """
    if not exists(url):
        raise UsageError("There is no ledger yet; the first apply makes one.")
    engine = _engine(url, create=False)
    try:
        before = revision(engine)
        if before is not None and before > HEAD_REVISION:
            raise _other_version(before)
        if before == HEAD_REVISION:
            return f"The ledger is of this version already ({before})."
        upgrade(engine)
        return f"The ledger was brought from version {before or 'none'} to {HEAD_REVISION}."
    finally:
        engine.dispose()


def revision(engine: Engine) -> str | None:
    """The version of the tables, None where there are none."""
    with told(), engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(engine: Engine, target: str = "head") -> None:
    """Runs the migrations up to `target`, all or nothing.

    Raises:
        OutsideError: the database refused or cannot be reached.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "hygiene.ledger:migrations")
    with told(), engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, target)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that writes nothing and waits for no writer."""
    with told(), engine.connect().execution_options(**{_READING: True}) as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction: all or nothing, on disk when the block ends."""
    with told(), engine.begin() as connection:
        yield connection


def checkpoint(engine: Engine) -> None:
    """Writes SQLite's log into the file, so that what was deleted does not lie in it until some later moment."""
    if engine.dialect.name == "sqlite":
        with told(), closing(engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def told() -> Iterator[None]:
    """What the database says, as a sentence without its address, its statement or a value.

    Raises:
        OutsideError: it cannot be reached, is locked, full, damaged or not writable.
    """
    try:
        yield
    except DBAPIError as error:
        raise OutsideError(_sentence(error)) from None
    except PendingRollbackError:
        raise OutsideError(_away("the connection was lost")) from None
    except SQLAlchemyError as error:
        raise OutsideError(f"The ledger cannot be used ({type(error).__name__}); look at {VARIABLE}.") from None


def _sentence(error: DBAPIError) -> str:
    if type(error.orig).__module__.startswith("sqlite3"):
        return (
            f"The ledger in {home()} cannot be used ({error.orig}); free space, close what holds the file, or restore"
            " it from your backup. Nothing is written without a ledger."
        )
    state = getattr(error.orig, "sqlstate", None) or type(error.orig).__name__
    return _away(state)


def _away(state: str) -> str:
    return (
        f"The ledger's PostgreSQL cannot be used ({state}); start it, or mend {VARIABLE}."
        " Nothing is written without a ledger; what was begun goes on with lead-hygiene resume."
    )


def _engine(url: URL, *, create: bool) -> Engine:
    if url.get_backend_name() == "sqlite":
        path = Path(str(url.database))
        _private(path, create=create)
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": _WAIT_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        return create_engine(
            url, hide_parameters=True, pool_pre_ping=True, connect_args={"connect_timeout": _WAIT_SECONDS}
        )
    except (ImportError, NoSuchModuleError):
        raise UsageError("A ledger in PostgreSQL needs its driver: pip install 'lead-hygiene[postgresql]'.") from None


def _private(path: Path, *, create: bool) -> None:
    """The file, new and private to its owner where it is to be created."""
    if path.exists():
        return
    if not create:
        raise UsageError("There is no ledger yet; the first apply makes one.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    except OSError as error:
        raise OutsideError(
            f"{path} cannot be made ({error.strerror}); choose another LEAD_HYGIENE_HOME. Nothing was written."
        ) from None


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transactions begin too late: after the first statement that writes.
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get(_READING, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _no_url() -> UsageError:
    return UsageError(
        f"{VARIABLE} is no address of a ledger; write it as postgresql://USER:PASSWORD@HOST/DATABASE, or unset it."
    )


def _other_version(found: str | None) -> UsageError:
    if found is None:
        return UsageError("The ledger's database holds no ledger yet; the first apply makes one.")
    if found > HEAD_REVISION:
        return UsageError(f"The ledger is of a newer version ({found}) than this program; install the newer program.")
    return UsageError(f"The ledger is of an older version ({found}); back it up, then run: lead-hygiene ledger upgrade")
