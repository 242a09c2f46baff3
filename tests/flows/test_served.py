"""The jobs as they are served: a real Prefect server, schedules, a process for each run, an org that is written to."""

import os
import signal
import sqlite3
from pathlib import Path

import pytest

from tests.flows.live import Live, children, started_by, until
from tests.hygiene.crm.salesforce.small_org import LEADS, TEST, TWICE, load_people, standing
from tests.org.server import Org
from tests.personal import personal_in
from tests.tables import frame

pytestmark = [pytest.mark.prefect, pytest.mark.enable_socket, pytest.mark.slow]


class Served(Live):
    """`lead-hygiene schedule serve` in a folder of its own."""

    def __init__(self, folder: Path, org: Org):
        super().__init__(folder, org)
        self.process = self.process_of(
            *self.command("schedule", "serve", "--source", "salesforce", "--to", "salesforce"),
            "--policy", "policy.yaml", "--port", str(self.port),
        )  # fmt: skip

    def server(self) -> int:
        """The process of the Prefect server."""
        for process in children().get(self.process.pid, []):
            if b"server" in (Path("/proc") / str(process) / "cmdline").read_bytes().split(b"\0"):
                return process
        raise AssertionError("no server runs")

    def forked(self) -> list[int]:
        """The ready process, and the runs that were forked from it."""
        commands = {one: (Path("/proc") / str(one) / "cmdline") for one in started_by(self.process.pid)}
        return [one for one, command in commands.items() if b"multiprocessing.forkserver" in command.read_bytes()]

    def stop(self) -> str:
        """Stops as systemd does; what was said of it."""
        said = self.folder / "said.txt"
        before = said.stat().st_size
        self.process.terminate()
        self.process.wait(300)
        self.said.close()
        return said.read_bytes()[before:].decode()


@pytest.fixture(scope="module")
def org():
    with Org() as running:
        load_people(running)
        yield running


@pytest.fixture(scope="module")
def served(org, tmp_path_factory):
    running = Served(tmp_path_factory.mktemp("served"), org)
    try:
        until(lambda: running.process.poll() is not None or running.deployment("approve"), "the jobs are served")
        assert running.process.poll() is None, (running.folder / "said.txt").read_text()
        yield running
    finally:
        running.stop()


def test_the_weekend_run_from_the_schedule_over_an_approval_to_the_monday_page(served, org):
    deployment, schedule = served.moved_to_now("weekend_dedupe")
    until(lambda: getattr(served.outcome("weekend_dedupe"), "ended", None), "the plan is made")
    served.ask("DELETE", f"/deployments/{deployment}/schedules/{schedule}")
    assert served.outcome("weekend_dedupe").state == "waiting for approval"
    assert TWICE in standing(org)

    (plan,) = served.runs.glob("weekend_dedupe/*/plan")
    said = served.typed("mary", "approve", str(plan))
    assert "Next: nothing, where the jobs are served" in said
    run = served.started("apply_approved")
    until(lambda: served.state_of(run)["type"] in ("COMPLETED", "FAILED", "CRASHED"), "the approved plan is written")

    assert served.state_of(run)["name"] == "Completed"
    assert served.outcome("weekend_dedupe").state == "completed"
    assert TWICE not in standing(org)
    pages = served.ask("POST", "/artifacts/filter", artifacts={"key": {"any_": ["weekend-dedupe-page"]}})
    assert any("all are as planned" in page["data"] and "Hygiene run of" in page["data"] for page in pages)
    bars = served.ask("POST", "/artifacts/filter", artifacts={"type": {"any_": ["progress"]}})
    assert {"plan", "weekend-dedupe-apply"} <= {bar["key"] for bar in bars}
    host = org.instance_url.removeprefix("https://")
    names = [each["name"] for each in served.ask("POST", "/flow_runs/filter", sort="START_TIME_DESC")]
    assert any(name.startswith(f"weekend_dedupe {host} 20") for name in names)
    told = {event["event"] for event in until(lambda: events(served), "the outcomes are told as events")}
    assert {"lead-hygiene.waiting-for-approval", "lead-hygiene.completed"} <= told


def events(served):
    found = served.ask("POST", "/events/filter", filter={"event": {"prefix": ["lead-hygiene."]}})["events"]
    return found if len(found) >= 2 else None


def test_a_server_that_is_killed_in_the_middle_of_an_apply_keeps_nothing_from_being_written(served, org):
    before = served.receipts()
    served.started("daily_dnc_and_test_leads")
    until(lambda: served.receipts() > before, "the first batch is written")
    assert len(served.forked()) == 2
    assert TEST in standing(org)
    os.kill(served.server(), signal.SIGKILL)

    until(lambda: served.outcome("daily_dnc_and_test_leads").state == "completed", "the run goes on without the server")

    assert TEST not in standing(org)
    until(lambda: served.deployment("approve"), "the server is started again")
    run = served.started("apply_approved")
    until(lambda: served.state_of(run)["name"] == "Nothing to do", "runs are started again")


def test_no_person_stands_in_prefect_s_data_base(served):
    with sqlite3.connect(f"file:{served.home / 'prefect/prefect.db'}?mode=ro", uri=True) as database:
        text = "\n".join(database.iterdump())

    assert "weekend_dedupe" in text
    # Words such as Quiet or Other are Prefect's own too, and its times and ids hold any seven digits.
    found = personal_in(frame(LEADS)).found_in(text)
    assert [kind for kind in found if kind in ("e-mail", "whole name")] == []
    assert [phone for phone in frame(LEADS)["Phone"].dropna() if phone in text or phone.replace(" ", "") in text] == []


def test_a_stop_is_quiet_and_says_what_becomes_of_the_rest(served):
    assert served.stop() == ("Stopped; the schedules stay. What was being written is gone on with at the next start.\n")
    assert served.process.returncode == 0
