"""An org that runs: uvicorn in a thread, TLS by a test authority, rows in SQLite."""

import asyncio
import csv
import io
import json
import tempfile
import threading
import time
from pathlib import Path

import trustme
import uvicorn

from tests.org.app import OrgApp
from tests.org.faults import Fault
from tests.org.state import State
from tests.org.store import Store
from tests.org.values import shown

_NAMES = ("localhost", "127.0.0.1", "*.salesforce.com", "*.my.salesforce.com")


class Org:
    """`instance_url, access_token, ca_file, admin_url`; a context manager that starts and stops it."""

    def __init__(self, db: str = ":memory:", port: int = 0):
        self.state = State(Store(db))
        self._app = OrgApp(self.state)
        self._folder = tempfile.TemporaryDirectory()
        folder = Path(self._folder.name)
        authority = trustme.CA()
        self.ca_file = str(folder / "authority.pem")
        authority.cert_pem.write_to_path(self.ca_file)
        authority.issue_cert(*_NAMES).private_key_and_cert_chain_pem.write_to_path(str(folder / "server.pem"))
        config = uvicorn.Config(
            self._app, host="127.0.0.1", port=port, ssl_certfile=folder / "server.pem", log_level="critical",
            lifespan="off", ws="none", http="h11", loop="asyncio", timeout_graceful_shutdown=1,
        )  # fmt: skip
        self.server = uvicorn.Server(config)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self.left_out = 0
        self.access_token = self.state.new_token()

    def begin_anew(self) -> None:
        """An empty org at the same address, as a new one would be; whoever was connected is cut off."""
        asyncio.run_coroutine_threadsafe(self._begin_anew(), self._loop).result()

    async def _begin_anew(self) -> None:
        _cut_all_off()
        self.state.store.db.close()
        self.state = State(Store(), url=self.instance_url)
        self._app.speak_of(self.state)
        self.left_out = 0
        self.access_token = self.state.new_token()

    async def _serve(self) -> None:
        """Serves until stopped, then leaves no socket behind: one that a client dropped would be told as a leak later,
        in a test that has nothing to do with it."""
        self._loop = asyncio.get_running_loop()
        await self.server.serve()
        _cut_all_off()
        await asyncio.sleep(0.05)

    def __enter__(self) -> "Org":
        self._thread.start()
        while not self.server.started:
            if not self._thread.is_alive():
                raise RuntimeError("the stand-in org did not start: its port may be in use")
            time.sleep(0.005)
        self.port = self.server.servers[0].sockets[0].getsockname()[1]
        self.instance_url = self.state.url = f"https://localhost:{self.port}"
        self.admin_url = f"{self.instance_url}/admin"
        return self

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self._thread.join(5)
        self.state.store.db.close()
        self._folder.cleanup()

    def load(self, tables) -> None:
        """Object name -> data frame (or list of dicts); values as they are, without the org's rules."""
        for name, table in tables.items():
            if isinstance(table, list):
                columns = list(dict.fromkeys(c for row in table for c in row))
                rows = [[row.get(c) for c in columns] for row in table]
            else:
                columns = list(table.columns)
                rows = table.astype(object).where(table.notna(), None).itertuples(index=False, name=None)
            refused = self.state.store.load(name, columns, rows)
            if refused:
                raise ValueError(f"{refused} rows of {name} could stand in no org")

    def load_folder(self, folder: Path) -> None:
        """A folder of CSV exports; files that are named after no object are left alone."""
        for file in sorted(folder.glob("*.csv")):
            if file.stem in self.state.store.objects:
                header, *rows = csv.reader(io.StringIO(_decoded(file.read_bytes()), newline=""))
                self.left_out += self.state.store.load(file.stem, header, rows)

    def rows(self, name: str) -> list[dict]:
        """Every row of an object, those in the bin too, in the order of their ids."""
        store = self.state.store
        with store.lock:
            described = store.object(name)
            found = store.db.execute(f'SELECT * FROM "{described.name}" ORDER BY "Id"')
            names = [c[0] for c in found.description]
            return [
                {n: shown(described.fields[n], v) for n, v in zip(names, row, strict=True) if n in described.fields}
                for row in found
            ]

    def row(self, record_id: str) -> dict | None:
        name = self.state.store.object_of(record_id)
        return next((r for r in self.rows(name) if r["Id"][:15] == record_id[:15]), None)

    def fault(self, kind: str, on: str = "*", **aim) -> None:
        """A fault from now on; `tests/org/faults.py` lists them."""
        with self.state.store.lock:
            self.state.faults.planned.append(Fault(kind, on, **aim))

    def settings(self, **given) -> None:
        """`page_size, source_rule, hard_delete, convert_leads, automation, poll_steps`."""
        with self.state.store.lock:
            self.state.change(given)

    @property
    def calls(self) -> list[str]:
        return list(self.state.calls)

    def ready_line(self) -> str:
        told = ("instance_url", "access_token", "ca_file", "admin_url", "left_out")
        return json.dumps({name: getattr(self, name) for name in told})


def _cut_all_off() -> None:
    for transport in list(asyncio.get_running_loop()._transports.values()):
        transport.abort()


def _decoded(content: bytes) -> str:
    """Exports are UTF-8, with or without a mark, or of the Windows encoding an admin chose."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")
