"""Any order of plan, approve, apply, crash, resume, give up, undo, prune and foreign edits keeps what must be kept.

The machine works as people do, on a stand-in org over real connections, with its ledger on each kind of database.
"""

import os
import tempfile
from collections import Counter
from pathlib import Path
from typing import ClassVar

import pandas as pd
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from hypothesis.strategies import booleans, integers, sampled_from

from hygiene import moments
from hygiene.approving import approve_plan
from hygiene.crm.salesforce.connect import connect
from hygiene.errors import HygieneError
from hygiene.housekeeping import pruned
from hygiene.key_file import find_ring
from hygiene.ledger import open_ledger, there_is_one
from hygiene.ledger.runs import runs
from hygiene.org_run import apply_saved
from hygiene.pipeline import PlanRequest, make_and_save_plan
from hygiene.policy import load
from hygiene.resuming import resume_on_org
from hygiene.suppression_store import known_suppressions
from hygiene.undo_run import undo_on_org
from hygiene.vault import open_vault
from tests.fake_sink import Killed
from tests.hygiene.crm.salesforce.small_org import GONE, LEADS, POLICY, load_people
from tests.org.server import Org
from tests.tables import frame

pytestmark = [pytest.mark.enable_socket, pytest.mark.slow]

RULES = ("lead_to_lead", "dnc_internal", "zoominfo_opt_out", "test_lead")
CONSENT = ("HasOptedOutOfEmail", "DoNotCall")
STOPS = sampled_from([None, None, "kill", "kill", "daily_limit", "cut", "unavailable"])
ORIGINAL = {row["Id"]: row for row in frame(LEADS).to_dict("records")}


