"""The jobs on a Prefect server that runs, as a test sees them: what it is asked, and what the runs leave behind."""

import os
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from hygiene.job_folders import outcomes
from tests.org.server import Org
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
NEVER = "0 0 29 2 *"
POLICY = f"""
caps: {{minimum_population: 1000}}
salesforce: {{rest_rows: 50000, pause_seconds: 12}}
schedules:
  without_a_person: [dnc_internal, dnc_same_number, test_lead]
  cron: {{weekend_dedupe: "{NEVER}", weekly_opt_out: "{NEVER}", daily_dnc_and_test_leads: "{NEVER}",
         apply_approved: "{NEVER}", ledger_housekeeping: "{NEVER}"}}
"""


class Live:
    """A folder with runs, a home and a policy, and the environment of everything that is started there."""

    def __init__(self, folder: Path, org: Org):
        self.port = free_port()
        self.folder, self.runs, self.home = folder, folder / "runs", folder / "home"
        self.api = f"http://127.0.0.1:{self.port}/api"
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("PREFECT_")},
            "PYTHONPATH": str(ROOT), "LEAD_HYGIENE_HOME": str(self.home), "LEAD_HYGIENE_USER": "robot",
            "SALESFORCE_INSTANCE_URL": org.instance_url, "SALESFORCE_ACCESS_TOKEN": org.access_token,
            "REQUESTS_CA_BUNDLE": org.ca_file, "PREFECT_RUNNER_POLL_FREQUENCY": "2",
            "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "2",
        }  # fmt: skip
        (folder / "policy.yaml").write_text(POLICY)
        self.said = (folder / "said.txt").open("wb")

    def process_of(self, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        """A process that is started in the folder; it speaks into `said.txt`."""
        return subprocess.Popen(
            command, cwd=self.folder, env={**self.environment, **environment}, stdout=self.said, stderr=self.said,
            start_new_session=True,
        )  # fmt: skip

    def told(self) -> str:
        """What all processes said so far."""
        return (self.folder / "said.txt").read_text(encoding="utf-8", errors="replace")

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "hygiene.cli", *words]

    def typed(self, who: str, *words: str) -> str:
        """What a command prints for a person."""
        environment = {**self.environment, "LEAD_HYGIENE_USER": who}
        done = subprocess.run(
            self.command(*words), cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, method: str, path: str, body=None, **fields):
        """What Prefect answers; asked again as its own client does while it says 503 (its data base is locked)."""
        for _ in range(60):
            answer = httpx.request(method, self.api + path, json=body or fields or None, timeout=60)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            time.sleep(1)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def deployment(self, name: str) -> str:
        return self.ask("GET", f"/deployments/name/{name}/lead-hygiene")["id"]

    def moved_to_now(self, name: str) -> tuple[str, str]:
        """A schedule of this deployment that is due in some seconds; deployment and schedule."""
        deployment = self.deployment(name)
        due = (datetime.now(UTC) + timedelta(seconds=15)).isoformat()
        schedule = {"interval": 120, "anchor_date": due, "timezone": "UTC"}
        made = self.ask("POST", f"/deployments/{deployment}/schedules", [{"active": True, "schedule": schedule}])
        return deployment, made[0]["id"]

    def started(self, name: str, **parameters) -> str:
        """A run that a person starts in Prefect's pages; its id."""
        run = self.ask("POST", f"/deployments/{self.deployment(name)}/create_flow_run", parameters=parameters)
        return run["id"]

    def state_of(self, run: str):
        return self.ask("GET", f"/flow_runs/{run}")["state"]

    def outcome(self, job: str):
        found = [outcome for _, outcome in outcomes(self.runs, job)]
        return found[-1] if found else None

    def receipts(self) -> int:
        """How many answers to writes the ledger holds; none while the first run of the home is making it."""
        try:
            with sqlite3.connect(f"file:{self.home / 'ledger.sqlite'}?mode=ro", uri=True) as ledger:
                return ledger.execute("SELECT count(*) FROM entry WHERE kind = 'receipt'").fetchone()[0]
        except sqlite3.OperationalError:
            return 0


def children() -> dict[int, list[int]]:
    """Process -> the processes that it started and that are there still."""
    found: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, ValueError):
            continue  # it ended meanwhile
        found.setdefault(parent, []).append(int(status.parent.name))
    return found


def started_by(process: int) -> list[int]:
    """All that the process started, directly or through others."""
    tree, found = children(), [process]
    for one in found:
        found += tree.get(one, [])
    return found[1:]


def until(found, what: str, seconds: float = 600):
    """What is found, once it is."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if got := found():
                return got
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    raise AssertionError(f"{what}: not in {seconds:g} s")
