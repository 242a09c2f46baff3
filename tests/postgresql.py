"""A real PostgreSQL of the tests' own: a cluster in a new folder, reached by a Unix socket, gone at the end."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

_HOW = "PostgreSQL is not installed (Debian: apt-get install postgresql)"


@dataclass(frozen=True)
class Server:
    """A running server."""

    programs: Path
    folder: Path

    @property
    def url(self) -> str:
        return f"postgresql://tests@/postgres?host={self.folder}"

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}' -c fsync=off"
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    def empty(self) -> None:
        with psycopg.connect(host=str(self.folder), user="tests", dbname="postgres", autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), "-D", str(self.folder / "data"), *arguments]
        # A server that inherits the pipe would keep it open.
        with (self.folder / "commands").open("ab") as told:
            done = subprocess.run(_as_its_user(command), stdout=told, stderr=told, check=False)
        assert done.returncode == 0, (self.folder / "commands").read_text()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    programs = _programs()
    if programs is None or sys.platform == "win32":
        pytest.skip(_HOW)
    folder = Path(tempfile.mkdtemp(prefix="lead-hygiene-pg-"))
    server = Server(programs, folder)
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        server._run("initdb", "-U", "tests", "-A", "trust", "--no-sync")
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgresql(postgresql_server: Server) -> Server:
    """The server with an empty database."""
    postgresql_server.empty()
    return postgresql_server


def _programs() -> Path | None:
    found = [Path(name).parent for name in (shutil.which("pg_ctl"),) if name]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in found if (folder / "initdb").exists()), None)


def _as_its_user(command: Sequence[str]) -> Sequence[str]:
    """PostgreSQL refuses to run as root; Debian's package brings a user for it."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command