class Life(RuleBasedStateMachine):
    """One org, one ledger, two people."""

    happened: ClassVar = Counter()

    def __init__(self):
        super().__init__()
        self.place = tempfile.TemporaryDirectory()
        self.folder = Path(self.place.name)
        self.before = {name: os.environ.get(name) for name in ("LEAD_HYGIENE_HOME", "LEAD_HYGIENE_USER")}
        self.org = Org().__enter__()
        load_people(self.org)
        (self.folder / "policy.yaml").write_text(POLICY)
        os.environ.update(
            LEAD_HYGIENE_HOME=str(self.folder / "home"), LEAD_HYGIENE_USER="ada", REQUESTS_CA_BUNDLE=self.org.ca_file,
            SALESFORCE_INSTANCE_URL=self.org.instance_url, SALESFORCE_ACCESS_TOKEN=self.org.access_token,
        )  # fmt: skip
        self.later, self.number, self.erased = pd.Timedelta(0), 0, False
        self.plans = []

    def now(self) -> pd.Timestamp:
        return moments.now() + self.later

    def teardown(self):
        try:
            self.every_run_can_be_ended()
        finally:
            self.org.__exit__()
            self.place.cleanup()
            for name, value in self.before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})

    @precondition(lambda self: not self.plans and not self.open_runs())
    @rule(approved=sampled_from([True, True, True, False]))
    def plan(self, approved):
        folder = self.new_folder()
        request = PlanRequest(
            Path("salesforce"), folder, self.now(), policy_file=self.folder / "policy.yaml", only=RULES, clock=self.now
        )
        make_and_save_plan(request)
        self.plans.append(folder)
        if approved:
            self.approve("mary")

    @precondition(lambda self: self.plans)
    @rule(who=sampled_from(["ada", "mary"]))
    def approve(self, who):
        os.environ["LEAD_HYGIENE_USER"] = who
        self.done("approved", lambda: approve_plan(self.plans[-1], self.now))
        os.environ["LEAD_HYGIENE_USER"] = "ada"

    @precondition(lambda self: self.plans and not self.open_runs())
    @rule(stop=STOPS, at=integers(1, 4), again=sampled_from([False, False, True]))
    def apply(self, stop, at, again):
        plan = self.plans[-1] if again else self.plans.pop()
        with_stop(self.org, stop, at, lambda told: self.done("applied", lambda: apply_saved(plan, self.now, told)))

    @precondition(lambda self: self.open_runs())
    @rule(stop=STOPS, at=integers(1, 4), give_up=sampled_from([False, False, True]))
    def resume(self, stop, at, give_up):
        run = self.open_runs()[0].id
        named = "given up" if give_up else "resumed"
        with_stop(
            self.org, stop, at,
            lambda told: self.done(named, lambda: resume_on_org(run, self.now, None, told, give_up=give_up)),
        )  # fmt: skip

    @precondition(lambda self: self.ended_runs() and not self.plans)
    @rule(which=integers(0, 3))
    def undo(self, which):
        ended, folder = self.ended_runs(), self.new_folder()
        if self.done("undone", lambda: undo_on_org(ended[which % len(ended)].id, self.now, folder)) is not None:
            self.plans.append(folder)

    @rule(days=sampled_from([1, 1, 1, 20, 450, 4000]))
    def time_passes_and_the_house_is_kept(self, days):
        self.later += pd.Timedelta(days=days)
        pruned(load(self.folder / "policy.yaml"), self.now)

    @rule(which=integers(0, 5), clears=booleans())
    def somebody_edits_a_lead(self, which, clears):
        alive = sorted(row["Id"] for row in self.org.rows("Lead") if not row["IsDeleted"])
        with connect(load(self.folder / "policy.yaml")) as session:
            body = {"Title": None if clears else "Somebody"}
            session.call("PATCH", session.data(f"sobjects/Lead/{alive[which % len(alive)]}"), json=body)

    @invariant()
    def the_chain_is_sound(self):
        if there_is_one():
            with open_ledger(self.now, create=False) as ledger:
                assert ledger.check().text().startswith("The chain is sound")

    @invariant()
    def every_ended_run_accounts_for_all_it_planned(self):
        for run in self.known():
            assert run.state == "open" or sum(run.counts.values()) == run.planned

    @invariant()
    def nothing_is_done_twice(self):
        if there_is_one():
            with open_ledger(self.now, create=False) as ledger:
                applied = [e for e in ledger.entries("receipt") if e.content.get("status") == "applied"]
            assert max(Counter((e.run, e.subject) for e in applied).values(), default=1) == 1

    @invariant()
    def nobody_is_lost(self):
        standing = {row["Id"] for row in self.org.rows("Lead")}
        assert ORIGINAL.keys() - standing <= {GONE}

    @invariant()
    def whoever_stands_for_a_record_withholds_what_it_withheld(self):
        now = {row["Id"]: row for row in self.org.rows("Lead")}
        for record, original in ORIGINAL.items():
            stands = record
            while stands in now and now[stands]["IsDeleted"] and now[stands]["MasterRecordId"]:
                stands = now[stands]["MasterRecordId"]
            for field in CONSENT:
                if stands in now and not now[stands]["IsDeleted"] and original[field] == "true":
                    assert now[stands][field], (record, stands, field)

    @invariant()
    def who_was_erased_stays_erased_everywhere(self):
        gone = GONE not in {row["Id"] for row in self.org.rows("Lead")}
        assert gone or not self.erased
        self.erased = gone
        if not gone or self.open_runs() or (ring := find_ring()) is None:
            return
        with open_vault(ring, create=True) as vault:
            assert all(GONE not in set(vault.images(run.id)["record_id"]) for run in self.known())
        if self.later < pd.Timedelta(days=300):
            assert known_suppressions(self.now()).counts()["erasure"] > 0

    def every_run_can_be_ended(self):
        for run in self.open_runs():
            self.done("ended", lambda run=run: resume_on_org(run.id, self.now))
        assert self.open_runs() == []

    def done(self, named, work):
        """What the work gives; None where it was refused or stopped, as a person would be told."""
        try:
            given = work()
        except (HygieneError, Killed) as error:
            self.happened[f"{named}: {type(error).__name__}"] += 1
            return None
        self.happened[named if getattr(given, "stopped", None) is None else f"{named}: stopped"] += 1
        return given

    def known(self):
        if not there_is_one():
            return []
        with open_ledger(self.now, create=False) as ledger:
            return runs(ledger)

    def ended_runs(self):
        return [run for run in self.known() if run.counts.get("applied")]

    def open_runs(self):
        return [run for run in self.known() if run.state == "open"]

    def new_folder(self):
        self.number += 1
        return self.folder / f"plan {self.number}"


def with_stop(org, stop, at, work):
    """Does the work while a fault is due at some call, or the process ends before some batch."""
    told = 0

    def progress(*_):
        nonlocal told
        told += 1
        if stop == "kill" and told == at:
            raise Killed

    if stop in ("daily_limit", "cut", "unavailable"):
        for on in ("soap.*", "collections.*", "bulk.ingest.*"):
            org.fault(stop, on, nth=at, times=1 if stop == "cut" else 100)
    try:
        work(progress)
    finally:
        org.state.faults.planned.clear()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_any_order_of_events_keeps_what_must_be_kept(kind, request, monkeypatch):
    server = request.getfixturevalue("postgresql_server") if kind == "postgresql" else None
    if server is not None:
        monkeypatch.setenv("LEAD_HYGIENE_LEDGER_URL", server.url)

    class OnThisDatabase(Life):
        happened: ClassVar = Counter()

        def __init__(self):
            if server is not None:
                server.empty()
            super().__init__()

    run_state_machine_as_test(OnThisDatabase, settings=settings(max_examples=8, stateful_step_count=25))

    # Else the machine has only looked on.
    wanted = {"applied", "applied: stopped", "applied: Killed", "resumed", "given up", "undone"}
    assert wanted <= OnThisDatabase.happened.keys(), OnThisDatabase.happened
