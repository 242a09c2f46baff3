"""The lease: one apply at a time on one place, and a holder that dies holds nothing."""

import subprocess
import sys

import pytest

from hygiene.errors import OutsideError
from hygiene.ledger import open_ledger
from hygiene.ledger.lease import BusyError, lease
from hygiene.ledger.runs import Beginning, begin

HOLD = """
import sys, pandas as pd
from hygiene.ledger import open_ledger
from hygiene.ledger.lease import lease
with open_ledger(lambda: pd.Timestamp("2026-11-06T18:00Z"), create=True) as ledger, lease(ledger, "org:acme"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(ledger):
    """Another process that applies to the place."""
    begin(ledger, Beginning("org:acme", "plan", "part", "ada", planned=1, not_approved=0, by_step=True))
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_apply_on_the_place_is_refused_with_the_name_of_the_first(ledger, holder):
    with (
        pytest.raises(BusyError, match=r"writing to org:acme now .run 20261106-180000-plan-1, begun 2026-11-06T18"),
        lease(ledger, "org:acme"),
    ):
        pass


def test_another_place_is_free(ledger, holder):
    with lease(ledger, "org:other") as held:
        held.check()


def test_a_holder_that_is_killed_holds_nothing(ledger, holder):
    holder.kill()
    holder.wait()

    with lease(ledger, "org:acme") as held:
        held.check()


def test_a_lease_that_ended_can_be_had_again(ledger):
    for _ in range(2):
        with lease(ledger, "org:acme"):
            pass


def test_a_lease_is_lost_with_its_server(clock, monkeypatch, postgresql):
    monkeypatch.setenv("LEAD_HYGIENE_LEDGER_URL", postgresql.url)
    with open_ledger(clock, create=True) as ledger, lease(ledger, "org:acme") as held:
        postgresql.stop()
        postgresql.start()

        for _ in range(2):
            with pytest.raises(OutsideError, match=r"PostgreSQL cannot be used"):
                held.check()
